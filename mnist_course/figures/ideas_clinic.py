"""Drawings of chapter 11: the order of the looks, and the logs of patients beside a healthy run."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes

from mnist_course.figures.curves import label_ends
from mnist_course.figures.diagrams import arrow, box, canvas
from mnist_course.figures.seeds import log_ticks
from mnist_course.figures.style import INK, WRONG, axes_or_new, style_of

End = tuple[float, float, str, str]  # x, y, label, colour
HEALTHY = "#777777"
LOOKS = [  # what is looked at, what is well, and where the disease lies if it is not
    ("1 first loss", "near ln 10", "pixels, first weights"),
    ("2 one batch by heart", "falls to 0", "loop, network, loss"),
    ("3 what moved", "every layer", "optimiser, rate, frozen"),
    ("4 a batch, seen", "labels fit", "labels, augmentation"),
    ("5 same images twice", "same answer", "training mode, or not"),
    ("6 the two sets", "none in both", "a leak in the split"),
    ("7 score and load again", "same number", "metric, saved file"),
]


def looks() -> Axes:
    """Draw the seven looks from top to bottom, the question of each, and what to suspect if the answer is no."""
    ax = canvas(12, 10.4)
    ax.text(2.4, 10.05, "look", ha="center", va="center", fontweight="bold")
    ax.text(4.95, 10.05, "well if …", va="center", fontweight="bold")
    ax.text(7.75, 10.05, "else suspect", va="center", fontweight="bold", color=WRONG)
    for place, (name, question, suspect) in enumerate(LOOKS):
        height = 9.1 - 1.4 * place
        box(ax, (2.4, height), name, width=4.6, height=0.85)
        ax.text(4.95, height, question, va="center", color=INK)
        ax.text(7.75, height, suspect, va="center", color=WRONG)
        if place:
            arrow(ax, (2.4, height + 0.97), (2.4, height + 0.43))
    return ax


def log(
    series: Mapping[str, tuple[Sequence[float], Sequence[float]]],
    *,
    ylabel: str,
    limits: tuple[float | None, float | None] = (None, None),
    logarithmic: Sequence[float] = (),
    ax: Axes | None = None,
) -> Axes:
    """Draw what logs show against the step, each line labelled at its end; a healthy run is grey and dashed.

    Parameters
    ----------
    series
        From a patient's letter, or a name that begins with "healthy", to (steps, values).
    limits
        Of the axis upwards: what is outside is cut off.
    logarithmic
        The ticks of a logarithmic axis.
    """
    ax = axes_or_new(ax)
    ends = []
    for index, (name, (steps, values)) in enumerate(series.items()):
        well = name.startswith("healthy")
        color = HEALTHY if well else style_of("", index)[0]
        ax.plot(steps, values, "--" if well else "-", color=color, linewidth=1.6, zorder=1 if well else 2)
        ends.append((steps[-1], values[-1], name, color))
    if logarithmic:
        log_ticks(ax, y=logarithmic)
    ax.set_ylim(*limits)
    label_ends(ax, _joined(ax, ends))
    ax.set(xlabel="step", ylabel=ylabel)
    return ax


def _joined(ax: Axes, ends: list[End], near: float = 2) -> list[End]:
    """Return the ends, those of one height (within so many points) with one label in common."""
    ax.autoscale_view()
    joined: list[End] = []
    scale, last = 72 / ax.figure.dpi, -float("inf")
    for x, y, text, color in sorted(ends, key=lambda end: end[1]):
        height = ax.transData.transform((x, y))[1] * scale
        if height - last < near:
            before = joined.pop()
            text, color = ", ".join(sorted([*before[2].split(", "), text])), INK
        joined.append((x, y, text, color))
        last = height
    return joined


def in_means(losses: Sequence[float], size: int = 20) -> tuple[list[float], list[float]]:
    """Return (steps, means) of a loss of every step, `size` steps to a mean, as a log prints it; a rest is left out."""
    parts = [losses[start : start + size] for start in range(0, len(losses) - size + 1, size)] or [losses]
    return [(number + 1) * len(part) for number, part in enumerate(parts)], [float(np.mean(part)) for part in parts]
