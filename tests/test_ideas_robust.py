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
        (ideas_robust.swapped_channels, "3.5 + 3.5 = 7"),
    ],
)
def test_drawing_says_what_it_shows_within_its_canvas(draw, word):
    ax = draw()
    assert word in texts(ax)
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    assert all(left <= x <= right and low <= y <= high for x, y in (text.get_position() for text in ax.texts))
    plt.close("all")


def test_moving_average_of_the_wandering_weights_is_nearer_to_the_floor_than_the_last():
    last, average = (line.get_xydata()[0] for line in ideas_robust.wandering().lines[1:])
    assert average[0] ** 2 / 4 + average[1] ** 2 < last[0] ** 2 / 4 + last[1] ** 2
    plt.close("all")
