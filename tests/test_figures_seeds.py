import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch

from mnist_course import figures

matplotlib.use("Agg")


@pytest.fixture
def ax():
    yield plt.subplots()[1]
    plt.close("all")


def test_band_is_the_interval_of_the_mean_by_students_t(ax):
    runs = torch.tensor([[1.0, 2.0], [3.0, 8.0]])
    assert figures.band(ax, [10, 20], runs, "CNN", label="two seeds") is ax
    assert ax.lines[0].get_ydata().tolist() == [2.0, 5.0] and ax.lines[0].get_label() == "two seeds"
    assert (ax.lines[0].get_color(), ax.lines[0].get_marker()) == figures.style_of("CNN")
    heights = ax.collections[0].get_paths()[0].vertices[:, 1]
    assert (heights.min(), heights.max()) == pytest.approx((5 - 12.706 * 3, 5 + 12.706 * 3), rel=1e-4)


def test_bands_line_can_look_otherwise(ax):
    figures.band(ax, [1, 2], np.ones((3, 2)), "MLP", marker=None, linestyle="--")
    assert ax.lines[0].get_marker() == "None" and ax.lines[0].get_linestyle() == "--"


@pytest.mark.parametrize("runs", [torch.zeros(3), torch.zeros(2, 3), torch.zeros(0, 2)])
def test_runs_of_another_shape_are_refused(ax, runs):
    with pytest.raises(ValueError, match=r"expected runs of shape \(seeds, 2\), got"):
        figures.band(ax, [1, 2], runs)


def test_every_row_has_its_dots_its_name_and_its_mean(ax):
    figures.dot_rows(ax, {"a": [1.0, 2.0], "b": torch.tensor([5.0])}, "MLP", shift=0.1, label="MLP")
    first, first_mean, second, _ = ax.lines
    assert first.get_xdata().tolist() == [1.0, 2.0] and first.get_ydata().tolist() == [0.1, 0.1]
    assert first_mean.get_xdata()[0] == 1.5 and second.get_ydata().tolist() == [1.1]
    assert [text.get_text() for text in ax.get_yticklabels()] == ["a", "b"]
    assert ax.get_legend_handles_labels()[1] == ["MLP"]


def test_rows_without_a_mean(ax):
    figures.dot_rows(ax, {"a": [1.0], "b": [2.0]}, mean=False)
    assert len(ax.lines) == 2


def test_changes_stand_about_zero_the_first_on_top_above_their_intervals(ax):
    changes = {"above": [1.0, 3.0], "below": torch.tensor([-4.0, -2.0])}
    assert figures.change_rows(ax, changes, "MLP", title="one rises") is ax
    assert [text.get_text() for text in ax.get_yticklabels()] == ["below", "above"]
    assert ax.lines[-1].get_xdata() == [0, 0] and ax.figure.get_suptitle() == "one rises"
    intervals = [bar.get_children()[-1].get_segments()[0] for bar in ax.containers]
    assert [interval[:, 1].tolist() for interval in intervals] == [[-0.25, -0.25], [0.75, 0.75]]
    assert intervals[0][:, 0] == pytest.approx([-3 - 12.706, -3 + 12.706], rel=1e-4)
    assert intervals[1][:, 0] == pytest.approx([2 - 12.706, 2 + 12.706], rel=1e-4)


def test_no_row_of_changes_lies_on_the_edge(ax):
    low, high = figures.change_rows(ax, {"a": [1.0, 2.0], "b": [0.0, 1.0], "c": [3.0, 4.0]}).get_ylim()
    assert low < -0.5 and high > 2.3


def test_ticks_of_a_logarithmic_axis_are_plain_numbers(ax):
    figures.log_ticks(ax, x=[0.5, 20_000])
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "linear")
    assert [text.get_text() for text in ax.get_xticklabels()] == ["0.5", "20,000"]
    assert len(ax.get_xticks(minor=True)) == 0
