"""Digits above the probabilities that a model gives them."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from mnist_course.figures.digits import display_sample
from mnist_course.figures.style import INK, array_of, style_of


def probability_bars(images: ArrayLike, probabilities: Mapping[str, ArrayLike], titles: Sequence[str]) -> Figure:
    """Draw each digit above its ten probabilities: the first model's as bars, those of others as dots.

    Parameters
    ----------
    images : array of shape (N, 28, 28) or (N, 1, 28, 28)
    probabilities : dict
        From a name, which a legend shows if there are several, to an array of shape (N, 10).
    titles : sequence of N str
    """
    models = {name: array_of(values) for name, values in probabilities.items()}
    shapes = {name: values.shape for name, values in models.items()}
    expected = (len(images), 10)
    if not shapes or set(shapes.values()) != {expected} or len(titles) != len(images):
        raise ValueError(f"expected probabilities of shape {expected} and {len(images)} titles, got {shapes}, {titles}")
    figure, axes = plt.subplots(2, len(images), figsize=(5.2, 3.4), height_ratios=[1.2, 1], squeeze=False)
    for column, title in enumerate(titles):
        upper, lower = axes[:, column]
        display_sample(images[column], title, ax=upper)
        for index, (name, values) in enumerate(models.items()):
            if index == 0:
                lower.bar(range(10), values[column], color="#999999", label=name)
            else:
                lower.plot(
                    range(10), values[column], ".", color=style_of("", index)[0] if index > 1 else INK, label=name
                )
        lower.set(xticks=range(0, 10, 3), ylim=(0, 1.05), yticks=[0, 0.5, 1], xlabel="digit")
    axes[1, 0].set_ylabel("probability")
    if len(models) > 1:
        axes[1, 0].legend(loc="upper left")
    return figure
