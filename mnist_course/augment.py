"""Distorting images, each by its own draw, a whole batch at once (chapter 10)."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import torch
import torch.nn.functional as F

from mnist_course.data.expect import expect_images

PerImage: TypeAlias = "float | torch.Tensor"
ANY_IMAGES = ("N", "C", "H", "W")
DISTORTIONS: dict[str, list[float]] = {  # setting of `affine`: the strengths at which accuracy is measured
    "degrees": [-45, -30, -20, -15, -10, -5, 0, 5, 10, 15, 20, 30, 45],
    "right": [-6, -4, -3, -2, -1, 0, 1, 2, 3, 4, 6],
    "scale": [0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4],
}


def affine(
    images: torch.Tensor,
    *,
    degrees: PerImage = 0.0,
    right: PerImage = 0.0,
    down: PerImage = 0.0,
    scale: PerImage = 1.0,
    shear: PerImage = 0.0,
) -> torch.Tensor:
    """Rotate, shift, scale and shear floating-point images (N, C, H, W) about their middle.

    They are sampled bilinearly. Beyond the border an image goes on as its nearest border pixel: for MNIST that is
    paper, whatever number paper has after scaling. Each setting is one number, or a tensor (N,).

    Parameters
    ----------
    degrees
        Angle of rotation, counter-clockwise as you see it.
    right, down
        Shift in pixels.
    scale
        Factor of magnification, above 0.
    shear
        Angle of shear along the rows, in degrees: positive leans the top to the right.
    """
    expect_images(images, ANY_IMAGES)
    n, _, height, width = images.shape

    def column(value: PerImage) -> torch.Tensor:
        numbers = torch.as_tensor(value, dtype=images.dtype, device=images.device)
        if numbers.shape not in {(), (n,)}:
            raise ValueError(f"expected one number, or one for each of {n} images, got shape {tuple(numbers.shape)}")
        return numbers.expand(n)

    angle, lean = column(degrees) * (math.pi / 180), (column(shear) * (math.pi / 180)).tan()
    factor = column(scale)
    if not bool((factor > 0).all()):
        raise ValueError(f"expected scales above 0, got {factor.min().item()}")
    # For each pixel of the result, where in the original to look: the inverse of the distortion,
    # in the coordinates of affine_grid (-1 to 1 from border to border, y downwards), in which one pixel
    # down is as much as height / width pixels to the right.
    cos, sin = angle.cos() / factor, angle.sin() / factor
    row_x = torch.stack([cos + lean * sin, (-sin + lean * cos) * (height / width)], dim=1)
    row_y = torch.stack([sin * (width / height), cos], dim=1)
    inverse = torch.stack([row_x, row_y], dim=1)  # (N, 2, 2)
    shift = torch.stack([2 * column(right) / width, 2 * column(down) / height], dim=1).unsqueeze(2)  # (N, 2, 1)
    matrix = torch.cat([inverse, -inverse @ shift], dim=2)  # (N, 2, 3)
    grid = F.affine_grid(matrix, list(images.shape), align_corners=False)
    return F.grid_sample(images, grid, padding_mode="border", align_corners=False)


@dataclass(frozen=True)
class RandomAffine:
    """Distort every image of a batch by its own random affine map.

    Parameters
    ----------
    degrees, shear
        Angles are drawn evenly from -degrees to degrees (and likewise for shear), in degrees.
    shift
        Shifts right and down are drawn evenly from -shift to shift, in pixels.
    scale
        Factors are drawn evenly from 1 - scale to 1 + scale; 0 to below 1.
    """

    degrees: float = 10.0
    shift: float = 2.0
    scale: float = 0.1
    shear: float = 0.0

    def __post_init__(self) -> None:
        if min(self.degrees, self.shift, self.scale, self.shear) < 0 or self.scale >= 1:
            raise ValueError(f"expected degrees, shift and shear of at least 0 and 0 <= scale < 1, got {self}")

    def __call__(self, images: torch.Tensor) -> torch.Tensor:
        """Return distorted images (N, C, H, W), drawn from PyTorch's global random numbers."""
        draw = 2 * torch.rand(5, len(images), device=images.device, dtype=images.dtype) - 1
        return affine(
            images,
            degrees=self.degrees * draw[0],
            right=self.shift * draw[1],
            down=self.shift * draw[2],
            scale=1 + self.scale * draw[3],
            shear=self.shear * draw[4],
        )


@dataclass(frozen=True)
class Elastic:
    """Distort every image of a batch by its own smooth random displacement of the pixels.

    Parameters
    ----------
    alpha
        Strength: the smoothed displacements are multiplied by it. With the defaults a pixel moves by
        about 1.4 pixels (root mean square) in each direction.
    sigma
        Standard deviation, in pixels, of the Gaussian that smooths the displacements.

    Notes
    -----
    Source: Simard, Steinkraus and Platt (2003), "Best practices for convolutional neural networks applied
    to visual document analysis", section 2; alpha = 34 and sigma = 4 are theirs.
    """

    alpha: float = 34.0
    sigma: float = 4.0

    def __post_init__(self) -> None:
        if self.alpha < 0 or self.sigma <= 0:
            raise ValueError(f"expected alpha of at least 0 and sigma above 0, got {self}")

    def __call__(self, images: torch.Tensor) -> torch.Tensor:
        """Return distorted images (N, C, H, W), drawn from PyTorch's global random numbers."""
        expect_images(images, ANY_IMAGES)
        n, _, height, width = images.shape
        noise = 2 * torch.rand(n, 2, height, width, device=images.device, dtype=images.dtype) - 1
        # Smoothing the rows and the columns are two matrix products.
        pixels = _gaussian(height, self.sigma, images) @ noise @ _gaussian(width, self.sigma, images).T
        moved = self.alpha * pixels  # (N, 2, H, W): right, down
        step = torch.tensor([2 / width, 2 / height], device=images.device, dtype=images.dtype)
        still = torch.eye(2, 3, device=images.device, dtype=images.dtype).expand(n, 2, 3)
        grid = F.affine_grid(still, list(images.shape), align_corners=False)
        grid = grid + moved.permute(0, 2, 3, 1) * step
        return F.grid_sample(images, grid, padding_mode="border", align_corners=False)


class Compose:
    """Apply augmentations one after the other."""

    def __init__(self, *steps: Callable[[torch.Tensor], torch.Tensor]) -> None:
        self.steps = steps

    def __call__(self, images: torch.Tensor) -> torch.Tensor:
        """Return images (N, C, H, W) that have gone through all steps."""
        for step in self.steps:
            images = step(images)
        return images

    def __repr__(self) -> str:
        return f"Compose({', '.join(map(repr, self.steps))})"


def _gaussian(size: int, sigma: float, like: torch.Tensor) -> torch.Tensor:
    place = torch.arange(size, device=like.device, dtype=like.dtype)
    weights = torch.exp(-((place[:, None] - place) ** 2) / (2 * sigma**2))
    return weights / weights.sum(dim=1, keepdim=True)


_AFFINE = RandomAffine(degrees=15, shift=2, scale=0.1, shear=5)
AUGMENTATIONS: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "weak affine": RandomAffine(),
    "affine": _AFFINE,
    "strong affine": RandomAffine(degrees=20, shift=3, scale=0.15, shear=8),
    "elastic": Elastic(),
    "affine and elastic": Compose(_AFFINE, Elastic(alpha=20)),
}
