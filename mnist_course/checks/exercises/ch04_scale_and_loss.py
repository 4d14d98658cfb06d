"""Exercises of chapter 04."""

from collections.abc import Callable

import torch
import torch.nn.functional as F

from mnist_course.checks.exercise import Exercise, Mistake

Loss = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]

# Pictures that are not square, with pixels above 1, and a true class that is neither the first nor the last.
IMAGES = (torch.tensor([[0.0, 0.5, 2.0], [1.5, 0.0, 0.25]]), torch.tensor([[3.0, 0.0], [0.5, 1.0], [0.0, 0.2]]))
SCORES = (torch.tensor([1.0, -0.5, 2.0, 0.0, 0.3]), torch.tensor([0.5, -2.0, 1.0, 0.0]))


def _rate(scores: torch.Tensor, label: int, image: torch.Tensor, wanted: float) -> torch.Tensor:
    return wanted / ((1 - scores.softmax(0)[label]) * (image.square().sum() + 1))


def _squared(scores: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    return (scores - F.one_hot(labels, scores.shape[1])).square().sum(dim=1).mean()


def _of_probabilities(scores: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    return _squared(scores.softmax(dim=1), labels)


def _slopes(loss_function: Loss, scores: torch.Tensor, label: int) -> torch.Tensor:
    scores = scores.clone().requires_grad_()
    loss_function(scores, torch.tensor([label])).backward()
    return scores.grad[0]


EXERCISES = [
    Exercise(
        "04/new-rate",
        0.1 / 4,
        "A step moves a score by the sum of the squares, and each square is there four times now.",
        (
            Mistake(
                0.1 / 16,
                "That would suit pixels four times as large. These are as large as before, and four times as many.",
            ),
            Mistake(0.1, "The first scores are alike now, but not the steps: how many weights move for each old one?"),
            Mistake(0.4, "With more pixels a step already goes further. Does it need a higher rate?"),
            Mistake(1.6, "With more pixels a step already goes further. Such a rate would send it much too far."),
            Mistake(0.1 / 2, "The images are twice as high, and twice as wide as well."),
            Mistake(4, "That is by how much the rate is divided. What is the rate itself?"),
            Mistake(1 / 4, "That is the factor. It multiplies the rate that was used before."),
        ),
        (
            "By the formula, a step moves a score by the sum of the squared pixels. What has become of that sum?",
            "Each square is there four times, so the same rate would move the score four times as far.",
        ),
        """
        new_rate = 0.1 / 4
        """,
    ),
    Exercise(
        "04/score-step",
        _rate,
        "The further one step would go at a rate of 1, the smaller the rate that goes as far as you want.",
        (
            Mistake(
                lambda scores, label, image, wanted: _rate(scores, label, image.abs().sqrt(), wanted),
                "Each pixel counts once in yours. It is in the gradient, and again in the score.",
            ),
            Mistake(
                lambda scores, label, image, wanted: _rate(scores, label, image.sum(), wanted),
                "You square the sum of the pixels. Each pixel meets only itself: which comes first?",
            ),
            Mistake(
                lambda scores, label, image, wanted: (
                    _rate(scores, label, image, wanted) * (1 + 1 / image.square().sum())
                ),
                "Somewhat too large. Has the bias not moved?",
            ),
            Mistake(
                lambda scores, label, image, wanted: -_rate(scores, label, image, wanted),
                "The sign: a rate is positive, and the true class's p − y is negative.",
            ),
            Mistake(
                lambda scores, label, image, wanted: wanted / (image.square().sum() + 1),
                "Yours is the same whatever the scores are. How large is the error of the true class?",
            ),
            Mistake(
                lambda scores, label, image, wanted: wanted / (scores.softmax(0)[label] * (image.square().sum() + 1)),
                "You divide by p. The error of the true class is p less its target, and that target is 1.",
            ),
            Mistake(
                lambda scores, label, image, wanted: wanted / ((1 - scores[label]) * (image.square().sum() + 1)),
                "Your error has the score in it. What does softmax make of scores first?",
            ),
            Mistake(
                lambda scores, label, image, wanted: _rate(scores, label, image / image.numel() ** 0.5, wanted),
                "You average the squares. Every pixel's weight moves, and their effects add up.",
            ),
            Mistake(
                lambda scores, label, image, wanted: wanted**2 / _rate(scores, label, image, wanted),
                "That is how far a step goes if the rate is the number that you want. Turn it round.",
            ),
        ),
        (
            "The true score moves by the rate, times 1 less its probability, times the sum of the squares plus 1.",
            "Divide what is wanted by all but the rate.",
        ),
        """
        def rate_for(scores, label, image, wanted):
            error = 1 - scores.softmax(dim=0)[label]
            return wanted / (error * (image.square().sum() + 1))
        """,
        cases=((SCORES[0], 3, IMAGES[0], 0.5), (SCORES[1], 1, IMAGES[1], 2.0)),
    ),
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
        ),
    ),
]
