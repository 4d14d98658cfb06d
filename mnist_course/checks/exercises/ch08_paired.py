"""Exercises of chapter 08: runs in pairs, and what a schedule counts."""

import itertools
import math
import statistics
from collections.abc import Callable, Sequence

from mnist_course.checks.exercise import Exercise, Mistake
from mnist_course.evaluation import noise

NEW, OLD = [98.9, 97.4, 98.5, 98.0], [98.2, 97.0, 98.4, 97.3]


def _paired(new: Sequence[float], old: Sequence[float]) -> tuple[float, float]:
    gains = [a - b for a, b in zip(new, old)]
    return statistics.mean(gains), statistics.stdev(gains) / len(gains) ** 0.5


def _paired_with(error: Callable[..., float]) -> Callable:
    """Return the function that gives the right mean, and in the place of its error something else."""
    return lambda new, old: (_paired(new, old)[0], error(new, old))


def _changed(change: Callable[[float, float], float]) -> Callable:
    """Return the function that pairs in another way than by new less old."""
    return lambda new, old: _paired([change(a, b) for a, b in zip(new, old)], [0.0] * len(new))


def _all_pairs(new: list[float], old: list[float]) -> tuple[float, float]:
    return _paired(*zip(*itertools.product(new, old)))


def _errors(new: list[float], old: list[float]) -> list[float]:
    return [statistics.stdev(runs) / len(runs) ** 0.5 for runs in (new, old)]


EXERCISES = [
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
            Mistake(_changed(lambda a, b: abs(a - b)), "You drop the signs. A seed that lost by it counts as a gain."),
            Mistake(_changed(lambda a, b: (a - b) / b), "You divide by the old accuracy. Only subtract."),
            Mistake(
                _paired_with(lambda new, old: _paired(new, old)[1] ** 2 * len(new) ** 0.5),
                "The mean is right. For the error you take the variance: a root is missing.",
            ),
            Mistake(
                _paired_with(lambda new, old: _paired(new, old)[1] ** 2),
                "The mean is right. The second number is the square of its error.",
            ),
            Mistake(
                _paired_with(lambda new, old: _paired(new, old)[1] * (len(new) / (len(new) - 1)) ** 0.5),
                "The mean is right. n − 1 belongs into the standard deviation, and n under the root.",
            ),
            *(
                Mistake(
                    _paired_with(lambda new, old, t=t: t * _paired(new, old)[1]),
                    f"The mean is right. The second number is {t} errors. One is wanted.",
                )
                for t in (2, 1.96)
            ),
            Mistake(
                _paired_with(lambda new, old: _paired(new, old)[1] * (len(new) / 5) ** 0.5),
                "The mean is right. There is a root of 5 in the error. How many runs are there?",
            ),
            Mistake(
                _paired_with(lambda new, old: _paired(new, old)[1] / 2**0.5),
                "The mean is right. You count both lists, but there are only as many differences as pairs.",
            ),
            Mistake(
                _paired_with(lambda new, old: sum(_errors(new, old))),
                "The mean is right. You add the errors of both lists: the pairs are lost.",
            ),
            Mistake(
                _paired_with(lambda new, old: _errors(new, old)[0] - _errors(new, old)[1]),
                "The mean is right. You subtract two errors: what is wanted is that of the differences.",
            ),
            Mistake(
                _paired_with(lambda new, old: statistics.pstdev([a - b for a, b in zip(new, old)])),
                "The mean is right. The second number is the spread of the differences, and n − 1 is missing in it.",
            ),
            Mistake(
                _paired_with(lambda new, old: math.hypot(statistics.stdev(new), statistics.stdev(old))),
                "The mean is right. But the pairs are lost, and the root of n is missing.",
            ),
            Mistake(
                _paired_with(lambda new, old: _errors(new, old)[0]),
                "The mean is right. That is the error of the new runs alone. What is that of the differences?",
            ),
            Mistake(_all_pairs, "You pair each run with each. Only those of the same seed belong together."),
            Mistake(lambda new, old: _paired(new, old)[::-1], "The mean first, and then its error."),
            Mistake(
                lambda new, old: (_paired(new, old)[0] * len(new), _paired(new, old)[1]),
                "The error is right. The first number is a sum, and not a mean.",
            ),
            Mistake(
                lambda new, old: (statistics.median(a - b for a, b in zip(new, old)), _paired(new, old)[1]),
                "The error is right. The first number is a median, and not a mean.",
            ),
            Mistake(
                lambda new, old: [a - b for a, b in zip(new, old)],
                "Those are the differences. Two numbers are wanted: their mean, and its standard error.",
            ),
            Mistake(
                noise.difference,
                "That is what the package's difference gives: its ± has Student's t in it. The error alone is wanted.",
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
            Mistake(8 / 10, "Nothing is subtracted: gamma multiplies, and it is called in every step."),
            Mistake(1 / 10**4, "One fall too many. How many calls are there, and which of them count?"),
            Mistake(1 / 10**1.5, "You count three calls. How many steps have two epochs?"),
            Mistake(1 / 2**3, "Three falls, yes. But each is to a tenth: the 2 says how often."),
            Mistake(1 / 6, "You divide by the number of calls. Gamma multiplies."),
            Mistake(0, "A tenth of a tenth is little, but it is not 0."),
            Mistake(1000, "The other way up: the rate falls."),
            Mistake(3, "That is how often the rate falls. What is it then?"),
            Mistake([1, 1, 0.1, 0.1, 0.01, 0.01], "Those are the rates of the six steps. Which one comes after them?"),
            Mistake([1, 1, 0.1, 0.1, 0.01, 0.01, 0.001], "One rate is wanted, the one at the end."),
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
