"""Twelve ways in which a digit arrives worse than it was written, each at five strengths (chapter 14).

A corruption changes the image and not the label: a person still reads nearly all at strength 5.
Hendrycks and Dietterich (2019), "Benchmarking neural network robustness to common corruptions and
perturbations", did this for photographs; Mu and Gilmer (2019), "MNIST-C", for digits. The list and the
strengths here are our own.
"""

from collections.abc import Callable

import torch
from scipy import ndimage

from mnist_course.augment import affine
from mnist_course.data.expect import expect_images

STRENGTHS = range(1, 6)
CROSS = ndimage.generate_binary_structure(2, 1)[None, None]  # a pixel and its four neighbours


def noise(images: torch.Tensor, strength: int, generator: torch.Generator | None = None) -> torch.Tensor:
    """Add noise of standard deviation 0.08 to 0.40 to every pixel."""
    return images + 0.08 * strength * torch.randn(images.shape, generator=generator)


def salt_and_pepper(images: torch.Tensor, strength: int, generator: torch.Generator | None = None) -> torch.Tensor:
    """Set 3 to 15 % of the pixels to paper or to ink."""
    chance = torch.rand(images.shape, generator=generator)
    share = 0.03 * strength
    salted = torch.where(chance < share / 2, torch.ones_like(images), images)
    return torch.where(chance > 1 - share / 2, torch.zeros_like(images), salted)


def blur(images: torch.Tensor, strength: int, generator: torch.Generator | None = None) -> torch.Tensor:
    """Smooth by a Gaussian of standard deviation 0.5 to 2.5 pixels."""
    sigma = (0, 0, 0.5 * strength, 0.5 * strength)
    return _filtered(images, ndimage.gaussian_filter, sigma=sigma, mode="constant", radius=7)


def shift(images: torch.Tensor, strength: int, generator: torch.Generator | None = None) -> torch.Tensor:
    """Shift by 1 to 5 pixels, each image in a direction of its own."""
    angle = 2 * torch.pi * torch.rand(len(images), generator=generator)
    return affine(images, right=strength * angle.cos(), down=strength * angle.sin())


def rotation(images: torch.Tensor, strength: int, generator: torch.Generator | None = None) -> torch.Tensor:
    """Rotate by 10 to 50 degrees, each image to one side or the other."""
    return affine(images, degrees=10 * strength * _sides(images, generator))


def scale(images: torch.Tensor, strength: int, generator: torch.Generator | None = None) -> torch.Tensor:
    """Shrink to, or magnify by, a factor of 1.1 to 1.5."""
    return affine(images, scale=(1 + 0.1 * strength) ** _sides(images, generator))


def shear(images: torch.Tensor, strength: int, generator: torch.Generator | None = None) -> torch.Tensor:
    """Shear by 8 to 40 degrees, each image to one side or the other."""
    return affine(images, shear=8 * strength * _sides(images, generator))


def thick_strokes(images: torch.Tensor, strength: int, generator: torch.Generator | None = None) -> torch.Tensor:
    """Thicken the strokes: every pixel moves towards the darkest of its 3 x 3 neighbourhood, once or twice."""
    return _towards(images, strength / 2.5, ndimage.grey_dilation, size=(1, 1, 3, 3))


def thin_strokes(images: torch.Tensor, strength: int, generator: torch.Generator | None = None) -> torch.Tensor:
    """Thin the strokes: every pixel moves towards the lightest of itself and its four neighbours."""
    return _towards(images, strength / 4, ndimage.grey_erosion, footprint=CROSS)


def contrast(images: torch.Tensor, strength: int, generator: torch.Generator | None = None) -> torch.Tensor:
    """Keep 75 to 15 % of the contrast, about a grey paper of the image's own mean."""
    mean = images.mean(dim=(2, 3), keepdim=True)
    return mean + (0.9 - 0.15 * strength) * (images - mean)


def occlusion(images: torch.Tensor, strength: int, generator: torch.Generator | None = None) -> torch.Tensor:
    """Cover a square of 4 to 12 pixels a side with paper, somewhere in the inner 20 x 20 pixels."""
    side = 2 + 2 * strength
    corner = 4 + (torch.rand(2, len(images), generator=generator) * (21 - side)).long()
    place = torch.arange(28)
    rows, columns = ((place >= start[:, None]) & (place < start[:, None] + side) for start in corner)
    return images.masked_fill((rows[:, :, None] & columns[:, None, :]).unsqueeze(1), 0.0)


def scribble(images: torch.Tensor, strength: int, generator: torch.Generator | None = None) -> torch.Tensor:
    """Draw a pen stroke, a curve of its own, over each image: its ink grows from 0.2 to 1."""
    ends = 28 * torch.rand(len(images), 3, 2, generator=generator)  # start, pull and end of a Bézier curve
    t = torch.linspace(0, 1, 40).view(1, -1, 1)
    start, pull, end = ends.unsqueeze(2).unbind(1)  # (N, 1, 2) each
    curve = (1 - t) ** 2 * start + 2 * t * (1 - t) * pull + t**2 * end  # (N, 40, 2)
    pixel = torch.arange(28.0) + 0.5
    ink = torch.zeros(len(images), 28, 28)
    for x, y in curve.permute(1, 2, 0):  # a pen of a pixel's width: 40 dots along the curve, (N,) each
        across, along = (torch.exp(-((pixel - at.unsqueeze(1)) ** 2)) for at in (x, y))  # (N, 28)
        ink = torch.maximum(ink, along.unsqueeze(2) * across.unsqueeze(1))
    return torch.maximum(images, 0.2 * strength * ink.unsqueeze(1))


CORRUPTIONS = {  # from a name, such as "thick strokes", to the function
    by.__name__.replace("_", " "): by
    for by in (
        *(noise, salt_and_pepper, blur, shift, rotation, scale, shear),
        *(thick_strokes, thin_strokes, contrast, occlusion, scribble),
    )
}


def corrupt(images: torch.Tensor, name: str, strength: int, generator: torch.Generator | None = None) -> torch.Tensor:
    """Corrupt images, each by its own draw: shape and device stay, values are 0 to 1.

    Parameters
    ----------
    images
        Floating point, shape (N, 1, 28, 28), values 0 (paper) to 1 (ink): scale them to what the network
        takes afterwards.
    name
        A key of ``CORRUPTIONS``.
    strength
        0 (nothing changes) to 5.
    generator
        On the CPU: from the same state come the same corruptions. PyTorch's global one by default.
    """
    expect_images(images)
    if name not in CORRUPTIONS:
        raise ValueError(f"expected a corruption from {', '.join(map(repr, CORRUPTIONS))}, got {name!r}")
    if strength not in range(6):
        raise ValueError(f"expected a strength from 0 to 5, got {strength}")
    if len(images) and not (images.min() >= 0 and images.max() <= 1):
        raise ValueError(f"expected pixels from 0 to 1, got {images.min():.3g} to {images.max():.3g}: standardised?")
    if strength == 0 or len(images) == 0:
        return images.clone()
    return CORRUPTIONS[name](images.cpu(), strength, generator).clamp(0, 1).to(images.device)


def _sides(images: torch.Tensor, generator: torch.Generator | None) -> torch.Tensor:
    """Return -1 or 1 for each image."""
    return 2.0 * torch.randint(2, (len(images),), generator=generator) - 1


def _filtered(images: torch.Tensor, by: Callable, **settings: object) -> torch.Tensor:
    """Apply a filter of SciPy, which knows no 16-bit numbers."""
    return torch.from_numpy(by(images.double().numpy(), **settings)).to(images.dtype)


def _towards(images: torch.Tensor, way: float, by: Callable, **settings: object) -> torch.Tensor:
    """Apply a filter as often as `way` says, the last time in part."""
    while way > 0:
        images = images.lerp(_filtered(images, by, mode="nearest", **settings), min(way, 1.0))
        way -= 1
    return images
