"""Drawings for chapter 00: they show the numbers that they were given."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from mnist_course.evaluation.noise import estimate
from mnist_course.figures import ideas_first_steps as ideas


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_tangent_has_the_slope_that_its_title_says():
    ax = ideas.tangent(p=0.8, aim=0.2)
    x, y = ax.lines[1].get_data()
    assert np.diff(y) / np.diff(x) == pytest.approx(1.2)
    assert "1.2" in ax.get_title()


def test_broadcast_shows_three_shapes():
    assert {"(3, 1)", "(4,)", "(3, 4)"} <= set(texts(ideas.broadcast()))


def test_broadcast_shows_in_grey_what_is_repeated():
    grey = [text.get_text() for text in ideas.broadcast().texts if text.get_color() == "#767676"]
    assert " ".join(grey) == "10 10 10 20 20 20 30 30 30 1 2 3 4 1 2 3 4"


def test_pictures_on_one_scale_have_the_same_black():
    ideas.same_scale([np.full((28, 28), 100.0), np.full((28, 28), 353)], ["a", "b"])
    assert {ax.images[0].get_clim() for ax in plt.gcf().axes} == {(0, 353)}


def test_marked_pixels_say_what_each_picture_holds():
    pictures = [np.full((28, 28), 353.0), np.full((28, 28), 97)]
    ideas.same_scale(pictures, ["a", "b"], marks={"stroke": (7, 14)})
    assert [texts(ax) for ax in plt.gcf().axes] == [["stroke 353"], ["stroke 97"]]


def test_matrix_product_shows_what_is_multiplied_and_each_sum():
    shown = texts(ideas.matrix_product(np.array([[3, 1, 2], [0, 5, 4]]), np.array([1, 0, 2])))
    assert {"3·1 + 1·0 + 2·2  =", "7", "0·1 + 5·0 + 4·2  =", "8", "(2, 3)", "(3,)", "(2,)"} <= set(shown)


def test_paths_say_who_never_comes_closer():
    ideas.paths({"rate 0.5": [0.8, 0.2], "rate 1": [0.8, -0.4, 0.8]})
    assert plt.gcf().get_suptitle() == "At rate 1 the pixel never comes closer"


def test_intervals_are_those_of_evaluation_noise():
    values = [91.0, 93.0, 95.0]
    ax = ideas.intervals({"3 seeds": values, "6 seeds": values * 2}, xlabel="%")
    (low, _), (high, _) = ax.containers[0].lines[2][0].get_segments()[0]
    assert (low, high) == pytest.approx((estimate(values).low, estimate(values).high))
    assert ax.get_title(loc="left") + ax.get_title() == "3 seeds say ± 5.0 points, 6 seeds ± 1.9"


def test_stack_network_and_titled_digits_are_drawn():
    images = np.zeros((4, 28, 28))
    assert len(ideas.stack(images).images) == 4
    assert "784 pixels" in texts(ideas.one_score(images[0]))
    figure = ideas.digits(images, "abcd", columns=4, size=1.0)
    assert {ax.title.get_fontsize() for ax in figure.axes} == {11}
