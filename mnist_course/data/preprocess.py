"""From the bytes of the files to what a network is fed: scaled pixels and one-hot labels.

Images are uint8 (N, 28, 28), labels int64 (N,); others are a TypeError or a ValueError.
"""

from collections.abc import Callable

import torch
import torch.nn.functional as F

from mnist_course.data.expect import expect_labels, expect_raw_images

MEAN, STD = 0.1307, 0.3081  # of the pixels of the 60,000 training images, on the scale 0-1 (chapter 01)


def to_unit(images: torch.Tensor) -> torch.Tensor:
    """Scale pixels from 0-255 to 0 (paper) to 1 (ink), as torchvision's ``ToTensor`` does.

    Returns float32 (N, 1, 28, 28).
    """
    expect_raw_images(images)
    return images.unsqueeze(1).float() / 255


def standardize(images: torch.Tensor, mean: float = MEAN, std: float = STD) -> torch.Tensor:
    """Scale pixels to mean 0 and standard deviation 1 over the training images.

    Returns float32 (N, 1, 28, 28); with the default mean and std, which are of the training pixels on the scale 0-1,
    from -0.42 (paper) to 2.82 (ink).
    """
    if not std > 0:
        raise ValueError(f"expected a standard deviation above 0, got {std}")
    return (to_unit(images) - mean) / std


def one_hot(labels: torch.Tensor, num_classes: int = 10) -> torch.Tensor:
    """Turn each label into a float32 row of `num_classes` with a 1 in the label's column and 0 elsewhere."""
    expect_labels(labels, num_classes)
    return F.one_hot(labels, num_classes).float()


def _as_floats(images: torch.Tensor) -> torch.Tensor:
    return images.unsqueeze(1).float()


def _shifted(images: torch.Tensor) -> torch.Tensor:
    return to_unit(images) - MEAN


def _divided(images: torch.Tensor) -> torch.Tensor:
    return to_unit(images) / STD


# No lambdas: a DataLoader's workers are other processes, and are sent what these hold.
SCALINGS: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "bytes": _as_floats,
    "unit": to_unit,
    "shifted": _shifted,  # one half of standardising
    "divided": _divided,  # the other half
    "standardized": standardize,
}
