"""What chance alone can do to an accuracy, and to the difference between two (chapter 10)."""

import math
from statistics import NormalDist
from typing import NamedTuple

import torch

from mnist_course.data.expect import expect_pairs, expect_right


class Interval(NamedTuple):
    """From `low` to `high`, both in the unit of what was estimated."""

    low: float
    high: float


class Comparison(NamedTuple):
    """Two models on the same examples: how many only one of them read rightly, and how surprising that is.

    ``only_first`` and ``only_second`` count the examples that the first (the second) model alone read
    rightly; ``p_value`` is the chance of a split at least as uneven if both were equally good.
    """

    only_first: int
    only_second: int
    p_value: float


def wilson_interval(right, total, confidence=0.95):
    """Return Wilson's interval for a share, from a count.

    Parameters
    ----------
    right, total : int
        `right` of `total` examples, ``0 <= right <= total``, ``total >= 1``.
    confidence : float
        How often such an interval covers the true share, over many samples; between 0 and 1.

    Returns
    -------
    Interval
        Ends of the share, 0 to 1. It is not symmetric about ``right / total``: near 100 % it reaches
        further down than up, and never above 1.

    Notes
    -----
    Source: Wilson (1927), "Probable inference, the law of succession, and statistical inference".
    """
    if not (total >= 1 and 0 <= right <= total):
        raise ValueError(f"expected 0 <= right <= total and total of at least 1, got {right} of {total}")
    if right != int(right) or total != int(total):
        raise ValueError(f"expected counts, which are whole numbers, got {right} of {total}")
    right, total = int(right), int(total)
    if not 0 < confidence < 1:
        raise ValueError(f"expected a confidence between 0 and 1, got {confidence}")
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share, weight = right / total, z * z / total
    middle = (share + weight / 2) / (1 + weight)
    half = z / (1 + weight) * math.sqrt(share * (1 - share) / total + weight / (4 * total))
    # With none or all right one end is exact; rounding would move it a hair.
    return Interval(0.0 if right == 0 else middle - half, 1.0 if right == total else middle + half)


def mcnemar(first, second):
    """Compare two models by the examples on which only one of them is right: McNemar's exact test.

    Examples that both read rightly, or neither, say nothing about which is better. If both are equally
    good, each of the others falls to the one or the other like a fair coin.

    Parameters
    ----------
    first, second : torch.Tensor or sequence of bool
        Right or wrong, of the same examples in the same order: shape (N,).

    Returns
    -------
    Comparison
        With the two-sided p-value, 0 to 1; exactly 1 if the models never differ.

    Notes
    -----
    Source: McNemar (1947), "Note on the sampling error of the difference between correlated proportions
    or percentages"; the exact form is the binomial (sign) test of the discordant pairs.
    """
    first, second = (torch.as_tensor(v) for v in (first, second))
    for values in (first, second):
        expect_right(values)
    if first.shape != second.shape:
        raise ValueError(f"expected two vectors of one length, got {tuple(first.shape)} and {tuple(second.shape)}")
    expect_pairs(second, first, "second answers", "first")
    only_first, only_second = int((first & ~second).sum()), int((second & ~first).sum())
    flips, fewer = only_first + only_second, min(only_first, only_second)
    tail = sum(math.comb(flips, k) for k in range(fewer + 1))
    return Comparison(only_first, only_second, min(1.0, 2 * tail / 2**flips))
