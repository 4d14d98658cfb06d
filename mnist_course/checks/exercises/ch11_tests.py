"""Exercises of chapter 11: two tests to write."""

import copy
from collections.abc import Callable

import torch
from torch import nn

from mnist_course.checks.exercise import Exercise, Mistake


def _held(optimizer: torch.optim.Optimizer) -> list[nn.Parameter]:
    return [parameter for group in optimizer.param_groups for parameter in group["params"]]


def _names(model: nn.Module, is_left_out: Callable[[nn.Parameter], bool]) -> list[str]:
    return [name for name, parameter in model.named_parameters() if is_left_out(parameter)]


def _untrained(model: nn.Module, optimizer: torch.optim.Optimizer) -> list[str]:
    held = {id(parameter) for parameter in _held(optimizer)}
    return _names(model, lambda p: id(p) not in held or not p.requires_grad)


def _net() -> nn.Sequential:
    return nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 3), nn.ReLU(), nn.Linear(3, 2))


def _optimizers() -> tuple[tuple[nn.Module, torch.optim.Optimizer], ...]:
    """Return a network with an optimiser of all, in two groups, of its ends, of a copy, and of all with one frozen."""
    whole, ends, twin, frozen = (_net() for _ in range(4))
    groups = [{"params": whole[:3].parameters()}, {"params": whole[3:].parameters(), "lr": 0.01}]
    frozen[2].requires_grad_(False)
    makers = (groups, [*ends[0].parameters(), *ends[4].parameters()], copy.deepcopy(twin).parameters())
    pairs = [(model, torch.optim.SGD(held, lr=0.1)) for model, held in zip((whole, ends, twin), makers)]
    return (*pairs, (frozen, torch.optim.SGD(frozen.parameters(), lr=0.1)))


def _rows(images: torch.Tensor) -> list[bytes]:
    return [image.numpy().tobytes() for image in images]


def _leaked(train_images: torch.Tensor, validation_images: torch.Tensor) -> int:
    known = set(_rows(train_images))
    return sum(row in known for row in _rows(validation_images))


# Some are the same image at other places, one is there twice in each set; others only share their sum, or a pixel.
_TRAIN = [[1, 2, 3, 4], [9, 0, 0, 1], [5, 5, 5, 5], [1, 2, 3, 4], [7, 1, 8, 2], [0, 0, 6, 6]]
_OTHERS = [
    [4, 3, 2, 1],
    [7, 1, 8, 2],
    [1, 2, 3, 4],
    [1, 2, 3, 4],
    [1, 2, 3, 4],
    [6, 6, 0, 0],
    [9, 0, 1, 0],
    [7, 1, 8, 9],
]
_TRAINED, _HELD_OUT = (torch.tensor(rows, dtype=torch.uint8).reshape(-1, 2, 2) for rows in (_TRAIN, _OTHERS))

EXERCISES = [
    Exercise(
        "11/untrained",
        _untrained,
        "A parameter learns only if it lets gradients in and the optimiser holds this very tensor.",
        (
            Mistake(
                lambda model, optimizer: _names(model, lambda p: all(p is not other for other in _held(optimizer))),
                "You look only at what the optimiser holds. It may hold a frozen tensor: what does requires_grad say?",
            ),
            Mistake(
                lambda model, optimizer: _names(model, lambda p: not p.requires_grad),
                "You look only for frozen tensors. Does the optimiser hold all the others?",
            ),
            Mistake(
                lambda model, optimizer: _names(
                    model,
                    lambda p: (
                        not p.requires_grad or all(p is not other for other in optimizer.param_groups[0]["params"])
                    ),
                ),
                "An optimiser may have several groups, and you look into the first.",
            ),
            Mistake(
                lambda model, optimizer: _names(
                    model,
                    lambda p: not p.requires_grad or not any(torch.equal(p, other) for other in _held(optimizer)),
                ),
                "Equal numbers are not the same tensor: a copy of the model has equal ones, and is another.",
            ),
            Mistake(
                lambda model, optimizer: _names(
                    model, lambda p: not p.requires_grad or p.shape not in [other.shape for other in _held(optimizer)]
                ),
                "You compare shapes. Two tensors of one shape are still two.",
            ),
            Mistake(
                lambda model, optimizer: [
                    name for name, _ in model.named_parameters() if name not in _untrained(model, optimizer)
                ],
                "Those are the ones that do learn.",
            ),
        ),
        (
            "The tensors that an optimiser holds: group['params'] for each group in optimizer.param_groups.",
            "Two names mean one tensor if `a is b`, or if id(a) == id(b).",
            "Keep the names of those that are not held, or whose requires_grad is False.",
        ),
        """
        def untrained(model, optimizer):
            held = {id(p) for group in optimizer.param_groups for p in group["params"]}
            names = []
            for name, parameter in model.named_parameters():
                if id(parameter) not in held or not parameter.requires_grad:
                    names.append(name)
            return names
        """,
        cases=_optimizers(),
    ),
    Exercise(
        "11/leaked",
        _leaked,
        "The same image is the same wherever it stands, and each validation image counts once.",
        (
            Mistake(
                lambda train, validation: sum(map(torch.equal, train, validation)),
                "You compare images at the same place. A leak may sit anywhere.",
            ),
            Mistake(
                lambda train, validation: int(torch.isin(validation.sum((1, 2)), train.sum((1, 2))).sum()),
                "Two images with the same sum of pixels need not be the same image.",
            ),
            Mistake(
                lambda train, validation: sum(torch.equal(a, b) for a in train for b in validation),
                "You count pairs: an image that training has twice is counted twice.",
            ),
            Mistake(
                lambda train, validation: len(set(_rows(train)) & set(_rows(validation))),
                "You count different images. A validation image that is there twice was leaked twice.",
            ),
            Mistake(
                lambda train, validation: _leaked(validation, train),
                "You count the training images that are in validation. Asked is the other way round.",
            ),
            Mistake(
                lambda train, validation: _leaked(train, validation) / len(validation),
                "That is the share. How many are they?",
            ),
            Mistake(
                lambda train, validation: len(validation) - _leaked(train, validation),
                "Those are the ones that training has not seen.",
            ),
        ),
        (
            "Two images are the same if all their pixels are: torch.equal(a, b).",
            "For each validation image: is it any of the training images? Count it once.",
            "image.numpy().tobytes() makes something of an image that a set can hold.",
        ),
        """
        def leaked(train_images, validation_images):
            known = {image.numpy().tobytes() for image in train_images}
            return sum(image.numpy().tobytes() in known for image in validation_images)
        """,
        cases=((_TRAINED, _HELD_OUT), (_HELD_OUT, _TRAINED), (_TRAINED[1:3], _HELD_OUT[:2])),
    ),
]
