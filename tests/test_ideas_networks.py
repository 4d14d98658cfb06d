"""The drawings of ideas of chapters 04 and 05 show what they are given."""

import matplotlib.pyplot as plt
import pytest
import torch

from mnist_course.figures import ideas_networks as ideas


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def test_a_patch_shows_its_numbers_and_the_ink_is_darkest():
    figure = ideas.patches({"bytes": torch.tensor([[0.0, 255.0]]), "moved": [[-1.0, 1.0]]}, ["g", ".1f"])
    assert [text.get_text() for ax in figure.axes for text in ax.texts] == ["0", "255", "−1.0", "1.0"]
    paper, ink = (patch.get_facecolor()[0] for patch in figure.axes[1].patches)
    assert paper > ink


def test_the_chain_shows_the_products_of_the_slopes():
    ax = ideas.chain({"w": 0.5, "z": 1, "loss": 4}, ["× 2", "(z − 3)²"], [2, -4])
    texts = [text.get_text() for text in ax.texts]
    assert {"w\n0.5", "−8", "−4", "1", "× 2", "× −4"} <= set(texts)


def test_what_is_too_wide_between_two_boxes_of_a_chain_stands_above_them():
    ax = ideas.chain({"w": 0.5, "z": 1, "loss": 4}, ["× 2", "(z − 3)²"], [2, -4])
    height = {text.get_text(): text.get_position()[1] for text in ax.texts}
    tops = [box.get_y() + box.get_height() for box in ax.patches if hasattr(box, "get_height")]
    assert height["(z − 3)²"] > max(tops) > height["× 2"]


def test_relu_is_flat_and_then_rises():
    assert ideas.relu().lines[0].get_ydata().tolist() == [0, 0, 3]


def test_a_plane_shows_points_and_boundaries():
    ax = ideas.plane({"a": torch.randn(50, 2), "b": torch.randn(50, 2)}, {"MLP": lambda p: p[:, 0]}, ["-"], [(0, 0)])
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["a", "b"]
    assert [text.get_text() for text in ax.texts] == ["MLP"]


def test_dropped_nodes_are_crossed_out():
    figure = ideas.dropped([3, 4, 2], {"one": [True, False, False, True], "two": [True] * 4})
    crosses = [sum(line.get_marker() == "x" for line in ax.lines) for ax in figure.axes]
    assert crosses == [2, 0]


def test_hops_prices_and_stairs_have_an_axes_for_each_of_what_they_compare():
    assert len(ideas.hops({"x = 1": [0, 0.2, 0.4], "x = 3": [0, 1.8, 0.4]}).axes) == 2
    x = torch.linspace(-1, 1, 5)
    assert len(ideas.prices_and_pulls(x, {"a": (x, x), "b": (x**2, -x)}).axes) == 2
    assert len(ideas.staircase(x, x.round(), x, xlabel="weight", ylabels=["a", "b"]).axes) == 2
