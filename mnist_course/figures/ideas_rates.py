"""Drawings for chapters 07 and 08: a valley, its cliff, a rule and its memory, errors of differences."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from mnist_course.evaluation.noise import estimate
from mnist_course.figures.curves import label_ends
from mnist_course.figures.diagrams import arrow, box, canvas
from mnist_course.figures.seeds import log_ticks
from mnist_course.figures.style import INK, RIGHT, WRONG, array_of, axes_or_new, style_of, text_color


def losses_until(runs: Mapping[str, Sequence[float]], top: float) -> Axes:
    """Draw the losses of some runs step by step; one that leaves the picture, or is no number, has an arrow."""
    ax = plt.subplots()[1]
    ends: list[tuple[float, float, str, str]] = []
    ax.set(xlabel="step", ylabel="loss of the batch (nats)", ylim=(0, top))
    for index, (name, losses) in enumerate(runs.items(), start=3):  # not the colours of three optimisers
        color = style_of("", index)[0]
        inside = losses[: next((i for i, loss in enumerate(losses) if not loss < top), len(losses))]
        whole = len(inside) == len(losses)
        ax.plot(losses[: len(inside) + (not whole and np.isfinite(losses[len(inside)]))], color=color, linewidth=1.3)
        ends.append((len(inside) - 1, np.mean(inside[-20:]) if whole else top * 0.95, name + " ↑" * (not whole), color))
    label_ends(ax, ends)
    return ax


def valley(ax: Axes | None = None, steepness: float = 100.0) -> Axes:
    """Draw the loss ½ w₁² + ½ steepness w₂² from above, as lines of equal height, with a star at the lowest point."""
    ax = axes_or_new(ax, figsize=(5.2, 2.6))
    w1, w2 = np.meshgrid(np.linspace(-3, 11.5, 150), np.linspace(-1.4, 1.4, 90))
    heights = 0.5 * w1**2 + 0.5 * steepness * w2**2
    ax.contour(w1, w2, heights, levels=[0.5, 3, 10, 25, 50, 100], colors="#AAAAAA", linewidths=1)
    ax.plot(0, 0, "*", color=INK, markersize=11)
    ax.set(ylabel="$w_2$ (steep)", ylim=(-1.4, 1.4), aspect=2, yticks=[-1, 0, 1])
    ax.grid(False)
    return ax


def two_ways(start: tuple[float, float], step: tuple[float, float]) -> Axes:
    """Draw a step against the gradient in the valley, beside the way to the lowest point."""
    ax = valley()
    end = (start[0] + step[0], start[1] + step[1])
    ax.annotate("", (0.3, 0.03), start, arrowprops={"arrowstyle": "-|>", "color": INK, "linestyle": "--"})
    ax.annotate("", end, start, arrowprops={"arrowstyle": "-|>", "color": WRONG, "linewidth": 2.5})
    ax.plot(*start, "o", color=INK)
    ax.text(start[0] - 0.35, -0.5, "against the gradient", color=text_color(WRONG), ha="right", va="center")
    ax.text(2.6, 0.72, "to the lowest point", ha="center")
    ax.set_xlabel("$w_1$ (gentle)")
    return ax


def walks(paths: Mapping[str, ArrayLike]) -> Figure:
    """Draw walks in the valley, one below the other; a path is an array of shape (steps, 2), its name is the title."""
    figure, axes = plt.subplots(len(paths), 1, figsize=(5.2, 2.2 * len(paths)), sharex=True, sharey=True)
    for index, (ax, (title, path)) in enumerate(zip(axes, paths.items())):
        path = array_of(path)
        valley(ax).plot(path[:, 0], path[:, 1], "o-", color=style_of("", index)[0], markersize=3, linewidth=1.2)
        ax.set_title(title)
    axes[-1].set_xlabel("$w_1$ (gentle)")
    return figure


def cliff(rates: Sequence[float], steepness: float = 100.0, start: float = 1.0, steps: int = 5) -> Figure:
    """Draw SGD's steps on a parabola, a panel per rate, with the factor by which each step multiplies the weight."""
    figure, axes = plt.subplots(1, len(rates), figsize=(5.2, 2.9), sharey=True)
    where = np.linspace(-1.75, 1.75, 100)
    for ax, rate in zip(axes, rates):
        factor = 1 - rate * steepness
        w = start * factor ** np.arange(steps + 1)
        ax.plot(where, 0.5 * steepness * where**2, color="#AAAAAA")
        ax.plot(w, 0.5 * steepness * w**2, "o-", color=RIGHT if abs(factor) < 1 else WRONG, linewidth=1.2)
        ax.plot(w[0], 0.5 * steepness * w[0] ** 2, "o", color=INK, markersize=8)
        ax.set_title(f"rate {rate:g}:\n× ({factor:.1f})".replace("-", "−"))
        ax.set(xlabel="$w_2$", ylim=(-4, 150), xticks=[-1, 0, 1])
    axes[0].set_ylabel("loss")
    return figure


def one_shape(memory: str = "memory") -> Axes:
    """Draw what all optimisers have in common: weights, gradient and memory go in, new weights and memory come out."""
    ax = canvas(12, 4.6)
    box(ax, (6, 2.9), "rule, rate", width=2.9, height=1.5, color="#FBE3D0")
    for y, text in ((3.6, "weights w"), (2.2, "gradient g")):
        box(ax, (1.6, y), text, width=2.9, height=0.9)
        arrow(ax, (3.05, y), (4.55, 3.2 if y > 3 else 2.6))
    box(ax, (10.4, 2.9), "new w", width=2.6, height=0.9)
    arrow(ax, (7.45, 2.9), (9.1, 2.9))
    box(ax, (6, 0.6), memory, width=2.9, height=0.9)
    arrow(ax, (6.5, 2.15), (6.5, 1.05))
    arrow(ax, (5.5, 1.05), (5.5, 2.15))
    ax.text(6.8, 1.55, "written", va="center")
    ax.text(5.2, 1.55, "read", va="center", ha="right")
    return ax


def firing(layers: Mapping[str, ArrayLike], first: int | None = None) -> Figure:
    """Draw which hidden units (rows) are above 0 for which images (columns), one panel per name.

    A line stands below the `first` units: there the next layer begins.
    """
    figure, axes = plt.subplots(1, len(layers), figsize=(5.2, 3.4), sharey=True)
    for ax, (name, values) in zip(axes, layers.items()):
        ax.imshow(array_of(values).T > 0, cmap="gray_r", aspect="auto", interpolation="nearest", vmin=0, vmax=1)
        ax.set(xlabel="image", title=name)
        ax.grid(False)
        if first is not None:
            ax.axhline(first - 0.5, color=WRONG, linewidth=1.5)
    axes[0].set_ylabel("hidden unit")
    if first is not None:
        middles = ((first - 1) / 2, "first layer"), ((first + array_of(values).shape[1] - 1) / 2, "second layer")
        for middle, text in middles:
            place = {"xytext": (5, 0), "textcoords": "offset points", "xycoords": axes[-1].get_yaxis_transform()}
            axes[-1].annotate(text, (1, middle), rotation=270, va="center", ha="left", color=text_color(WRONG), **place)
    return figure


def dying(steps: Sequence[int], dead: Mapping[str, Sequence[int]], losses: Sequence[float]) -> Figure:
    """Draw a run's loss at every step, and below it how many units were dead after some of the steps."""
    figure, (above, below) = plt.subplots(2, 1, figsize=(5.2, 4.4), sharex=True, height_ratios=[1, 1.4])
    above.plot(range(1, len(losses) + 1), losses, color=INK, linewidth=1.3)
    log_ticks(above, y=[1, 100, 10_000])
    above.set(ylabel="loss of the batch")
    above.axhline(guessing := float(np.log(10)), color=WRONG, linewidth=1, linestyle="--", zorder=0)
    above.annotate(
        "guessing", (3, guessing), xytext=(0, 2), textcoords="offset points", color=text_color(WRONG), va="bottom"
    )
    for index, (name, counts) in enumerate(dead.items()):
        color, marker = style_of("", 3 + 2 * index)
        below.plot(steps, counts, marker=marker, color=color)
        place = {"xytext": (0, 10 if index else -10), "va": "bottom" if index else "top"}
        below.annotate(
            name, (steps[-1], counts[-1]), textcoords="offset points", color=text_color(color), ha="right", **place
        )
    below.set(xlabel="step", ylabel="dead units", ylim=(0, None))
    log_ticks(below, x=[1, 10, 100, 300])
    return figure


def right_triangle(a: float, b: float, sign: str = "±") -> Axes:
    """Draw two errors as the short sides of a right triangle: the long one is the error of their difference.

    `sign` stands before each: none before standard errors.
    """
    ax = canvas(6.6, 4.2)
    corner, up, along = (1.7, 0.8), (1.7, 0.8 + 10 * a), (1.7 + 10 * b, 0.8)
    for start, end, color in ((corner, up, RIGHT), (corner, along, RIGHT), (up, along, WRONG)):
        ax.plot(*zip(start, end), color=color, linewidth=3)
    ax.text(1.55, 0.8 + 5 * a, f"{sign}{a:g}\nof A", ha="right", va="center", color=RIGHT)
    ax.text(1.7 + 5 * b, 0.65, f"{sign}{b:g} of B", ha="center", va="top", color=RIGHT)
    ax.text(1.9 + 5 * b, 1.0 + 5 * a, f"{sign}{(a * a + b * b) ** 0.5:g} of A − B", color=WRONG)
    return ax


def pairs(old: Sequence[float], new: Sequence[float], names: tuple[str, str], name: str = "") -> Figure:
    """Draw values of two settings joined seed by seed, beside the differences; bars are means within 95% intervals."""
    color, marker = style_of(name)
    figure, (left, right) = plt.subplots(1, 2, figsize=(5.2, 3.4), width_ratios=[1.6, 1])
    for a, b in zip(old, new):
        left.plot([0, 1], [a, b], "-", marker=marker, color=color, alpha=0.6, linewidth=1.2)
    left.set(xticks=[0, 1], xlim=(-0.4, 1.4), ylabel="validation accuracy (%)")
    left.set_xticklabels(names)
    gains = np.subtract(new, old)
    right.plot(np.zeros(len(gains)), gains, linestyle="none", marker=marker, color=color, alpha=0.6)
    mean = estimate(gains)
    right.errorbar(0.35, mean.mean, yerr=mean.half, fmt="_", color=INK, capsize=5, markersize=14)
    right.axhline(0, color=INK, linewidth=1)
    right.set(xticks=[], xlim=(-0.4, 0.8), ylabel="difference (points)")
    return figure


def label_start(ax: Axes, x: float, y: float, text: str, color: str) -> None:
    """Write `text` left of the first point of a line, in the line's colour."""
    ax.annotate(
        text, (x, y), xytext=(-7, 0), textcoords="offset points", color=text_color(color), ha="right", va="center"
    )
