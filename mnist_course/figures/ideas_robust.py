"""Drawings of chapters 09 and 10: weights that are kept, files that stay whole, digits that are turned."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from mnist_course.figures.diagrams import arrow, box, canvas, frame
from mnist_course.figures.style import INK, RIGHT, WRONG, array_of

WHITE, PALE_WRONG = "white", "#F9E0D2"


def names_and_copies() -> Axes:
    """Draw two names of one tensor beside a copy of it."""
    ax = canvas(10, 4.4)
    ax.text(0.1, 4.1, "a second name", va="center", fontweight="bold", color=WRONG)
    ax.text(5.6, 4.1, "a copy", va="center", fontweight="bold", color=RIGHT)
    for left, names in ((0.0, ("model", "state_dict()")), (5.4, ("model", "deepcopy(…)"))):
        for height, name in zip((3.1, 1.5), names):
            box(ax, (left + 1.15, height), name, width=2.3, height=0.8, color=WHITE)
    box(ax, (3.9, 2.3), "weights,\nepoch 10", width=1.5, height=1.2, color=PALE_WRONG)
    arrow(ax, (2.3, 3.1), (3.15, 2.6))
    arrow(ax, (2.3, 1.5), (3.15, 2.0))
    for height, text, color in ((3.1, "weights,\nepoch 10", PALE_WRONG), (1.5, "weights,\nepoch 5", "#DCEAF5")):
        box(ax, (9.2, height), text, width=1.5, height=1.2, color=color)
        arrow(ax, (7.7, height), (8.45, height))
    ax.text(0.1, 0.4, "training writes here through\nboth names", va="center")
    ax.text(5.6, 0.4, "training writes here,\nand not there", va="center")
    return ax


def checkpoint_parts() -> Axes:
    """Draw what a checkpoint holds, what each part decides, and how much of it is enough for what."""
    parts = [
        ("weights", "what the network answers"),
        ("optimiser's averages", "how long the next step is"),
        ("schedule, history", "which epoch, which rate"),
        ("random state", "next batches, dropout, shifts"),
        ("best epoch, patience", "what is kept, when to stop"),
    ]
    ax = canvas(10, 6.6)
    for place, (name, decides) in enumerate(parts):
        height = 5.5 - 1.1 * place
        box(ax, (2.6, height), name, width=4.0, height=0.8)
        ax.text(4.95, height, decides, va="center")
    frame(ax, (0.2, 0.5), 9.7, 5.6, color=INK)
    ax.text(0.2, 6.35, "one file: a checkpoint", va="center", fontweight="bold")
    return ax


def written_over_and_beside() -> Axes:
    """Draw what the name of a file leads to while it is written over, and while the new one is written beside it."""
    ax = canvas(10, 5.6)
    whole, half = "#DCEAF5", PALE_WRONG
    rows = [
        (4.2, "over", [("old", whole), ("empty", half), ("half", half), ("new", whole)], []),
        (1.6, "beside", [("old", whole), ("old", whole), ("old", whole), ("new", whole)], [1, 2]),
    ]
    for height, name, steps, parts in rows:
        ax.text(0.0, height, f"{name}:\nrun.pt is", va="center")
        for place, (text, color) in enumerate(steps):
            x = 2.9 + 2.0 * place
            box(ax, (x, height), text, width=1.4, height=0.8, color=color)
            if place in parts:
                box(ax, (x, height - 1.0), ".part", width=1.4, height=0.6, color=WHITE)
            if place:
                arrow(ax, (x - 1.3, height), (x - 0.7, height))
    arrow(ax, (7.6, 0.75), (8.6, 1.2), color=RIGHT)
    ax.text(8.2, 0.4, "rename", color=RIGHT, va="center")
    ax.text(5.9, 5.25, "killed here, nothing is left", color=WRONG, ha="center", va="center")
    for x in (4.9, 6.9):
        arrow(ax, (5.9, 5.05), (x, 4.65), color=WRONG)
    return ax


def look_up(image: ArrayLike, matrix: ArrayLike, *, every: int = 9) -> Figure:
    """Draw where the pixels of a new image look in the old one: the grid of looks on the old, and what comes out.

    Parameters
    ----------
    image
        Shape (28, 28) or (1, 28, 28).
    matrix
        Shape (2, 3), as `affine_grid` takes it.
    every
        One dot for so many pixels.
    """
    import torch.nn.functional as F  # noqa: N812
    from torch import as_tensor

    picture, matrix = array_of(image).reshape(28, 28), array_of(matrix)
    grid = F.affine_grid(as_tensor(matrix, dtype=as_tensor(picture).dtype)[None], [1, 1, 28, 28], align_corners=False)
    new = F.grid_sample(as_tensor(picture)[None, None], grid, padding_mode="border", align_corners=False)[0, 0].numpy()
    dots = np.arange(every // 2, 28, every)
    here = np.stack(np.meshgrid(dots, dots), axis=-1).reshape(-1, 2)
    there = (grid[0].numpy()[here[:, 1], here[:, 0]] + 1) * 14 - 0.5
    figure, axes = plt.subplots(1, 2, figsize=(5.2, 2.9))
    titles = ("the new image asks", "the old one answers")
    for ax, shown, places, title in zip(axes, (new, picture), (here, there), titles):
        ax.imshow(shown, cmap="gray_r", alpha=0.55)
        _net(ax, places, len(dots))
        ax.set_title(title, loc="center", fontsize=11)
    return figure


def _net(ax: Axes, places: np.ndarray, side: int) -> None:
    """Draw a net of dots, the first of them marked, on an image with its border."""
    lines = places.reshape(side, side, 2)
    for line in [*lines, *lines.transpose(1, 0, 2)]:
        ax.plot(*line.T, color=RIGHT, linewidth=1)
    ax.plot(*places.T, "o", color=RIGHT, markersize=4)
    ax.plot(*places[0], "s", color=WRONG, markersize=9)
    ax.add_patch(Rectangle((-0.5, -0.5), 28, 28, fill=False, edgecolor=INK))
    ax.set(xlim=(-8, 35), ylim=(35, -8))
    ax.axis("off")


def rotated_points(matrix: ArrayLike, points: Sequence[tuple[float, float]]) -> Axes:
    """Draw points and where a matrix (2, 2) takes them, with the coordinates of `affine_grid`: y points down."""
    matrix = array_of(matrix)
    ax = plt.subplots(figsize=(4.0, 4.0))[1]
    ax.add_patch(Rectangle((-1, -1), 2, 2, fill=False, edgecolor=INK))
    for x, y in points:
        u, v = matrix @ (x, y)
        ax.plot([x, 0, u], [y, 0, v], color=INK, linewidth=0.8, linestyle=":")
        ax.plot(x, y, "o", color=INK, markersize=8)
        ax.text(x, y - 0.1, f"({x:g}, {y:g})", ha="center", va="bottom")
        arrow(ax, (x, y), (u, v), color=RIGHT, bend=-0.15)
        ax.plot(u, v, "o", color=RIGHT, markersize=8)
        ax.text(u - 0.08, v + 0.06, f"({u:.2f}, {v:.2f})", ha="right", va="top", color=RIGHT)
    ax.set(xlim=(-1.5, 1.5), ylim=(1.5, -1.5), xlabel="x", ylabel="y (down)", xticks=[-1, 0, 1], yticks=[-1, 0, 1])
    ax.set_aspect("equal")
    return ax
