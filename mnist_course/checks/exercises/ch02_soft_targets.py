"""Exercises of chapter 02: targets that are not sure."""

import torch

from mnist_course.checks.exercise import Exercise, Mistake
from mnist_course.checks.exercises.ch02_one_hot_labels import FEW, softmax

WIDE = torch.tensor([[200.0, 0.0, -3.0, 1.0], [0.5, 2.0, -1.0, 0.0], [1.0, 1.5, 90.0, 0.0]])
SOFT = torch.tensor([[0.25, 0.75, 0.0, 0.0], [0.0, 0.5, 0.5, 0.0], [0.0, 0.0, 1.0, 0.0]])
HIGH_AND_LOW = torch.tensor([[1000.0, 1001.0, 999.0, 1000.5], [0.0, 1.0, -1.0, 0.5]])


def _soft(scores: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    return -(targets * scores.log_softmax(dim=1)).sum(dim=1).mean()


def _clamped(scores: torch.Tensor, targets: torch.Tensor, least: float) -> torch.Tensor:
    return -(targets * softmax(scores).clamp(min=least).log()).sum(dim=1).mean()


def _unshifted(scores: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    return -(targets * (scores - scores.exp().sum(dim=1, keepdim=True).log())).sum(dim=1).mean()


EXERCISES = [
    Exercise(
        "02/soft-loss",
        _soft,
        "Log-softmax never takes the logarithm of 0, and the target says how much each class's surprise counts.",
        (
            Mistake(
                lambda scores, targets: -(targets * softmax(scores).log()).sum(dim=1).mean(),
                "The result is nan. What is 0 times the logarithm of a probability that became 0?",
            ),
            Mistake(
                lambda scores, targets: _clamped(scores, targets, 1e-8),
                "It is finite, and far too small: a floor under the probabilities hides how wrong a sure answer is.",
            ),
            Mistake(lambda scores, targets: _clamped(scores, targets, 1e-12), "A lower floor is still a floor."),
            Mistake(
                lambda scores, targets: _clamped(scores, targets, 1e-9),
                "A small number under the logarithm caps the surprise. A lead of 200 should cost 200.",
            ),
            Mistake(
                lambda scores, targets: _clamped(scores, targets, 1e-10),
                "The small number under your logarithm caps each surprise at 23. A lead of 200 should cost 200.",
            ),
            Mistake(
                lambda scores, targets: _clamped(scores, targets, 1e-30),
                "Even so small a number under the logarithm caps the surprise: at 69. A lead of 200 should cost 200.",
            ),
            Mistake(
                lambda scores, targets: _soft(scores, targets) / targets.shape[1],
                "It is divided by the number of classes as well. The mean is over the images only.",
            ),
            Mistake(
                lambda scores, targets: -(targets * scores.log_softmax(dim=0)).sum(dim=1).mean(),
                "Your softmax runs down the columns, over images. Along what does one image have its scores?",
            ),
            Mistake(
                lambda scores, targets: torch.nn.functional.cross_entropy(scores, targets.argmax(dim=1)),
                "Only the largest part of each target counts in yours. What becomes of the rest?",
            ),
            Mistake(lambda scores, targets: _soft(scores, targets) * len(scores), "That is the sum over the images."),
            Mistake(
                lambda scores, targets: _soft(softmax(scores), targets),
                "It is softmax twice: log-softmax takes the scores as they are.",
            ),
            Mistake(
                lambda scores, targets: _unshifted(scores, targets),
                "exp of a large score has overflowed. What did softmax take away from each row first?",
            ),
            Mistake(
                lambda scores, targets: _unshifted(scores - scores.max(), targets),
                "A row of low scores is lost: you take away the largest score of all images. Whose is needed?",
            ),
            Mistake(
                lambda scores, targets: -_soft(scores, targets),
                "The sign: the logarithm of a probability is below 0, and a loss is not.",
            ),
            Mistake(
                lambda scores, targets: -targets * scores.log_softmax(dim=1),
                "One number is asked for: add up along each row, and take the mean over the images.",
            ),
            Mistake(
                lambda scores, targets: -(targets * scores.log_softmax(dim=1)).sum(dim=1),
                "That is the loss of each image. One number is asked for.",
            ),
            Mistake(
                lambda scores, targets: -(targets * scores.log_softmax(dim=1)).sum(dim=0).mean(),
                "You add up over the images, and take the mean over the classes. It is the other way round.",
            ),
            Mistake(
                lambda scores, targets: -(targets * scores).sum(dim=1).mean(),
                "You weigh the scores as they are. Where are the logarithms of the probabilities?",
            ),
            Mistake(
                lambda scores, targets: -scores.log_softmax(dim=1).sum(dim=1).mean(),
                "You add up the surprise at all classes alike. The target says how much each counts.",
            ),
            Mistake(
                lambda scores, targets: -(targets @ scores.log_softmax(dim=1).T).mean(),
                "Each target meets the scores of every image. It belongs to one: multiply element by element.",
            ),
            Mistake(
                lambda scores, targets: -(targets * softmax(scores)).sum(dim=1).log().mean(),
                "You add up first, and take the logarithm then. Each class has a logarithm of its own.",
            ),
            Mistake(
                lambda scores, targets: -(softmax(scores) * targets.log()).sum(dim=1).mean(),
                "Target and probability have changed roles. Of which do you take the logarithm?",
            ),
            Mistake(
                lambda scores, targets: torch.nn.functional.kl_div(
                    scores.log_softmax(1), targets, reduction="batchmean"
                ),
                "Yours is 0 where the answer is the target. The loss of half and half was not.",
            ),
            Mistake(
                lambda scores, targets: -(targets * softmax(scores)).sum(dim=1).mean(),
                "The logarithm is missing: this lies between -1 and 0.",
            ),
        ),
        (
            "Multiply each target by the logarithm of its probability, and add up along the row.",
            "scores.log_softmax(dim=1) gives the logarithms and survives large scores.",
            "Then the mean over the images, and the minus.",
        ),
        """
        def soft_loss(scores, targets):
            surprises = -scores.log_softmax(dim=1)
            return (targets * surprises).sum(dim=1).mean()
        """,
        cases=((WIDE, SOFT), (FEW[:2, :4], SOFT[:2]), (HIGH_AND_LOW, SOFT[:2] / 2 + 0.125)),
        without=("cross_entropy",),
    ),
]
