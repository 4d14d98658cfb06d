import matplotlib.pyplot as plt
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
