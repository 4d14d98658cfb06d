import pytest
import torch

from mnist_course.experiments import SMALL_NETWORKS
from mnist_course.models import count_parameters
from mnist_course.small_networks import DESIGNS, block_cnn, build_design

# By hand: kernels, then two numbers per channel of batch normalisation, then the linear head.
PARAMETERS = {
    "deep 71k": 400 + 4_608 + 9_216 + 18_432 + 36_864 + 2 * (16 + 32 + 32 + 64 + 64) + 650,
    "deep 70k without normalisation": 400 + 4_608 + 9_216 + 18_432 + 36_864 + (16 + 32 + 32 + 64 + 64) + 650,
    "wide 80k": 600 + 28_800 + 41_472 + 2 * (24 + 48 + 96) + 8_650,
    "deep 279k": 800 + 18_432 + 36_864 + 73_728 + 147_456 + 2 * (32 + 64 + 64 + 128 + 128) + 1_290,
    "wide 285k": 800 + 51_200 + 73_728 + 147_456 + 2 * (32 + 64 + 128 + 128) + 11_530,
}


@pytest.mark.parametrize("name", DESIGNS)
def test_design_has_its_parameters_and_ten_scores(name):
    model = build_design(name)
    assert count_parameters(model) == PARAMETERS[name]
    assert round(PARAMETERS[name] / 1000) == int(name.split()[1].removesuffix("k"))
    assert model.eval()(torch.randn(2, 1, 28, 28)).shape == (2, 10)


def test_two_designs_keep_within_each_limit():
    counts = [PARAMETERS[settings["network"]] for settings in SMALL_NETWORKS]
    assert [count <= 100_000 for count in counts] == [True, True, False, False] and max(counts) <= 500_000


def test_pooling_before_batch_normalisation_and_activation():
    names = [type(layer).__name__ for layer in block_cnn([(4, 3, True), (8, 5, False)])]
    first, second = ["Conv2d", "MaxPool2d", "BatchNorm2d", "ReLU"], ["Conv2d", "BatchNorm2d", "ReLU"]
    assert names == [*first, *second, "Flatten", "Linear"]


def test_global_head_forgets_where_and_a_linear_one_does_not():
    torch.manual_seed(0)
    x = torch.zeros(1, 1, 28, 28)
    x[:, :, 10:14, 10:14] = 1
    moved = x.roll((4, 4), dims=(2, 3))  # as far as the pooling steps, so that the maps move whole
    for head, same in (("global", True), ("linear", False)):
        model = block_cnn([(8, 3, True), (8, 3, True)], head).eval()
        assert torch.allclose(model(x), model(moved), atol=1e-5) == same


def test_channels_last_computes_the_same_as_the_usual_order():
    model, x = build_design("wide 80k").eval(), torch.randn(4, 1, 28, 28)
    there = model(x)
    assert torch.allclose(there, model.to(memory_format=torch.contiguous_format)(x), atol=1e-4)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: build_design("huge"), "'wide 285k', got 'huge'"),
        (lambda: block_cnn([(4, 2, True)]), "odd sides, got 2"),
        (lambda: block_cnn([(4, 3, True)], "mlp"), "'global', got 'mlp'"),
    ],
)
def test_wrong_arguments_say_what_was_expected(call, message):
    with pytest.raises(ValueError, match=message):
        call()
