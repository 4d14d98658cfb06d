"""Drawings of chapter 12, of seconds: a free part, bars, the corner, the runs about it, the ladder."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from mnist_course.evaluation.noise import Estimate
from mnist_course.figures.diagrams import PALE, canvas
from mnist_course.figures.seeds import dot_rows, log_ticks
from mnist_course.figures.style import INK, WRONG, style_of

HATCHES = ["", "//", "..", "xx"]
BELOW = {"T2 CNN", "T3 MLP"}  # whose names would run into others above their points
CORNER = (3.0, 99.0)  # seconds and percent: what chapter 12 sets out to reach


def free_part(share: float = 0.2) -> Axes:
    """Draw a step of which a part takes a share, and the step with that part made infinitely fast."""
    ax = canvas(10.4, 3.6)
    ax.set_title(f"A part that takes {share:.0%}, made free, makes the whole {1 / (1 - share):.2f}× as fast")
    left = 0.2
    for width, color, text in [(share, WRONG, f"{share:.0%}"), (1 - share, PALE, f"the rest: {1 - share:.0%}")]:
        ax.add_patch(Rectangle((left, 2.3), 10 * width, 0.9, facecolor=color, edgecolor=INK))
        ax.text(left + 5 * width, 2.75, text, ha="center", va="center", color=INK if color == PALE else "white")
        left += 10 * width
    rest = 10 * (1 - share)
    ax.add_patch(Rectangle((0.2, 0.7), rest, 0.9, facecolor=PALE, edgecolor=INK))
    ax.text(0.2 + rest / 2, 1.15, "the rest, as before", ha="center", va="center")
    ax.plot([0.2 + rest] * 2, [0.55, 3.3], ":", color=INK)
    ax.text(0.2, 0.2, f"1 / {1 - share:g} = {1 / (1 - share):.2f} times as fast, and no more", va="center")
    return ax


def step_bars(steps: Mapping[str, Mapping[str, float]]) -> Axes:
    """Draw the milliseconds of a step of each network as a bar cut into its parts."""
    ax = plt.subplots(figsize=(5.2, 2.8))[1]
    for row, parts in enumerate(steps.values()):
        left = 0.0
        for index, (part, width) in enumerate(parts.items()):
            look = {"color": style_of("", index)[0], "hatch": HATCHES[index % 4], "edgecolor": "white"}
            ax.barh(row, width, left=left, label=None if row else part, **look)
            left += width
    ax.set_yticks(range(len(steps)), [name.replace(" ", "\n", 1) for name in steps])
    ax.invert_yaxis()
    ax.set_xlabel("milliseconds a step")
    _legend_below(ax)
    return ax


def paired_bars(pairs: Mapping[str, Mapping[str, float]], xlabel: str = "milliseconds a step") -> Axes:
    """Draw a bar of every series for each kind, from pale (before) to dark (after), with its number at the end."""
    kinds = list(next(iter(pairs.values())))
    ax = plt.subplots(figsize=(5.2, 0.9 + 0.3 * (len(kinds) * len(pairs) + 1)))[1]
    high = 0.8 / len(pairs)
    for index, (name, values) in enumerate(pairs.items()):
        places = np.arange(len(kinds)) + (index - (len(pairs) - 1) / 2) * high
        grey = f"{0.75 * (1 - index / max(1, len(pairs) - 1)) + 0.1:.2f}"  # colours are for the parts of a step
        look = {"color": grey, "hatch": HATCHES[index % 4], "edgecolor": "white"}
        bars = ax.barh(places, list(values.values()), high, label=name, **look)
        ax.bar_label(bars, fmt="%.1f", padding=3, fontsize=11)
    ax.set_yticks(range(len(kinds)), [kind.replace(" ", "\n", 1) for kind in kinds])
    ax.invert_yaxis()
    ax.set_xlabel(xlabel)
    ax.set_xlim(0, 1.15 * max(max(values.values()) for values in pairs.values()))
    if len(pairs) > 1:
        _legend_below(ax)
    return ax


def corner(course: Sequence[tuple[str, float, float]]) -> Figure:
    """Draw accuracy (%) against seconds for (name, seconds, accuracy) of each network, and the corner to reach."""
    figure, ax = plt.subplots(figsize=(5.2, 4.4))
    for name, seconds, accuracy in course:
        kind = "CNN" if "CNN" in name else name if name in ("softmax regression", "LeNet-5") else "MLP"
        color, marker = style_of(kind)
        ax.plot(seconds, 100 - accuracy, marker, color=color)
        shift = (5, -12) if name in BELOW else (5, 3)
        ax.annotate(name, (seconds, 100 - accuracy), shift, textcoords="offset points")
    ax.plot([0.6, CORNER[0], CORNER[0]], [100 - CORNER[1]] * 2 + [0.5], ":", color=INK)
    ax.text(1.1 * CORNER[0], 0.6, f"99% within {CORNER[0]:g} s", va="center")
    ticks = [90, 95, 98, 99, 99.5]
    log_ticks(ax, x=[1, 3, 10, 30, 100], y=[100 - tick for tick in ticks])
    ax.set_yticklabels(f"{tick:g}" for tick in ticks)
    ax.set(xlim=(0.6, 500), ylim=(12, 0.5), xlabel="seconds of training (log scale)", ylabel="validation accuracy (%)")
    return figure


def runs_at_the_corner(runs: Sequence[tuple[float, float]], beside: tuple[str, float, float]) -> Axes:
    """Draw (seconds, accuracy in %) of single runs about the corner, how many lie in each quarter, and their centre.

    `beside` is (name, seconds, accuracy) of a network far to the right: an arrow points there.
    """
    seconds, accuracies = np.array(runs, dtype=float).T
    ax = plt.subplots(figsize=(5.2, 3.8))[1]
    reach = max(0.9, *(1.3 * np.abs(seconds - CORNER[0])))
    left, right = CORNER[0] - reach, CORNER[0] + reach
    low = min(beside[2], accuracies.min()) - 0.05
    high = 2 * CORNER[1] - low
    color = style_of("best network")[0]
    ax.add_patch(Rectangle((left, CORNER[1]), reach, high - CORNER[1], facecolor=PALE, edgecolor="none", zorder=0))
    ax.axvline(CORNER[0], linestyle=":", color=INK)
    ax.axhline(CORNER[1], linestyle=":", color=INK)
    ax.plot(seconds, accuracies, "o", color=color, markersize=6, alpha=0.55, mew=0)
    center = (np.median(seconds), accuracies.mean())
    ax.plot(*center, "*", color=WRONG, markersize=17, markeredgecolor="white")
    quick, correct = seconds <= CORNER[0], accuracies.round(6) >= CORNER[1]
    for fast, x in ((True, left + 0.05 * reach), (False, right - 0.05 * reach)):
        for good, y in ((True, high - 0.04), (False, low + 0.1)):
            count = int(((quick == fast) & (correct == good)).sum())
            side, weight = "left" if fast else "right", "bold" if fast and good else "normal"
            ax.text(x, y, f"{count} runs" if count != 1 else "1 run", ha=side, va="center", weight=weight, fontsize=13)
    name, far, accuracy = beside
    ax.annotate(
        f"{name}: {accuracy:.2f}%, {far:.0f} s",
        (right, accuracy),
        (CORNER[0] + 0.05 * reach, accuracy),
        va="center",
        arrowprops={"arrowstyle": "-|>", "color": INK},
    )
    ax.set(xlim=(left, right), ylim=(low, high), xlabel="seconds of training", ylabel="validation accuracy (%)")
    return ax


def ladder(times: Mapping[str, Sequence[float]], accuracies: Mapping[str, float | Estimate]) -> Axes:
    """Draw the seconds of every rung, one dot a seed, the first rung above, and its accuracy (%) beside them.

    An accuracy is a number, or an `Estimate`, which is written with its interval.
    """
    ax = plt.subplots(figsize=(5.2, 4.8))[1]
    dot_rows(ax, times, "CNN", mean=False)
    for row, rung in enumerate(times):
        ax.text(1.03, row, f"{accuracies[rung]:.2f}%", transform=ax.get_yaxis_transform(), color=INK, va="center")
    ax.invert_yaxis()
    log_ticks(ax, x=[1, 2, 5, 10, 20])
    ax.set_xlabel("seconds for one pass (log scale)")
    return ax


def _legend_below(ax: Axes) -> None:
    handles, labels = ax.get_legend_handles_labels()
    narrow = {"handlelength": 1.4, "handletextpad": 0.5, "columnspacing": 1.2, "frameon": False, "fontsize": 11}
    ax.figure.legend(handles, labels, ncols=len(labels), loc="outside lower center", **narrow)
