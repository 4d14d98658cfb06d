"""Scores per class: bars and the confusion matrix."""

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from mnist_course.figures.style import INK, RIGHT, WRONG, array_of, axes_or_new

GREY = "#595959"  # legible on the palest cells, and still less than the errors


def class_bars(accuracies: ArrayLike, *, title: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw the accuracy of each class, a share 0-1 or NaN for an absent class, as a bar; the lowest is hatched."""
    accuracies = array_of(accuracies).astype(float)
    shares = accuracies[~np.isnan(accuracies)]
    if accuracies.ndim != 1 or len(shares) == 0 or shares.min() < 0 or shares.max() > 1:
        raise ValueError(f"expected one share from 0 to 1 per class, got {accuracies}")
    ax = axes_or_new(ax)
    percent = 100 * accuracies
    worst = int(np.nanargmin(percent))
    bars = ax.bar(np.arange(len(percent)), percent, color=RIGHT)
    bars[worst].set(facecolor=WRONG, edgecolor="white", hatch="//")
    ax.bar_label(bars, fmt="%.1f", fontsize=11)
    ax.set(xticks=np.arange(len(percent)), xlabel="digit", ylabel="accuracy (%)")
    ax.set_ylim(max(0, np.nanmin(percent) - 5), 101)
    if title:
        ax.set_title(title)
    return ax


def confusion(matrix: ArrayLike, *, title: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw a confusion matrix with its counts, row = true class, column = predicted class.

    The diagonal (right answers) is left pale, its counts grey.
    """
    matrix = array_of(matrix)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or not np.issubdtype(matrix.dtype, np.integer):
        raise ValueError(f"expected counts, a row and a column per class, got {matrix.dtype} of shape {matrix.shape}")
    ax = axes_or_new(ax, figsize=(5.6, 5.2))
    errors = np.where(np.eye(len(matrix), dtype=bool), 0, matrix)
    ax.imshow(errors, cmap="Oranges", vmin=0, vmax=max(1, errors.max()))
    for row, column in np.ndindex(matrix.shape):
        count = matrix[row, column]
        if count:
            dark = errors[row, column] > 0.6 * errors.max()
            color = GREY if row == column else "white" if dark else INK
            ax.text(column, row, str(count), ha="center", va="center", fontsize=11, color=color)
    ax.set(xticks=range(len(matrix)), yticks=range(len(matrix)), xlabel="predicted digit", ylabel="true digit")
    ax.grid(False)
    if title:
        ax.set_title(title)
    return ax
