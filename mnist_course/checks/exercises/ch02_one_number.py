"""Exercises of chapter 02: one number for how wrong."""

import math

import torch

from mnist_course.checks.exercise import Exercise, Mistake
from mnist_course.checks.exercises.ch02_one_hot_labels import FEW, softmax

LABELS = torch.tensor([3, 0, 2])


def _loss(scores: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    return -softmax(scores)[torch.arange(len(labels)), labels].log().mean()


EXERCISES = [
    Exercise(
        "02/cross-entropy",
        _loss,
        "One probability an image, that of its own label; its negative logarithm; the mean over the images.",
        (
            Mistake(
                lambda scores, labels: -softmax(scores)[:, labels].log().mean(),
                "It looks at every image's probability of every label: [:, labels] takes all rows for each. "
                "One row number is needed for each label.",
            ),
            Mistake(
                lambda scores, labels: _loss(scores, labels) / scores.shape[1],
                "It is the right one divided by the number of classes. The mean is over the images only.",
            ),
            Mistake(
                lambda scores, labels: _loss(scores, labels) * len(labels),
                "It is the sum over the images. Then a larger batch has a larger loss: take the mean.",
            ),
            Mistake(
                lambda scores, labels: -_loss(scores, labels),
                "The sign: the logarithm of a probability is below 0, and a loss is not.",
            ),
            Mistake(
                lambda scores, labels: torch.nn.functional.cross_entropy(softmax(scores), labels),
                "It is softmax twice: your probabilities go through another one, perhaps that inside F.cross_entropy.",
            ),
            Mistake(
                lambda scores, labels: -softmax(scores)[torch.arange(len(labels)), labels].mean(),
                "The logarithm is missing: this lies between -1 and 0.",
            ),
            Mistake(
                lambda scores, labels: -softmax(scores)[torch.arange(len(labels)), labels].log(),
                "That is the loss of each image. One number is asked for.",
            ),
            Mistake(
                lambda scores, labels: -softmax(scores)[torch.arange(len(labels)), labels].mean().log(),
                "You take the logarithm of the mean. One blunder should count: the mean comes last.",
            ),
            Mistake(
                lambda scores, labels: softmax(scores)[torch.arange(len(labels)), labels].mean(),
                "That is the mean probability of the truth. Its logarithm is missing.",
            ),
            Mistake(
                lambda scores, labels: 1 - softmax(scores)[torch.arange(len(labels)), labels].mean(),
                "That is what is missing from 1. It would forgive blunders: take the logarithm.",
            ),
            Mistake(
                lambda scores, labels: _loss(scores, labels) / math.log(2),
                "That is the logarithm to base 2. The loss takes the natural one.",
            ),
            Mistake(
                lambda scores, labels: _loss(scores, labels) / math.log(10),
                "That is the logarithm to base 10. The loss takes the natural one.",
            ),
            Mistake(
                lambda scores, labels: -scores[torch.arange(len(labels)), labels].mean(),
                "These are scores, not probabilities, and no logarithm. Where is the softmax?",
            ),
            Mistake(
                lambda scores, labels: -scores[torch.arange(len(labels)), labels].log().mean(),
                "You take the logarithm of the scores. Where is the softmax?",
            ),
            Mistake(
                lambda scores, labels: -scores.softmax(dim=0)[torch.arange(len(labels)), labels].log().mean(),
                "Your softmax runs down the columns, over images. Along what does one image have its scores?",
            ),
            Mistake(
                lambda scores, labels: -softmax(scores).amax(dim=1).log().mean(),
                "You take the largest probability of each image. Which class is the true one?",
            ),
            Mistake(
                lambda scores, labels: -softmax(scores).log().mean(),
                "You average over all classes. Only the true one of each image counts.",
            ),
            Mistake(
                lambda scores, labels: -softmax(scores).log().sum(dim=1).mean(),
                "You add up the surprise at all classes. Only the true one of each image counts.",
            ),
            Mistake(
                lambda scores, labels: _loss(scores[:1], labels[:1]),
                "That is the loss of the first image. Does your function return from inside the loop?",
            ),
            Mistake(
                lambda scores, labels: _loss(scores, labels - 1),
                "You read one place to the left of the label. From where are places counted?",
            ),
            Mistake(
                lambda scores, labels: -(softmax(scores) * softmax(scores).log()).sum(dim=1).mean(),
                "You weigh the surprise at each class by its own probability. The labels have no say in that.",
            ),
        ),
        (
            "How surprised is the network at each image's own label?",
            "probabilities[torch.arange(len(labels)), labels] has one probability for each image.",
            "Take log, the mean, and the minus.",
        ),
        """
        def cross_entropy(scores, labels):
            own = softmax(scores)[torch.arange(len(labels)), labels]
            return -own.log().mean()
        """,
        cases=((FEW, LABELS), (FEW[:2], LABELS[1:])),
        without=("cross_entropy",),
    ),
]
