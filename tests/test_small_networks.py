import pytest
import torch

from mnist_course.models import count_parameters
from mnist_course.models.small_networks import DESIGNS, block_cnn, build_design
from mnist_course.studies.experiments import SMALL_NETWORKS

# By hand: kernels, then two numbers per channel of batch normalisation, then the linear head.
PARAMETERS = {
    "small 80k": 600 + 28_800 + 41_472 + 2 * (24 + 48 + 96) + 8_650,
    "small 80k without normalisation": 600 + 28_800 + 41_472 + (24 + 48 + 96) + 8_650,
    "small 22k": 300 + 7_200 + 10_368 + 2 * (12 + 24 + 48) + 4_330,
    "small 285k": 800 + 51_200 + 73_728 + 147_456 + 2 * (32 + 64 + 128 + 128) + 11_530,
}


@pytest.mark.parametrize("name", DESIGNS)
def test_design_has_its_parameters_and_ten_scores(name):
    model = build_design(name)
    assert count_parameters(model) == PARAMETERS[name]
    assert round(PARAMETERS[name] / 1000) == int(name.split()[1].removesuffix("k"))
    assert model.eval()(torch.randn(2, 1, 28, 28)).shape == (2, 10)


def test_the_two_networks_keep_within_their_limits():
    small, large = (PARAMETERS[settings["network"]] for settings in SMALL_NETWORKS)
    assert small <= 100_000 < large <= 500_000


def test_pooling_before_batch_normalisation_and_activation():
    names = [type(layer).__name__ for layer in block_cnn([(4, 3, True), (8, 5, False)])]
    first, second = ["Conv2d", "MaxPool2d", "BatchNorm2d", "ReLU"], ["Conv2d", "BatchNorm2d", "ReLU"]
    assert names == [*first, *second, "Flatten", "Linear"]


def test_only_the_first_convolution_makes_the_map_smaller():
    first, second = (layer for layer in block_cnn([(4, 5, False), (8, 3, False)]) if hasattr(layer, "padding"))
    assert (first.padding, second.padding) == ((0, 0), (1, 1))


def test_channels_last_computes_the_same_as_the_usual_order():
    model, x = build_design("small 80k").eval(), torch.randn(4, 1, 28, 28)
    there = model(x)
    assert torch.allclose(there, model.to(memory_format=torch.contiguous_format)(x), atol=1e-4)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: build_design("huge"), "'small 285k', got 'huge'"),
        (lambda: block_cnn([(4, 2, True)]), "odd sides, got 2"),
    ],
)
def test_wrong_arguments_say_what_was_expected(call, message):
    with pytest.raises(ValueError, match=message):
        call()
