"""Exercises of chapter 12: batch normalisation."""

import torch

from mnist_course.checks.exercise import Exercise, Mistake

# Five images and three features, four and six; one feature is constant, one far from 0.
FEATURES = torch.tensor([[2.0, 7, -1], [2, 9, 5], [2, 4, 0], [2, -2, 3], [2, 6, 1]])
MORE = torch.arange(24.0).reshape(4, 6).mul(1.3).sin() * torch.tensor([1.0, 5, 0.2, 3, 1, 10]) + 3


def _norm(x: torch.Tensor, epsilon: float, dim: int = 0, correction: int = 0) -> torch.Tensor:
    mean, variance = x.mean(dim=dim, keepdim=True), x.var(dim=dim, keepdim=True, correction=correction)
    return (x - mean) / (variance + epsilon).sqrt()


EXERCISES = [
    Exercise(
        "12/batch-norm",
        _norm,
        "Each feature is standardised over the images of the batch, and a constant one ends at 0 and not at nan.",
        (
            Mistake(
                lambda x, epsilon: _norm(x, epsilon, dim=1),
                "Your rows have a mean of 0. It is the features, the columns, that are standardised over the batch.",
            ),
            Mistake(
                lambda x, epsilon: (x - x.mean()) / (x.var(correction=0) + epsilon).sqrt(),
                "That is one mean and one variance for all features together. Each has its own.",
            ),
            Mistake(
                lambda x, epsilon: _norm(x, epsilon, correction=1),
                "It is a little too small: the variance here divides by the number of images, not by one less. "
                "What does x.var do unless it is told?",
            ),
            Mistake(
                lambda x, epsilon: _norm(x, 0.0),
                "A constant feature becomes nan. What keeps it from being divided by zero?",
            ),
            Mistake(
                lambda x, epsilon: (x - x.mean(dim=0)) / (x.std(dim=0, correction=0) + epsilon),
                "You add epsilon to the standard deviation. Where does it stand in the formula?",
            ),
            Mistake(
                lambda x, epsilon: (x - x.mean(dim=0)) / (x.var(dim=0, correction=0) + epsilon),
                "You divide by the variance. A root is missing.",
            ),
            Mistake(
                lambda x, epsilon: x / (x.var(dim=0, correction=0) + epsilon).sqrt(),
                "The columns are not centred: the mean is still in them.",
            ),
            Mistake(lambda x, epsilon: x - x.mean(dim=0), "Centred, but as wide as before. Divide, too."),
            Mistake(
                lambda x, epsilon: x - x.mean(dim=0) / (x.var(dim=0, correction=0) + epsilon).sqrt(),
                "Only the mean is divided: subtract first, in brackets.",
            ),
            Mistake(
                lambda x, epsilon: (x - x.mean(dim=0)) / (x.std(dim=0) + epsilon),
                "Two things: where does epsilon stand in the formula, and by what does x.std divide unless it is told?",
            ),
            Mistake(
                lambda x, epsilon: (x - x.mean(dim=0)) / x.std(dim=0),
                "epsilon is missing, so that a constant feature becomes nan; and by what does x.std divide?",
            ),
            Mistake(
                lambda x, epsilon: _norm(x, 1e-5),
                "The epsilon that is given has hardly any effect. It belongs under the root, for every feature.",
            ),
            Mistake(
                lambda x, epsilon: (x - x.mean(dim=0)) / (x.std(dim=0, correction=0) + epsilon**0.5),
                "The root of a sum is not the sum of the roots.",
            ),
            Mistake(
                lambda x, epsilon: (x - x.mean(dim=0)) / x.std(dim=0, correction=0).clamp(min=epsilon),
                "You put epsilon in the place of a small spread. In the formula it is added to every variance.",
            ),
            Mistake(
                lambda x, epsilon: (x - x.mean(dim=0)) / (((x - x.mean(dim=0)) ** 2).sum(dim=0) + epsilon).sqrt(),
                "You add the squares up. A variance is their mean.",
            ),
            Mistake(
                lambda x, epsilon: (x - x.mean(dim=0)) / ((x**2).mean(dim=0) + epsilon).sqrt(),
                "You square x as it is. The variance squares what is left after subtracting the mean.",
            ),
            Mistake(
                lambda x, epsilon: (x - x.mean(dim=0)) / ((x - x.mean(dim=0)).abs().mean(dim=0) + epsilon),
                "You divide by the mean distance. The variance squares, and its root comes after the mean.",
            ),
            Mistake(
                lambda x, epsilon: (x - x.mean(dim=0)) * (x.var(dim=0, correction=0) + epsilon).sqrt(),
                "You multiply where you should divide.",
            ),
            Mistake(
                lambda x, epsilon: (x - x.mean()) / (x.var(dim=0, correction=0) + epsilon).sqrt(),
                "Each feature has its variance, but one mean serves all of them.",
            ),
            Mistake(
                lambda x, epsilon: (x - x.mean(dim=0)) / (x.var(correction=0) + epsilon).sqrt(),
                "Each feature has its mean, but one variance serves all of them.",
            ),
            Mistake(
                lambda x, epsilon: (x - x.mean(dim=0)) / (x.var(dim=0, correction=0) + epsilon) ** 2,
                "You square the variance. Its root is wanted.",
            ),
            Mistake(
                lambda x, epsilon: _norm(x, epsilon, dim=1, correction=1),
                "Your rows have a mean of 0. It is the columns that are standardised; and x.var divides by one less.",
            ),
            Mistake(lambda x, epsilon: -_norm(x, epsilon), "The sign: it is x less its mean."),
            Mistake(
                lambda x, epsilon: (x - x.amin(dim=0)) / (x.amax(dim=0) - x.amin(dim=0) + epsilon),
                "You stretch from 0 to 1. Mean and variance are wanted.",
            ),
            Mistake(
                lambda x, epsilon: x / (1 + epsilon) ** 0.5,
                "Nothing is averaged: so works a layer in evaluation mode that has not seen a batch.",
            ),
            Mistake(
                lambda x, epsilon: torch.cat([_norm(x, epsilon)[:, :1], x[:, 1:]], dim=1),
                "Only the first feature is done. Does the function end within the loop?",
            ),
            Mistake(
                lambda x, epsilon: (x.mean(dim=0), x.var(dim=0, correction=0)),
                "Those are mean and variance. What do they make of x?",
            ),
        ),
        (
            "The function normalize above, without weight and bias. Which axis is averaged over, if x is (N, C)?",
            "x.mean(dim=0) and x.var(dim=0, unbiased=False) have one number per feature.",
        ),
        """
        def normalize_features(x, epsilon):
            mean, variance = x.mean(dim=0), x.var(dim=0, unbiased=False)
            return (x - mean) / (variance + epsilon).sqrt()
        """,
        cases=((FEATURES, 0.01), (MORE, 0.5)),
    ),
]
