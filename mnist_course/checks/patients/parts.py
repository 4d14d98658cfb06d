"""A training run in seven parts, all of them healthy. A patient is this run with one part exchanged."""

import copy
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import nn

from mnist_course.data import Digits, preprocess

Pair = tuple[torch.Tensor, torch.Tensor]  # images and labels


@lru_cache(maxsize=1)
def standardized(images: torch.Tensor) -> torch.Tensor:
    """Return `preprocess.standardize` of the bytes; most patients share the result, which nobody changes."""
    return preprocess.standardize(images)


def prepare(digits: Digits) -> tuple[Pair, Pair]:
    """Return what is trained and validated on, from the 60,000 images of the training file."""
    images, labels = standardized(digits.images), digits.labels
    return (images[:50_000], labels[:50_000]), (images[50_000:], labels[50_000:])


def build() -> nn.Sequential:
    """Return the network."""
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(784, 100),
        nn.ReLU(),
        nn.Linear(100, 10),
    )


def change(images: torch.Tensor) -> torch.Tensor:
    """Return what becomes of a training batch's images before the network sees them."""
    return images


def train(model: nn.Module, batches: Iterable[Pair]) -> list[float]:
    """Train on the batches, one step each, and return the loss of every step."""
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    losses = []
    for images, labels in batches:
        loss = F.cross_entropy(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def score(model: nn.Module, images: torch.Tensor, labels: torch.Tensor) -> float:
    """Return the accuracy that the log reports."""
    model.eval()
    right = model(images).argmax(dim=1) == labels
    model.train()
    return right.float().mean().item()


def keep(model: nn.Module) -> dict[str, torch.Tensor]:
    """Return the weights that are put aside after the best check so far."""
    return copy.deepcopy(model.state_dict())


class Patient(NamedTuple):
    """The parts of a run, what its disease is called, and how the same run is called in health."""

    disease: str = ""
    part: str = ""  # the one that is sick
    prepare: Callable[[Digits], tuple[Pair, Pair]] = prepare
    build: Callable[[], nn.Sequential] = build
    change: Callable[[torch.Tensor], torch.Tensor] = change
    train: Callable[[nn.Module, Iterable[Pair]], list[float]] = train
    score: Callable[[nn.Module, torch.Tensor, torch.Tensor], float] = score
    keep: Callable[[nn.Module], dict[str, torch.Tensor]] = keep
    shuffle: bool = True  # the training images, anew for every epoch
    epochs: int = 1


HEALTHY = Patient()
