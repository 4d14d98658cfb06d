import pytest
import torch
from torch import nn

from mnist_course import models

PARAMETERS = {  # counted by hand in chapters 03 to 05
    "softmax regression": 7_850,
    "T1 MLP": 235_146,
    "T1 CNN": 421_642,
    "T2 two-layer": 79_510,
    "T2 CNN": 20_490,
    "T3 MLP": 20_535,
    "T4 MLP": 39_760,
    "T4 CNN": 21_840,
    "LeNet-5": 61_706,
}


@pytest.mark.parametrize("name", models.NETWORKS)
def test_network_has_its_parameters_and_ten_scores(name):
    model = models.build(name)
    assert models.count_parameters(model) == PARAMETERS[name]
    assert model(torch.randn(3, 1, 28, 28)).shape == (3, 10)


def test_pooling_before_the_activation_changes_nothing():
    x = torch.randn(4, 8, 28, 28)
    pool, relu = nn.MaxPool2d(2), nn.ReLU()
    assert torch.equal(relu(pool(x)), pool(relu(x)))


def test_channels_last_computes_the_same_as_the_usual_order():
    model, x = models.cnn(16, 32).eval(), torch.randn(4, 1, 28, 28)
    there = model(x)
    here = model.to(memory_format=torch.contiguous_format)(x)
    assert torch.allclose(there, here, atol=1e-5)


def test_dropout_is_active_only_in_training():
    model, x = models.mlp(50, dropout=0.5), torch.randn(4, 1, 28, 28)
    assert not torch.equal(model(x), model(x))
    model.eval()
    assert torch.equal(model(x), model(x))


def test_unknown_network_names_those_there_are():
    with pytest.raises(ValueError, match="'LeNet-5', got 'lenet'"):
        models.build("lenet")
