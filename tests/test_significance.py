import pytest
import torch
from scipy import stats

from mnist_course.evaluation.significance import mcnemar, wilson_interval


@pytest.mark.parametrize("right", [0, 1, 37, 5_000, 9_973, 9_999, 10_000])
@pytest.mark.parametrize("confidence", [0.68, 0.95, 0.999])
def test_wilson_interval_agrees_with_scipy(right, confidence):
    theirs = stats.binomtest(right, 10_000).proportion_ci(confidence, method="wilson")
    assert wilson_interval(right, 10_000, confidence) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


def test_wilson_interval_by_hand():
    # z = 1.96, 9 of 10: the middle is (0.9 + 0.19207) / 1.38415, the half width 0.20889
    low, high = wilson_interval(9, 10)
    assert (low, high) == pytest.approx((0.59585, 0.98212), abs=2e-5)


def test_interval_covers_the_truth_about_as_often_as_it_says():
    truth, n = 0.997, 10_000
    counts = torch.binomial(torch.full((4000,), float(n)), torch.full((4000,), truth))
    covered = [low <= truth <= high for low, high in (wilson_interval(int(count), n) for count in counts)]
    assert sum(covered) / len(covered) == pytest.approx(0.95, abs=0.02)


@pytest.mark.parametrize(("only_first", "only_second"), [(0, 0), (1, 0), (5, 5), (3, 12), (40, 11), (300, 700)])
def test_mcnemar_is_the_binomial_test_of_the_examples_on_which_they_differ(only_first, only_second):
    both, neither = 50, 7
    first = [True] * (both + only_first) + [False] * (only_second + neither)
    second = [True] * both + [False] * only_first + [True] * only_second + [False] * neither
    result = mcnemar(first, torch.tensor(second))
    flips = only_first + only_second
    expected = stats.binomtest(only_first, flips).pvalue if flips else 1.0
    assert (result.only_first, result.only_second) == (only_first, only_second)
    assert result.p_value == pytest.approx(expected, rel=1e-9)


def test_five_of_five_differences_are_not_yet_significant_and_six_are():
    assert mcnemar([True] * 5, [False] * 5).p_value == 2 / 32
    assert mcnemar([True] * 6, [False] * 6).p_value == 2 / 64


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: wilson_interval(11, 10), ValueError, "11 of 10"),
        (lambda: wilson_interval(0, 0), ValueError, "0 of 0"),
        (lambda: wilson_interval(1, 10, 95), ValueError, "got 95"),
        (lambda: mcnemar([1, 0], [True, False]), TypeError, "bool, got torch.int64"),
        (lambda: mcnemar([True], [True, False]), ValueError, r"\(1,\) and \(2,\)"),
    ],
)
def test_wrong_arguments_say_what_was_expected(call, error, message):
    with pytest.raises(error, match=message):
        call()
