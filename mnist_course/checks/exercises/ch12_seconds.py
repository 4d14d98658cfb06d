"""Exercises of chapter 12."""

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
        "12/speed-up",
        lambda share, factor: 1 / (1 - share + share / factor),
        "What you do not touch takes as long as before, and in the end it is nearly all that is left.",
        (
            Mistake(
                lambda share, factor: factor,
                "That would be so if all of the time were in that part.",
            ),
            Mistake(
                lambda share, factor: 1 / (1 - share),
                "That is the most that can be won, by making the part free. Yours still takes some time.",
            ),
            Mistake(
                lambda share, factor: 1 - share + share / factor,
                "That is the time that is left, as a share of the old. How many times as fast is it?",
            ),
            Mistake(
                lambda share, factor: 1 - share + share * factor,
                "You average the speeds. Seconds can be added up, speeds cannot.",
            ),
            Mistake(
                lambda share, factor: factor / share, "It is even more than the part itself gained: is that possible?"
            ),
            Mistake(lambda share, factor: share * factor, "A part that is not worked on does not get slower by it."),
            Mistake(
                lambda share, factor: 1 / (1 - share / factor),
                "You take away share / factor. But that is the time which the part still takes.",
            ),
            Mistake(
                lambda share, factor: 1 / (share + (1 - share) / factor),
                "You speed up the rest, and leave the part itself as it is.",
            ),
        ),
        (
            "Say that the whole takes 1 second. How long does the part take before and after, and how long the rest?",
            "New time: 1 - share + share / factor. How many times does it go into the old time?",
        ),
        """
        def speed_up(share, factor):
            return 1 / (1 - share + share / factor)
        """,
        cases=((0.2, 4), (0.5, 3), (0.75, 10), (0.9, 1.5)),
    ),
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
