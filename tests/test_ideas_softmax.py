"""Drawings of ideas for chapters 02 and 03: the numbers in them are those of the arithmetic."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from mnist_course.figures import ideas_softmax


@pytest.fixture(autouse=True)
def no_figure_stays_open():
    yield
    plt.close("all")


def words(ax):
    return [text.get_text() for text in ax.texts]


def test_rows_of_labels_hold_one_1_each():
    assert words(ideas_softmax.one_hot_rows([4, 9]))[10:].count("1") == 2


def test_powers_are_shared_out_by_their_sum():
    assert words(ideas_softmax.softmax_steps([1.0, 1.0]).axes[2])[:2] == ["0.50", "0.50"]


def test_readings_write_what_can_be_seen_and_name_the_truth():
    given = [[0.0] * 4 + [0.55] + [0.0] * 4 + [0.446]]
    lower = ideas_softmax.readings(np.zeros((1, 28, 28)), given, [4], ["sloppy 4"]).axes[1]
    assert [text for text in words(lower) if text] == ["0.55", "0.45"] and lower.get_xlabel() == "4 is true"


def test_scores_outside_the_window_are_crosses():
    ax = ideas_softmax.float_window({"held": -100.0, "lost": -104.0, "infinite": 89.0})
    assert [line.get_marker() for line in ax.lines[1:]] == ["o", "X", "X"]


def test_product_of_probabilities_and_sum_of_surprises_are_drawn():
    assert {"0.40", "0.92"} <= set(words(ideas_softmax.product_and_sum([0.8, 0.5])))


def test_gradient_is_error_times_ink():
    drawn = words(ideas_softmax.outer_product([0.5, -0.5], [1, 0], ["a 4", "a 9"]))
    assert {"+0.50", "−0.50", "0", "a 4"} <= set(drawn)


def test_layer_names_one_weight_and_a_bias_for_each_score():
    drawn = words(ideas_softmax.linear_layer("784 pixels x", "10 scores z"))
    assert drawn.count("+ its bias") == 3 and {"one weight", "784 pixels x", "10 scores z"} <= set(drawn)


def test_loop_has_a_box_for_each_step_and_a_way_back():
    ax = ideas_softmax.loop(["loss", "step"], "again")
    assert words(ax)[:2] == ["loss", "step"] and words(ax)[-1] == "again"
