import pytest
import torch

from mnist_course.session.devices import best_device


def test_device_is_cuda_if_there_is_one_else_the_cpu():
    assert best_device().type == ("cuda" if torch.cuda.is_available() else "cpu")
    assert best_device("cpu") == torch.device("cpu")


@pytest.mark.parametrize("name", ["gpu", "cuda:x", "", "cpu0"])
def test_unknown_device_is_an_error(name):
    with pytest.raises(ValueError, match="expected a device 'cpu', 'cuda' or 'mps', got"):
        best_device(name)


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has CUDA")
def test_device_that_is_not_there_is_an_error():
    with pytest.raises(ValueError, match="this machine has no device 'cuda'; it has 'cpu'"):
        best_device("cuda")
