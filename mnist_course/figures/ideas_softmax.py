"""Drawings of ideas for chapters 02 and 03: one-hot rows, softmax, the ends of float32, likelihood, p - y, the loop."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle
from numpy.typing import ArrayLike

from mnist_course.figures import diagrams
from mnist_course.figures.style import INK, RIGHT, array_of

# Of digits that are compared: no model of the course has these colours, nor these markers.
DIGIT_LOOKS = {4: ("#E69F00", "P"), 9: ("#56B4E9", "X")}
BAR = "#B8B8B8"


def one_hot_rows(labels: Sequence[int]) -> Axes:
    """Draw labels, and each label's row of ten with a 1 in its place."""
    ax = diagrams.canvas(14.3, 1.5 * len(labels) + 1)
    for place in range(10):
        ax.text(4.7 + place, 1.5 * len(labels) + 0.35, str(place), ha="center", color="#666666")
    for row, label in enumerate(labels):
        bottom = 1.5 * (len(labels) - 1 - row) + 0.1
        diagrams.box(ax, (1.1, bottom + 0.5), f"{label}", width=1.4, height=1.1)
        diagrams.arrow(ax, (2.1, bottom + 0.5), (3.9, bottom + 0.5))
        diagrams.numbers(ax, np.eye(10, dtype=int)[label], (4.2, bottom), shade=True)
    return ax


def softmax_steps(scores: Sequence[float]) -> Figure:
    """Draw a few scores, their powers of e, and the powers divided by their sum, side by side."""
    powers = np.exp(np.asarray(scores, dtype=float))
    panels = {"scores": scores, "powers of e": powers, f"divided by {powers.sum():.2f}": powers / powers.sum()}
    figure, axes = plt.subplots(1, 3, figsize=(5.2, 2.6))
    for ax, (title, heights) in zip(axes, panels.items()):
        bars = ax.bar(list("abcd")[: len(scores)], heights, color=BAR, edgecolor=INK, width=0.7)
        form = "g" if title == "scores" else ".2f"
        ax.bar_label(bars, [format(height, form).replace("-", "−") for height in heights], padding=2)
        ax.set(yticks=[], ylim=(min(0, 1.35 * min(heights)), 1.2 * max(heights)), xlabel="class")
        ax.axhline(0, color=INK, linewidth=0.8)
        ax.spines[["left", "bottom"]].set_visible(False)
        ax.tick_params(axis="x", length=0)
        ax.grid(visible=False)
        ax.set_title(title, loc="center", fontsize=11)
    title = "Powers are all positive; divided, they add up to 1"
    figure.suptitle(title, x=0.01, ha="left", fontsize=12)
    return figure


def readings(images: ArrayLike, probabilities: ArrayLike, truths: Sequence[int], titles: Sequence[str]) -> Figure:
    """Draw each digit above its ten probabilities, those from 0.01 with their values, the true class underlined."""
    images, probabilities = array_of(images), array_of(probabilities)
    figure, axes = plt.subplots(2, len(images), figsize=(5.2, 3.9), height_ratios=[1, 1], squeeze=False)
    for (upper, lower), image, heights, truth, title in zip(axes.T, images, probabilities, truths, titles):
        upper.imshow(image, cmap="gray_r")
        upper.axis("off")
        upper.set_title(title, loc="center", fontsize=11)
        colors = [DIGIT_LOOKS.get(digit, (BAR, ""))[0] for digit in range(10)]
        bars = lower.bar(range(10), heights, color=colors, edgecolor=INK, linewidth=0.6)
        lower.bar_label(bars, [f"{height:.2f}" if height >= 0.005 else "" for height in heights], fontsize=10)
        lower.plot([truth - 0.45, truth + 0.45], [-0.06] * 2, color=RIGHT, linewidth=4, clip_on=False)
        lower.set(xticks=range(10), ylim=(0, 1.2), xlim=(-0.7, 9.7), yticks=[])
        lower.tick_params(axis="x", length=0, pad=9, labelsize=10)
        lower.spines["left"].set_visible(False)
        lower.grid(visible=False)
        lower.set_xlabel(f"{truth} is true", color=RIGHT)
    axes[1, 0].set_ylabel("probability")
    return figure


def float_window(scores: dict[str, float]) -> Axes:
    """Draw the powers of e that a float32 can hold, and where some named scores lie."""
    low, high = np.log(2.0**-150), np.log(np.finfo(np.float32).max)
    ax = plt.subplots(figsize=(5.2, 3.2))[1]
    z = np.array([low, high])
    ax.plot(z, z / np.log(10), color=INK)
    for left, right, text in ((-160, low, "becomes\n0"), (high, 145, "becomes\ninf")):
        ax.axvspan(left, right, color="#D55E00", alpha=0.15, linewidth=0)
        ax.text((left + right) / 2, 28, text, ha="center", va="center")
    for name, score in scores.items():
        held = low < score < high
        place = (score, score / np.log(10) if held else -54)  # 0 and infinity have no place on a log axis
        ax.plot(*place, "o" if held else "X", color=INK, markersize=8, zorder=3)
        ax.annotate(name, place, xytext=(10 if held else 17, -4), textcoords="offset points")
    ax.set(xlim=(-160, 145), ylim=(-60, 44), xticks=[-104, -50, 0, 50, 89], xlabel="score z")
    powers = [-45, -20, 0, 20, 38]
    ax.set_yticks(powers, ["1" if power == 0 else f"$10^{{{power}}}$" for power in powers])
    ax.set_ylabel("$e^z$ (log axis)")
    return ax


def product_and_sum(probabilities: Sequence[float]) -> Axes:
    """Draw probabilities that are multiplied, and below them their surprises, minus ln p, that are added."""
    p = np.asarray(probabilities)
    ax = diagrams.canvas(14.2, 6.2)
    width = 2.4
    for row, values, sign, total in ((3.4, p, "×", p.prod()), (0.2, -np.log(p), "+", -np.log(p).sum())):
        for place, value in enumerate(values):
            x = 3.2 + place * (width + 0.6)
            diagrams.box(ax, (x, row + 0.7), f"{value:.2f}", width=width - 0.4, height=1.2)
            ax.text(x + (width + 0.6) / 2, row + 0.7, "=" if place == len(p) - 1 else sign, ha="center", va="center")
        diagrams.box(ax, (3.2 + len(p) * (width + 0.6), row + 0.7), f"{total:.2f}", width=width - 0.4, height=1.2)
    ax.text(0.1, 4.1, "p", va="center")
    ax.text(0.1, 0.9, "−ln p", va="center")
    for place in range(len(p) + 1):
        x = 3.2 + place * (width + 0.6)
        diagrams.arrow(ax, (x, 3.4), (x, 1.6))
        name = f"image {place + 1}" if place < len(p) else "all"
        ax.text(x, 5.3, name, ha="center", color="#666666")
    return ax


def outer_product(error: ArrayLike, pixels: ArrayLike, classes: Sequence[str]) -> Axes:
    """Draw the gradient of the weights for one image: error of the class times ink of the pixel."""
    error, pixels = array_of(error), array_of(pixels)
    wide, high, left = 2.1, 1.2, 6.2
    ax = diagrams.canvas(left + wide * len(pixels) + 0.2, high * (len(error) + 1) + 1.5)
    top = 0.1 + high * len(error) + 0.4
    for column, pixel in enumerate(pixels):
        center = left + wide * (column + 0.5)
        diagrams.box(ax, (center, top + high / 2), f"{pixel:g}", width=wide - 0.2, height=high - 0.2)
        for row, (name, slip) in enumerate(zip(classes, error)):
            middle = 0.1 + high * (len(error) - row - 0.5)
            if column == 0:
                ax.text(2.2, middle, name, ha="right", va="center")
                text = f"{slip:+.1f}".replace("-", "−")
                diagrams.box(ax, (3.8, middle), text, width=wide - 0.2, height=high - 0.2)
            product = slip * pixel
            text = f"{product:+.2f}".replace("-", "−") if product else "0"
            diagrams.box(ax, (center, middle), text, width=wide - 0.2, height=high - 0.2, color="white")
    ax.text(left + wide * len(pixels) / 2, top + high + 0.15, "pixels x", ha="center", va="bottom")
    ax.text(3.8, top - 0.1, "errors p − y", ha="center", va="bottom")
    return ax


def linear_layer(inputs: str, outputs: str) -> Axes:
    """Draw every input joined to every output, with dots for the many left out, one weight and one bias named."""
    ax = diagrams.canvas(10, 5.6)
    left, right = [5.0, 4.2, 3.4, 1.4], [4.8, 3.9, 1.6]
    for a in left:
        for b in right:
            ax.plot([2.2, 7.0], [a, b], color="#888888", linewidth=0.5, zorder=1)
    ax.plot([2.2, 7.0], [left[0], right[0]], color="#D55E00", zorder=1)
    ax.text(4.6, 5.2, "one weight", color="#B04A00", ha="center", va="bottom")
    for x, column in ((2.2, left), (7.0, right)):
        for y in column:
            ax.add_patch(Circle((x, y), 0.28, facecolor=diagrams.PALE, edgecolor=RIGHT, zorder=2))
        ax.text(x, (column[-1] + column[-2]) / 2, "⋮", ha="center", va="center", fontsize=16)
    for y in right:
        ax.text(7.5, y, "+ its bias", va="center")
    ax.text(2.2, 0.5, inputs, ha="center", va="center")
    ax.text(7.0, 0.5, outputs, ha="center", va="center")
    return ax


def loop(steps: Sequence[str], back: str) -> Axes:
    """Draw the steps of a loop as boxes in a row, and the way back from the last to the first."""
    wide, gap = 3.0, 0.9
    ax = diagrams.canvas((wide + gap) * len(steps) - gap + 0.2, 4.2)
    centers = [(0.1 + wide / 2 + place * (wide + gap), 3.0) for place in range(len(steps))]
    for center, text in zip(centers, steps):
        diagrams.box(ax, center, text, width=wide, height=1.9)
    for (x, y), (other, _) in zip(centers, centers[1:]):
        diagrams.arrow(ax, (x + wide / 2, y), (other - wide / 2, y))
    (first, _), (last, _) = centers[0], centers[-1]
    ax.plot([last, last, first], [2.05, 0.6, 0.6], color=INK, linewidth=1)
    diagrams.arrow(ax, (first, 0.6), (first, 2.05))
    ax.text((first + last) / 2, 0.75, back, ha="center", va="bottom")
    return ax
