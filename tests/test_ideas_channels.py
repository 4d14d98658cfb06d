"""Drawings of chapter 12, of channels: they show the numbers that they are given."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.patches import Rectangle

from mnist_course.figures import ideas_channels


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def words(figure):
    return [text.get_text() for ax in figure.axes for text in ax.texts]


def test_both_orders_of_memory_have_the_same_numbers():
    texts = [text for text in words(ideas_channels.orders_of_memory().figure) if len(text) == 2]
    assert sorted(texts) == sorted(3 * [letter + place for letter in "abc" for place in "1234"])
    assert texts[12:16] == ["a1", "a2", "a3", "a4"] and texts[24:27] == ["a1", "b1", "c1"]


def test_a_square_becomes_the_first_place_of_four_channels():
    texts = words(ideas_channels.squares_to_channels().figure)
    assert [texts[texts.index(f"channel {c}") - 4] for c in range(4)] == ["1", "2", "5", "6"]


def test_the_shapes_are_squares_to_scale_with_their_multiplications():
    ax = ideas_channels.shapes({"a": [(1, 28), (4, 14)]})
    assert words(ax.figure) == ["a: 0.0 million multiplications", "1 × 28 × 28", "4 × 14 × 14"]
    first, second = (patch.get_width() for patch in ax.patches if isinstance(patch, Rectangle))
    assert first == pytest.approx(2 * second)
    assert ideas_channels.multiplications([(1, 28), (16, 28), (32, 14)]) == 28**2 * 9 * 16 + 14**2 * 9 * 16 * 32


def test_the_numbers_of_a_channel_are_normalised_together():
    """By hand: 36 / 12 is 3, and the squares, 156 / 12, less 9 are 4."""
    values = np.array([7, 5, 3, 2, 4, 3, -1, 5, 3, 2, 1, 2]).reshape(3, 2, 2)
    texts = words(ideas_channels.normalised_together(values).figure)
    assert texts[:5] == ["image 0", "7", "5", "3", "2"] and texts.count("") == 24
    assert texts[-2:] == ["mean 3, variance 4:", "the 7 becomes (7 − 3) / 2 = 2"]
