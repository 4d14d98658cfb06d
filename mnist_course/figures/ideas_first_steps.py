"""Drawings for chapter 00: shapes, slopes, a network of one score, noise."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle
from numpy.typing import ArrayLike

from mnist_course.evaluation.noise import estimate
from mnist_course.figures.diagrams import PALE, arrow, canvas, numbers
from mnist_course.figures.digits import digit_grid
from mnist_course.figures.style import INK, RIGHT, WRONG, array_of


def _error(p: np.ndarray, aim: float = 0.2) -> np.ndarray:
    return (p - aim) ** 2


def digits(images: ArrayLike, titles: Sequence[object], *, columns: int, size: float) -> Figure:
    """Draw digits as `figures.digit_grid` does, with titles that can be read on a phone, and rows close together."""
    figure = digit_grid(images, titles, columns, size)
    figure.set_figheight(-(-len(titles) // columns) * (size + 0.3))
    for ax in figure.axes:
        ax.title.set_fontsize(11)
    return figure


def stack(images: ArrayLike) -> Axes:
    """Draw a few images as sheets behind each other, with the three dimensions' names."""
    ax = canvas(10, 5)
    for i, image in reversed(list(enumerate(array_of(images)))):
        x, y = 2.6 + 0.85 * i, 0.8 + 0.3 * i
        ax.imshow(image, cmap="gray_r", extent=(x, x + 3, y, y + 3), zorder=10 - i)
        ax.add_patch(Rectangle((x, y), 3, 3, fill=False, edgecolor=INK, zorder=10 - i))
    ax.set(xlim=(0, 10), ylim=(0, 5))
    arrow(ax, (2.3, 3.8), (2.3, 0.8))
    ax.text(2.1, 2.3, "dimension 1\nrows", ha="right", va="center")
    arrow(ax, (2.6, 0.6), (5.6, 0.6))
    ax.text(4.1, 0.05, "dimension 2: columns", ha="center")
    arrow(ax, (5.95, 0.8), (8.6, 1.74))
    ax.text(7.6, 0.75, "dimension 0\nimages", va="center")
    return ax


def broadcast() -> Axes:
    """Draw a column of three plus a row of four, both with what is repeated in grey: a table of three by four."""
    ax = canvas(12.6, 3.4)
    column, row, cell = np.array([[10], [20], [30]]), np.array([[1, 2, 3, 4]]), 0.88
    numbers(ax, column.repeat(3, axis=1), (0.1 + cell, 0.1), cell=cell)
    numbers(ax, row.repeat(2, axis=0), (4.6, 0.1), cell=cell)
    for mark in (*ax.texts, *ax.patches):
        mark.set(color="#767676") if mark in ax.texts else mark.set_edgecolor("#BBBBBB")
    numbers(ax, column, (0.1, 0.1), cell=cell)
    numbers(ax, row, (4.6, 0.1 + 2 * cell), cell=cell)
    numbers(ax, column + row, (9.05, 0.1), cell=cell)
    for x, text in ((4.11, "+"), (8.58, "=")):
        ax.text(x, 0.1 + 1.5 * cell, text, ha="center", va="center", fontsize=16)
    for x, text in ((0.1, "(3, 1)"), (4.6, "(4,)"), (9.05, "(3, 4)")):
        ax.text(x, 2.95, text, fontfamily="monospace")
    return ax


def tangent(p: float = 0.8, aim: float = 0.2) -> Axes:
    """Draw the error (p - aim)² against p, its tangent at p, and the way down."""
    ax = plt.subplots()[1]
    where, slope, here = np.linspace(-0.3, 1.1, 141), 2 * (p - aim), _error(np.array(p), aim)
    near = np.array([p - 0.3, p + 0.27])
    ax.plot(where, _error(where, aim), color=INK)
    ax.plot(near, here + slope * (near - p), color=WRONG)
    ax.plot(p, here, "o", color=WRONG, markersize=8)
    ax.text(p + 0.08, here + slope * 0.08 - 0.02, "tangent", color=WRONG, va="top")
    ax.annotate("", (p - 0.3, here), (p - 0.02, here), arrowprops={"arrowstyle": "-|>", "color": RIGHT, "linewidth": 2})
    ax.text(p - 0.32, here, "against the slope", color=RIGHT, ha="right", va="center")
    ax.set(xlabel="pixel p", ylabel="error (p − 0.2)²", title=f"At p = {p:g} the curve rises by {slope:.1f} per unit")
    return ax


def paths(series: Mapping[str, ArrayLike]) -> Axes:
    """Draw where a pixel stands on the parabola after each step: a panel for each rate."""
    figure, axes = plt.subplots(1, len(series), figsize=(5.2, 3), sharey=True)
    stuck = [name for name, path in series.items() if _error(array_of(path))[-1] >= _error(array_of(path))[0] - 1e-4]
    where = np.linspace(-0.5, 0.95, 100)
    for ax, (name, path) in zip(axes, series.items()):
        path = array_of(path)
        ax.plot(where, _error(where), color="#AAAAAA")
        ax.plot(path, _error(path), "o-", color=RIGHT, linewidth=1)
        ax.plot(path[0], _error(path[0]), "o", color=WRONG, markersize=8)
        ax.set(xlabel="pixel p")
        ax.set_title(name, fontsize=11)
    axes[0].set_ylabel("error")
    if stuck:
        figure.suptitle(f"At {' and '.join(stuck)} the pixel never comes closer", x=0.01, ha="left", fontsize=12)
    return axes[0]


def matrix_product(pictures: ArrayLike, weights: ArrayLike) -> Axes:
    """Draw a matrix product of small pictures, a row for each, with weights: what is multiplied, and one sum a row."""
    pictures, weights = array_of(pictures), array_of(weights)
    (rows, columns), cell = pictures.shape, 0.9
    ax = canvas(11.6, cell * columns + 1.0)
    low, top, middle = (columns - rows) * cell / 2 + 0.1, cell * columns + 0.35, (columns * cell) / 2 + 0.1
    numbers(ax, pictures, (0.1, low), cell=cell)
    numbers(ax, weights[:, None], (4.0, 0.1), cell=cell)
    numbers(ax, (pictures @ weights)[:, None], (10.5, low), cell=cell)
    ax.text(3.4, middle, "@", ha="center", va="center", fontsize=15)
    for row, picture in enumerate(pictures):
        products = " + ".join(f"{pixel:g}·{weight:g}" for pixel, weight in zip(picture, weights))
        ax.text(5.9, low + (rows - row - 0.5) * cell, products + "  =", va="center", color=RIGHT, fontsize=12)
    for x, text in ((0.1, f"({rows}, {columns})"), (3.9, f"({columns},)"), (10.2, f"({rows},)")):
        ax.text(x, top, text, fontfamily="monospace")
    return ax


def one_score(image: ArrayLike) -> Axes:
    """Draw a network of one score: pixels, a weight on each line, their sum, one answer."""
    ax = canvas(11, 4.6)
    ax.imshow(array_of(image), cmap="gray_r", extent=(0.1, 2.1, 1.4, 3.4))
    ax.add_patch(Rectangle((0.1, 1.4), 2, 2, fill=False, edgecolor=INK, linewidth=0.8))
    ax.set(xlim=(0, 11), ylim=(0, 4.6))
    pixels, x, y, answer = 3.5, 8.1, 2.4, 10.1
    for height in (1.0, 1.4, 1.8, 3.0, 3.4, 3.8):  # a few, and dots for all others
        ax.plot((pixels, x), (height, y), color="#888888", linewidth=1, zorder=1)
        ax.add_patch(Circle((pixels, height), 0.15, facecolor=PALE, edgecolor=RIGHT, zorder=2))
        place = 1.55 + 1.7 * (height - 1.0) / 2.8  # from the picture's lower edge to its upper one
        ax.plot((2.1, pixels - 0.15), (place, height), color="#BBBBBB", linewidth=0.8, zorder=1)
    ax.plot([pixels] * 3, (2.2, 2.4, 2.6), "o", color=RIGHT, markersize=2)
    ax.add_patch(Circle((x, y), 0.4, facecolor=PALE, edgecolor=RIGHT, zorder=2))
    ax.text(x, y, "+", ha="center", va="center", fontsize=16)
    ax.text(pixels, 0.35, "784 pixels", ha="center", va="center")
    ax.text(x, 0.35, "one score,\nthe sum", ha="center", va="center")
    ax.text(5.9, 4.0, "a weight on each line", ha="center", color=RIGHT)
    arrow(ax, (x + 0.5, y + 0.1), (answer - 0.8, y + 0.6))
    arrow(ax, (x + 0.5, y - 0.1), (answer - 0.8, y - 0.6))
    ax.text(answer, y + 0.8, "above 0:\na 9", ha="center", va="center")
    ax.text(answer, y - 0.8, "below 0:\na 4", ha="center", va="center")
    return ax


def intervals(rows: Mapping[str, Sequence[float]], *, xlabel: str) -> Axes:
    """Draw one dot a seed, and below each row the mean with its 95% interval; the title compares first and last."""
    halves = {name: estimate(values).half for name, values in rows.items()}
    (few, wide), *_, (many, narrow) = halves.items()
    title = f"{few} say ± {wide:.1f} points, {many} ± {narrow:.1f}"
    ax = plt.subplots(figsize=(5.2, 0.9 + 0.75 * len(rows)))[1]
    for place, values in zip(range(len(rows))[::-1], rows.values()):
        result = estimate(values)
        ax.plot(values, np.full(len(values), place + 0.15), "o", color=RIGHT, alpha=0.6)
        if place == len(rows) - 1:
            ax.text(max(values), place + 0.15, "  one dot a seed", va="center", color=RIGHT)
            ax.text(result.mean, place - 0.3, "mean, 95% interval", ha="center", va="top")
        ax.errorbar(result.mean, place - 0.15, xerr=result.half, fmt="|", color=INK, markersize=12, capsize=5)
    ax.set(xlabel=xlabel, title=title, ylim=(-0.6, len(rows) - 0.4))
    ax.set_yticks(range(len(rows))[::-1], list(rows))
    return ax


def same_scale(
    pictures: Sequence[ArrayLike], titles: Sequence[str], marks: Mapping[str, tuple[int, int]] | None = None
) -> Axes:
    """Draw pictures beside each other on one scale of grey: 0 is white, the largest number of all is black.

    `marks` names pixels, each a row and a column: every picture says what they hold.
    """
    pictures = [array_of(picture).astype(float) for picture in pictures]
    axes = plt.subplots(1, len(pictures), figsize=(5.2, 3.1))[1]
    for ax, picture, title in zip(axes, pictures, titles):
        ax.imshow(picture, cmap="gray_r", vmin=0, vmax=max(picture.max() for picture in pictures))
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set_visible(True)
        ax.set_title(title, loc="center")
        ax.grid(False)
        for place, (name, (row, column)) in enumerate((marks or {}).items()):
            paper = {"facecolor": "white", "edgecolor": INK, "pad": 2}
            line = {"arrowstyle": "-", "color": WRONG, "linewidth": 1.5}
            at = (1 + 15 * place, 24.5)
            text = f"{name} {picture[row, column]:g}"
            ax.annotate(text, (column, row), at, arrowprops=line, bbox=paper, va="center")
            ax.plot(column, row, "o", color=WRONG, markersize=4)
    return axes[0]
