"""Channels of two networks, brought into one order."""

import torch
from torch import nn

from mnist_course.models.matching import match_channels


def network():
    return nn.Sequential(
        nn.Conv2d(1, 5, 3), nn.MaxPool2d(2), nn.BatchNorm2d(5), nn.ReLU(), nn.Flatten(), nn.Linear(5 * 4, 3)
    )


def shuffled(model, order):
    """A copy whose channels are in another order, and which computes the same."""
    copy, weights = network(), {name: weight.clone() for name, weight in model.state_dict().items()}
    for name in ("0.weight", "0.bias", "2.weight", "2.bias", "2.running_mean", "2.running_var"):
        weights[name] = weights[name][order]
    weights["5.weight"] = weights["5.weight"].view(3, 5, 4)[:, order].reshape(3, 20)
    copy.load_state_dict(weights)
    return copy


def test_channels_of_a_shuffled_copy_are_put_back():
    torch.manual_seed(0)
    model, images = network(), torch.randn(20, 1, 6, 6)
    model(images)  # its running means are no longer all alike
    copy = shuffled(model, torch.tensor([3, 0, 4, 1, 2]))
    assert torch.allclose(copy.eval()(images), model.eval()(images), atol=1e-6)
    match_channels(copy, model, images)
    for name, weight in model.state_dict().items():
        assert torch.equal(copy.state_dict()[name], weight), name


def test_sorting_the_channels_changes_no_score():
    torch.manual_seed(1)
    model, other, images = network(), network(), torch.randn(20, 1, 6, 6)
    before = model.eval()(images)
    match_channels(model, other, images)
    assert torch.allclose(model(images), before, atol=1e-6)
