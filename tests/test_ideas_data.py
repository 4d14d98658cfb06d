"""Drawings for chapter 01: they show the numbers that they were given."""

import numpy as np
import pytest

from mnist_course.figures import ideas_data as ideas


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_header_shows_sixteen_bytes():
    shown = texts(ideas.header(bytes([0, 0, 8, 3, 0, 0, 0xEA, 0x60]) + bytes(20)))
    assert shown[:8] == ["00", "00", "08", "03", "00", "00", "ea", "60"] and "images" in shown


def test_number_lines_end_where_standardised_paper_and_ink_lie():
    ax = ideas.number_lines(mean=0.1307, std=0.3081)
    assert {"−0.42", "2.82"} <= set(texts(ax))
    assert ax.get_title() == "Standardised, paper is −0.42 and ink 2.82"


def test_question_is_joined_to_the_nearest_mean_and_to_the_nearest_neighbour():
    points, labels = np.array([[0.0, 0], [0, 4], [6, 0], [10, 0]]), np.array([4, 4, 9, 9])
    ax = ideas.two_yardsticks(points, labels, np.array([3.6, 0]), xlabel="x", ylabel="y")
    ends = [tuple(line.get_xydata()[1]) for line in ax.lines if len(line.get_xydata()) == 2]
    assert ends == [(0, 2), (6, 0)]
    assert ax.get_title() == "The nearest mean is a 4, the nearest neighbour a 9"
    assert {"nearest mean", "nearest neighbour"} <= set(texts(ax))


def test_pieces_have_the_mean_of_each_group():
    ax = ideas.pieces([80, 82, 90], last=1, chance=2, names=["a", "b"], ylabel="%", title="t")
    assert [line.get_ydata()[0] for line in ax.lines[1::2]] == pytest.approx([81, 90])
    assert ax.patches[0].get_height() == pytest.approx(4)


def test_origin_flow_and_piles_are_drawn():
    assert len(ideas.origin([np.eye(28)] * 3).images) == 3
    assert texts(ideas.loader_flow()).count("DataLoader") == 2 and "dataset[31]" in texts(ideas.loader_flow())
    assert any("sealed" in text for text in texts(ideas.piles()))
