import matplotlib.pyplot as plt
import numpy as np
import pytest

from mnist_course.figures import ideas_robust


def texts(ax):
    return " ".join(text.get_text() for text in ax.texts)


@pytest.mark.parametrize(
    ("draw", "word"),
    [
        (ideas_robust.names_and_copies, "deepcopy"),
        (ideas_robust.checkpoint_parts, "random state"),
        (ideas_robust.written_over_and_beside, "rename"),
    ],
)
def test_drawing_says_what_it_shows_within_its_canvas(draw, word):
    ax = draw()
    assert word in texts(ax)
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    assert all(left <= x <= right and low <= y <= high for x, y in (text.get_position() for text in ax.texts))
    plt.close("all")


def test_look_up_of_a_diagonal_of_two_looks_twice_as_far_from_the_middle():
    image = np.zeros((28, 28), dtype=np.float32)
    figure = ideas_robust.look_up(image, np.array([[2.0, 0, 0], [0, 2.0, 0]]))
    here, there = (ax.lines[0].get_xydata() - 13.5 for ax in figure.axes)
    np.testing.assert_allclose(there, 2 * here, atol=1e-5)
    plt.close("all")


def test_points_are_drawn_where_the_matrix_takes_them():
    ax = ideas_robust.rotated_points([[0, -1], [1, 0]], [(1, 0)])
    assert "(0.00, 1.00)" in texts(ax)
    plt.close("all")
