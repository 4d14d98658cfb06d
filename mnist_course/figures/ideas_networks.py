"""Drawings of the ideas of chapters 04 and 05: scales, steps, losses, the chain rule, boundaries, dropout."""

from collections.abc import Callable, Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MultipleLocator, NullLocator
from numpy.typing import ArrayLike

from mnist_course.figures.diagrams import arrow, box, canvas, layers, numbers
from mnist_course.figures.style import INK, RIGHT, WRONG, array_of, style_of

BETWEEN_BOXES, ABOVE_BOXES = 5, 3.25  # letters that fit between two boxes of a chain; where a longer text begins


def patches(pictures: Mapping[str, ArrayLike], forms: Sequence[str]) -> Figure:
    """Draw patches of an image, two in a row, each pixel with its number; the more ink, the darker."""
    figure, axes = plt.subplots((len(pictures) + 1) // 2, 2, figsize=(5.2, 1.95 * ((len(pictures) + 1) // 2)))
    for ax, (name, picture), form in zip(axes.flat, pictures.items(), forms):
        picture = array_of(picture)
        ink = picture - picture.min()
        numbers(ax, picture, form=form)
        for cell, text, grey in zip(ax.patches, ax.texts, 1 - 0.75 * ink.ravel() / max(ink.max(), 1e-9)):
            cell.set_facecolor((grey, grey, grey))
            text.set(color="white" if grey < 0.5 else INK, text=text.get_text().replace("-", "−"))
        height, width = picture.shape
        ax.set(xlim=(-0.05, width + 0.05), ylim=(-0.05, height + 0.05), aspect="equal", title=name)
        ax.axis("off")
    return figure


def hops(paths: Mapping[str, Sequence[float]], *, target: float = 1.0, show: int = 6) -> Figure:
    """Draw the first hops of a score down the valley of its squared error, one valley for every path."""
    figure, axes = plt.subplots(1, len(paths), figsize=(5.2, 2.7), sharey=True)
    away = 1.15 * max(abs(score - target) for path in paths.values() for score in path[:show])
    scores = np.linspace(target - away, target + away, 200)
    for ax, (name, path) in zip(axes, paths.items()):
        path = np.asarray(path[:show])
        ax.plot(scores, (scores - target) ** 2, color="#888888")
        ax.plot(path, (path - target) ** 2, "o-", color=WRONG, linewidth=1.2, markersize=5)
        ax.plot(path[0], (path[0] - target) ** 2, "o", color=INK, markersize=7)
        ax.set(title=name, xlabel="score")
    axes[0].set_ylabel("loss")
    first = next(iter(paths.values()))[0]
    axes[0].text(first + 0.3, (first - target) ** 2, "start", color=INK, va="center")
    return figure


def prices_and_pulls(scores: ArrayLike, losses: Mapping[str, tuple[ArrayLike, ArrayLike]]) -> Figure:
    """Draw what losses charge for a score of the true class, above, and how hard they pull it up, below."""
    figure, (above, below) = plt.subplots(2, 1, figsize=(5.2, 5.4), sharex=True)
    looks = (("-", "#9A6A00", (-7.8, 4.6)), ("--", RIGHT, (3.9, 6.0)), ("-.", "#8C564B", (-7.8, 1.5)))
    for (name, (price, pull)), (dash, color, place) in zip(losses.items(), looks):
        above.plot(array_of(scores), array_of(price), dash, color=color)
        below.plot(array_of(scores), array_of(pull), dash, color=color)
        above.text(*place, name, color=color, fontsize=11)
    below.axhline(0, color=INK, linewidth=0.8)
    above.set(ylabel="loss", ylim=(0, 8))
    below.set(xlabel="score of the true class, the nine others at 0", ylabel="pull upwards", ylim=(-4.5, 3))
    below.xaxis.set_major_locator(MultipleLocator(2))
    return figure


def relu() -> Axes:
    """Draw ReLU: what comes out on either side, and the kink between them."""
    _, ax = plt.subplots(figsize=(5.2, 2.5))
    z = np.array([-3.0, 0.0, 3.0])
    ax.plot(z, np.maximum(z, 0), color=RIGHT)
    ax.plot(0, 0, "o", color=WRONG, markersize=8)
    ax.text(-2.9, 0.25, "z below 0: 0 comes out", color=RIGHT)
    ax.text(1.3, 0.45, "z above 0:\nz comes out", color=RIGHT)
    ax.annotate("the kink", (0, 0), xytext=(-0.95, 1.5), color=WRONG, arrowprops={"arrowstyle": "->", "color": WRONG})
    ax.set(xlabel="z", ylabel="ReLU(z)", aspect="equal", ylim=(-0.3, 2.6), xlim=(-3, 3))
    return ax


def chain(values: Mapping[str, float], operations: Sequence[str], slopes: Sequence[float]) -> Axes:
    """Draw a chain of numbers: forwards what becomes of each, backwards the slopes, and their products.

    Parameters
    ----------
    values
        From the name of a number to the number, in order; one more than there are operations.
    operations
        What makes the next number of each.
    slopes
        How fast the next number grows with each.
    """
    ax = canvas(10.4, 3.7)
    places = [0.72 + 2.24 * place for place in range(len(values))]
    products = [float(np.prod(slopes[place:])) for place in range(len(values))]
    for x, (name, value), product in zip(places, values.items(), products):
        box(ax, (x, 2.6), f"{name}\n{_minus(value)}", width=1.1, height=1.2)
        box(ax, (x, 0.62), _minus(product), width=1.1, height=0.8, color="#FBE3D6")
    for left, right, operation, slope in zip(places, places[1:], operations, slopes):
        arrow(ax, (left + 0.57, 2.6), (right - 0.57, 2.6), operation)
        if len(operation) > BETWEEN_BOXES:
            ax.texts[-1].set_y(ABOVE_BOXES)
        arrow(ax, (right - 0.57, 0.62), (left + 0.57, 0.62), f"× {_minus(slope)}", color=WRONG)
    ax.text(0.04, 3.4, "forwards: the numbers", color=INK, va="center")
    ax.text(0.04, 1.38, "backwards: how fast the loss grows with each", color=WRONG, va="center")
    return ax


def _minus(number: float) -> str:
    return f"{number:g}".replace("-", "−")


def plane(
    points: Mapping[str, ArrayLike],
    scores: Mapping[str, Callable[[torch.Tensor], torch.Tensor]],
    styles: Sequence[str],
    places: Sequence[tuple[float, float]],
) -> Axes:
    """Draw classes of points in a plane, and where the score of each network is 0.

    Parameters
    ----------
    points
        From the name of a class to its points, (N, 2).
    scores
        From the name of a boundary to a function from points (N, 2) to scores (N,); a model's name gives its colour.
    styles
        Line styles of the boundaries.
    places
        Where the boundaries' names begin.
    """
    _, ax = plt.subplots(figsize=(5.2, 4.4))
    every = np.concatenate([array_of(group) for group in points.values()])
    low, high = np.percentile(every, 0.5, axis=0), np.percentile(every, 99.5, axis=0)
    for (name, group), color, marker in zip(points.items(), ("#E69F00", "#56B4E9"), "ox"):
        ax.plot(*array_of(group).T, marker, color=color, markersize=4, alpha=0.6, label=name)
    xs, ys = np.meshgrid(*(np.linspace(a, b, 200) for a, b in zip(low, high)))
    grid = torch.tensor(np.stack([xs.ravel(), ys.ravel()], axis=1), dtype=torch.float32)
    for (name, score), line, place in zip(scores.items(), styles, places):
        heights = array_of(score(grid)).reshape(xs.shape)
        color = style_of(name)[0]
        ax.contour(xs, ys, heights, levels=[0], colors=[color], linestyles=[line], linewidths=2.5)
        behind = {"facecolor": "white", "alpha": 0.8, "edgecolor": "none", "pad": 1}
        ax.text(*place, name.replace(" ", "\n"), color=color, weight="bold", bbox=behind, zorder=4)
    ax.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]))
    ax.legend(fontsize=11, ncols=2, loc="upper center", bbox_to_anchor=(0.45, -0.14), frameon=False, markerscale=1.5)
    return ax


def dropped(sizes: Sequence[int], masks: Mapping[str, Sequence[bool]]) -> Figure:
    """Draw one network once for every mask, with those nodes of its middle column crossed out that are dropped."""
    figure, axes = plt.subplots(1, len(masks), figsize=(5.2, 2.9))
    for ax, (name, kept) in zip(axes, masks.items()):
        ax.set(xlim=(0, 5), ylim=(0, 6), aspect="equal", title=name)
        ax.axis("off")
        middle = layers(ax, sizes, edges=0.5)[1]
        for center, keeps in zip(middle, kept):
            if not keeps:
                for line in [line for line in ax.lines if list(center) in line.get_xydata().tolist()]:
                    line.remove()
                ax.plot(*center, "x", color=WRONG, markersize=13, markeredgewidth=3, zorder=4)
    return figure


def staircase(x: ArrayLike, steps: ArrayLike, slope: ArrayLike, *, xlabel: str, ylabels: Sequence[str]) -> Figure:
    """Draw a quantity that moves in steps above one that slopes, over the same `x`."""
    figure, axes = plt.subplots(2, 1, figsize=(5.2, 4.2), sharex=True)
    for ax, values, ylabel, drawstyle in zip(axes, (steps, slope), ylabels, ("steps-mid", "default")):
        ax.plot(array_of(x), array_of(values), color=RIGHT, drawstyle=drawstyle)
        ax.axvline(0, color=INK, linewidth=0.8, linestyle=":")
        ax.set_ylabel(ylabel)
        ax.yaxis.set_minor_locator(NullLocator())
    axes[1].set_xlabel(xlabel)
    return figure
