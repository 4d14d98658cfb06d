"""Exercises of chapter 14."""

import torch

from mnist_course.checks.exercise import Exercise, Mistake

WEIGHTS = [4.0, 0.0, -2.0, 7.0, 1.0]
# Three networks, four images, five classes: a network that is sure against two that are not, and answers whose mean
# is a class that nobody names.
MEMBERS = torch.tensor(
    [
        [[0.0, 2, 0, 1.8, 0], [3, 0, 0, 0, 2.9], [1, 0, 0, 0, 0], [0, 2, 0, 0, 0]],
        [[0.0, 2, 0, 1.7, 0], [2, 0, 0, 0, 2.5], [0, 0, 2, 0, 0], [0, 2, 0, 0, 1]],
        [[0.0, 0, 0, 9.0, 0], [9, 0, 0, 0, 0.0], [0, 0, 3, 0, 0], [0, 0, 0, 3, 0]],
    ]
)


def _average(weights: list[float], decay: float, start: float | None = None) -> float:
    average = weights[0] if start is None else start
    for weight in weights:
        average = decay * average + (1 - decay) * weight
    return average


def _together(members: torch.Tensor) -> torch.Tensor:
    return members.log_softmax(dim=2).mean(dim=0).argmax(dim=1)


EXERCISES = [
    Exercise(
        "14/moving-average",
        _average,
        "Old weights fade, by the same factor at each step, and the first one is there in full at the start.",
        (
            Mistake(
                lambda weights, decay: _average(weights, decay, start=0.0),
                "You begin at 0, and the average is drawn towards it. keep_average begins at the first weight.",
            ),
            Mistake(
                lambda weights, decay: _average(weights, 1 - decay),
                "Old and new are exchanged: decay is the share that is kept.",
            ),
            Mistake(
                lambda weights, decay: sum(weights) / len(weights),
                "That is the plain mean: the early, bad weights count as much as the last ones.",
            ),
            Mistake(lambda weights, decay: weights[-1], "That is the last weight, and no average."),
            Mistake(
                lambda weights, decay: _average(weights, decay, start=0.0) / (1 - decay ** len(weights)),
                "You begin at 0 and correct for it, as Adam does. keep_average begins at the first weight instead.",
            ),
            Mistake(
                lambda weights, decay: decay * weights[-2] + (1 - decay) * weights[-1],
                "You mix only the last two weights. Mix into the average, not into the weight before.",
            ),
        ),
        (
            "Begin at the first weight, then go through the list.",
            "At each step: decay * average + (1 - decay) * weight.",
        ),
        """
        def moving_average(weights, decay):
            mixed = weights[0]
            for weight in weights:
                mixed = decay * mixed + (1 - decay) * weight
            return mixed
        """,
        cases=((WEIGHTS, 0.9), (WEIGHTS[1:], 0.75)),
    ),
    Exercise(
        "14/vote",
        _together,
        "Log-probabilities can be averaged, class by class; the names of classes cannot.",
        (
            Mistake(
                lambda members: members.argmax(dim=2).double().mean(dim=0),
                "You average the digits that they answer. A 7 and a 9 do not make an 8: digits are names here.",
            ),
            Mistake(
                lambda members: members.argmax(dim=2).double().mean(dim=0).round(),
                "You average the digits that they answer, and round. A 7 and a 9 do not make an 8.",
            ),
            Mistake(
                lambda members: members.argmax(dim=2).mode(dim=0).values,
                "That is a vote of heads. With log-probabilities, a network that is sure counts for more.",
            ),
            Mistake(
                lambda members: members.argmax(dim=2).double().mean(dim=0).long(),
                "You average the digits that they answer, and cut off. Digits are names here, and names have no mean.",
            ),
            Mistake(
                lambda members: members.amax(dim=0).argmax(dim=1),
                "You take the largest score of any network, so that a single one decides. A mean asks all of them.",
            ),
            Mistake(
                lambda members: members[0].argmax(dim=1),
                "Only the first network is asked.",
            ),
            Mistake(
                lambda members: members.argmax(dim=2),
                "That is what each network answers by itself.",
            ),
            Mistake(
                lambda members: members.log_softmax(dim=2).mean(dim=1).argmax(dim=1),
                "You average over the images. Which axis of (members, images, classes) holds the networks?",
            ),
            Mistake(
                lambda members: members.log_softmax(dim=2).mean(dim=0),
                "Those are the mean log-probabilities. Which class do they answer?",
            ),
        ),
        (
            "Log-probabilities along the classes, a mean over the networks, and then the largest.",
            "members.log_softmax(dim=2).mean(dim=0) has the shape (images, classes).",
        ),
        """
        def vote_together(members):
            return members.log_softmax(dim=2).mean(dim=0).argmax(dim=1)
        """,
        cases=((MEMBERS,), (MEMBERS[:, 1:],)),
    ),
]
