"""The drawings of chapter 11 show what they are given."""

import matplotlib
import matplotlib.pyplot as plt
import pytest

from mnist_course.figures import ideas_clinic as ideas
from mnist_course.figures import use_style


@pytest.fixture(autouse=True)
def _in_the_courses_style():
    with matplotlib.rc_context():
        use_style()
        yield
        plt.close("all")


def test_looks_are_all_drawn_within_their_canvas_and_nothing_overlaps():
    ax = ideas.looks()
    ax.figure.canvas.draw()
    texts = {text.get_text(): text.get_window_extent() for text in ax.texts}
    assert all(part in texts for look in ideas.LOOKS for part in look)
    frame = ax.get_window_extent()
    assert all(frame.x0 <= box.x0 and box.x1 <= frame.x1 + 1 for box in texts.values())
    boxes = list(texts.values())
    assert not [(a, b) for i, a in enumerate(boxes) for b in boxes[:i] if a.overlaps(b)]


def test_a_log_labels_each_line_and_cuts_off_what_is_outside():
    series = {"healthy": ([1, 2], [2.3, 0.1]), "A": ([1, 2], [2.3, 2.3]), "B": ([1, 2], [2.3, 2.31])}
    ax = ideas.log(series, ylabel="loss", limits=(0, 3))
    assert sorted(text.get_text() for text in ax.texts) == ["A, B", "healthy"] and ax.get_ylim() == (0, 3)
    assert ax.lines[0].get_linestyle() == "--" and ax.lines[1].get_linestyle() == "-"
    assert ideas.log({"E": ([1, 2], [1.0, 30.0])}, ylabel="loss", logarithmic=[1, 10]).get_yscale() == "log"


def test_means_are_over_so_many_steps_and_a_rest_is_left_out():
    assert ideas.in_means([1.0, 3.0, 5.0, 7.0, 10.0], 2) == ([2, 4], [2.0, 6.0])
    assert ideas.in_means([1.0, 3.0], 20) == ([2], [2.0])
