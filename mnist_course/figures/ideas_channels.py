"""Drawings of chapter 12, of channels: their order in memory, a batch normalised, squares as channels, shapes."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from mnist_course.figures.diagrams import PALE, arrow, canvas, frame, numbers
from mnist_course.figures.style import INK, array_of

COLORS = [PALE, "#F7D9C4", "#D5EBD8"]  # of three channels


def orders_of_memory() -> Axes:
    """Draw three channels of four pixels, and the row of numbers that they are in either order of memory."""
    ax = canvas(12.8, 7.0)
    ax.set_title("Channels last: the channels of a place are neighbours")
    for channel, color in enumerate(COLORS):
        for place in range(4):
            corner = (1.2 + 4.0 * channel + place % 2, 5.8 - place // 2)
            _cell(ax, corner, "abc"[channel] + str(place + 1), color)
        ax.text(2.2 + 4.0 * channel, 4.4, f"channel {channel}", ha="center", va="center")
    rows = {"channels first": [(c, p) for c in range(3) for p in range(4)]}
    rows["channels last"] = [(c, p) for p in range(4) for c in range(3)]
    for height, (name, row) in zip((2.4, 0.1), rows.items()):
        ax.text(0.4, height + 1.4, name, va="center")
        for index, (channel, place) in enumerate(row):
            _cell(ax, (0.4 + index, height), "abc"[channel] + str(place + 1), COLORS[channel])
            if place == 0:
                frame(ax, (0.4 + index, height), 1, 1)
    return ax


def normalised_together(values: ArrayLike) -> Axes:
    """Draw which numbers of a batch share a mean and a variance: those of a channel, in all images, at all places.

    Parameters
    ----------
    values
        (N, 2, 2), the numbers of the first of three channels.
    """
    values = array_of(values)
    height = 2.7 * len(values)
    ax = canvas(13.4, height + 3.4)
    ax.set_title(f"The {values.size} numbers of a channel share one mean")
    for image, numbers_of_it in enumerate(values):
        bottom = 2.3 + height - 2.7 * (image + 1)
        ax.text(0.1, bottom + 1.0, f"image {image}", va="center")
        for channel, color in enumerate(COLORS):
            for place in range(4):
                corner = (3.2 + 3.5 * channel + place % 2, bottom + 1 - place // 2)
                text = f"{numbers_of_it[place // 2, place % 2]:g}".replace("-", "−") if channel == 0 else ""
                _cell(ax, corner, text, color)
    for channel in range(len(COLORS)):
        ax.text(4.2 + 3.5 * channel, 2.5 + height, f"channel {channel}", ha="center", va="center")
    frame(ax, (2.9, 1.95), 2.6, height + 0.05)
    mean, variance = float(values.mean()), float(values.var())
    largest = float(values.max())
    rule = f"({largest:g} − {mean:g}) / {variance**0.5:g} = {(largest - mean) / variance**0.5:g}"
    ax.text(2.9, 1.3, f"mean {mean:g}, variance {variance:g}:", va="center")
    ax.text(2.9, 0.45, f"the {largest:g} becomes {rule}", va="center")
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
    high = 4.6
    ax = canvas(16.4, high * len(networks))
    for row, (name, maps) in enumerate(networks.items()):
        top = high * (len(networks) - row) - 1.0
        words = f"{name}: {multiplications(maps) / 1e6:.1f} million multiplications"
        ax.text(0.2, top + 0.5, words, va="center")
        left = 0.2
        for index, (channels, side) in enumerate(maps):
            wide = 2.6 * side / 28
            if index:
                arrow(ax, (left, top - 1.3), (left + 0.8, top - 1.3))
                left += 1.0
            ax.add_patch(Rectangle((left, top - 1.3 - wide / 2), wide, wide, facecolor=PALE, edgecolor=INK))
            ax.text(left, top - 2.75, f"{channels} × {side} × {side}", va="top", fontsize=11)
            left += max(wide, 2.9) + 0.2 if index + 1 < len(maps) else wide
    return ax


def _cell(ax: Axes, corner: tuple[float, float], text: str, color: str) -> None:
    ax.add_patch(Rectangle(corner, 1, 1, facecolor=color, edgecolor=INK, linewidth=0.8))
    ax.text(corner[0] + 0.5, corner[1] + 0.5, text, ha="center", va="center")
