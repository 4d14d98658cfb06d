"""Exercises of chapter 10: label smoothing."""

from collections.abc import Callable

import torch
import torch.nn.functional as F

from mnist_course.checks.exercise import Exercise, Mistake

# Without the last class, and with more labels than classes, or fewer.
LABELS, FEW = torch.tensor([3, 0, 2, 3, 3]), torch.tensor([5, 1, 1])


def _smooth(labels: torch.Tensor, classes: int, smoothing: float) -> torch.Tensor:
    return (1 - smoothing) * F.one_hot(labels, classes) + smoothing / classes


def _two(true: Callable[[int, float], float], other: Callable[[int, float], float]) -> Callable:
    """Return the function that gives the true class one number, and every other class another."""
    return lambda labels, classes, smoothing: torch.where(
        F.one_hot(labels, classes).bool(), true(classes, smoothing), other(classes, smoothing)
    )


def _all_rows_alike(labels: torch.Tensor, classes: int, smoothing: float) -> torch.Tensor:
    row = torch.full((classes,), smoothing / classes)
    for label in labels:
        row[label] += 1 - smoothing
    return row.expand(len(labels), classes)


def _every_column(labels: torch.Tensor, classes: int, smoothing: float) -> torch.Tensor:
    targets = torch.full((len(labels), classes), smoothing / classes)
    targets[:, labels] += 1 - smoothing
    return targets


EXERCISES = [
    Exercise(
        "10/smooth-labels",
        _smooth,
        "The belief that is taken from the true class is spread over all classes, so the true one gets a share back.",
        (
            Mistake(
                _two(lambda classes, smoothing: 1 - smoothing, lambda classes, smoothing: smoothing / (classes - 1)),
                "You share the belief out among the other classes only. In the chapter's example the true class has "
                "0.91, not 0.90.",
            ),
            Mistake(
                lambda labels, classes, smoothing: F.one_hot(labels, classes) + smoothing / classes,
                "Your rows add up to more than 1: nothing is taken from the true class.",
            ),
            Mistake(
                _two(lambda classes, smoothing: 1 - smoothing, lambda classes, smoothing: smoothing / classes),
                "Your rows add up to less than 1. Of what is spread over all classes, the true one gets its share too.",
            ),
            Mistake(
                _two(lambda classes, smoothing: 1 - smoothing, lambda classes, smoothing: smoothing),
                "Each other class gets the whole of what was taken. It has to be divided among them.",
            ),
            Mistake(
                lambda labels, classes, smoothing: (1 - smoothing) * F.one_hot(labels, classes),
                "Belief is taken away and goes nowhere: your rows add up to less than 1.",
            ),
            Mistake(
                lambda labels, classes, smoothing: (
                    (1 - smoothing) * F.one_hot(labels, classes) + smoothing / (classes - 1)
                ),
                "Your rows add up to more than 1: every class gets a share, so there are as many shares as classes.",
            ),
            Mistake(
                lambda labels, classes, smoothing: F.one_hot(labels, classes),
                "These are plain targets of 0 and 1.",
            ),
            Mistake(
                lambda labels, classes, smoothing: (
                    _smooth(labels, classes, smoothing) + smoothing * (1 / 10 - 1 / classes)
                ),
                "There is a ten in it, where the number of classes belongs.",
            ),
            Mistake(
                lambda labels, classes, smoothing: _smooth(labels, classes, 0.1),
                "A tenth is taken away, whatever the smoothing is.",
            ),
            Mistake(
                lambda labels, classes, smoothing: (
                    (1 - smoothing) * F.one_hot(labels, classes) + smoothing / len(labels)
                ),
                "You divide by the number of images. Over what is the belief spread?",
            ),
            Mistake(
                lambda labels, classes, smoothing: (1 - smoothing) * F.one_hot(labels, classes) + 1 / classes,
                "Your rows add up to more than 1: only what was taken away can be spread.",
            ),
            Mistake(
                lambda labels, classes, smoothing: (1 - smoothing) * F.one_hot(labels, classes) + smoothing,
                "Every class gets the whole of what was taken. It has to be divided among them.",
            ),
            Mistake(
                lambda labels, classes, smoothing: _smooth(labels, classes, 1 - smoothing),
                "The other way round: with a small smoothing, the true class keeps most of the belief.",
            ),
            Mistake(
                lambda labels, classes, smoothing: (F.one_hot(labels, classes) + smoothing) / (1 + classes * smoothing),
                "You add to every class and divide by the sum. What is taken from the true class, and what is spread?",
            ),
            Mistake(
                lambda labels, classes, smoothing: (F.one_hot(labels, classes) + smoothing / classes) / (1 + smoothing),
                "You add first, and divide by the sum. The share that is taken from the true class is then another.",
            ),
            Mistake(
                _two(
                    lambda classes, smoothing: 1 - smoothing / classes, lambda classes, smoothing: smoothing / classes
                ),
                "The true class loses one share only, but hands out as many as there are classes.",
            ),
            Mistake(
                _two(
                    lambda classes, smoothing: 1 - smoothing + smoothing / classes,
                    lambda classes, smoothing: smoothing / (classes - 1),
                ),
                "The true class is right. Each other one gets as much as comes back to the true one.",
            ),
            Mistake(
                lambda labels, classes, smoothing: _smooth((labels - 1) % classes, classes, smoothing),
                "It is the class before the true one that gets the belief: labels begin at 0.",
            ),
            Mistake(
                lambda labels, classes, smoothing: (1 - smoothing) * F.one_hot(labels) + smoothing / classes,
                "The width is guessed from the largest label. There are `classes` classes, seen or not.",
            ),
            Mistake(
                lambda labels, classes, smoothing: 0 * F.one_hot(labels, classes),
                "All is 0: one_hot gives whole numbers, and they cut off what stands behind the point.",
            ),
            Mistake(
                lambda labels, classes, smoothing: _smooth(labels, classes, 1.0),
                "Every class has the same with you. What is left to the true one?",
            ),
            Mistake(
                _every_column,
                "[:, labels] means those columns in every row. One column is needed for each row.",
            ),
            Mistake(
                _all_rows_alike,
                "All rows are one and the same list, so that each label changes all of them.",
            ),
            Mistake(
                lambda labels, classes, smoothing: _smooth(labels, classes, smoothing)[0],
                "That is the row of the first label. Every label has one.",
            ),
        ),
        (
            "Begin with F.one_hot(labels, classes), of which a share 1 - smoothing is left.",
            "Add smoothing / classes to every number.",
        ),
        """
        def smooth_labels(labels, classes, smoothing):
            return (1 - smoothing) * F.one_hot(labels, classes) + smoothing / classes
        """,
        cases=((LABELS, 4, 0.2), (FEW, 7, 0.5)),
    ),
]
