"""Digits as pictures: one, many, with predictions; and weights drawn the same way."""

from math import isqrt
from operator import index

import matplotlib.pyplot as plt
import numpy as np

from mnist_course.figures.style import INK, RIGHT, WRONG, array_of, axes_or_new


def display_sample(image, label=None, ax=None):
    """Draw one digit, dark ink on white, with its label as title.

    Parameters
    ----------
    image : array of shape (28, 28) or (1, 28, 28)
        On any scale, larger meaning more ink.
    label : int or str, optional
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = axes_or_new(ax, figsize=(2.2, 2.4))
    draw(ax, pictures_of(image)[0])
    if label is not None:
        ax.set_title(str(label), loc="center")
    return ax


def digit_grid(images, titles=None, columns=8, size=0.8):
    """Draw digits in rows of `columns`; `titles` are one string each. Return the figure.

    Parameters
    ----------
    images : array of shape (N, 28, 28) or (N, 1, 28, 28)
    titles : sequence of N str, optional
    columns : int
    size : float
        Width of a digit in inches.

    Returns
    -------
    matplotlib.figure.Figure
    """
    pictures = pictures_of(images)
    if len(pictures) == 0 or (titles is not None and len(titles) != len(pictures)):
        given = "none" if titles is None else len(titles)
        raise ValueError(f"expected at least one image and as many titles, got {len(pictures)} images, titles: {given}")
    rows = -(-len(pictures) // columns)
    height = size * (1.35 if titles is not None else 1.05)
    figure, axes = plt.subplots(rows, columns, figsize=(columns * size, rows * height), squeeze=False)
    for ax in axes.flat[len(pictures) :]:
        ax.axis("off")
    for i, (picture, ax) in enumerate(zip(pictures, axes.flat)):
        draw(ax, picture)
        if titles is not None:
            ax.set_title(str(titles[i]), fontsize=9, pad=2, loc="center")
    return figure


def prediction_grid(images, labels, predictions, columns=10, size=0.8):
    """Draw digits with true and predicted class: ``T:7 P:9``; wrong ones in orange, bold, in a thick frame.

    Parameters
    ----------
    images : array of shape (N, 28, 28) or (N, 1, 28, 28)
    labels, predictions : array of N int

    Returns
    -------
    matplotlib.figure.Figure
    """
    if not len(images) == len(labels) == len(predictions):
        raise ValueError(
            "expected as many labels and predictions as images, "
            f"got {len(images)} images, {len(labels)} labels, {len(predictions)} predictions"
        )
    labels, predictions = _classes(labels, "labels"), _classes(predictions, "predictions")
    titles = [f"T:{truth} P:{guess}" for truth, guess in zip(labels, predictions)]
    figure = digit_grid(images, titles, columns, size)
    for ax, truth, guess in zip(figure.axes, labels, predictions):
        right = truth == guess
        ax.title.set(color=RIGHT if right else WRONG, fontweight="normal" if right else "bold")
        for spine in ax.spines.values():
            spine.set(visible=True, color=RIGHT if right else WRONG, linewidth=0.8 if right else 3)
    return figure


def weight_images(weights, titles=None, columns=5, size=1.2):
    """Draw rows of weights as images: blue votes for, red votes against, white does not matter.

    Parameters
    ----------
    weights : array of shape (N, 784) (or another square), (N, H, W) or (N, 1, H, W)

    Returns
    -------
    matplotlib.figure.Figure
        All pictures on one scale, symmetric about zero, with a colour bar.
    """
    pictures = array_of(weights)
    if pictures.ndim == 2 and (side := isqrt(pictures.shape[1])) ** 2 == pictures.shape[1]:
        pictures = pictures.reshape(-1, side, side)
    elif pictures.ndim == 4 and pictures.shape[1] == 1:
        pictures = pictures[:, 0]
    if pictures.ndim != 3 or len(pictures) == 0:
        raise ValueError(f"expected weights of shape (N, 784), (N, H, W) or (N, 1, H, W), got {pictures.shape}")
    limit = np.abs(pictures).max() or 1.0
    rows = -(-len(pictures) // columns)
    figure, axes = plt.subplots(rows, columns, figsize=(columns * size + 0.6, rows * size * 1.15), squeeze=False)
    for ax in axes.flat[len(pictures) :]:
        ax.axis("off")
    for i, (picture, ax) in enumerate(zip(pictures, axes.flat)):
        drawn = ax.imshow(picture, cmap="RdBu", vmin=-limit, vmax=limit)
        _strip(ax)
        if titles is not None:
            ax.set_title(str(titles[i]), fontsize=10, pad=2, loc="center")
    figure.colorbar(drawn, ax=axes, shrink=0.8, label="weight")
    return figure


def _classes(values, what):
    try:
        return [index(value) for value in values]
    except TypeError as error:
        raise TypeError(f"expected {what} as whole numbers, one per image: {error}") from error


def pictures_of(images):
    """Return images of any of the shapes above as an array (N, 28, 28)."""
    images = array_of(images)
    grey = images.ndim in {2, 3} or (images.ndim == 4 and images.shape[1] == 1)
    if images.shape[-2:] != (28, 28) or not grey:
        raise ValueError(f"expected grey images of 28 x 28 pixels, (N, 28, 28) or (N, 1, 28, 28), got {images.shape}")
    return images.reshape(-1, 28, 28)


def draw(ax, picture):
    """Draw one array (28, 28), dark ink on white."""
    ax.imshow(picture, cmap="gray_r", interpolation="nearest")
    _strip(ax)


def _strip(ax):
    ax.set(xticks=[], yticks=[])
    ax.grid(False)
    for spine in ax.spines.values():
        spine.set(visible=True, color=INK, linewidth=0.4)
