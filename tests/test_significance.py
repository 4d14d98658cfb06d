import math

import pytest
import torch

from mnist_course.evaluation.significance import mcnemar


@pytest.mark.parametrize(("only_first", "only_second"), [(0, 0), (1, 0), (5, 5), (3, 12), (40, 11), (300, 700)])
def test_mcnemar_asks_how_often_a_fair_coin_splits_the_differences_as_unevenly(only_first, only_second):
    both, neither = 50, 7
    first = [True] * (both + only_first) + [False] * (only_second + neither)
    second = [True] * both + [False] * only_first + [True] * only_second + [False] * neither
    result = mcnemar(first, torch.tensor(second))
    flips, fewer = only_first + only_second, min(only_first, only_second)
    expected = min(1.0, 2 * sum(math.comb(flips, k) for k in range(fewer + 1)) / 2**flips)
    assert (result.only_first, result.only_second) == (only_first, only_second)
    assert result.p_value == pytest.approx(expected, rel=1e-9)


def test_five_of_five_differences_are_not_yet_significant_and_six_are():
    assert mcnemar([True] * 5, [False] * 5).p_value == pytest.approx(2 / 32)
    assert mcnemar([True] * 6, [False] * 6).p_value == pytest.approx(2 / 64)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: mcnemar([1, 0], [True, False]), TypeError, "bool, got torch.int64"),
        (lambda: mcnemar([True], [True, False]), ValueError, r"\(1,\) and \(2,\)"),
    ],
)
def test_wrong_arguments_say_what_was_expected(call, error, message):
    with pytest.raises(error, match=message):
        call()
