"""The convention for noise: an interval that covers as often as it says, and pairs that take out what is shared."""

import pytest
import torch
from scipy import stats

from mnist_course.evaluation.noise import as_text, difference, estimate


def test_interval_is_scipys():
    values = [98.2, 98.4, 98.1, 98.5, 98.3]
    found = estimate(values)
    low, high = stats.t.interval(0.95, 4, loc=found.mean, scale=stats.sem(values))
    assert (found.low, found.high) == pytest.approx((low, high)) and found.n == 5


@pytest.mark.slow
@pytest.mark.parametrize("n", [3, 5, 10])
def test_interval_covers_the_truth_in_95_of_100_experiments(n):
    generator = torch.Generator().manual_seed(0)
    experiments = torch.randn(4000, n, generator=generator, dtype=torch.float64).tolist()
    covered = sum(found.low < 0 < found.high for found in map(estimate, experiments)) / 4000
    assert 0.94 < covered < 0.96


def test_pairs_find_a_difference_that_is_smaller_than_the_noise():
    shared = torch.randn(5, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    better = shared + 0.1 + torch.tensor([0.0, 0.01, -0.01, 0.02, 0.0], dtype=torch.float64)
    assert difference(better, shared).excludes_zero
    assert estimate(better).half > 0.1
    assert not difference([1.0, 2.0, 3.0], [2.0, 1.0, 3.1]).excludes_zero


def test_estimate_is_written_with_its_interval():
    assert f"{estimate([1.0, 2.0, 3.0]):.1f}" == "2.0 ± 2.5"
    assert f"{difference([2.0, 3.0], [1.0, 1.9]):+.2f}" == "+1.05 ± 0.64"
    assert f"{estimate([-0.001, -0.003]):+.2f}" == "+0.00 ± 0.01"
    assert (as_text([1.0, 2.0, 3.0], ".1f"), as_text([0.5])) == ("2.0 ± 2.5", "0.50")


@pytest.mark.parametrize(
    ("values", "others", "message"),
    [([1.0], [2.0], "at least two seeds, got 1"), ([1.0, 2.0], [1.0], "one pair per seed, got 2 and 1")],
)
def test_too_few_or_unpaired_values_are_an_error(values, others, message):
    with pytest.raises(ValueError, match=message):
        difference(values, others)
