"""Drawings for chapter 01: where the digits come from, a file's header, scales, batches, piles, two yardsticks."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from mnist_course.figures.diagrams import PALE, arrow, box, canvas
from mnist_course.figures.ideas_first_steps import digits as digits
from mnist_course.figures.style import INK, RIGHT, WRONG, array_of

SAND = "#F6E3CC"


def origin(stages: Sequence[ArrayLike]) -> Axes:
    """Draw the way from a filled-in form to the picture in the file: cut out, 20 x 20 and grey, 28 x 28."""
    ax = canvas(13, 4.4)
    box(ax, (1.6, 2.9), "a form, filled\nin by a clerk\nor a student", width=3.1, height=2.1, color=SAND)
    names = ("cut out:\nblack, white", "20 × 20:\ngreys", "28 × 28: centre\nof mass centred")
    for x, image, size, name in zip((5.2, 8.0, 11.3), stages, (1.43, 1.43, 2.0), names):
        ax.imshow(image, cmap="gray_r", vmin=0, extent=(x - size / 2, x + size / 2, 2.9 - size / 2, 2.9 + size / 2))
        ax.add_patch(Rectangle((x - size / 2, 2.9 - size / 2), size, size, fill=False, edgecolor=INK, linewidth=0.8))
        ax.text(x, 0.75, name, ha="center", va="center")
    for start, end in ((3.25, 4.4), (6.0, 7.2), (8.8, 10.2)):
        arrow(ax, (start, 2.9), (end, 2.9))
    ax.set(xlim=(0, 13), ylim=(0, 4.4))
    return ax


def header(content: bytes) -> Axes:
    """Draw the first sixteen bytes of a file of images, and what each four of them say."""
    ax = canvas(16.4, 4)
    meanings = ("bytes; three\ndimensions", "images", "rows", "columns")
    for i, byte in enumerate(content[:16]):
        x = 0.2 + i
        ax.add_patch(Rectangle((x, 2), 1, 1.2, facecolor=(PALE, SAND)[i // 4 % 2], edgecolor=INK, linewidth=0.8))
        ax.text(x + 0.5, 2.6, f"{byte:02x}", ha="center", va="center", fontfamily="monospace")
    for i, meaning in enumerate(meanings):
        ax.text(2.2 + 4 * i, 1.6, meaning, ha="center", va="top")
    ax.text(0.2, 3.5, "0", fontsize=11)
    ax.text(16.2, 3.5, "15", ha="right", fontsize=11)
    return ax


def number_lines(mean: float, std: float) -> Axes:
    """Draw where paper, the mean and ink lie as bytes, on 0 to 1, shifted, and standardised."""
    ax = plt.subplots(figsize=(5.2, 3.6))[1]
    stages = {"byte ÷ 255": (0, 1), "less the mean": (mean, 1), "÷ deviation": (mean, std)}
    for y, (shift, scale) in zip((2, 1, 0), stages.values()):
        points = (np.array([0, mean, 1]) - shift) / scale
        ax.plot(points[[0, 2]], [y, y], color="#AAAAAA", linewidth=1.5, zorder=1)
        for point, color, name in zip(points, ("white", "#BBBBBB", "black"), ("paper", "mean", "ink")):
            ax.plot(point, y, "o", color=color, markeredgecolor=INK, markersize=11)
            side, height = ("center", -0.22) if name == "mean" else ("center", 0.22)
            label = f"{name if y == 2 else ''} {0.0 if abs(point) < 5e-3 else point:.2f}".strip().replace("-", "−")
            paper = {"facecolor": "white", "edgecolor": "none", "pad": 1}
            ax.text(point, y + height, label, ha=side, va="center", bbox=paper)
    ax.axvline(0, color=WRONG, linestyle="--", linewidth=1, zorder=0)
    ends = [f"{(end - mean) / std:.2f}".replace("-", "−") for end in (0, 1)]
    title = f"Standardised, paper is {ends[0]} and ink {ends[1]}"
    ax.set(xlim=(-0.9, 3.2), ylim=(-0.5, 2.6), xlabel="value of a pixel", title=title)
    ax.set_yticks([2, 1, 0], list(stages))
    return ax


def loader_flow() -> Axes:
    """Draw who does what: a DataLoader the order and the stack, the Dataset one picture, with its transform inside."""
    ax = canvas(13, 5.2)
    box(ax, (1.6, 2.7), "order\n31, 7, 402 …", width=2.9, height=1.7, color=SAND)
    box(ax, (6.2, 2.7), "", width=4.9, height=3.3)
    ax.text(6.2, 3.95, "dataset[31]", ha="center", va="center")
    box(ax, (5.0, 2.5), "look up\nimage 31", width=2.1, height=1.7, color="white")
    box(ax, (7.4, 2.5), "transform\nit", width=2.1, height=1.7, color="white")
    box(ax, (11.35, 2.7), "stack of 64\n(64, 1, 28, 28)", width=3.2, height=1.7, color=SAND)
    for start, end in ((3.05, 3.75), (6.05, 6.35), (8.65, 9.75)):
        arrow(ax, (start, 2.5), (end, 2.5))
    ax.text(6.2, 4.75, "64 times a batch", ha="center", va="center")
    ax.text(6.2, 0.5, "Dataset", ha="center", va="center", fontweight="bold")
    for x in (1.6, 11.35):
        ax.text(x, 0.5, "DataLoader", ha="center", va="center", fontweight="bold")
    return ax


def piles() -> Axes:
    """Draw the two files and the three piles that they are dealt into."""
    ax = canvas(14, 3.9)
    ends = ((0.2, 9.5, PALE, ""), (9.7, 1.9, SAND, ""), (12.0, 1.9, "#DDDDDD", "//"))  # to scale
    for x, width, color, hatch in ends:
        ax.add_patch(Rectangle((x, 1.7), width, 1.1, facecolor=color, edgecolor=INK, hatch=hatch))
    ax.text(4.95, 2.25, "training: 50,000, to learn from", ha="center", va="center")
    ax.text(11.6, 1.45, "validation: 10,000,\nto choose by", ha="right", va="top")
    ax.text(12.95, 1.45, "test:\nsealed", ha="center", va="top")
    ax.text(5.9, 3.1, "the file of 60,000", ha="center")
    ax.text(13.9, 3.1, "another 10,000", ha="right")
    return ax


def two_yardsticks(points: ArrayLike, labels: ArrayLike, question: ArrayLike, *, xlabel: str, ylabel: str) -> Axes:
    """Draw digits as points of two numbers, each digit's mean, and a question joined to the nearest of both."""
    points, labels, question = array_of(points), array_of(labels), array_of(question)
    ax = plt.subplots(figsize=(5.2, 4))[1]
    means = {digit: points[labels == digit].mean(axis=0) for digit in np.unique(labels)}
    for digit, (x, y) in means.items():
        for place in points[labels == digit]:
            ax.text(*place, str(digit), color="#777777", ha="center", va="center", clip_on=True)
        ax.plot(x, y, "o", color="white", markeredgecolor=RIGHT, markersize=22, markeredgewidth=2)
        ax.text(x, y, str(digit), color=RIGHT, fontsize=14, fontweight="bold", ha="center", va="center")
    nearest = np.linalg.norm(points - question, axis=1).argmin()
    closest = min(means, key=lambda digit: float(np.linalg.norm(means[digit] - question)))
    for end, color in ((means[closest], RIGHT), (points[nearest], WRONG)):
        ax.plot(*zip(question, end), color=color, zorder=0)
    ax.plot(*question, "o", color="white", markeredgecolor=INK, markersize=18)
    ax.text(*question, "?", fontsize=14, fontweight="bold", ha="center", va="center")
    paper = {"boxstyle": "circle,pad=0.15", "facecolor": "white", "edgecolor": WRONG}
    ax.text(
        *points[nearest], str(labels[nearest]), color=WRONG, fontweight="bold", ha="center", va="center", bbox=paper
    )
    beside = {"textcoords": "offset points", "va": "center"}
    ax.annotate("nearest neighbour", question, (-14, 0), color=WRONG, ha="right", **beside)
    ax.annotate("nearest mean", (means[closest] + question) / 2, (8, 0), color=RIGHT, **beside)
    low, high = points.min(axis=0), points.max(axis=0)
    edge = 0.06 * (high - low)
    ax.set(xlim=(low[0] - edge[0], high[0] + edge[0]), ylim=(low[1] - edge[1], high[1] + edge[1]))
    title = f"The nearest mean is a {closest}, the nearest neighbour a {labels[nearest]}"
    ax.set(xlabel=xlabel, ylabel=ylabel, title=title)
    return ax


def pieces(shares: ArrayLike, *, last: int, chance: float, names: Sequence[str], ylabel: str, title: str) -> Axes:
    """Draw a dot for each piece of a file, the `last` ones in another colour, and the strip that chance explains."""
    shares = array_of(shares)
    ax = plt.subplots()[1]
    first = len(shares) - last
    middle = shares[:first].mean()
    ax.axhspan(middle - chance, middle + chance, color="#DDDDDD", zorder=0)
    for name, start, end, color, marker in (
        (names[0], 0, first, RIGHT, "o"),
        (names[1], first, len(shares), WRONG, "s"),
    ):
        ax.plot(np.arange(start, end), shares[start:end], marker, color=color)
        ax.plot([start - 0.5, end - 0.5], [shares[start:end].mean()] * 2, "--", color=color, linewidth=1.5)
        ax.text((start + end - 1) / 2, shares.max() + 0.9, name, ha="center", color=color)
    ax.text(-0.4, shares.min() - 1.4, "grey: chance alone leaves 24 of 25 in here", color="#555555")
    ax.set(ylabel=ylabel, title=title, xlabel="pieces of the file, in its order", xticks=[])
    ax.set_ylim(shares.min() - 1.8, shares.max() + 2.5)
    return ax
