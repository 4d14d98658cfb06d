"""Figures of the course. Each takes arrays, histories or predictions, draws on an ``Axes``, and returns it."""

from mnist_course.figures.curves import label_end, learning_curves, lines, lines_with_spread
from mnist_course.figures.digits import corruption_table, digit_grid, display_sample, prediction_grid, weight_images
from mnist_course.figures.probabilities import probability_bars
from mnist_course.figures.scores import class_bars, confusion
from mnist_course.figures.seeds import band, dot_rows, log_ticks
from mnist_course.figures.style import INK, MODEL_STYLES, style_of, use_style

__all__ = [
    "INK",
    "MODEL_STYLES",
    "band",
    "class_bars",
    "dot_rows",
    "log_ticks",
    "probability_bars",
    "confusion",
    "corruption_table",
    "digit_grid",
    "display_sample",
    "label_end",
    "learning_curves",
    "lines",
    "lines_with_spread",
    "prediction_grid",
    "style_of",
    "use_style",
    "weight_images",
]
