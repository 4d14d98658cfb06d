"""Exercises of chapter 10: a shift for each image."""

import torch
import torch.nn.functional as F

from mnist_course.checks.exercise import Exercise, Mistake

PAPER = -0.5
# Wider than high, ink up to every edge, shifts that all differ, one of them 0, one as wide as
# the image; and images that share their memory.
IMAGES = torch.arange(120.0).reshape(4, 1, 5, 6).mul(0.37).cos() + 2
RIGHT = torch.tensor([2, 0, 3, 1])
WHOLE, SHARED = torch.tensor([6, 0, 1, 5]), IMAGES[:1].expand(3, -1, -1, -1)


def _shift_each(images: torch.Tensor, right: torch.Tensor, paper: float) -> torch.Tensor:
    rows = [F.pad(image, (n, -n), value=paper) for image, n in zip(images, right.tolist())]
    return torch.stack(rows)


def _down_each(images: torch.Tensor, right: torch.Tensor, paper: float) -> torch.Tensor:
    return _moved(images.transpose(2, 3), right, paper).transpose(2, 3)


def _left_each(images: torch.Tensor, right: torch.Tensor, paper: float) -> torch.Tensor:
    return _shift_each(images.flip(3), right, paper).flip(3)


def _with_empty_slice(images: torch.Tensor, right: torch.Tensor, paper: float) -> torch.Tensor:
    moved = torch.full_like(images, paper)
    for image, new, pixels in zip(images, moved, right.tolist()):
        new[..., pixels:] = image[..., :-pixels]
    return moved


def _moved(images: torch.Tensor, right: torch.Tensor, paper: float, by: int = 0) -> torch.Tensor:
    return _shift_each(images, (right + by).clamp(max=images.shape[3]), paper)


def _into_the_given(images: torch.Tensor, right: torch.Tensor, paper: float) -> torch.Tensor:
    for number, pixels in enumerate(right.tolist()):
        images[number] = F.pad(images[number], (pixels, -pixels), value=paper)
    return images


def _blank(images: torch.Tensor, right: torch.Tensor, paper: float, at_left: bool = True) -> torch.Tensor:
    blank = images.clone()
    for new, pixels in zip(blank, right.tolist()):
        new[..., slice(pixels) if at_left else slice(images.shape[3] - pixels, None)] = paper
    return blank


def _rolled(images: torch.Tensor, right: torch.Tensor, paper: float) -> torch.Tensor:
    return torch.stack([image.roll(pixels, 2) for image, pixels in zip(images, right.tolist())])


def _but_not_the_whole(images: torch.Tensor, right: torch.Tensor, paper: float) -> torch.Tensor:
    return _shift_each(images, right.where(right < images.shape[3], 0), paper)


def _smeared(images: torch.Tensor, right: torch.Tensor, paper: float) -> torch.Tensor:
    return torch.stack([F.pad(i, (n, -n), "replicate") for i, n in zip(images, right.tolist())])


def _in_place(images: torch.Tensor, right: torch.Tensor, paper: float) -> torch.Tensor:
    moved = images.clone()
    for image, new, pixels in zip(images, moved, right.tolist()):
        new[..., pixels:] = image[..., : image.shape[-1] - pixels]
    return moved


EXERCISES = [
    Exercise(
        "10/shift-each",
        _shift_each,
        "Each image has a shift of its own, what leaves at one side is gone, and what comes in is paper.",
        (
            Mistake(
                _rolled,
                "What leaves at the right comes in again at the left. That is roll; let paper come in.",
            ),
            Mistake(
                lambda images, right, paper: _shift_each(images, right, 0.0),
                "A frame of 0 comes in. Is 0 paper in these images?",
            ),
            Mistake(
                lambda images, right, paper: _shift_each(images, right[:1].expand(len(images)), paper),
                "All images move as far as the first one does. Each has a number of its own.",
            ),
            Mistake(_left_each, "Your images move to the left."),
            Mistake(_down_each, "Your images move down. Which axis of (N, 1, H, W) is the width?"),
            Mistake(
                _with_empty_slice,
                "It fails at an image that should stay where it is: image[..., :-0] is empty. "
                "Say from the left where the cut is.",
            ),
            Mistake(
                _in_place,
                "The left edge stands there twice: begin with an image of nothing but paper.",
            ),
            Mistake(
                lambda images, right, paper: images,
                "Nothing has moved. Did you return the original, or cut off again what had just come in?",
            ),
            Mistake(
                _into_the_given,
                "It is right, unless images share their memory, as the copies do that expand makes: you write into the "
                "images that you were given. Write into new ones.",
            ),
            Mistake(
                _but_not_the_whole,
                "An image that moves by its whole width has left: nothing but paper is to be seen.",
            ),
            Mistake(
                lambda images, right, paper: _moved(images, right, paper, by=1),
                "Your images move by one pixel too many.",
            ),
            Mistake(_blank, "Paper comes in at the left, but the ink under it is lost: first move, then fill."),
            Mistake(
                lambda images, right, paper: _blank(_rolled(images, right, paper), right, paper, at_left=False),
                "The paper is at the wrong end: nothing is left to see where the image came from, at the left.",
            ),
            Mistake(_smeared, "Where nothing is left to see, your edge goes on. Let paper come in."),
            Mistake(
                lambda images, right, paper: _moved(images, right.cumsum(0), paper),
                "Your shifts add up from image to image.",
            ),
            Mistake(
                lambda images, right, paper: torch.cat([_shift_each(images[:1], right, paper), paper + 0 * images[1:]]),
                "Only the first image is there. Does the function end within the loop?",
            ),
            Mistake(
                lambda images, right, paper: _shift_each(images, right, paper)[:, 0],
                "The axis of the one channel is lost: (N, H, W).",
            ),
        ),
        (
            "Begin with torch.full_like(images, paper), and write each image into it, further right.",
            "In a row of width pixels, the first width - pixels are kept, and land in the columns from pixels on.",
        ),
        """
        def shift_each(images, right, paper):
            moved = torch.full_like(images, paper)
            width = images.shape[3]
            for image, new, pixels in zip(images, moved, right.tolist()):
                new[..., pixels:] = image[..., : width - pixels]
            return moved
        """,
        cases=(
            (IMAGES, RIGHT, PAPER),
            (IMAGES[1:, :, :3], torch.tensor([4, 1, 2]), PAPER),
            (IMAGES, WHOLE, PAPER),
            (SHARED, RIGHT[[0, 2, 3]], PAPER),
        ),
    ),
]
