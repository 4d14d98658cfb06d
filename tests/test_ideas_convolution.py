"""Drawings of chapter 06: what is drawn agrees with what a convolution does."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch

from mnist_course.figures import ideas_convolution as ideas


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def words(ax):
    return [text.get_text() for text in ax.texts]


def test_window_tells_the_sum_of_products():
    image = np.zeros((5, 6))
    image[2, 1:4] = 1
    kernel = np.array([[-1, -1, -1], [0, 0, 0], [1, 1, 1]])
    found = words(ideas.window(image, kernel, (0, 1)))
    assert "= 3.0" in found and "−1" in found and "-1" not in found


def test_window_stands_by_itself_beside_the_piece():
    image = np.arange(30.0).reshape(5, 6)
    found = words(ideas.window(image, np.ones((3, 3)), (2, 3)))
    assert all(found.count(f"{value:.1f}") == 2 for value in image[2:5, 3:6].ravel())


@pytest.mark.parametrize("case", [(8, 3, 0, 1), (8, 3, 1, 1), (8, 3, 0, 2), (9, 4, 1, 3)])
def test_as_many_windows_are_drawn_as_pytorch_finds_places(case):
    side, kernel, padding, stride = case
    layer = torch.nn.Conv1d(1, 1, kernel, padding=padding, stride=stride)
    places = layer(torch.zeros(1, 1, side)).shape[-1]
    ax = ideas.windows([case])
    assert len(ax.lines) == places and f"{places} places" in words(ax)[0]


def test_channels_add_up_with_the_bias():
    patches, kernel = np.ones((2, 3, 3)), np.stack([np.eye(3), 2 * np.eye(3)])
    found = words(ideas.channels(patches, kernel, 1))
    assert {"= 3", "= 6", "3 + 6 + 1\n= 10"} <= set(found)


def test_pooled_frames_every_square():
    ax = ideas.pooled(np.arange(16).reshape(4, 4), np.array([[5, 7], [13, 15]]), "largest")
    assert sum(patch.get_linewidth() == 3 for patch in ax.patches) == 4 and "largest" in words(ax)


def test_flow_writes_every_shape_and_step():
    found = words(ideas.flow([(1, 28, 28), (6, 14, 14), (120,), (10,)], ["a", "b", "c"]))
    assert found == ["1\n28×28", "6\n14×14", "120", "10", "a", "b", "c"]


def test_every_kernel_stands_beside_its_map():
    figure = ideas.kernels_and_maps(torch.randn(16, 3, 3), torch.rand(16, 28, 28))
    pairs = figure.axes[:32]
    assert [ax.get_title(loc="center") for ax in pairs[::2]] == [str(i) for i in range(16)]
    assert {ax.images[0].get_array().shape for ax in pairs[::2]} == {(3, 3)}
    assert {ax.images[0].get_array().shape for ax in pairs[1::2]} == {(28, 28)}


def test_kernels_and_maps_have_a_scale_each():
    figure = ideas.kernels_and_maps(torch.randn(4, 3, 3), torch.rand(4, 28, 28), columns=2)
    assert [ax.get_xlabel() for ax in figure.axes[8:]] == ["weight", "map after ReLU"]
