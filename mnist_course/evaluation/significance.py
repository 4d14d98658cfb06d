"""What chance alone can do to the difference between two accuracies (chapter 14)."""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from scipy.stats import binomtest

from mnist_course.data.expect import expect_pairs, expect_right


class Comparison(NamedTuple):
    """Two models on the same examples: how many only one of them read rightly, and how surprising that is.

    ``only_first`` and ``only_second`` count the examples that the first (the second) model alone read
    rightly; ``p_value`` is the chance of a split at least as uneven if both were equally good.
    """

    only_first: int
    only_second: int
    p_value: float


def mcnemar(first: torch.Tensor | Sequence[bool], second: torch.Tensor | Sequence[bool]) -> Comparison:
    """Compare two models by the examples on which only one of them is right: McNemar's exact test.

    Examples that both read rightly, or neither, say nothing about which is better. If both are equally
    good, each of the others falls to the one or the other like a fair coin. The p-value is two-sided, and
    exactly 1 if the models never differ.

    Parameters
    ----------
    first, second
        Right or wrong, of the same examples in the same order: bool, shape (N,).

    Notes
    -----
    Source: McNemar (1947), "Note on the sampling error of the difference between correlated proportions
    or percentages"; the exact form is the binomial (sign) test of the discordant pairs.
    """
    first, second = torch.as_tensor(first), torch.as_tensor(second)
    for values in (first, second):
        expect_right(values)
    if first.shape != second.shape:
        raise ValueError(f"expected two vectors of one length, got {tuple(first.shape)} and {tuple(second.shape)}")
    expect_pairs(second, first, "second answers", "first")
    only_first, only_second = int((first & ~second).sum()), int((second & ~first).sum())
    flips = only_first + only_second
    return Comparison(only_first, only_second, float(binomtest(only_first, flips).pvalue) if flips else 1.0)
