"""Drawings of chapter 12, of seconds: they show the numbers that they are given."""

import matplotlib.pyplot as plt
import pytest

from mnist_course.figures import ideas_seconds


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def words(figure):
    return [text.get_text() for ax in figure.axes for text in ax.texts]


def test_a_fifth_made_free_is_a_quarter_faster():
    assert "1 / 0.8 = 1.25 times as fast, and no more" in words(ideas_seconds.free_part(0.2).figure)


def test_bars_are_as_long_as_their_milliseconds():
    ax = ideas_seconds.step_bars({"a": {"loading": 1.0, "forward": 2.0}})
    assert [(bar.get_x(), bar.get_width()) for bar in ax.patches] == [(0, 1), (1, 2)]
    ax = ideas_seconds.paired_bars({"first": {"pooling": 4.0}, "last": {"pooling": 1.0}})
    assert [bar.get_width() for bar in ax.patches] == [4, 1]


def test_the_first_rung_is_above_with_its_accuracy():
    ax = ideas_seconds.ladder({"slow": [15.0, 14.0], "fast": [1.5]}, {"slow": 98.1, "fast": 99.0})
    assert ax.yaxis_inverted() and words(ax.figure) == ["98.10%", "99.00%"]


def test_runs_are_counted_by_quarter_and_the_star_is_their_centre():
    runs = [(2.5, 99.0), (2.6, 99.1), (2.9, 98.9), (3.4, 99.2), (3.2, 99.1)]
    ax = ideas_seconds.runs_at_the_corner(runs, ("T1 CNN", 56.0, 98.8))
    texts = words(ax.figure)
    assert texts == ["2 runs", "1 run", "2 runs", "0 runs", "T1 CNN: 98.80%, 56 s"]
    star = next(line for line in ax.lines if line.get_marker() == "*")
    assert (star.get_xdata()[0], round(star.get_ydata()[0], 6)) == (2.9, 99.06)


def test_the_corner_names_every_network():
    figure = ideas_seconds.corner([("T1 CNN", 40.0, 99.0)])
    assert words(figure) == ["T1 CNN", "99% within 3 s"]
