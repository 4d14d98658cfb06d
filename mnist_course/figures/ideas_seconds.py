"""Drawings of chapter 12: a free part, orders of memory, squares as channels, shapes; its bars, corner and ladder."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from mnist_course.evaluation.noise import Estimate
from mnist_course.figures.diagrams import PALE, arrow, canvas, frame, numbers
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


def orders_of_memory() -> Axes:
    """Draw three channels of four pixels, and the row of numbers that they are in either order of memory."""
    ax = canvas(12.8, 7.0)
    ax.set_title("Channels last: the channels of a place are neighbours")
    colors = [PALE, "#F7D9C4", "#D5EBD8"]
    for channel, color in enumerate(colors):
        for place in range(4):
            corner = (1.2 + 4.0 * channel + place % 2, 5.8 - place // 2)
            _cell(ax, corner, "abc"[channel] + str(place + 1), color)
        ax.text(2.2 + 4.0 * channel, 4.4, f"channel {channel}", ha="center", va="center")
    rows = {"channels first": [(c, p) for c in range(3) for p in range(4)]}
    rows["channels last"] = [(c, p) for p in range(4) for c in range(3)]
    for height, (name, row) in zip((2.4, 0.1), rows.items()):
        ax.text(0.4, height + 1.4, name, va="center")
        for index, (channel, place) in enumerate(row):
            _cell(ax, (0.4 + index, height), "abc"[channel] + str(place + 1), colors[channel])
            if place == 0:
                frame(ax, (0.4 + index, height), 1, 1)
    return ax


def squares_to_channels() -> Axes:
    """Draw how each square of four pixels becomes one place with four channels."""
    ax = canvas(13.4, 6.2)
    ax.set_title("A square of four pixels becomes one place of four channels")
    values = np.arange(1, 17).reshape(4, 4)
    numbers(ax, values, (0.2, 1.0), cell=1.05)
    frame(ax, (0.2, 1.0 + 2 * 1.05), 2.1, 2.1)
    arrow(ax, (4.7, 3.1), (6.1, 3.1))
    for channel in range(4):
        corner = (6.5 + 3.3 * (channel % 2), 3.5 - 3.1 * (channel // 2))
        numbers(ax, values[channel // 2 :: 2, channel % 2 :: 2], corner, cell=1.05)
        frame(ax, (corner[0], corner[1] + 1.05), 1.05, 1.05)
        ax.text(corner[0] + 1.05, corner[1] + 2.35, f"channel {channel}", ha="center", va="center")
    return ax


def multiplications(maps: Sequence[tuple[int, int]]) -> int:
    """Return how many products the convolutions of 3 x 3 take, from (channels, side) of the input and of their maps."""
    pairs = zip(maps, maps[1:])
    return sum(side**2 * 9 * channels * before for (before, _), (channels, side) in pairs)


def shapes(networks: Mapping[str, Sequence[tuple[int, int]]]) -> Axes:
    """Draw the input and the convolutions' maps as squares to scale, from (channels, side) of each."""
    ax = canvas(16.4, 5.2 * len(networks))
    for row, (name, maps) in enumerate(networks.items()):
        middle, left = 5.2 * (len(networks) - row) - 2.6, 0.2
        words = f"{name}: {multiplications(maps) / 1e6:.1f} million multiplications"
        ax.text(0.2, middle + 2.0, words, va="center")
        for index, (channels, side) in enumerate(maps):
            wide = 2.8 * side / 28
            if index:
                arrow(ax, (left, middle), (left + 0.8, middle))
                left += 1.0
            ax.add_patch(Rectangle((left, middle - wide / 2), wide, wide, facecolor=PALE, edgecolor=INK))
            text = f"{channels} × {side} × {side}"
            ax.text(left + 0.1, middle - wide / 2 - 0.15, text, va="top", fontsize=11)
            left += max(wide, 2.9) + 0.2 if index + 1 < len(maps) else wide
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


def corner(
    course: Sequence[tuple[str, float, float]],
    ours: tuple[float, float] | None = None,
    runs: Sequence[tuple[float, float]] = (),
) -> Figure:
    """Draw accuracy (%) against seconds for (name, seconds, accuracy) of each network, and the corner to reach.

    `ours` is a star beside them; each of `runs` a small dot.
    """
    figure, ax = plt.subplots(figsize=(5.2, 4.4))
    for name, seconds, accuracy in course:
        kind = "CNN" if "CNN" in name else name if name in ("softmax regression", "LeNet-5") else "MLP"
        color, marker = style_of(kind)
        ax.plot(seconds, 100 - accuracy, marker, color=color)
        shift = (5, -12) if name in BELOW else (5, 3)
        ax.annotate(name, (seconds, 100 - accuracy), shift, textcoords="offset points")
    ax.plot([0.6, CORNER[0], CORNER[0]], [100 - CORNER[1]] * 2 + [0.5], ":", color=INK)
    ax.text(1.1 * CORNER[0], 0.6, f"99% within {CORNER[0]:g} s", va="center")
    for seconds, accuracy in runs:
        ax.plot(seconds, 100 - accuracy, ".", color=style_of("best network")[0], markersize=6, alpha=0.5, mew=0)
    if ours:
        look = {"color": style_of("best network")[0], "markersize": 14, "markeredgecolor": "white"}
        ax.plot(ours[0], 100 - ours[1], "*", **look)
        ax.annotate("this chapter", (ours[0], 100 - ours[1]), (14, -16), textcoords="offset points")
    ticks = [90, 95, 98, 99, 99.5]
    log_ticks(ax, x=[1, 3, 10, 30, 100], y=[100 - tick for tick in ticks])
    ax.set_yticklabels(f"{tick:g}" for tick in ticks)
    ax.set(xlim=(0.6, 500), ylim=(12, 0.5), xlabel="seconds of training (log scale)", ylabel="validation accuracy (%)")
    return figure


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


def _cell(ax: Axes, corner: tuple[float, float], text: str, color: str) -> None:
    ax.add_patch(Rectangle(corner, 1, 1, facecolor=color, edgecolor=INK, linewidth=0.8))
    ax.text(corner[0] + 0.5, corner[1] + 0.5, text, ha="center", va="center")
