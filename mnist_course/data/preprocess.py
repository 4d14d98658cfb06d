"""From the bytes of the files to what a network is fed: scaled pixels and one-hot labels."""

import torch.nn.functional as F

from mnist_course.data.expect import expect_labels, expect_raw_images

MEAN, STD = 0.1307, 0.3081  # of the pixels of the 60,000 training images, on the scale 0-1 (chapter 01)


def to_unit(images):
    """Scale pixels from 0-255 to 0-1 and add the channel dimension.

    Parameters
    ----------
    images : torch.Tensor
        uint8, shape (N, 28, 28).

    Returns
    -------
    torch.Tensor
        float32, shape (N, 1, 28, 28), values 0 (paper) to 1 (ink): what torchvision's ``ToTensor`` gives.

    Raises
    ------
    TypeError, ValueError
        If `images` is no uint8 tensor, or has another shape.
    """
    expect_raw_images(images)
    return images.unsqueeze(1).float() / 255


def standardize(images, mean=MEAN, std=STD):
    """Scale pixels to mean 0 and standard deviation 1 over the training images.

    Parameters
    ----------
    images : torch.Tensor
        uint8, shape (N, 28, 28).
    mean, std : float
        Of the training pixels on the scale 0-1.

    Returns
    -------
    torch.Tensor
        float32, shape (N, 1, 28, 28); with the default mean and std from -0.42 (paper) to 2.82 (ink).
    """
    if not std > 0:
        raise ValueError(f"expected a standard deviation above 0, got {std}")
    return (to_unit(images) - mean) / std


def one_hot(labels, num_classes=10):
    """Turn each label into a row with a 1 in the label's column and 0 elsewhere.

    Parameters
    ----------
    labels : torch.Tensor
        int64, shape (N,), values 0 to `num_classes` - 1.
    num_classes : int

    Returns
    -------
    torch.Tensor
        float32, shape (N, num_classes).

    Raises
    ------
    TypeError, ValueError
        If the labels have another dtype or shape, or are out of range.
    """
    expect_labels(labels, num_classes)
    return F.one_hot(labels, num_classes).float()
