"""Exercises of chapter 08."""

import math
import statistics
from collections.abc import Callable

import torch

from mnist_course.checks.exercise import Exercise, Mistake

# Four rates and three seeds: the lucky winner of one seed is not the best of the others.
LOSSES = torch.tensor([[0.9, 0.5, 0.7], [0.4, 0.8, 0.9], [0.5, 0.6, 0.3], [0.7, 0.2, 1.2]])
NEW, OLD = [98.9, 97.4, 98.5, 98.0], [98.2, 97.0, 98.4, 97.3]


def _others(losses: torch.Tensor, seed: int) -> torch.Tensor:
    """Return, for each rate, its mean loss over the seeds that did not choose."""
    return (losses.sum(dim=1) - losses[:, seed]) / (losses.shape[1] - 1)


def _unseen_loss(losses: torch.Tensor, seed: int) -> torch.Tensor:
    return _others(losses, seed)[losses[:, seed].argmin()]


def _paired(new: list[float], old: list[float]) -> tuple[float, float]:
    gains = [a - b for a, b in zip(new, old)]
    return statistics.mean(gains), statistics.stdev(gains) / len(gains) ** 0.5


def _paired_with(error: Callable[..., float]) -> Callable:
    """Return the function that gives the right mean, and in the place of its error something else."""
    return lambda new, old: (_paired(new, old)[0], error(new, old))


EXERCISES = [
    Exercise(
        "08/unseen-loss",
        _unseen_loss,
        "The seed that chose was lucky with its winner; the others had no part in the choice, so they may judge.",
        (
            Mistake(
                lambda losses, seed: losses[:, seed].amin(),
                "That is the winner's loss in the very sweep that chose it. Whose losses had no say?",
            ),
            Mistake(
                lambda losses, seed: losses.mean(dim=1)[losses[:, seed].argmin()],
                "The seed that chose is still part of your mean.",
            ),
            Mistake(
                lambda losses, seed: _others(losses, seed).amin(),
                "You choose by the other seeds. The choice belongs to the one seed that is named.",
            ),
            Mistake(
                lambda losses, seed: losses.mean(dim=1).amin(),
                "You choose by the mean over all seeds. The choice belongs to the one seed that is named.",
            ),
            Mistake(
                lambda losses, seed: losses[:, seed].argmin(),
                "That is the number of the rate that wins. What is its loss with the other seeds?",
            ),
            Mistake(
                lambda losses, seed: _others(losses, seed)[losses[:, seed].argmax()],
                "You take the rate with the largest loss.",
            ),
            Mistake(
                lambda losses, seed: _others(losses, seed).mean(),
                "You average over all rates. Only one of them has won.",
            ),
        ),
        (
            "First the winner: the row with the lowest loss in the column of that seed.",
            "Then the rest of the winner's row: its sum, less what that seed has, over the number of other seeds.",
        ),
        """
        def unseen_loss(losses, seed):
            own = losses[losses[:, seed].argmin()]
            return (own.sum() - own[seed]) / (len(own) - 1)
        """,
        cases=((LOSSES, 0), (LOSSES, 1), (LOSSES, 2)),
    ),
    Exercise(
        "08/error-of-difference",
        13,
        "Independent errors add up by their squares, since they help each other as often as they cancel. "
        "A ± comes after that, times Student's t.",
        (
            Mistake(17, "That is their sum: as if both errors always pointed in opposite directions."),
            Mistake(7, "That is their difference, as if the errors cancelled. They are independent."),
            Mistake(12, "That is the larger of the two. The smaller one moves the difference too."),
            Mistake(169, "These are the squares, added. One step is missing."),
            Mistake(8.5, "That is their mean. A difference of two uncertain numbers is less certain than either."),
            Mistake(math.sqrt(17), "You take the root of their sum. What is squared, and when?"),
            Mistake(math.sqrt(144 - 25), "You subtract the squares. Is a difference surer than its parts?"),
        ),
        (
            "Which line of the section's figure is the error of A − B?",
            "Square both, add, take the root: math.hypot does all three.",
        ),
        """
        error_of_difference = math.hypot(5, 12)
        """,
    ),
    Exercise(
        "08/paired",
        _paired,
        "What a seed does to both runs drops out of their difference, and only what is left makes its error.",
        (
            Mistake(
                _paired_with(
                    lambda new, old: math.hypot(statistics.stdev(new), statistics.stdev(old)) / len(new) ** 0.5
                ),
                "The mean is right, and the error is too large: the pairs are lost. "
                "Subtract seed by seed first, and look at the differences.",
            ),
            Mistake(
                _paired_with(lambda new, old: statistics.stdev(a - b for a, b in zip(new, old))),
                "The mean is right. The second number is the spread of single differences. How sure is their mean?",
            ),
            Mistake(
                _paired_with(lambda new, old: statistics.pstdev([a - b for a, b in zip(new, old)]) / len(new) ** 0.5),
                "The mean is right, and the error is somewhat too small. What do you divide the squares by?",
            ),
            Mistake(
                _paired_with(lambda new, old: statistics.stdev(a - b for a, b in zip(new, old)) / len(new)),
                "The mean is right. The error of a mean falls with the root of the number of runs.",
            ),
            Mistake(
                _paired_with(lambda new, old: _paired(new, old)[1] * {3: 4.303, 4: 3.182}[len(new)]),
                "The mean is right. The second number is the half of a 95% interval, with Student's t in it. "
                "The standard error alone is wanted.",
            ),
            Mistake(
                lambda new, old: _paired(old, new),
                "The sign: it should be new less old.",
            ),
            Mistake(
                lambda new, old: _paired(new, old)[0],
                "The mean is right. Return two numbers: what is its standard error?",
            ),
            Mistake(
                lambda new, old: _paired(sorted(new), sorted(old)),
                "You sort the runs. Then the first of the one and the first of the other need not be of the same seed.",
            ),
        ),
        (
            "Make one list of the differences, seed by seed. What follows needs only that list.",
            "Standard deviation with n − 1, divided by the root of n: torch.tensor(gains).std() uses n − 1.",
        ),
        """
        def paired(new, old):
            gains = torch.tensor([a - b for a, b in zip(new, old)])
            return gains.mean(), gains.std() / len(gains) ** 0.5
        """,
        cases=((NEW, OLD), (OLD[:3], NEW[1:])),
    ),
    Exercise(
        "08/step-counts",
        1 / 1000,
        "The schedule counts its own calls, here six, and knows nothing of epochs.",
        (
            Mistake(1 / 10, "You let it count epochs. What does a schedule count?"),
            Mistake(1, "It would still be 1 if nobody had called it. How many calls were there?"),
            Mistake(1 / 100, "That is the rate of the last step. The sixth call comes after it."),
            Mistake(1e-6, "A tenth at every call? A step_size of 2 means every second one."),
            Mistake(1 / 30, "It is divided by ten several times, and never by three."),
            Mistake(7 / 10, "Nothing is subtracted: gamma multiplies."),
        ),
        (
            "Two epochs of three batches: how often is schedule.step() called?",
            "Every second call multiplies the rate by 1/10.",
        ),
        """
        rate_at_the_end = 1 / 10**3
        """,
    ),
]
