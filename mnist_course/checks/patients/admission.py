"""Admitting a patient: train the run, note what a log would show, and hand over its parts for the cheap tests."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

import torch
from torch import nn

from mnist_course import data
from mnist_course.checks.patients.parts import Pair, Patient
from mnist_course.data.batches import Batches
from mnist_course.evaluation import evaluate
from mnist_course.session.modes import set_seed

BATCH, EVERY = 64, 100  # images in a batch; steps from one check to the next


@lru_cache(maxsize=1)
def _digits() -> data.Digits:
    return data.load("train+validation")


@dataclass
class Case:
    """What a log shows of a run: the loss of each step, and every `EVERY` steps the accuracy and the validation loss.

    The trained network is ``model``; ``kept`` are the weights that were put aside at the lowest validation loss.
    """

    patient: Patient
    seed: int = 0
    losses: list[float] = field(default_factory=list)
    steps: list[int] = field(default_factory=list)  # after which it was checked
    accuracies: list[float] = field(default_factory=list)
    validation_losses: list[float] = field(default_factory=list)
    kept: dict[str, torch.Tensor] = field(default_factory=dict)

    def __post_init__(self) -> None:
        set_seed(self.seed)
        self.training, self.validation = self.patient.prepare(_digits())
        self.model = self.patient.build()
        self._fresh = copy.deepcopy(self.model)
        self.losses = self.patient.train(self.model, self._watched())

    def _watched(self) -> Iterator[Pair]:
        step = 0
        for _ in range(self.patient.epochs):
            for batch in self._epoch():
                if step and step % EVERY == 0:
                    self._check(step)
                yield batch
                step += 1
        self._check(step)

    def _epoch(self) -> Batches:
        return Batches(*self.training, BATCH, shuffle=self.patient.shuffle, augment=self.patient.change)

    @torch.no_grad()
    def _check(self, step: int) -> None:
        self.steps.append(step)
        self.accuracies.append(self.patient.score(self.model, *self.validation))
        loss = evaluate(self.model, self.validation).loss
        if loss < min(self.validation_losses, default=float("inf")):
            self.kept = self.patient.keep(self.model)
        self.validation_losses.append(loss)

    def fresh(self) -> nn.Sequential:
        """Return the network as it was before its first step."""
        return copy.deepcopy(self._fresh)

    def batch(self) -> Pair:
        """Return a training batch as the network gets it."""
        return self.batches(1)[0]

    def batches(self, count: int) -> list[Pair]:
        """Return the first training batches, as the network gets them."""
        set_seed(self.seed)
        return list(islice(self._epoch(), count))

    def train(self, model: nn.Module, batches: list[Pair]) -> list[float]:
        """Train a network by the patient's loop, and return the loss of each step."""
        return self.patient.train(model, batches)

    @torch.no_grad()
    def score(self, model: nn.Module) -> float:
        """Return the accuracy that the patient's log would report of a network."""
        return self.patient.score(model, *self.validation)
