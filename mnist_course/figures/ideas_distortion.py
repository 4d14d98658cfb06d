"""Drawings of chapter 10: where the pixels of a new image look, a turn in numbers, and the steps of a bent digit."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from mnist_course.figures.diagrams import arrow
from mnist_course.figures.style import INK, RIGHT, WRONG, array_of

SIDE = 28
WIDTH = 5.2  # of a figure, in inches
MARKED = 4  # row and column of the pixel that `look_up` marks


def look_up(old: ArrayLike, grid: ArrayLike, new: ArrayLike, *, title: str = "", every: int = 9) -> Figure:
    """Draw a new image beside the old one, and on both where some of the new one's pixels look.

    Parameters
    ----------
    old, new
        Images with 28 x 28 pixels.
    grid
        Shape (28, 28, 2) or (1, 28, 28, 2), as `affine_grid` returns it.
    title
        Of the figure, over both images.
    every
        One dot for so many pixels; the first, at row and column ``MARKED``, is marked.
    """
    places = (array_of(grid).reshape(SIDE, SIDE, 2) + 1) * SIDE / 2 - 0.5
    dots = np.arange(MARKED, SIDE, every)
    here = np.stack(np.meshgrid(dots, dots), axis=-1).reshape(-1, 2)
    there = places[here[:, 1], here[:, 0]]
    # Both images on one scale; the old one with as much room about it as the looks need.
    low, high = (np.minimum(there.min(axis=0), 0) - 1.5, np.maximum(there.max(axis=0), SIDE - 1) + 1.5)
    widths, height = (SIDE + 2, high[0] - low[0]), high[1] - low[1]
    inches = (WIDTH - 0.2) / sum(widths)  # for a pixel
    size = (WIDTH, height * inches + (0.75 if title else 0.4))
    figure, axes = plt.subplots(1, 2, figsize=size, width_ratios=widths)
    titles = ("new: each pixel asks", "old: where it looks")
    limits = ((-1.5, SIDE + 0.5), (low[0], high[0]))
    for ax, shown, looks, name, across in zip(axes, (new, old), (here, there), titles, limits):
        ax.imshow(array_of(shown).reshape(SIDE, SIDE), cmap="gray_r", alpha=0.8)
        _net(ax, looks, len(dots))
        ax.set(xlim=across, ylim=(high[1], low[1]))
        ax.set_title(name, loc="center", fontsize=11)
    if title:
        figure.suptitle(title, x=0.01, ha="left", fontsize=12)
    return figure


def rotated_points(matrix: ArrayLike, points: Sequence[tuple[float, float]]) -> Axes:
    """Draw points and where a matrix (2, 2) takes them, with the coordinates of `affine_grid`: y points down."""
    matrix = array_of(matrix)
    ax = plt.subplots(figsize=(4.0, 4.0))[1]
    ax.add_patch(Rectangle((-1, -1), 2, 2, fill=False, edgecolor=INK))
    for x, y in points:
        u, v = matrix @ (x, y)
        ax.plot([x, 0, u], [y, 0, v], color=INK, linewidth=0.8, linestyle=":")
        ax.plot(x, y, "o", color=INK, markersize=8)
        clear = {"facecolor": "white", "edgecolor": "none", "pad": 1}  # of the lines behind
        ax.text(x, y - 0.12, _pair(x, y, "g"), ha="center", va="bottom", bbox=clear)
        arrow(ax, (x, y), (u, v), color=RIGHT, bend=-0.15)
        ax.plot(u, v, "o", color=RIGHT, markersize=8)
        ax.text(u - 0.08, v + 0.06, _pair(u, v, ".2f"), ha="right", va="top", color=RIGHT, bbox=clear)
    ax.set(xlim=(-1.5, 1.5), ylim=(1.5, -1.5), xlabel="x", ylabel="y (down)", xticks=[-1, 0, 1], yticks=[-1, 0, 1])
    ax.set_aspect("equal")
    return ax


def pixel_steps(steps: Mapping[str, ArrayLike], *, every: int = 3, title: str = "", label: str = "") -> Figure:
    """Draw fields of steps side by side, an arrow from one pixel of `every` along each side to where it looks.

    Parameters
    ----------
    steps
        From a title to the steps in pixels, right and down: shape (2, 28, 28) or (1, 2, 28, 28).
    title
        Of the figure, over all fields.
    label
        Stands below the fields, and says what an arrow is.
    """
    height = (0.85 if title else 0.5) + WIDTH / len(steps)
    figure, axes = plt.subplots(1, len(steps), figsize=(WIDTH, height), squeeze=False)
    shown = slice(every // 2, SIDE, every)
    column, row = np.meshgrid(np.arange(SIDE)[shown], np.arange(SIDE)[shown])
    for ax, (name, field) in zip(axes.flat, steps.items()):
        right, down = array_of(field).reshape(2, SIDE, SIDE)[:, shown, shown]
        ax.quiver(column, row, right, down, color=RIGHT, angles="xy", scale_units="xy", scale=1, width=0.009)
        ax.set_title(name, loc="center", fontsize=11)
        ax.set(xlim=(-2, SIDE + 1), ylim=(SIDE + 1, -2), xticks=[], yticks=[], aspect="equal")
        ax.grid(False)
        ax.spines[["top", "right"]].set_visible(True)
    figure.supxlabel(label, fontsize=11)
    if title:
        figure.suptitle(title, x=0.01, ha="left", fontsize=12)
    return figure


def _pair(x: float, y: float, form: str) -> str:
    """Write a point as it is read, with a minus sign and not a hyphen."""
    return f"({x:{form}}, {y:{form}})".replace("-", "−")


def _net(ax: Axes, places: np.ndarray, side: int) -> None:
    """Draw a net of dots, the first of them marked, on an image with its border."""
    lines = places.reshape(side, side, 2)
    for line in [*lines, *lines.transpose(1, 0, 2)]:
        ax.plot(*line.T, color=RIGHT, linewidth=1.2)
    ax.plot(*places.T, "o", color=RIGHT, markersize=5)
    ax.plot(*places[0], "s", color=WRONG, markersize=9)
    ax.add_patch(Rectangle((-0.5, -0.5), SIDE, SIDE, fill=False, edgecolor=INK))
    ax.axis("off")
