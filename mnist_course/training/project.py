"""The final project: beat T2's small CNN, with no more parameters and in no more time.

Your function is given training images and labels, and returns a network. The network is then given images only.
"""

import time
from collections.abc import Callable
from typing import NamedTuple

import torch
from scipy.stats import binomtest
from torch import nn

from mnist_course import data, models, records
from mnist_course.data import preprocess
from mnist_course.data.batches import Batches
from mnist_course.models import count_parameters
from mnist_course.session.modes import set_seed
from mnist_course.training.loop import fit

RIVAL = "T2 CNN"
EPOCHS = 5  # of the rival's training
SIZES = (1, 7, 997)  # images in a batch, in turn
UNSEEN = (
    "This scorer cannot see whether the network was trained on the validation images, which travel with the course; "
    "whether its weights were brought along; or how many tries you chose it from."
)


class Score(NamedTuple):
    """What a network reached, and what it was allowed."""

    right: int
    images: int
    rival_accuracy: float
    parameters: int
    allowed_parameters: int
    seconds: float
    allowed_seconds: float

    @property
    def accuracy(self) -> float:
        """Share of the images that were read right, 0 to 1."""
        return self.right / self.images

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95% interval of the accuracy: what other images of the kind would leave possible."""
        ends = binomtest(self.right, self.images).proportion_ci(method="wilson")
        return float(ends.low), float(ends.high)

    @property
    def passed(self) -> bool:
        """Whether the network is ahead of its rival by more than the images leave open, within both budgets."""
        within = self.parameters <= self.allowed_parameters and self.seconds <= self.allowed_seconds
        return within and self.interval[0] > self.rival_accuracy

    def __str__(self) -> str:
        low, high = self.interval
        return (
            f"{'passed' if self.passed else 'not passed'}\n"
            f"accuracy    {self.accuracy:.2%}, 95% by images {low:.2%} to {high:.2%}; "
            f"to beat: {self.rival_accuracy:.2%}\n"
            f"parameters  {self.parameters:,} of {self.allowed_parameters:,}\n"
            f"training    {self.seconds / self.allowed_seconds:.2f} of the rival's time here ({self.seconds:.1f} s)\n"
            f"{UNSEEN}"
        )


def score(train: Callable[[torch.Tensor, torch.Tensor], nn.Module]) -> Score:
    """Train a network by your function, and score it beside T2's small CNN.

    Let nothing else run meanwhile: the rival's training is timed on this machine, just before yours.

    Parameters
    ----------
    train
        Takes the 50,000 training images (uint8, (N, 28, 28), pixels 0 to 255) and their labels (int64, (N,)).
        Returns a trained network that takes such images, in batches of any size, and returns a score for each of the
        ten digits, (N, 10): scale the pixels inside the network, as by ``data.preprocess.standardize(images)``.

    Raises
    ------
    TypeError, ValueError
        If what is returned is no such network; the message says what was expected, and what came.
    """
    digits, validation = data.load("train"), data.load("validation")
    rival = models.build(RIVAL)
    allowed_seconds = _rival_seconds(rival, digits)
    images, labels = digits.images.clone(), digits.labels.clone()
    start = time.perf_counter()
    model = train(images, labels)
    seconds = time.perf_counter() - start
    if not isinstance(model, nn.Module):
        raise TypeError(f"expected your function to return a network (torch.nn.Module), got {type(model).__name__}")
    order = torch.randperm(len(validation.images), generator=torch.Generator().manual_seed(0))
    answers = _answers(model, validation.images[order])
    runs = records.load("results").values("validation_accuracy", model=RIVAL)
    return Score(
        right=int((answers == validation.labels[order]).sum()),
        images=len(order),
        rival_accuracy=sum(run[-1] for run in runs) / len(runs),
        parameters=sum(p.numel() for p in model.parameters()),
        allowed_parameters=count_parameters(rival),
        seconds=seconds,
        allowed_seconds=allowed_seconds,
    )


def _rival_seconds(rival: nn.Module, digits: data.Digits) -> float:
    set_seed(0)
    start = time.perf_counter()
    optimizer = torch.optim.SGD(rival.parameters(), lr=0.1)
    batches = Batches(preprocess.to_unit(digits.images), digits.labels, 64)
    fit(rival, batches, optimizer=optimizer, epochs=EPOCHS)
    return time.perf_counter() - start


def _answers(model: nn.Module, images: torch.Tensor) -> torch.Tensor:
    # In batches of several sizes: an answer must not hang on which images come along.
    model.eval()
    answers: list[torch.Tensor] = []
    with torch.no_grad():
        while sum(map(len, answers)) < len(images):
            start = sum(map(len, answers))
            answers.append(_scores(model, images[start : start + SIZES[len(answers) % len(SIZES)]]).argmax(dim=1))
        together = _scores(model, images[: sum(SIZES)]).argmax(dim=1)
    answered = torch.cat(answers)
    changed = int((together != answered[: len(together)]).sum())
    if changed > len(together) // 100:
        raise ValueError(
            f"expected the same answers in batches of any size, got others for {changed} of {len(together)} images: "
            "does the network use averages over its batch, or chance?"
        )
    return answered


def _scores(model: nn.Module, images: torch.Tensor) -> torch.Tensor:
    given = images.clone()
    try:
        scores = model(given)
    except Exception as error:
        error.add_note(f"raised by your network for images of dtype {images.dtype} and shape {tuple(images.shape)}")
        raise
    if not isinstance(scores, torch.Tensor) or scores.shape != (len(images), 10):
        got = f"shape {tuple(scores.shape)}" if isinstance(scores, torch.Tensor) else type(scores).__name__
        raise ValueError(f"expected a tensor of scores of shape ({len(images)}, 10), got {got}")
    if not torch.isfinite(scores).all():
        raise ValueError("expected finite scores, got NaN or infinity")
    if not torch.equal(given, images):
        raise ValueError("expected a network that leaves the images as they are, got changed pixels")
    return scores.cpu()
