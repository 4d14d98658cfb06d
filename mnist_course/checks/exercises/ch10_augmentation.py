"""Exercises of chapter 10."""

import torch
import torch.nn.functional as F

from mnist_course.checks.exercise import Exercise, Mistake

PAPER = -0.5
# Wider than high, ink up to every edge, shifts that all differ, one of them 0; and labels without the last class.
IMAGES = torch.arange(120.0).reshape(4, 1, 5, 6).mul(0.37).cos() + 2
RIGHT = torch.tensor([2, 0, 3, 1])
LABELS, FEW = torch.tensor([3, 0, 2, 3, 3]), torch.tensor([5, 1, 1])


def _matrix(x: float, y: float, diagonal: float = 1.0) -> list[list[float]]:
    return [[diagonal, 0, x], [0, diagonal, y]]


def _shift_each(images: torch.Tensor, right: torch.Tensor, paper: float) -> torch.Tensor:
    rows = [F.pad(image, (n, -n), value=paper) for image, n in zip(images, right.tolist())]
    return torch.stack(rows)


def _down_each(images: torch.Tensor, right: torch.Tensor, paper: float) -> torch.Tensor:
    return _shift_each(images.transpose(2, 3), right, paper).transpose(2, 3)


def _left_each(images: torch.Tensor, right: torch.Tensor, paper: float) -> torch.Tensor:
    return _shift_each(images.flip(3), right, paper).flip(3)


def _with_empty_slice(images: torch.Tensor, right: torch.Tensor, paper: float) -> torch.Tensor:
    moved = torch.full_like(images, paper)
    for image, new, pixels in zip(images, moved, right.tolist()):
        new[..., pixels:] = image[..., :-pixels]
    return moved


def _in_place(images: torch.Tensor, right: torch.Tensor, paper: float) -> torch.Tensor:
    moved = images.clone()
    for image, new, pixels in zip(images, moved, right.tolist()):
        new[..., pixels:] = image[..., : image.shape[-1] - pixels]
    return moved


def _smooth(labels: torch.Tensor, classes: int, smoothing: float) -> torch.Tensor:
    return (1 - smoothing) * F.one_hot(labels, classes) + smoothing / classes


EXERCISES = [
    Exercise(
        "10/look-up",
        _matrix(-2 * 7 / 28, 2 * 2 / 28),
        "To move the ink to the right, look to the left; to move it up, look down, which is where y grows.",
        (
            Mistake(
                _matrix(2 * 7 / 28, -2 * 2 / 28),
                "That is what happens to the ink, and so it goes to the left and down. Where does a new pixel look?",
            ),
            Mistake(
                _matrix(-2 * 7 / 28, -2 * 2 / 28),
                "Right is right. But the ink goes down: which way does y point here?",
            ),
            Mistake(
                _matrix(2 * 7 / 28, 2 * 2 / 28),
                "Up is right. But the ink goes to the left: on which side of a new pixel was its ink before?",
            ),
            Mistake(_matrix(-7, 2), "Those are pixels. How long is a side of the image in the numbers of the grid?"),
            Mistake(
                _matrix(-7 / 28, 2 / 28), "The ink moves half as far as it should: 28 pixels measure 2 here, and not 1."
            ),
            Mistake(
                _matrix(2 * 2 / 28, -2 * 7 / 28),
                "The two rows are exchanged: the first is for x, and the second for y.",
            ),
            Mistake(
                _matrix(-2 * 7 / 28, 2 * 2 / 28, diagonal=0.0),
                "Every pixel looks at the same place: with 0 on the diagonal its own place does not count.",
            ),
        ),
        (
            "The first two columns leave each pixel where it is: 1, 0 and 0, 1. Only the third column shifts.",
            "7 pixels of 28 measure 2 · 7 / 28. Then decide the sign: which way does a new pixel look?",
            "x: to the left, below 0. y: downwards, above 0.",
        ),
        """
        shift_matrix = torch.tensor([[1, 0, -2 * 7 / 28], [0, 1, 2 * 2 / 28]])
        """,
        also=([_matrix(-2 * 7 / 28, 2 * 2 / 28)],),
    ),
    Exercise(
        "10/shift-each",
        _shift_each,
        "Each image has a shift of its own, what leaves at one side is gone, and what comes in is paper.",
        (
            Mistake(
                lambda images, right, paper: torch.stack([i.roll(n, 2) for i, n in zip(images, right.tolist())]),
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
                "Nothing has moved. Did you write into a copy and return the original?",
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
        cases=((IMAGES, RIGHT, PAPER), (IMAGES[1:, :, :3], torch.tensor([4, 1, 2]), PAPER)),
    ),
    Exercise(
        "10/smooth-labels",
        _smooth,
        "The belief that is taken from the true class is spread over all classes, so the true one gets a share back.",
        (
            Mistake(
                lambda labels, classes, smoothing: torch.where(
                    F.one_hot(labels, classes).bool(), 1 - smoothing, smoothing / (classes - 1)
                ),
                "You share the belief out among the other classes only. In the chapter's example the true class has "
                "0.91, not 0.90.",
            ),
            Mistake(
                lambda labels, classes, smoothing: F.one_hot(labels, classes) + smoothing / classes,
                "Your rows add up to more than 1: nothing is taken from the true class.",
            ),
            Mistake(
                lambda labels, classes, smoothing: torch.where(
                    F.one_hot(labels, classes).bool(), 1 - smoothing, smoothing / classes
                ),
                "Your rows add up to less than 1. Of what is spread over all classes, the true one gets its share too.",
            ),
            Mistake(
                lambda labels, classes, smoothing: torch.where(
                    F.one_hot(labels, classes).bool(), 1 - smoothing, smoothing
                ),
                "Each other class gets the whole of what was taken. It has to be divided among them.",
            ),
            Mistake(
                lambda labels, classes, smoothing: (1 - smoothing) * F.one_hot(labels, classes),
                "Belief is taken away and goes nowhere: your rows add up to less than 1.",
            ),
            Mistake(
                lambda labels, classes, smoothing: (
                    (1 - smoothing) * F.one_hot(labels, classes) + smoothing / (classes - 1)
                ),
                "Your rows add up to more than 1: every class gets a share, so there are as many shares as classes.",
            ),
            Mistake(
                lambda labels, classes, smoothing: F.one_hot(labels, classes),
                "These are plain targets of 0 and 1.",
            ),
            Mistake(
                lambda labels, classes, smoothing: (
                    _smooth(labels, classes, smoothing) + smoothing * (1 / 10 - 1 / classes)
                ),
                "There is a ten in it, where the number of classes belongs.",
            ),
        ),
        (
            "Begin with F.one_hot(labels, classes), of which a share 1 - smoothing is left.",
            "Add smoothing / classes to every number.",
        ),
        """
        def smooth_labels(labels, classes, smoothing):
            return (1 - smoothing) * F.one_hot(labels, classes) + smoothing / classes
        """,
        cases=((LABELS, 4, 0.2), (FEW, 7, 0.5)),
    ),
]
