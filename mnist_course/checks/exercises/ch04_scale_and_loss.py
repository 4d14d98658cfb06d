"""Exercises of chapter 04."""

from collections.abc import Callable

import torch
import torch.nn.functional as F

from mnist_course.checks.exercise import Exercise, Mistake

Loss = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]

# Pictures that are not square, with pixels above 1, and a true class that is neither the first nor the last.
IMAGES = (torch.tensor([[0.0, 0.5, 2.0], [1.5, 0.0, 0.25]]), torch.tensor([[3.0, 0.0], [0.5, 1.0], [0.0, 0.2]]))
SCORES = (torch.tensor([1.0, -0.5, 2.0, 0.0, 0.3]), torch.tensor([0.5, -2.0, 1.0, 0.0]))


def _change(scores: torch.Tensor, label: int, image: torch.Tensor, rate: float) -> torch.Tensor:
    return -rate * (scores.softmax(0) - F.one_hot(torch.tensor(label), len(scores))) * (image.square().sum() + 1)


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
        0.1 / 16,
        "The pixel counts twice, once in the gradient and once when the new weight is used.",
        (
            Mistake(0.1 / 4, "That undoes one of the two places where the pixel counts. Which is the other?"),
            Mistake(0.1, "The first scores are alike now, but not the steps. By how much is the gradient larger?"),
            Mistake(0.4, "With larger pixels a step already goes further. Does it need a higher rate?"),
            Mistake(1.6, "The size of the change is right, and its direction is not: such a step would go too far."),
            Mistake(0.1 / 2, "Larger pixels weigh more than that: look at the power of x in the formula of the step."),
            Mistake(16, "That is by how much the rate is divided. What is the rate itself?"),
            Mistake(1 / 16, "That is the factor. It multiplies the rate that was used before."),
        ),
        (
            "The gradient of a weight is the error times the pixel. What else does the pixel multiply?",
            "The step of a score holds the square of the pixel, and 4 squared is 16.",
        ),
        """
        new_rate = 0.1 / 4**2
        """,
    ),
    Exercise(
        "04/score-step",
        _change,
        "Every weight moves by the error times its pixel, and meets the same pixel again in the score.",
        (
            Mistake(
                lambda scores, label, image, rate: _change(scores, label, image.abs().sqrt(), rate),
                "Each pixel counts once in yours. It is in the gradient, and again in the score.",
            ),
            Mistake(
                lambda scores, label, image, rate: _change(scores, label, image.sum(), rate),
                "You square the sum of the pixels. Each pixel meets only itself: which comes first?",
            ),
            Mistake(
                lambda scores, label, image, rate: _change(scores, label, image, rate) / (1 + 1 / image.square().sum()),
                "Somewhat too short. Has the bias not moved?",
            ),
            Mistake(
                lambda scores, label, image, rate: -_change(scores, label, image, rate),
                "The sign: the score of the true class should rise.",
            ),
            Mistake(
                lambda scores, label, image, rate: (
                    -rate * (scores - F.one_hot(torch.tensor(label), len(scores))) * (image.square().sum() + 1)
                ),
                "Your error is scores less targets. What does softmax make of scores first?",
            ),
            Mistake(
                lambda scores, label, image, rate: -rate * scores.softmax(0) * (image.square().sum() + 1),
                "All scores fall, the true one too. What is taken away from the probabilities?",
            ),
            Mistake(
                lambda scores, label, image, rate: scores + _change(scores, label, image, rate),
                "Those are the scores after the step. By how much has each changed?",
            ),
            Mistake(
                lambda scores, label, image, rate: _change(scores, label, image / image.numel() ** 0.5, rate),
                "You average the squares. Every pixel's weight moves, and their effects add up.",
            ),
            Mistake(
                lambda scores, label, image, rate: -rate * (scores.softmax(0) - label) * (image.square().sum() + 1),
                "You take away the label's number, from every class. A class has a place, and its number is a name.",
            ),
            Mistake(
                lambda scores, label, image, rate: _change(scores, label, image, rate)[label],
                "That is the true class alone. The other scores move, too.",
            ),
        ),
        (
            "It is minus the rate, times the error, times the sum of the squares plus 1.",
            "The error is scores.softmax(dim=0), with 1 taken away at the label.",
        ),
        """
        def score_step(scores, label, image, rate):
            error = scores.softmax(dim=0)
            error[label] -= 1
            return -rate * error * (image.square().sum() + 1)
        """,
        cases=((SCORES[0], 3, IMAGES[0], 0.1), (SCORES[1], 1, IMAGES[1], 0.02)),
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
