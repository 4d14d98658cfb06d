import math

import pytest
import torch

from mnist_course.evaluation.abstention import accuracy_by_coverage, largest_coverage, select

SURE = torch.tensor([0.9, 0.5, 0.99, 0.7, 0.6])
RIGHT = torch.tensor([True, False, True, False, True])


def test_curve_by_hand():
    curve = accuracy_by_coverage(SURE.double(), RIGHT)
    assert [round(c.coverage, 9) for c in curve] == [0.2, 0.4, 0.6, 0.8, 1.0]
    assert [c.accuracy for c in curve] == pytest.approx([1, 1, 2 / 3, 3 / 4, 3 / 5])


def test_all_answers_together_have_the_plain_accuracy():
    sure, right = torch.rand(1000), torch.rand(1000) < 0.9
    assert accuracy_by_coverage(sure, right)[-1][1:] == pytest.approx((1, right.double().mean().item()))


def test_equal_confidences_are_accepted_together():
    curve = accuracy_by_coverage(torch.tensor([1.0, 1.0, 0.5]), torch.tensor([False, True, True]))
    assert [c.coverage for c in curve] == pytest.approx([2 / 3, 1])
    assert [c.accuracy for c in curve] == pytest.approx([1 / 2, 2 / 3])


def test_largest_coverage_may_lie_beyond_a_dip():
    chosen = largest_coverage(SURE, RIGHT, 0.75)
    assert (chosen.coverage, chosen.accuracy) == (0.8, 0.75)
    assert largest_coverage(SURE, RIGHT, 0.9).coverage == 0.4


def test_threshold_chosen_on_some_images_selects_the_same_share_of_them_again():
    sure, right = torch.rand(500), torch.rand(500) < 0.95
    chosen = largest_coverage(sure, right, 0.97)
    assert select(sure, right, chosen.threshold) == pytest.approx(chosen)


def test_what_cannot_be_reached_is_none_and_nothing_selected_has_no_accuracy():
    assert largest_coverage(SURE, ~RIGHT, 1.0) is None
    nothing = select(SURE, RIGHT, 1.5)
    assert nothing.coverage == 0 and math.isnan(nothing.accuracy)


def test_wrong_arguments_say_what_was_expected():
    with pytest.raises(ValueError, match="got 99.95"):
        largest_coverage(SURE, RIGHT, 99.95)
    with pytest.raises(ValueError, match="got 4 right/wrong for 5 confidences"):
        accuracy_by_coverage(SURE, RIGHT[:4])
