"""Drawings of ideas: what is drawn stands where it was put."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from mnist_course.figures import diagrams


@pytest.fixture
def ax():
    yield diagrams.canvas(8, 4)
    plt.close("all")


def test_canvas_has_as_many_units_as_asked_for_and_no_frame(ax):
    assert (ax.get_xlim(), ax.get_ylim()) == ((0, 8), (0, 4)) and not ax.axison


def test_layers_join_every_node_with_all_of_the_column_before(ax):
    columns = diagrams.layers(ax, [3, 4, 2], ["pixels", "hidden", "scores"])
    assert [len(column) for column in columns] == [3, 4, 2] and len(ax.lines) == 3 * 4 + 4 * 2
    assert [text.get_text() for text in ax.texts] == ["pixels", "hidden", "scores"]


def test_numbers_stand_in_the_order_of_the_matrix_and_the_largest_is_the_darkest(ax):
    diagrams.numbers(ax, np.array([[0, 1], [2, 9]]), shade=True)
    places = {text.get_text(): text.get_position() for text in ax.texts}
    assert places["0"][1] > places["2"][1] and places["1"][0] > places["0"][0]
    shades = [patch.get_facecolor()[0] for patch in ax.patches]
    assert min(shades) == shades[3] and max(shades) == shades[0] == 1


def test_box_arrow_and_frame_are_drawn_with_their_texts(ax):
    diagrams.box(ax, (2, 2), "loss")
    diagrams.arrow(ax, (3, 2), (5, 2), "slope")
    diagrams.frame(ax, (0, 0), 3, 3)
    assert [text.get_text() for text in ax.texts] == ["loss", "slope"] and len(ax.patches) == 3
