"""Drawings of weights: kept, and in files that stay whole (chapter 09); averaged, and sorted (chapter 14)."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from mnist_course.figures.diagrams import arrow, box, canvas, frame
from mnist_course.figures.style import INK, RIGHT, WRONG

WHITE, PALE_WRONG = "white", "#F9E0D2"


def names_and_copies() -> Axes:
    """Draw two names of one tensor beside a copy of it."""
    ax = canvas(10, 4.4)
    ax.text(0.1, 4.1, "a second name", va="center", fontweight="bold", color=WRONG)
    ax.text(5.6, 4.1, "a copy", va="center", fontweight="bold", color=RIGHT)
    for left, names in ((0.1, ("model", "state_dict()")), (5.4, ("model", "deepcopy(…)"))):
        for height, name in zip((3.1, 1.5), names):
            box(ax, (left + 1.2, height), name, width=2.4, height=0.8, color=WHITE)
    box(ax, (4.0, 2.3), "weights,\nepoch 10", width=1.75, height=1.2, color=PALE_WRONG)
    arrow(ax, (2.5, 3.1), (3.12, 2.6))
    arrow(ax, (2.5, 1.5), (3.12, 2.0))
    for height, text, color in ((3.1, "weights,\nepoch 10", PALE_WRONG), (1.5, "weights,\nepoch 5", "#DCEAF5")):
        box(ax, (9.1, height), text, width=1.75, height=1.2, color=color)
        arrow(ax, (7.8, height), (8.22, height))
    ax.text(0.1, 0.4, "training changes these,\nunder both names", va="center")
    ax.text(5.6, 0.4, "training changes the upper\nones, not the lower", va="center")
    return ax


def checkpoint_parts() -> Axes:
    """Draw what a checkpoint holds, and what each part decides."""
    parts = [
        ("weights", "what the network answers"),
        ("optimiser's averages", "how long the next step is"),
        ("schedule, history", "which epoch, which rate"),
        ("random state", "next batches, dropout"),
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


def wandering(decay: float = 0.9, seed: int = 11) -> Axes:
    """Draw weights that wander about the floor of a valley, and their exponential moving average at the end."""
    ax = plt.subplots(figsize=(5.2, 3.2))[1]
    x, y = np.meshgrid(np.linspace(-3, 3, 120), np.linspace(-1.6, 1.6, 80))
    ax.contour(x, y, x**2 / 4 + y**2, levels=8, colors="#BBBBBB", linewidths=0.8)
    generator, point = np.random.default_rng(seed), np.array([-2.8, 1.4])
    places, average = [point], point
    for _ in range(39):
        point = point - 0.25 * point * (0.5, 2) + generator.normal(size=2) * (0.45, 0.35)
        places, average = [*places, point], decay * average + (1 - decay) * point
    ax.plot(*np.array(places).T, color=RIGHT, linewidth=0.8, marker=".", markersize=4)
    thin = {"textcoords": "axes fraction", "ha": "right", "arrowprops": {"arrowstyle": "-"}}
    ax.plot(*point, "s", color=RIGHT, markersize=8)
    ax.annotate("last weights", point, (0.97, 0.9), **thin)
    ax.plot(*average, "*", color=WRONG, markersize=15)
    ax.annotate("moving average", average, (0.97, 0.05), **thin)
    ax.text(places[0][0] + 0.15, places[0][1], "start", va="bottom")
    ax.set(xticks=[], yticks=[], xlabel="one weight", ylabel="another")
    ax.grid(False)
    return ax


def swapped_channels() -> Axes:
    """Draw two small networks that compute the same, their channels swapped, and the one halfway between them."""
    ax = canvas(10.4, 4.6)
    columns = [
        (1.7, "network 1", (("3", WHITE), ("−1", "#DCEAF5")), ("2", "5"), "6 − 5 = 1"),
        (5.2, "network 2", (("−1", "#DCEAF5"), ("3", WHITE)), ("5", "2"), "−5 + 6 = 1"),
        (8.7, "halfway", (("1", PALE_WRONG), ("1", PALE_WRONG)), ("3.5", "3.5"), "3.5 + 3.5 = 7"),
    ]
    for x, name, channels, weights, total in columns:
        ax.text(x, 4.3, name, ha="center", va="center", fontweight="bold")
        for side, (text, color), weight in zip((-0.85, 0.85), channels, weights):
            box(ax, (x + side, 3.3), text, width=1.2, height=0.8, color=color)
            arrow(ax, (x + side, 2.9), (x + side / 3, 1.35))
            ax.text(x + 1.35 * side, 2.05, f"· {weight}", ha="center", va="center")
        box(ax, (x, 0.9), total, width=2.9, height=0.8, color=PALE_WRONG if name == "halfway" else WHITE)
    return ax
