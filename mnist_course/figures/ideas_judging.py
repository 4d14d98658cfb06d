"""Drawings of ideas for the last two chapters: an exam's luck, pairing, folds, averages of weights, a network."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from scipy.stats import binom

from mnist_course.figures.diagrams import PALE, arrow, box, canvas
from mnist_course.figures.style import INK, RIGHT, WRONG


def tails(errors: int, total: int, low: float, high: float) -> Axes:
    """Draw what two networks, of the lowest and the highest believable error rate, would score in many exams.

    Parameters
    ----------
    errors, total
        Seen in the one exam: so many errors in so many images.
    low, high
        The ends of the interval of the error rate (0-1).
    """
    ax = plt.subplots(figsize=(5.2, 2.9))[1]
    counts = np.arange(0, round(1.9 * high * total))
    for rate, color, side, at in ((low, RIGHT, counts >= errors, "right"), (high, WRONG, counts <= errors, "left")):
        heights = binom.pmf(counts, total, rate)
        ax.bar(counts, heights, width=1, color=color, alpha=0.25)
        ax.bar(counts[side], heights[side], width=1, color=color)
        top = heights.argmax()
        text = f"truly {total * rate:.0f}"
        ax.text(counts[top], heights[top] * 1.03, text, ha=at, va="bottom", color=color)
    ax.axvline(errors, color=INK, linewidth=1.2)
    ax.text(errors, ax.get_ylim()[1], f" {errors} seen", ha="left", va="bottom")
    ax.set(xlabel=f"errors in an exam of {total:,} images", yticks=[], xlim=(0, counts[-1]))
    return ax


def fourfold(both: int, only_first: int, only_second: int, neither: int, names: Sequence[str]) -> Axes:
    """Draw how many images two networks read, as a table of four boxes: the two that decide stand out."""
    ax = canvas(10.4, 4.6)
    for (x, y), count, color in (
        ((4.6, 2.6), both, "white"),
        ((7.9, 2.6), only_first, PALE),
        ((4.6, 0.9), only_second, PALE),
        ((7.9, 0.9), neither, "white"),
    ):
        box(ax, (x, y), f"{count:,}", width=3.1, height=1.4, color=color)
    for x, text in ((4.6, "right"), (7.9, "wrong")):
        ax.text(x, 3.5, text, ha="center")
    for y, text in ((2.6, "right"), (0.9, "wrong")):
        ax.text(2.8, y, text, ha="right", va="center")
    ax.text(6.25, 4.15, names[1], ha="center", weight="bold")
    ax.text(0.95, 1.75, names[0], ha="center", va="center", weight="bold", rotation=90)
    return ax


def folds(parts: int = 5) -> Axes:
    """Draw how each part of the images is judged by a network that was trained on all the others."""
    ax = canvas(10.4, 0.9 * parts + 0.9)
    for row in range(parts):
        y = 0.9 * (parts - row) - 0.3
        for part in range(parts):
            judged = part == row
            look = (WRONG, "judged") if judged else (PALE, "")
            box(ax, (0.9 + 1.55 * part, y), look[1], width=1.45, height=0.66, color=look[0])
        ax.text(8.3, y, f"network {row + 1}", va="center")
    ax.text(0.9 + 1.55 * (parts - 1) / 2, 0.9 * parts + 0.3, "the training images, in random order", ha="center")
    return ax


def flow(steps: Sequence[tuple[str, str]]) -> Axes:
    """Draw a network from top to bottom: a box for each step, and at the arrow below it the shape that it gives."""
    ax = canvas(10.4, 1.25 * len(steps))
    for row, (text, shape) in enumerate(steps):
        y = 1.25 * (len(steps) - row) - 0.5
        box(ax, (4.0, y), text, width=7.4, height=0.8)
        ax.text(8.0, y, shape, va="center")
        if row + 1 < len(steps):
            arrow(ax, (4.0, y - 0.4), (4.0, y - 0.85))
    return ax


def before_after(names: Sequence[str], before: Sequence[float], after: Sequence[float], marks: Sequence[str]) -> Axes:
    """Draw an arrow for each name from the accuracy before (%) to that after: the first name on top."""
    ax = plt.subplots(figsize=(5.2, 0.33 * len(names) + 0.9))[1]
    rows = np.arange(len(names))[::-1]
    for row, start, end in zip(rows, before, after):
        ax.plot([start, end], [row, row], color="#BBBBBB", linewidth=2, zorder=1)
    ax.plot(before, rows, "o", color=WRONG, label=marks[0])
    ax.plot(after, rows, "D", color=RIGHT, label=marks[1])
    ax.set_yticks(rows, list(names))
    ax.figure.legend(loc="outside lower center", ncols=2)
    return ax
