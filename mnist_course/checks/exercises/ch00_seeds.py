"""Exercises of chapter 00: how sure a result is."""

import torch

from mnist_course.checks.exercise import Exercise, Mistake

PAIRS = (([88.0, 95, 91, 92, 97], [89.5, 95, 93, 90.5, 98], 2.8), ([70.0, 60, 80], [69.0, 62, 86], 4.3))


def _gain(before: list[float], after: list[float], factor: float) -> tuple[float, float]:
    gains = torch.tensor(after) - torch.tensor(before)
    return gains.mean().item(), (factor * gains.std() / len(gains) ** 0.5).item()


def _ends(before: list[float], after: list[float], factor: float) -> tuple[float, float]:
    mean, half = _gain(before, after, factor)
    return mean - half, mean + half


def _unpaired(before: list[float], after: list[float], factor: float) -> tuple[float, float]:
    one, other = torch.tensor(before), torch.tensor(after)
    return (other - one).mean().item(), (factor * ((one.var() + other.var()) / len(one)) ** 0.5).item()


def _alone(results: list[float], factor: float) -> float:
    return (factor * torch.tensor(results).std() / len(results) ** 0.5).item()


def _spread(before: list[float], after: list[float]) -> float:
    return (torch.tensor(after) - torch.tensor(before)).std().item()


EXERCISES = [
    Exercise(
        "00/paired-gain",
        _gain,
        "What a seed does to both results cancels in its difference, so only the differences' own spread is left.",
        (
            Mistake(
                _unpaired,
                "Your interval is as wide as if the lists shared nothing. What is the same in both, seed by seed?",
            ),
            Mistake(
                lambda before, after, factor: _gain(sorted(before), sorted(after), factor),
                "Sorting tears the pairs apart: place 0 has to be the same seed in both lists.",
            ),
            Mistake(
                lambda before, after, factor: _gain(after, before, factor),
                "The sign: a gain is positive where the result after is the higher one.",
            ),
            Mistake(
                lambda before, after, factor: _gain(before, after, factor * len(before) ** 0.5),
                "That says how far single gains lie from their mean. A mean of several wobbles less.",
            ),
            Mistake(lambda before, after, _: _gain(before, after, 1), "That is the standard error. It needs a factor."),
            Mistake(
                lambda before, after, factor: _gain(before, after, factor * (1 - 1 / len(before)) ** 0.5),
                "A little too narrow: what is the sum of the squared distances divided by, with n results?",
            ),
            Mistake(
                _ends,
                "These are the two ends of the interval. Asked for are its middle and half its width.",
            ),
            Mistake(
                lambda before, after, _: _gain(before, after, 2),
                "These are two standard errors. The factor for so few seeds is given.",
            ),
            Mistake(
                lambda before, after, _: _gain(before, after, 1.96),
                "1.96 is for very many results. The factor for so few is given.",
            ),
            Mistake(
                lambda *given: (_gain(*given)[0], 2 * _gain(*given)[1]),
                "That is the whole width of the interval. After the ± stands half of it.",
            ),
            Mistake(
                lambda *given: _gain(*given)[::-1],
                "The two numbers have changed places: the mean gain comes first.",
            ),
            Mistake(
                lambda before, after, factor: (
                    _gain(before, after, 1)[0],
                    _alone(before, factor) + _alone(after, factor),
                ),
                "You add up the intervals of the two lists. Make one list of gains first.",
            ),
            Mistake(
                lambda before, after, factor: (_gain(before, after, 1)[0], _alone(after, factor)),
                "That is the interval of the results after alone. It is the gains that scatter.",
            ),
            Mistake(
                lambda before, after, factor: _gain(before, after, factor / len(before) ** 0.5),
                "You divide by n. A mean of n results wobbles less by the root of n only.",
            ),
            Mistake(
                lambda before, after, factor: _gain(before, after, factor * (len(before) / (len(before) - 1)) ** 0.5),
                "n - 1 belongs into the standard deviation. The root is that of n.",
            ),
            Mistake(
                lambda before, after, factor: (
                    _gain(before, after, 1)[0],
                    factor * _spread(before, after) ** 2 / len(before) ** 0.5,
                ),
                "The standard deviation is squared: its last step, the root, is missing.",
            ),
            Mistake(
                lambda before, after, factor: _gain(
                    [0.0] * len(before), [abs(b - a) for a, b in zip(before, after)], factor
                ),
                "A seed that has become worse has a gain below 0. Keep its sign.",
            ),
        ),
        (
            "First make one list of n gains: after less before, seed by seed.",
            "Then the three steps: standard deviation, divided by the root of n, times the factor.",
        ),
        """
        def paired_gain(before, after, factor):
            gains = torch.tensor(after) - torch.tensor(before)
            half = factor * gains.std() / len(gains) ** 0.5
            return gains.mean(), half
        """,
        cases=PAIRS,
    ),
]
