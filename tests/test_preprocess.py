import pytest
import torch
from torchvision import transforms

from mnist_course import data
from mnist_course.data import preprocess


def test_mean_and_std_are_those_of_the_training_pixels():
    pixels = data.load("train+validation").images.double() / 255
    assert pixels.mean().item() == pytest.approx(preprocess.MEAN, abs=5e-5)
    assert pixels.std().item() == pytest.approx(preprocess.STD, abs=5e-5)


def test_scaling_agrees_with_torchvision(validation):
    image = validation.images[0]
    unit = transforms.ToTensor()(image.numpy())
    assert torch.equal(preprocess.to_unit(image[None])[0], unit)
    theirs = transforms.Normalize((preprocess.MEAN,), (preprocess.STD,))(unit)
    assert torch.allclose(preprocess.standardize(image[None])[0], theirs, atol=1e-6)


@pytest.mark.parametrize(
    ("images", "error", "message"),
    [
        (torch.zeros(2, 28, 28), TypeError, "torch.uint8.*torch.float32: scaled already"),
        (torch.zeros(28, 28, dtype=torch.uint8), ValueError, r"shape \(N, 28, 28\), got \(28, 28\)"),
        (torch.zeros(2, 32, 32, dtype=torch.uint8), ValueError, r"got \(2, 32, 32\)"),
        ([[1]], TypeError, "torch.Tensor, got list"),
    ],
)
def test_wrong_images_say_what_was_expected(images, error, message):
    with pytest.raises(error, match=message):
        preprocess.standardize(images)


def test_standard_deviation_must_be_positive(validation):
    with pytest.raises(ValueError, match="above 0, got 0"):
        preprocess.standardize(validation.images[:1], std=0)


def test_one_hot_is_rows_of_the_identity():
    labels = torch.tensor([3, 0, 9])
    assert torch.equal(preprocess.one_hot(labels), torch.eye(10)[labels])


@pytest.mark.parametrize(
    ("labels", "error", "message"),
    [
        (torch.tensor([1, 10]), ValueError, "from 0 to 9, got 10"),
        (torch.tensor([-1]), ValueError, "got -1"),
        (torch.tensor([1.0]), TypeError, "torch.int64, got torch.float32"),
        (torch.tensor([[1]]), ValueError, r"shape \(N,\), got \(1, 1\)"),
        ([1, 2], TypeError, "torch.Tensor, got list"),
    ],
)
def test_wrong_labels_say_what_was_expected(labels, error, message):
    with pytest.raises(error, match=message):
        preprocess.one_hot(labels)
