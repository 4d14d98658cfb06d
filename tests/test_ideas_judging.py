"""The drawings of ideas for the last two chapters."""

import matplotlib.pyplot as plt
import pytest

from mnist_course.figures import ideas_judging


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_tails_name_both_rates_and_what_was_seen():
    assert texts(ideas_judging.tails(30, 10_000, 0.0021, 0.0043)) == ["truly 21", "truly 43", " 30 seen"]


def test_fourfold_table_has_the_counts_in_their_places():
    assert texts(ideas_judging.fourfold(9_900, 20, 10, 70, ["A", "B"]))[:4] == ["9,900", "20", "10", "70"]


def test_every_fold_is_judged_once():
    assert texts(ideas_judging.folds(5)).count("judged") == 5


def test_flow_has_a_box_and_a_shape_for_every_step():
    assert texts(ideas_judging.flow([("input", "1 × 28 × 28"), ("linear", "10")]))[-1] == "10"


def test_arrows_run_from_before_to_after_the_first_name_on_top():
    ax = ideas_judging.before_after(["noise", "blur"], [50, 30], [90, 95], ["as it is", "measured anew"])
    assert [label.get_text() for label in ax.get_yticklabels()] == ["noise", "blur"]
    assert ax.lines[0].get_ydata()[0] == 1
