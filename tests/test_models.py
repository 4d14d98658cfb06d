import pytest
import torch
from torch import nn

from mnist_course import models
from mnist_course.models import Block, pretrained

PARAMETERS = {  # counted by hand: in chapters 03 to 06; kernels, two numbers per channel of a normalisation, head
    "softmax regression": 7_850,
    "T1 MLP": 235_146,
    "T1 CNN": 421_642,
    "T2 two-layer": 79_510,
    "T2 CNN": 20_490,
    "T3 MLP": 20_535,
    "T4 MLP": 39_760,
    "T4 CNN": 21_840,
    "LeNet-5": 61_706,
    "T4 MLP without dropout": 39_760,
    "small 80k": 600 + 28_800 + 41_472 + 2 * (24 + 48 + 96) + 8_650,
    "small 80k without normalisation": 600 + 28_800 + 41_472 + (24 + 48 + 96) + 8_650,
    "small 22k": 300 + 7_200 + 10_368 + 2 * (12 + 24 + 48) + 4_330,
    "small 285k": 800 + 51_200 + 73_728 + 147_456 + 2 * (32 + 64 + 128 + 128) + 11_530,
}


@pytest.mark.parametrize("name", models.NETWORKS)
def test_network_has_its_parameters_and_ten_scores(name):
    model = models.build(name)
    assert models.count_parameters(model) == PARAMETERS[name]
    assert model(torch.randn(3, 1, 28, 28)).shape == (3, 10)


@pytest.mark.parametrize("name", models.SMALL)
def test_small_network_is_named_after_its_thousands_of_parameters(name):
    assert round(PARAMETERS[name] / 1000) == int(name.split()[1].removesuffix("k"))


def test_the_two_networks_that_ship_keep_within_their_limits():
    assert {name for name, _ in pretrained.names()} == {"small 80k", "small 285k"}
    assert PARAMETERS["small 80k"] <= 100_000 < PARAMETERS["small 285k"] <= 500_000


def test_convolutions_are_followed_by_pooling_where_asked_normalisation_and_activation():
    names = [type(layer).__name__ for layer in models.cnn(4, Block(8, 5, pool=False), batch_norm=True)]
    first, second = ["Conv2d", "MaxPool2d", "BatchNorm2d", "ReLU"], ["Conv2d", "BatchNorm2d", "ReLU"]
    assert names == [*first, *second, "Flatten", "Linear"]


@pytest.mark.parametrize(("options", "first"), [({}, 2), ({"pad_first": False}, 0), ({"trim": 1}, 0)])
def test_convolutions_are_padded_but_for_the_first_where_asked(options, first):
    layers = models.cnn(Block(4, 5, pool=False), Block(8), **options)
    assert [layer.padding for layer in layers if isinstance(layer, nn.Conv2d)] == [(first, first), (1, 1)]
    assert layers(torch.randn(2, 1, 28, 28)).shape == (2, 10)


def test_kernel_of_even_sides_is_an_error():
    with pytest.raises(ValueError, match="odd sides, got 2"):
        models.cnn(Block(4, 2))


def test_pooling_before_the_activation_changes_nothing():
    x = torch.randn(4, 8, 28, 28)
    pool, relu = nn.MaxPool2d(2), nn.ReLU()
    assert torch.equal(relu(pool(x)), pool(relu(x)))


@pytest.mark.parametrize("name", ["T2 CNN", "small 80k"])
def test_channels_last_computes_the_same_as_the_usual_order(name):
    model, x = models.build(name).eval(), torch.randn(4, 1, 28, 28)
    there = model(x)
    here = model.to(memory_format=torch.contiguous_format)(x)
    assert torch.allclose(there, here, atol=1e-4)


def test_dropout_is_active_only_in_training():
    model, x = models.mlp(50, dropout=0.5), torch.randn(4, 1, 28, 28)
    assert not torch.equal(model(x), model(x))
    model.eval()
    assert torch.equal(model(x), model(x))


def test_unknown_network_names_those_there_are():
    with pytest.raises(ValueError, match="'LeNet-5', .*, got 'lenet'"):
        models.build("lenet")
