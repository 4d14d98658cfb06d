"""What moves: demos that live on the site's pages and in notebooks, from the same JavaScript.

Each function shows one demo. What stays in a stored notebook is a `div` that the site brings to life, and a sentence
for places without JavaScript. See `mnist_course.widgets.bundle` for how pages and notebooks get at the JavaScript.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mnist_course.widgets import explore, rates
from mnist_course.widgets.show import show

if TYPE_CHECKING:
    import torch

__all__ = [
    "draw",
    "explore_confusion",
    "explore_rates",
    "filters",
    "occlusion",
    "slide_kernel",
    "train",
    "turn",
    "vote",
    "weights_times_drawing",
]


def draw() -> None:
    """Show the pad: draw a digit, and five networks read it (chapter 06)."""
    show("draw", "On the course's pages, and when you run this cell, you draw a digit here, and five networks read it.")


def train(preset: str = "a straight line") -> None:
    """Show a network that learns on the page; `preset` names settings of a chapter, as in "raw pixels"."""
    where = "On the course's pages, and when you run this cell, a network learns here, with settings that you choose."
    show("learn", where, preset=preset)


def explore_rates(*names: str) -> None:
    """Show recorded runs at every learning rate; without a name, those of chapter 08."""
    where = "On the course's pages, and when you run this cell, you choose a rate here, and see every recorded run."
    show("explore_rates", where, sweeps=rates.recorded(*names))


def explore_confusion(
    logits: torch.Tensor, labels: torch.Tensor, images: torch.Tensor, of: str = "validation images"
) -> None:
    """Show a confusion matrix whose cells open their images: scores (N, 10), labels (N,), pixels 0 to 255."""
    where = "On the course's pages, and when you run this cell, each number opens its images here, the surest first."
    show("explore_confusion", where, of=of, **explore.confusion(logits, labels, images))


def vote(images: torch.Tensor, labels: torch.Tensor, answers: torch.Tensor) -> None:
    """Show the test images that the answers get wrong: one says what they are, and sees what five people said."""
    where = "On the course's pages, and when you run this cell, you judge these images here, and see what others saw."
    show("explore_vote", where, **explore.last_errors(images, labels, answers))


def turn(digit: int = 0) -> None:
    """Show a digit that is turned, moved, enlarged and thickened, and what two networks make of it (chapter 10).

    `digit` is its place in `mnist_course.widgets.digits.FIFTY`, here and below: at 0 to 2 are those of every chapter.
    """
    where = "On the course's pages, and when you run this cell, you turn and move a digit here; two networks read it."
    show("turn", where, digit=digit)


def weights_times_drawing(digit: int = 0) -> None:
    """Show the ten weight pictures of softmax regression times a digit, and their sums (chapter 03)."""
    where = "On the course's pages, and when you run this cell, ten pictures of weights meet a digit of yours here."
    show("votes", where, digit=digit)


def slide_kernel(digit: int = 0) -> None:
    """Show a window that is slid over a digit, its products with a kernel, and the map of sums (chapter 06)."""
    where = "On the course's pages, and when you run this cell, you slide a window over a digit here, and see its sums."
    show("slide", where, digit=digit)


def filters(digit: int = 0) -> None:
    """Show the CNN's first sixteen kernels and the maps that they make of a digit (chapter 06)."""
    where = "On the course's pages, and when you run this cell, sixteen kernels look at a digit of yours here."
    show("filters", where, digit=digit)


def occlusion(digit: int = 1) -> None:
    """Show how far the right digit's score falls when a square is covered, place by place (chapter 14)."""
    where = "On the course's pages, and when you run this cell, you cover parts of a digit here; a network reads it."
    show("cover", where, digit=digit)
