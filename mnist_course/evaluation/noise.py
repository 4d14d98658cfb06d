"""How sure a mean over seeds is: the course's one convention for noise (chapter 00)."""

from collections.abc import Sequence
from statistics import mean, stdev
from typing import NamedTuple


class Estimate(NamedTuple):
    """A mean over `n` seeds and the half width of its 95% interval by Student's t.

    ``f"{estimate:.2f}"`` is "98.25 ± 0.10".
    """

    mean: float
    half: float
    n: int

    @property
    def low(self) -> float:
        """The lower end of the interval."""
        return self.mean - self.half

    @property
    def high(self) -> float:
        """The upper end of the interval."""
        return self.mean + self.half

    @property
    def excludes_zero(self) -> bool:
        """Whether the interval lies above zero or below it: of a difference, "better" or "worse"."""
        return self.low > 0 or self.high < 0

    def __format__(self, spec: str) -> str:
        mean = format(self.mean, spec)
        if float(mean) == 0:  # never -0.00
            mean = format(0.0, spec)
        return f"{mean} ± {self.half:{spec.lstrip('+')}}"


def estimate(values: Sequence[float]) -> Estimate:
    """Return the mean of values over seeds with its 95% interval.

    The standard error is multiplied by Student's t: 4.3 over three seeds, 2.8 over five, 2.1 over twenty. Source:
    Student (1908), "The probable error of a mean".
    """
    values = [float(value) for value in values]
    if len(values) < 2:
        raise ValueError(f"expected values of at least two seeds, got {len(values)}: one value says nothing of noise")
    from scipy.stats import t  # here, because it takes most of a second

    factor = float(t.ppf(0.975, len(values) - 1))
    return Estimate(mean(values), factor * stdev(values) / len(values) ** 0.5, len(values))


def as_text(values: Sequence[float], form: str = ".2f") -> str:
    """Return the mean with its 95% interval as text, such as "98.25 ± 0.10"; of a single seed, the value."""
    return format(estimate(values), form) if len(values) > 1 else format(values[0], form)


def difference(values: Sequence[float], others: Sequence[float]) -> Estimate:
    """Return the mean difference of values less others, paired seed by seed, with its 95% interval.

    What both of a pair have in common, such as an easy order of images, falls out of their difference.
    """
    if len(values) != len(others):
        raise ValueError(f"expected as many values as others, one pair per seed, got {len(values)} and {len(others)}")
    return estimate([float(value) - float(other) for value, other in zip(values, others)])
