"""The drawings of chapters 07 and 08."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from mnist_course.figures import ideas_rates


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def texts(figure):
    return [text.get_text() for ax in figure.axes for text in ax.texts]


def test_a_run_that_leaves_the_picture_ends_there_with_an_arrow():
    ax = ideas_rates.losses_until({"slow": [2.3, 2.2, 2.1], "wild": [2.3, 3.0, float("nan")]}, top=4)
    assert [len(line.get_xdata()) for line in ax.lines] == [3, 2]
    assert texts(ax.figure) == ["slow", "wild ↑"]


def test_a_run_that_is_too_high_is_drawn_until_it_is_out_of_the_picture():
    ax = ideas_rates.losses_until({"wild": [2.3, 3.0, 50.0, 60.0]}, top=4)
    assert list(ax.lines[0].get_ydata()) == [2.3, 3.0, 50.0] and ax.get_ylim() == (0, 4)


def test_step_against_the_gradient_begins_where_the_way_to_the_lowest_point_does():
    ax = ideas_rates.two_ways((10, 1), (-0.18, -1.8))
    assert texts(ax.figure)[-2:] == ["against the gradient", "to the lowest point"]


def test_walks_are_drawn_one_below_the_other():
    figure = ideas_rates.walks({"one": np.zeros((3, 2)), "two": np.ones((3, 2))})
    assert [ax.get_title(loc="left") or ax.get_title() for ax in figure.axes] == ["one", "two"]


def test_cliff_names_the_factor_of_each_rate():
    figure = ideas_rates.cliff([0.005, 0.021])
    titles = [ax.get_title(loc="left") or ax.get_title() for ax in figure.axes]
    assert [title.split()[-1] for title in titles] == ["(0.5)", "(−1.1)"]


def test_one_shape_has_five_boxes():
    assert {"weights w", "gradient g", "rule, rate", "memory", "new w"} <= set(texts(ideas_rates.one_shape().figure))


def test_units_that_fire_are_drawn_black():
    values = np.array([[0.0, 2.0], [0.0, 0.0], [1.0, 1.0]])
    figure = ideas_rates.firing({"rate 1": values, "rate 2": values})
    assert figure.axes[0].images[0].get_array().tolist() == [[0, 0, 1], [1, 0, 1]]


def test_a_line_stands_where_the_next_layer_begins():
    figure = ideas_rates.firing({"rate 1": np.ones((3, 6)), "rate 2": np.ones((3, 6))}, first=4)
    assert [list(ax.lines[0].get_ydata()) for ax in figure.axes] == [[3.5, 3.5]] * 2
    assert texts(figure) == ["first layer", "second layer"]


def test_dead_units_are_drawn_below_the_loss():
    above, below = ideas_rates.dying((1, 2), {"first": (3, 4), "second": (1, 0)}, [2.0, 9.0]).axes
    assert list(above.lines[0].get_ydata()) == [2.0, 9.0]
    assert [list(line.get_ydata()) for line in below.lines] == [[3, 4], [1, 0]]


def test_errors_of_three_and_four_tenths_make_one_of_five():
    assert "±0.5 of A − B" in texts(ideas_rates.right_triangle(0.3, 0.4).figure)
    assert "0.5 of A − B" in texts(ideas_rates.right_triangle(0.3, 0.4, sign="").figure)


def test_pairs_are_joined_and_their_differences_drawn_beside_them():
    left, right = ideas_rates.pairs([1.0, 2.0], [1.5, 2.4], ("a", "b")).axes
    assert [list(line.get_ydata()) for line in left.lines] == [[1.0, 1.5], [2.0, 2.4]]
    assert list(right.lines[0].get_ydata()) == pytest.approx([0.5, 0.4])
