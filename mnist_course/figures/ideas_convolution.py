"""Drawings of the ideas of chapter 06: a window on a digit, padding and stride, channels, pooling, LeNet-5, maps."""

import re
from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from mnist_course.figures.diagrams import PALE, Point, arrow, box, canvas, frame, numbers
from mnist_course.figures.style import INK, RIGHT, WRONG, array_of


def window(image: ArrayLike, kernel: ArrayLike, corner: tuple[int, int]) -> Axes:
    """Draw a piece of an image as numbers, the window whose upper left pixel is `corner`, the kernel, and the sum."""
    image, kernel = array_of(image), array_of(kernel)
    (rows, columns), size = image.shape, len(kernel)
    ax = canvas(columns + 7.9, max(rows, 2 * size + 2.2) + 0.9)
    numbers(ax, image, form=".1f", shade=True, fontsize=11)
    row, column = corner
    patch = image[row : row + size, column : column + size]
    left, bottom = columns + 2.0, rows / 2 - size - 1.1
    upper = bottom + size + 1.3
    numbers(ax, patch, (left, upper), form=".1f", shade=True, fontsize=11)
    for cell in ax.patches:
        cell.set_linewidth(0.3)
    numbers(ax, kernel, (left, bottom), form="g", fontsize=12)
    for corner_of in ((column, rows - row - size), (left, upper), (left, bottom)):
        frame(ax, corner_of, size, size, WRONG)
    arrow(ax, (column + size + 0.15, rows - row - size / 2), (left - 0.15, upper + size / 2), color=WRONG)
    ax.text(left + size / 2, upper - 0.28, "× kernel", ha="center", va="top")
    ax.text(left + size + 0.3, bottom + size / 2, f"= {(patch * kernel).sum():.1f}", va="center", fontsize=13)
    ax.text(columns / 2, rows + 0.2, "a piece of the 7", ha="center", va="bottom")
    ax.text(left + size / 2, upper + size + 0.2, "window", ha="center", va="bottom")
    _true_minus(ax)
    return ax


def _true_minus(ax: Axes) -> None:
    """Write the minus signs of the numbers as such, not as hyphens."""
    for text in ax.texts:
        text.set_text(re.sub(r"-(?=\d)", "−", text.get_text()))


def windows(cases: Sequence[tuple[int, int, int, int]]) -> Axes:
    """Draw, for each (side, kernel, padding, stride), a row of pixels and below it the windows that fit."""
    heights = [len(range(0, n + 2 * p - k + 1, s)) * 0.32 + 2.3 for n, k, p, s in cases]
    width = max(n + 2 * p for n, k, p, s in cases)
    ax = canvas(width + 1.0, sum(heights))
    top = sum(heights)
    for (n, k, p, s), height in zip(cases, heights):
        starts = range(0, n + 2 * p - k + 1, s)
        text = f"side {n}, kernel {k}, padding {p}, stride {s}: {len(starts)} places"
        ax.text(0.5, top - 0.5, text, va="center")
        seen = {pixel for start in starts for pixel in range(start, start + k)}
        for pixel in range(n + 2 * p):
            padded = pixel < p or pixel >= n + p
            color = "white" if padded else PALE if pixel in seen else "#F3C6A5"
            dash = ":" if padded else "-"
            look = {"facecolor": color, "edgecolor": INK, "linestyle": dash}
            ax.add_patch(Rectangle((0.5 + pixel, top - 1.9), 1, 0.9, **look))
        for place, start in enumerate(starts):
            height_of = top - 2.2 - 0.32 * place
            ax.plot((0.6 + start, 0.4 + start + k), (height_of, height_of), color=RIGHT, linewidth=3)
        top -= height
    return ax


def channels(patches: ArrayLike, kernel: ArrayLike, bias: float) -> Axes:
    """Draw a window in each channel, the kernel's grid for each, and the one number that all of them make.

    Patches and kernel have the shape (channels, side, side).
    """
    patches, kernel = array_of(patches), array_of(kernel)
    count, size = len(patches), patches.shape[1]
    ax = canvas(2 * size + 7.6, count * (size + 1.0) + 0.1)
    sums = (patches * kernel).sum(axis=(1, 2))
    right, middle = 2 * size + 5.6, count * (size + 1.0) / 2
    for i in range(count):
        bottom = (count - 1 - i) * (size + 1.0) + 0.1
        numbers(ax, patches[i], (0.1, bottom), shade=True, fontsize=12)
        numbers(ax, kernel[i], (size + 1.1, bottom), fontsize=12)
        frame(ax, (0.1, bottom), size, size, WRONG)
        frame(ax, (size + 1.1, bottom), size, size, WRONG)
        ax.text(0.1 + size / 2, bottom + size + 0.15, f"channel {i}", ha="center", va="bottom")
        ax.text(1.1 + 1.5 * size, bottom + size + 0.15, f"kernel, grid {i}", ha="center", va="bottom")
        ax.text(size + 0.6, bottom + size / 2, "×", ha="center", va="center", fontsize=16)
        ax.text(2 * size + 1.4, bottom + size / 2, f"= {sums[i]:g}", va="center", fontsize=13)
        arrow(ax, (2 * size + 2.7, bottom + size / 2), (right - 1.6, middle + 0.25 * (1 if i < count / 2 else -1)))
    text = " + ".join(f"{value:g}" for value in [*sums, bias])
    box(ax, (right, middle), f"{text}\n= {sums.sum() + bias:g}", width=3.1, height=1.7)
    ax.text(right, middle + 1.0, "with the bias", ha="center", va="bottom")
    ax.text(right, middle - 1.0, "one number\nof one map", ha="center", va="top")
    _true_minus(ax)
    return ax


def pooled(values: ArrayLike, result: ArrayLike, name: str) -> Axes:
    """Draw a small map in squares of 2 x 2, and what pooling makes of it."""
    values, result = array_of(values), array_of(result)
    rows, columns = values.shape
    ax = canvas(columns + 3.4 + result.shape[1], rows + 0.2)
    numbers(ax, values, (0.1, 0.1), fontsize=12)
    for row, column in np.ndindex(result.shape):
        frame(ax, (0.1 + 2 * column, 0.1 + 2 * row), 2, 2)
    middle = 0.1 + rows / 2
    arrow(ax, (columns + 0.4, middle), (columns + 2.8, middle), name)
    numbers(ax, result, (columns + 3.1, middle - len(result) / 2), fontsize=12)
    _true_minus(ax)
    return ax


def flow(shapes: Sequence[tuple[int, ...]], steps: Sequence[str]) -> Axes:
    """Draw what becomes of one image: a stack of maps for a shape (channels, side, side), a bar for (numbers,).

    There is one step fewer than shapes.
    """
    ax = canvas(13.4, 5.4)
    spots = np.linspace(0.75, 12.9, len(shapes))
    edges: list[tuple[float, float]] = []
    for x, shape in zip(spots, shapes):
        if len(shape) == 3:
            side, sheets = 0.25 + 0.85 * shape[1] / 28, min(shape[0], 6)
            for sheet in range(sheets):
                corner: Point = (x - side / 2 + 0.06 * sheet, 2.9 - side / 2 - 0.06 * sheet)
                ax.add_patch(Rectangle(corner, side, side, facecolor=PALE, edgecolor=INK, linewidth=0.8))
            edges.append((x - side / 2, x + side / 2 + 0.06 * (sheets - 1)))
        else:
            height = 0.5 + 2.4 * min(1.0, shape[0] / 120)
            ax.add_patch(Rectangle((x - 0.15, 2.9 - height / 2), 0.3, height, facecolor=PALE, edgecolor=RIGHT))
            edges.append((x - 0.15, x + 0.15))
        text = f"{shape[0]}\n{shape[1]}×{shape[2]}" if len(shape) == 3 else str(shape[0])
        ax.text(x, 0.55, text, ha="center", va="center")
    for i, step in enumerate(steps):
        arrow(ax, (edges[i][1] + 0.08, 2.9), (edges[i + 1][0] - 0.08, 2.9))
        ax.text((spots[i] + spots[i + 1]) / 2, 4.75, step, ha="center", va="center")
    return ax


def kernels_and_maps(kernels: ArrayLike, maps: ArrayLike, *, columns: int = 4) -> Figure:
    """Draw kernels, blue for positive and red for negative weights, each beside its map; all maps on one scale."""
    kernels, maps = array_of(kernels), array_of(maps)
    rows = -(-len(kernels) // columns)
    figure, axes = plt.subplots(
        rows, 2 * columns, figsize=(5.2, 0.95 * rows + 0.8), width_ratios=[0.5, 1] * columns, squeeze=False
    )
    limit, darkest = np.abs(kernels).max(), maps.max()
    for i in range(len(kernels)):
        left, right = axes[i // columns, 2 * (i % columns)], axes[i // columns, 2 * (i % columns) + 1]
        weights = left.imshow(kernels[i], cmap="RdBu", vmin=-limit, vmax=limit)
        ink = right.imshow(maps[i], cmap="gray_r", vmin=0, vmax=darkest)
        left.set_title(str(i), fontsize=11, pad=2, loc="center")
        for ax in (left, right):
            ax.set(xticks=[], yticks=[])
            ax.grid(False)
            for spine in ax.spines.values():
                spine.set(visible=True, color=INK, linewidth=0.4)
    for drawn, where, label in ((weights, axes[:, :columns], "weight"), (ink, axes[:, columns:], "map after ReLU")):
        figure.colorbar(drawn, ax=where, location="bottom", shrink=0.8, aspect=25, pad=0.03, label=label)
    return figure
