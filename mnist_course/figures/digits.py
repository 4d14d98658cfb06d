"""Digits as pictures: one, many, with predictions, corrupted; and weights drawn the same way.

Images are arrays or tensors (N, 28, 28) or (N, 1, 28, 28), on any scale, larger meaning more ink; sizes are widths
of a digit in inches.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import isqrt
from operator import index

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from mnist_course.figures.style import INK, RIGHT, WRONG, array_of, axes_or_new


def display_sample(image: ArrayLike, label: object = None, ax: Axes | None = None) -> Axes:
    """Draw one digit, (28, 28) or (1, 28, 28), dark ink on white, with its label as title."""
    ax = axes_or_new(ax, figsize=(2.2, 2.4))
    _draw(ax, _pictures_of(image)[0])
    if label is not None:
        ax.set_title(str(label), loc="center")
    return ax


def digit_grid(
    images: ArrayLike, titles: Sequence[object] | None = None, columns: int = 8, size: float = 0.8
) -> Figure:
    """Draw digits in rows of `columns`, each with its title if there are titles."""
    pictures = _pictures_of(images)
    if len(pictures) == 0 or (titles is not None and len(titles) != len(pictures)):
        given = "none" if titles is None else len(titles)
        raise ValueError(f"expected at least one image and as many titles, got {len(pictures)} images, titles: {given}")
    figure, axes = _grid(len(pictures), columns, size, size * (1.35 if titles is not None else 1.05))
    for i, (picture, ax) in enumerate(zip(pictures, axes)):
        _draw(ax, picture)
        if titles is not None:
            ax.set_title(str(titles[i]), fontsize=11, pad=2, loc="center")
    return figure


def prediction_grid(
    images: ArrayLike, labels: Sequence[int], predictions: Sequence[int], columns: int = 10, size: float = 0.8
) -> Figure:
    """Draw digits with true and predicted class: ``T:7 P:9``; wrong ones in orange, bold, in a thick frame."""
    if not len(images) == len(labels) == len(predictions):
        raise ValueError(
            "expected as many labels and predictions as images, "
            f"got {len(images)} images, {len(labels)} labels, {len(predictions)} predictions"
        )
    labels, predictions = _classes(labels, "labels"), _classes(predictions, "predictions")
    titles = [f"T:{truth} P:{guess}" for truth, guess in zip(labels, predictions)]
    figure = digit_grid(images, titles, columns, size)
    for ax, truth, guess in zip(figure.axes, labels, predictions):
        color, width, weight = (RIGHT, 0.8, "normal") if truth == guess else (WRONG, 3, "bold")
        ax.title.set(color=color, fontweight=weight)
        for spine in ax.spines.values():
            spine.set(visible=True, color=color, linewidth=width)
    return figure


def weight_images(
    weights: ArrayLike, titles: Sequence[object] | None = None, columns: int = 5, size: float = 1.2
) -> Figure:
    """Draw rows of weights as images: blue votes for, red votes against, white does not matter.

    Of shape (N, 784) (or another square), (N, H, W) or (N, 1, H, W). All pictures are on one scale, symmetric about
    zero, with a colour bar.
    """
    pictures = array_of(weights)
    if pictures.ndim == 2 and (side := isqrt(pictures.shape[1])) ** 2 == pictures.shape[1]:
        pictures = pictures.reshape(-1, side, side)
    elif pictures.ndim == 4 and pictures.shape[1] == 1:
        pictures = pictures[:, 0]
    if pictures.ndim != 3 or len(pictures) == 0:
        raise ValueError(f"expected weights of shape (N, 784), (N, H, W) or (N, 1, H, W), got {pictures.shape}")
    limit = np.abs(pictures).max() or 1.0
    figure, axes = _grid(len(pictures), columns, size, size * 1.15, beside=0.6)
    for i, (picture, ax) in enumerate(zip(pictures, axes)):
        drawn = ax.imshow(picture, cmap="RdBu", vmin=-limit, vmax=limit)
        _strip(ax)
        if titles is not None:
            ax.set_title(str(titles[i]), fontsize=11, pad=2, loc="center")
    figure.colorbar(drawn, ax=figure.axes, shrink=0.8, label="weight")
    return figure


def corruption_table(pictures: Mapping[str, ArrayLike], *, title: str | None = None, size: float = 0.8) -> Figure:
    """Draw one digit's corruptions: a row per name, a column per strength, from 0 to 1.

    Every name has as many images as there are strengths; `title`, of the whole figure, says the finding.
    """
    rows = {name: _pictures_of(images) for name, images in pictures.items()}
    counts = {len(images) for images in rows.values()}
    if len(counts) != 1:
        raise ValueError(f"expected as many strengths for every corruption, got {sorted(counts)}")
    columns = counts.pop()
    figure, axes = _grid(len(rows) * columns, columns, size, size, beside=1.2)
    for place, (ax, picture) in enumerate(zip(axes, np.concatenate(list(rows.values())))):
        _draw(ax, picture)
        ax.images[0].set_clim(0, 1)  # so that a faint digit is drawn faint
        if place < columns:
            ax.set_title(str(place), fontsize=11, pad=3, loc="center")
    for name, ax in zip(rows, axes[::columns]):
        ax.set_ylabel(name, rotation=0, ha="right", va="center", fontsize=11)
    if title:
        figure.suptitle(title, x=0.01, ha="left")
    return figure


def _classes(values: Iterable, what: str) -> list[int]:
    try:
        return [index(value) for value in values]
    except TypeError as error:
        raise TypeError(f"expected {what} as whole numbers, one per image: {error}") from error


def _pictures_of(images: ArrayLike) -> np.ndarray:
    """Return images of any of the shapes above as an array (N, 28, 28)."""
    images = array_of(images)
    grey = images.ndim in {2, 3} or (images.ndim == 4 and images.shape[1] == 1)
    if images.shape[-2:] != (28, 28) or not grey:
        raise ValueError(f"expected grey images of 28 x 28 pixels, (N, 28, 28) or (N, 1, 28, 28), got {images.shape}")
    return images.reshape(-1, 28, 28)


def _grid(count: int, columns: int, width: float, height: float, beside: float = 0.0) -> tuple[Figure, Sequence[Axes]]:
    """Return a figure and axes for `count` pictures, row by row; `beside` is room for what stands beside them."""
    rows = -(-count // columns)
    figure, axes = plt.subplots(rows, columns, figsize=(columns * width + beside, rows * height), squeeze=False)
    for ax in axes.flat[count:]:
        ax.axis("off")
    return figure, axes.flat[:count]


def _draw(ax: Axes, picture: np.ndarray) -> None:
    """Draw one array (28, 28), dark ink on white."""
    ax.imshow(picture, cmap="gray_r", interpolation="nearest")
    _strip(ax)


def _strip(ax: Axes) -> None:
    ax.set(xticks=[], yticks=[])
    ax.grid(False)
    for spine in ax.spines.values():
        spine.set(visible=True, color=INK, linewidth=0.4)
