"""A row of the ledger, and the rules that turn measured values into a verdict."""

from statistics import mean
from typing import NamedTuple

HOLDS, ROUGHLY, FAILS, OPEN = "holds", "holds roughly", "does not hold", "cannot be checked"
CHAPTERS = {
    "00": "00_before_you_begin",
    "01": "01_data_and_normalization",
    "02": "02_one_hot_labels",
    "03": "03_softmax_regression",
    "04": "04_mlp",
    "05": "05_cnn",
    "06": "06_learning_rate_tuning",
    "07": "07_checkpointing",
    "08": "08_augmentation",
}


class Row(NamedTuple):
    """One claim: what the tutorial says, what was measured, the verdict, and the number of a chapter."""

    claim: str
    measured: str
    verdict: str
    chapter: str


def near(values, low, high, slack):
    """Return the verdict on values claimed to lie from `low` to `high`: their mean does, or does within `slack`."""
    value = mean(values)
    if low <= value <= high:
        return HOLDS
    return ROUGHLY if low - slack <= value <= high + slack else FAILS


def above_zero(differences):
    """Return the verdict on "larger": so for every seed; or only on average."""
    if min(differences) > 0:
        return HOLDS
    return ROUGHLY if mean(differences) > 0 else FAILS


def range_of(values, digits=2, unit=""):
    """Return "mean (lowest to highest)" of the values over seeds; of a single seed, the value."""
    low, middle, high = (f"{value:.{digits}f}" for value in (min(values), mean(values), max(values)))
    return f"{middle}{unit}" + (f" ({low} to {high})" if len(values) > 1 else "")


def percent(values, digits=2):
    """Return "mean % (lowest to highest)" of shares (0-1)."""
    return range_of([100 * value for value in values], digits, " %")


def points(differences):
    """Return "+mean points (lowest to highest)" of differences between shares (0-1)."""
    low, middle, high = (f"{100 * value:+.2f}" for value in (min(differences), mean(differences), max(differences)))
    return f"{middle} points" + (f" ({low} to {high})" if len(differences) > 1 else "")


def last(entries, name="test_accuracy", epoch=None):
    """Return the value of every entry after `epoch`, by default the last."""
    return [entry[name][(epoch or 0) - 1] for entry in entries]


def minus(values, others):
    """Return the differences, seed by seed."""
    return [value - other for value, other in zip(values, others, strict=True)]
