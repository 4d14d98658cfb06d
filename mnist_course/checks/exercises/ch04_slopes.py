"""Exercises of chapter 04: what a loss pulls at."""

from collections.abc import Callable

import torch
import torch.nn.functional as F

from mnist_course.checks.exercise import Exercise, Mistake
from mnist_course.checks.exercises.ch04_scale_and_loss import SCORES

Loss = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]


def _squared(scores: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    return (scores - F.one_hot(labels, scores.shape[1])).square().sum(dim=1).mean()


def _of_probabilities(scores: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    return _squared(scores.softmax(dim=1), labels)


def _slopes(loss_function: Loss, scores: torch.Tensor, label: int) -> torch.Tensor:
    scores = scores.clone().requires_grad_()
    loss_function(scores, torch.tensor([label])).backward()
    return scores.grad[0]


def _by_nudging(loss_function: Loss, scores: torch.Tensor, label: int, step: float) -> torch.Tensor:
    nudged, labels = scores.double(), torch.tensor([label])
    nudged[0, label] += step
    return (loss_function(scores.double(), labels) - loss_function(nudged, labels)) / step


EXERCISES = [
    Exercise(
        "04/pull",
        lambda loss_function, scores, label: -_slopes(loss_function, scores, label)[label],
        "A step goes against the slope, so minus the slope says how hard, and which way, the loss moves a score.",
        (
            Mistake(
                lambda loss_function, scores, label: _slopes(loss_function, scores, label)[label],
                "The sign: where the loss falls as the score rises, it pulls the score upwards.",
            ),
            Mistake(
                lambda loss_function, scores, label: -_slopes(loss_function, scores, label)[0],
                "That is the pull on the first score. Which one is the true class's?",
            ),
            Mistake(
                lambda loss_function, scores, label: -_slopes(loss_function, scores, label),
                "These are the pulls on all scores. One of them was asked for.",
            ),
            Mistake(
                lambda loss_function, scores, label: loss_function(scores, torch.tensor([label])),
                "That is the price. The pull is about how fast the price changes with the score.",
            ),
            Mistake(
                lambda loss_function, scores, label: -_slopes(loss_function, scores, label)[scores.argmax()],
                "That is the pull on the largest score, which need not be the true class's.",
            ),
            Mistake(
                lambda loss_function, scores, label: -_slopes(loss_function, scores.softmax(dim=1), label)[label],
                "You give the loss probabilities. It should meet the scores as they are.",
            ),
            Mistake(
                lambda loss_function, scores, label: _slopes(loss_function, scores, label)[label].abs(),
                "A pull has a direction: a score that is too high is pulled down.",
            ),
            Mistake(
                lambda loss_function, scores, label: -_slopes(loss_function, scores, label).min(),
                "That is the strongest pull upwards, which need not be the true class's.",
            ),
            Mistake(
                lambda loss_function, scores, label: -_slopes(loss_function, scores, label).sum(),
                "You add up the pulls on all scores, or nudge all at once. One of them was asked for.",
            ),
            Mistake(
                lambda loss_function, scores, label: -loss_function(scores, torch.tensor([label])),
                "That is minus the price. The pull is about how fast the price changes with the score.",
            ),
            Mistake(
                lambda loss_function, scores, label: 1 - scores.softmax(dim=1)[0, label],
                "That is the pull of the cross-entropy. Another loss pulls otherwise: use the one that is given.",
            ),
            Mistake(
                lambda loss_function, scores, label: scores.softmax(dim=1)[0, label] - 1,
                "That is p − y, the slope of the cross-entropy. Use the loss that is given, and mind the sign.",
            ),
            Mistake(
                lambda loss_function, scores, label: -_slopes(loss_function, scores, label)[label - 1],
                "That is the pull on the score to the left of the true class's.",
            ),
            Mistake(
                lambda loss_function, scores, label: -_slopes(loss_function, scores, label).mean(),
                "You average the pulls on all scores. One of them was asked for.",
            ),
            Mistake(
                lambda loss_function, scores, label: _by_nudging(loss_function, scores, label, 1.0),
                "You nudge the score by 1. The slope has changed on the way: take a small step, such as 0.001.",
            ),
            Mistake(
                lambda loss_function, scores, label: 0.0,
                "Yours is always 0. Is the nudge lost in rounding, or on a tensor that the loss does not get?",
            ),
        ),
        (
            "Let autograd find the slope: mark a copy of the scores with requires_grad_() and call backward().",
            "The label goes in as torch.tensor([label]), a batch of one.",
            "scores.grad has the shape of the scores, so the true class's slope is scores.grad[0, label].",
        ),
        """
        def pull(loss_function, scores, label):
            scores = scores.clone().requires_grad_()
            loss_function(scores, torch.tensor([label])).backward()
            return -scores.grad[0, label]
        """,
        cases=(
            (F.cross_entropy, SCORES[0][None], 3),
            (_squared, 3 * SCORES[1][None], 1),
            (_of_probabilities, SCORES[0][None], 1),
            (_squared, 3 * SCORES[1][None], 2),  # too high: pulled down
        ),
        tolerance=1e-2,
    ),
]
