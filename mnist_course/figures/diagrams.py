"""Drawings of ideas: boxes, arrows, nodes and grids of numbers, alike in all chapters."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch, Rectangle
from numpy.typing import ArrayLike

from mnist_course.figures.style import INK, RIGHT, array_of

PALE = "#DCEAF5"
Point = tuple[float, float]


def canvas(width: float, height: float, *, inches: float = 5.2) -> Axes:
    """Return empty axes of so many units, one as long across as up, `inches` wide; the origin is below, left."""
    ax = plt.subplots(figsize=(inches, inches * height / width))[1]
    ax.set(xlim=(0, width), ylim=(0, height), aspect="equal")
    ax.axis("off")
    return ax


def box(ax: Axes, center: Point, text: str, *, width: float = 2.0, height: float = 1.0, color: str = PALE) -> None:
    """Draw a box with rounded corners around a text."""
    left, bottom = center[0] - width / 2, center[1] - height / 2
    look = {"boxstyle": "round,pad=0,rounding_size=0.12", "facecolor": color, "edgecolor": INK, "linewidth": 1}
    ax.add_patch(FancyBboxPatch((left, bottom), width, height, **look))
    ax.text(*center, text, ha="center", va="center")


def arrow(
    ax: Axes, start: Point, end: Point, text: str = "", *, color: str = INK, bend: float = 0.0, above: float = 0.18
) -> None:
    """Draw an arrow, with a text so far above its middle."""
    look = {"arrowstyle": "-|>", "mutation_scale": 12, "color": color, "connectionstyle": f"arc3,rad={bend}"}
    ax.add_patch(FancyArrowPatch(start, end, shrinkA=0, shrinkB=0, **look))
    if text:
        ax.text((start[0] + end[0]) / 2, (start[1] + end[1]) / 2 + above, text, ha="center", va="bottom", color=color)


def layers(ax: Axes, sizes: Sequence[int], names: Sequence[str] = (), *, edges: float = 0.4) -> list[list[Point]]:
    """Draw a network as columns of nodes, each joined to all of the column before; return the nodes' centres.

    Parameters
    ----------
    ax
        See `canvas`.
    sizes
        Nodes of each column: draw few, and say in `names` how many they stand for.
    names
        Below each column.
    edges
        Width of the joining lines.
    """
    width, height = ax.get_xlim()[1], ax.get_ylim()[1]
    columns = [
        [(width * (i + 0.5) / len(sizes), 0.8 + (height - 0.9) * (k + 0.5) / size) for k in range(size)]
        for i, size in enumerate(sizes)
    ]
    for before, after in zip(columns, columns[1:]):
        for a in before:
            for b in after:
                ax.plot(*zip(a, b), color="#888888", linewidth=edges, zorder=1)
    radius = 0.32 * min((height - 0.9) / max(sizes), width / len(sizes) / 2)
    for i, column in enumerate(columns):
        for center in column:
            ax.add_patch(Circle(center, radius, facecolor=PALE, edgecolor=RIGHT, zorder=2))
        if names:
            ax.text(column[0][0], 0.35, names[i], ha="center", va="center")
    return columns


def numbers(
    ax: Axes,
    values: ArrayLike,
    corner: Point = (0.0, 0.0),
    *,
    cell: float = 1.0,
    form: str = "g",
    shade: bool = False,
    fontsize: float = 11,
) -> None:
    """Draw a matrix as a grid of cells with its numbers; its lower left corner stands at `corner`.

    With `shade`, the larger a number, the darker its cell, as ink on paper.
    """
    values = np.atleast_2d(array_of(values))
    largest = max(float(np.abs(values).max()), 1e-9)
    for row, column in np.ndindex(values.shape):
        x, y = corner[0] + column * cell, corner[1] + (len(values) - 1 - row) * cell
        grey = 1 - 0.75 * max(0.0, float(values[row, column])) / largest if shade else 1.0
        ax.add_patch(Rectangle((x, y), cell, cell, facecolor=(grey, grey, grey), edgecolor=INK, linewidth=0.8))
        color = "white" if grey < 0.5 else INK
        text = format(values[row, column], form)
        ax.text(x + cell / 2, y + cell / 2, text, ha="center", va="center", color=color, fontsize=fontsize)


def frame(ax: Axes, corner: Point, width: float, height: float, color: str = RIGHT) -> None:
    """Draw a thick frame, such as the window of a convolution on a grid of `numbers`."""
    ax.add_patch(Rectangle(corner, width, height, fill=False, edgecolor=color, linewidth=3, zorder=5))
