"""Drawings of weights: kept, and in files that stay whole (chapter 09); averaged, and sorted (chapter 14)."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from mnist_course.figures.diagrams import PALE, arrow, box, canvas, frame
from mnist_course.figures.style import INK, RIGHT, WRONG

WHITE, PALE_WRONG = "white", "#F9E0D2"


def names_and_copies() -> Axes:
    """Draw two names of one tensor beside a copy of it."""
    ax = canvas(10, 4.4)
    ax.text(0.1, 4.1, "a second name", va="center", fontweight="bold", color=WRONG)
    ax.text(5.6, 4.1, "a copy", va="center", fontweight="bold", color=RIGHT)
    for left, names in ((0.1, ("model", "state_dict()")), (5.4, ("model", "deepcopy(…)"))):
        for height, name in zip((3.1, 1.5), names):
            box(ax, (left + 1.2, height), name, width=2.5, height=0.8, color=WHITE)
    box(ax, (4.0, 2.3), "weights,\nepoch 10", width=1.75, height=1.2, color=PALE_WRONG)
    arrow(ax, (2.55, 3.1), (3.12, 2.6))
    arrow(ax, (2.55, 1.5), (3.12, 2.0))
    for height, text, color in ((3.1, "weights,\nepoch 10", PALE_WRONG), (1.5, "weights,\nepoch 5", PALE)):
        box(ax, (9.1, height), text, width=1.75, height=1.2, color=color)
        arrow(ax, (7.85, height), (8.22, height))
    ax.text(0.1, 0.4, "training changes these,\nunder both names", va="center")
    ax.text(5.6, 0.4, "training changes the upper\nones, not the lower", va="center")
    ax.figure.suptitle("What was put aside has trained on; a copy has not", x=0.01, ha="left", fontsize=12)
    return ax


def checkpoint_parts() -> Axes:
    """Draw what a checkpoint holds, and which step of the next epoch each part feeds."""
    ax = canvas(11.4, 8.7)
    parts = {
        7.0: "random state",
        5.7: "weights",
        4.4: "optimiser's averages",
        3.3: "schedule",
        2.1: "history",
        1.0: "best epoch, patience",
    }
    steps = {
        7.0: ("draw a batch,\ndrop units", 1.0),
        5.7: ("loss and\ngradients", 1.0),
        3.85: ("take the step:\nwhich way,\nhow far", 1.8),
        1.55: ("after the epoch:\ncount it;\nkeep it? stop?", 1.8),
    }
    for height, name in parts.items():
        box(ax, (2.55, height), name, width=4.3, height=0.8)
        arrow(ax, (4.7, height), (6.3, height), color=RIGHT)
    for height, (text, tall) in steps.items():
        box(ax, (8.2, height), text, width=3.8, height=tall, color=WHITE)
    for start, end in ((6.5, 6.2), (5.2, 4.75), (2.95, 2.45)):
        arrow(ax, (8.2, start), (8.2, end))
    ax.plot([10.1, 10.8, 10.8], [3.85, 3.85, 7.0], color=INK, linewidth=1)
    arrow(ax, (10.8, 7.0), (10.1, 7.0))
    ax.text(11.1, 5.4, "next batch", rotation=90, ha="center", va="center")
    frame(ax, (0.15, 0.3), 4.8, 7.4, color=INK)
    ax.text(0.15, 8.15, "one file: a checkpoint", va="center", fontweight="bold")
    ax.text(8.2, 8.15, "the next epoch", va="center", ha="center", fontweight="bold")
    ax.figure.suptitle("Each step of the next epoch needs its part of the file", x=0.01, ha="left", fontsize=12)
    return ax


def written_over_and_beside() -> Axes:
    """Draw what the name of a file leads to while it is written over, and while the new one is written beside it."""
    ax = canvas(10.4, 5.9)
    ax.text(0.1, 5.55, "written over", va="center", fontweight="bold", color=WRONG)
    ax.text(0.1, 2.75, "written beside", va="center", fontweight="bold", color=RIGHT)
    rows = ((4.6, ("old", "empty", "half", "new")), (1.8, ("old", "old", "old", "new")))
    for height, steps in rows:
        ax.text(0.1, height, "run.pt", va="center")
        for place, text in enumerate(steps):
            x = 2.9 + 2.2 * place
            box(ax, (x, height), text, width=1.5, height=0.8, color=PALE if text in {"old", "new"} else PALE_WRONG)
            if place:
                arrow(ax, (x - 1.45, height), (x - 0.75, height))
    ax.text(0.1, 0.6, "run.pt.part", va="center")
    for x, text in ((5.1, "half"), (7.3, "new")):
        box(ax, (x, 0.6), text, width=1.5, height=0.8, color=WHITE)
    arrow(ax, (5.85, 0.6), (6.55, 0.6))
    arrow(ax, (8.05, 0.7), (9.3, 1.4), color=RIGHT)
    ax.text(8.9, 0.6, "rename", color=RIGHT, va="center")
    ax.text(6.2, 3.65, "killed here: the old one is gone", color=WRONG, ha="center", va="center")
    ax.figure.suptitle("Written beside, run.pt is whole at every moment", x=0.01, ha="left", fontsize=12)
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
        (1.7, "network 1", (("3", WHITE), ("−1", PALE)), ("2", "5"), "6 − 5 = 1"),
        (5.2, "network 2", (("−1", PALE), ("3", WHITE)), ("5", "2"), "−5 + 6 = 1"),
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
