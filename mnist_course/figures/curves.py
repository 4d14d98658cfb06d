"""Lines: training curves, and results over a setting with their spread over seeds."""

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from mnist_course.figures.seeds import band
from mnist_course.figures.style import axes_or_new, style_of, text_color


def label_end(ax: Axes, x: Sequence[float], y: Sequence[float], text: str, color: str) -> None:
    """Write `text` right of the last point of a line, in the line's colour."""
    ax.annotate(text, (x[-1], y[-1]), xytext=(6, 0), textcoords="offset points", color=color, va="center", fontsize=11)


def label_ends(ax: Axes, ends: list[tuple[float, float, str, str]], gap: float = 13) -> None:
    """Write a label right of each line's last point, at least `gap` points of height apart.

    An end is (x, y, text, color), in data coordinates. Set the limits of the axes before.
    """
    ax.autoscale_view()
    scale = 72 / ax.figure.dpi  # pixels to points
    last = -float("inf")
    for x, y, text, color in sorted(ends, key=lambda end: end[1]):
        height = ax.transData.transform((x, y))[1] * scale
        shift = max(0.0, last + gap - height)
        last = height + shift
        look = {"color": text_color(color), "va": "center", "fontsize": 11}
        ax.annotate(text, (x, y), xytext=(6, shift), textcoords="offset points", **look)


def lines(x: Sequence[float], series: Mapping[str, ArrayLike], **options: Any) -> Axes:
    """Draw one line per entry of `series`, each labelled at its end.

    A line has as many values as `x` or fewer (a run that ended early). Options as in `lines_with_spread`.
    """
    return lines_with_spread(x, {name: [values] for name, values in series.items()}, **options)


def lines_with_spread(
    x: Sequence[float],
    series: Mapping[str, ArrayLike],
    *,
    xlabel: str,
    ylabel: str,
    title: str | None = None,
    logx: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Draw the mean over seeds as a line within the band of its 95% interval.

    Parameters
    ----------
    series
        From name to runs: one sequence of values per seed, all of one length, at most that of `x`.
    xlabel, ylabel, title
        Axes with names and units; the title says the finding.
    logx
        Logarithmic horizontal axis.
    """
    ax = axes_or_new(ax)
    if logx:
        ax.set_xscale("log")
    ends = []
    for index, (name, runs) in enumerate(series.items()):
        runs = np.asarray(runs, dtype=float)
        if runs.ndim != 2 or runs.shape[1] > len(x):
            raise ValueError(f"{name}: expected runs of at most {len(x)} values each, got shape {runs.shape}")
        color, _ = style_of(name, index)
        where = list(x)[: runs.shape[1]]
        if where:
            band(ax, where, runs, name, index, **({} if len(where) <= 30 else {"marker": None}))
            ends.append((where[-1], runs.mean(axis=0)[-1], name, color))
    label_ends(ax, ends)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    if title:
        ax.set_title(title)
    return ax


def learning_curves(
    histories: Mapping[str, object],
    *,
    title: str | None = None,
    solid: str = "validation",
    short: Mapping[str, str] | None = None,
) -> Figure:
    """Draw loss (above) and accuracy (below) against epochs: training dashed, validation solid.

    Parameters
    ----------
    histories
        From a model's name to its `training.History`, or to what has its lists as attributes.
    title
        Of the whole figure: the finding.
    solid
        What the solid lines show: ``"test"`` for lists of the names ``test_loss`` and ``test_accuracy``.
    short
        From a model's name to a shorter one for the ends of its lines.
    """
    figure, axes = plt.subplots(2, 1, figsize=(5.2, 5.6))
    for ax, quantity, unit in zip(axes, ("loss", "accuracy"), ("cross-entropy (nats)", "accuracy (%)")):
        factor, ends = 100 if quantity == "accuracy" else 1, []
        for index, (name, history) in enumerate(histories.items()):
            color, marker = style_of(name, index)
            for part, dash in (("train", "--"), (solid, "-")):
                values = factor * np.asarray(getattr(history, f"{part}_{quantity}"), dtype=float)
                if len(values) == 0:
                    continue
                epochs = np.arange(1, len(values) + 1)
                ax.plot(epochs, values, dash, color=color, marker=marker if part == solid else None)
                text = part if len(histories) == 1 else f"{(short or {}).get(name, name)}, {part}"
                ends.append((epochs[-1], values[-1], text, color))
        label_ends(ax, ends)
        ax.set(xlabel="epoch", ylabel=unit)
        ax.xaxis.get_major_locator().set_params(integer=True, min_n_ticks=5)
    if title:
        figure.suptitle(title, x=0.01, ha="left")
    return figure
