"""Drawings of chapter 10: they show the places and the steps that they are given."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
import torch.nn.functional as F

from mnist_course.figures import ideas_distortion


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def test_look_up_of_a_diagonal_of_two_looks_twice_as_far_from_the_middle():
    grid = F.affine_grid(torch.tensor([[[2.0, 0, 0], [0, 2.0, 0]]]), [1, 1, 28, 28], align_corners=False)
    image = torch.zeros(1, 1, 28, 28)
    figure = ideas_distortion.look_up(image, grid, image, title="twice as far")
    here, there = (ax.lines[0].get_xydata() - 13.5 for ax in figure.axes)
    np.testing.assert_allclose(there, 2 * here, atol=1e-5)
    assert figure.get_suptitle() == "twice as far"


def test_look_up_has_room_for_every_look_and_none_to_spare():
    grid = F.affine_grid(torch.tensor([[[2.0, 0, 0], [0, 1.0, 0]]]), [1, 1, 28, 28], align_corners=False)
    image = torch.zeros(1, 1, 28, 28)
    new, old = ideas_distortion.look_up(image, grid, image).axes
    x, y = old.lines[0].get_xydata().T
    left, right = old.get_xlim()
    assert left < x.min() < 0 and right - left < 28 * 2 and new.get_ylim() == old.get_ylim()


def test_points_are_drawn_where_the_matrix_takes_them():
    ax = ideas_distortion.rotated_points([[0, -1], [1, 0]], [(1, 0)])
    assert "(0.00, 1.00)" in [text.get_text() for text in ax.texts]


def test_arrows_are_as_long_as_the_steps():
    steps = np.stack([np.full((28, 28), 2.0), np.full((28, 28), -1.0)])
    figure = ideas_distortion.pixel_steps(
        {"right and up": steps, "nowhere": 0 * steps}, title="up", label="an arrow: a look"
    )
    arrows = [ax.collections[0] for ax in figure.axes]
    assert set(arrows[0].U) == {2.0} and set(arrows[0].V) == {-1.0} and not arrows[1].U.any()
    assert (figure.get_suptitle(), figure.get_supxlabel()) == ("up", "an arrow: a look")
    assert [ax.get_title() for ax in figure.axes] == ["right and up", "nowhere"]
