"""Figures of the course. Each takes arrays, histories or predictions, draws on an ``Axes``, and returns it."""

from mnist_course.figures import diagrams
from mnist_course.figures.curves import label_end, learning_curves, lines, lines_with_spread
from mnist_course.figures.digits import corruption_table, digit_grid, display_sample, prediction_grid, weight_images
from mnist_course.figures.probabilities import probability_bars
from mnist_course.figures.scores import class_bars, confusion
from mnist_course.figures.seeds import band, change_rows, dot_rows, log_ticks
from mnist_course.figures.style import INK, MODEL_STYLES, style_of, use_style

__all__ = [
    "INK",
    "MODEL_STYLES",
    "band",
    "change_rows",
    "class_bars",
    "confusion",
    "corruption_table",
    "diagrams",
    "digit_grid",
    "display_sample",
    "dot_rows",
    "label_end",
    "learning_curves",
    "lines",
    "lines_with_spread",
    "log_ticks",
    "prediction_grid",
    "probability_bars",
    "style_of",
    "use_style",
    "weight_images",
]
