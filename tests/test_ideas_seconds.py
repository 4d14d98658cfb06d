"""Drawings of chapter 12: they show the numbers that they are given."""

import matplotlib.pyplot as plt
import pytest
from matplotlib.patches import Rectangle

from mnist_course.figures import ideas_seconds


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def words(figure):
    return [text.get_text() for ax in figure.axes for text in ax.texts]


def test_a_fifth_made_free_is_a_quarter_faster():
    assert "1 / 0.8 = 1.25 times as fast, and no more" in words(ideas_seconds.free_part(0.2).figure)


def test_both_orders_of_memory_have_the_same_numbers():
    texts = [text for text in words(ideas_seconds.orders_of_memory().figure) if len(text) == 2]
    assert sorted(texts) == sorted(3 * [letter + place for letter in "abc" for place in "1234"])
    assert texts[12:16] == ["a1", "a2", "a3", "a4"] and texts[24:27] == ["a1", "b1", "c1"]


def test_a_square_becomes_the_first_place_of_four_channels():
    texts = words(ideas_seconds.squares_to_channels().figure)
    assert [texts[texts.index(f"channel {c}") - 4] for c in range(4)] == ["1", "2", "5", "6"]


def test_bars_are_as_long_as_their_milliseconds():
    ax = ideas_seconds.step_bars({"a": {"loading": 1.0, "forward": 2.0}})
    assert [(bar.get_x(), bar.get_width()) for bar in ax.patches] == [(0, 1), (1, 2)]
    ax = ideas_seconds.paired_bars({"first": {"pooling": 4.0}, "last": {"pooling": 1.0}})
    assert [bar.get_width() for bar in ax.patches] == [4, 1]


def test_the_star_stands_at_its_seconds_and_accuracy():
    figure = ideas_seconds.corner([("T1 CNN", 40.0, 99.0)], (1.4, 99.1))
    star = next(line for line in figure.axes[0].lines if line.get_marker() == "*")
    assert (star.get_xdata()[0], round(star.get_ydata()[0], 6)) == (1.4, 0.9)


def test_every_run_has_its_dot():
    figure = ideas_seconds.corner([], (1.4, 99.1), [(1.3, 99.0), (1.5, 99.2)])
    dots = [line.get_xdata()[0] for line in figure.axes[0].lines if line.get_marker() == "."]
    assert dots == [1.3, 1.5]


def test_the_shapes_are_squares_to_scale_with_their_multiplications():
    ax = ideas_seconds.shapes({"a": [(1, 28), (4, 14)]})
    assert words(ax.figure) == ["a: 0.0 million multiplications", "1 × 28 × 28", "4 × 14 × 14"]
    first, second = (patch.get_width() for patch in ax.patches if isinstance(patch, Rectangle))
    assert first == pytest.approx(2 * second)
    assert ideas_seconds.multiplications([(1, 28), (16, 28), (32, 14)]) == 28**2 * 9 * 16 + 14**2 * 9 * 16 * 32


def test_the_first_rung_is_above_with_its_accuracy():
    ax = ideas_seconds.ladder({"slow": [15.0, 14.0], "fast": [1.5]}, {"slow": 98.1, "fast": 99.0})
    assert ax.yaxis_inverted() and words(ax.figure) == ["98.10%", "99.00%"]
