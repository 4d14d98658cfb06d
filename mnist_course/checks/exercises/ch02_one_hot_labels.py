"""Exercises of chapter 02."""

import torch

from mnist_course.checks.exercise import Exercise, Mistake

# No square matrix, and rows whose largest scores lie far apart: what hides a mistake is not in them.
SCORES = torch.tensor([[2.0, -1.0, 0.5], [1000.0, 1001.0, 999.0], [-90.0, -91.0, -95.0], [0.0, 0.0, 0.0]])
FEW = torch.tensor([[1.0, 3.0, -2.0, 0.5, 0.0], [0.2, -0.4, 2.5, 1.0, -3.0], [4.0, 0.0, 1.0, 1.5, 2.0]])
LABELS = torch.tensor([3, 0, 2])


def _softmax(scores: torch.Tensor) -> torch.Tensor:
    powers = (scores - scores.amax(dim=1, keepdim=True)).exp()
    return powers / powers.sum(dim=1, keepdim=True)


def _loss(scores: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    return -_softmax(scores)[torch.arange(len(labels)), labels].log().mean()


EXERCISES = [
    Exercise(
        "02/softmax",
        _softmax,
        "Each row adds up to 1, and taking away a row's largest score changes nothing but keeps exp from overflowing.",
        (
            Mistake(
                lambda scores: scores.softmax(dim=0),
                "Your columns add up to 1, and your rows do not. An image is a row: on which axis are its scores?",
            ),
            Mistake(
                lambda scores: scores.exp() / scores.exp().sum(dim=1, keepdim=True),
                "One of the rows has nan. What is exp(1000) in 32 bits, and what can be taken away from a row first?",
            ),
            Mistake(
                lambda scores: (scores - scores.max()).exp() / (scores - scores.max()).exp().sum(1, keepdim=True),
                "A row of low scores has nan. You take away the largest score of all images. Whose largest is needed?",
            ),
            Mistake(
                lambda scores: _softmax(scores).log(),
                "These are logarithms of probabilities: they lie below 0. Softmax itself has no logarithm.",
            ),
            Mistake(
                lambda scores: (scores - scores.amax(1, keepdim=True)).exp(),
                "The largest number of each row is 1. What is still missing for a row to add up to 1?",
            ),
        ),
        (
            "Softmax is exp of each score, divided by the sum of exp over the scores of the same image.",
            "Take away each row's largest score first: scores.amax(dim=1, keepdim=True).",
            "Then powers / powers.sum(dim=1, keepdim=True), with powers the exp of what is left.",
        ),
        """
        def softmax(scores):
            powers = (scores - scores.amax(dim=1, keepdim=True)).exp()
            return powers / powers.sum(dim=1, keepdim=True)
        """,
        cases=((SCORES,), (FEW,)),
    ),
    Exercise(
        "02/cross-entropy",
        _loss,
        "One probability an image, that of its own label; its negative logarithm; the mean over the images.",
        (
            Mistake(
                lambda scores, labels: -_softmax(scores)[:, labels].log().mean(),
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
                lambda scores, labels: torch.nn.functional.cross_entropy(_softmax(scores), labels),
                "It is softmax twice: F.cross_entropy applies it to what it is given. Give it the scores.",
            ),
            Mistake(
                lambda scores, labels: -_softmax(scores)[torch.arange(len(labels)), labels].mean(),
                "The logarithm is missing: this lies between -1 and 0.",
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
    ),
]
