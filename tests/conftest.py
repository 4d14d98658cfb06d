"""Fixtures that several test modules share."""

import mnist_course  # noqa: F401  before PyTorch, whose threads and memory it sets up

# isort: split
import pytest
import torch

from mnist_course import data
from mnist_course.data import preprocess


@pytest.fixture(autouse=True)
def fixed_seed():
    torch.manual_seed(0)


@pytest.fixture(scope="session")
def validation():
    """The 10,000 validation images as the files have them."""
    return data.load("validation")


@pytest.fixture(scope="session")
def small(validation):
    """1,000 real images, standardised, with their labels."""
    return preprocess.standardize(validation.images[:1000]), validation.labels[:1000]
