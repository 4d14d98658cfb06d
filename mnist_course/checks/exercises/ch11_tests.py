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


def _not_in(model: nn.Module, held: list[nn.Parameter]) -> list[str]:
    return _names(model, lambda p: not p.requires_grad or all(p is not other for other in held))


def _untrained(model: nn.Module, optimizer: torch.optim.Optimizer) -> list[str]:
    return _not_in(model, _held(optimizer))


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


# Some are the same image at other places, one is there twice in each set; others only share their sum, or a pixel,
# are twice in one set, are twice as dark, or differ by 16, whose square is 0 in bytes.
_TRAIN = [[1, 2, 3, 4], [9, 0, 0, 1], [5, 5, 5, 5], [1, 2, 3, 4], [7, 1, 8, 2], [0, 0, 6, 6]]
_OTHERS = [
    *([1, 2, 3, 4], [4, 3, 2, 1], [1, 2, 3, 4], [1, 2, 3, 4], [7, 1, 8, 2], [6, 6, 0, 0], [9, 0, 1, 0]),
    *([7, 1, 8, 9], [17, 2, 3, 4], [2, 4, 6, 8], [2, 4, 6, 8], [2, 4, 6, 8]),
]
_TRAINED, _HELD_OUT = (torch.tensor(rows, dtype=torch.uint8).reshape(-1, 2, 2) for rows in (_TRAIN, _OTHERS))

EXERCISES = [
    Exercise(
        "11/untrained",
        _untrained,
        "A parameter learns only if it lets gradients in and the optimiser holds this very tensor.",
        (
            Mistake(
                lambda m, o: _names(m, lambda p: all(p is not other for other in _held(o))),
                "You look only at what the optimiser holds. It may hold a frozen tensor: what does requires_grad say?",
            ),
            Mistake(
                lambda m, o: _names(m, lambda p: not p.requires_grad),
                "You look only for frozen tensors. Does the optimiser hold all the others?",
            ),
            *(
                Mistake(
                    lambda m, o, n=n: _not_in(m, o.param_groups[n]["params"]),
                    f"An optimiser may have several groups, and only the {which} one counts with you.",
                )
                for n, which in ((0, "first"), (-1, "last"))
            ),
            Mistake(
                lambda m, o: [name for group in o.param_groups for name in _not_in(m, group["params"])],
                "What one group does not hold may be in another. Gather what all of them hold first.",
            ),
            Mistake(
                lambda m, o: _names(m, lambda p: not p.requires_grad or not any(torch.equal(p, q) for q in _held(o))),
                "Equal numbers are not the same tensor: a copy of the model has equal ones, and is another.",
            ),
            Mistake(
                lambda m, o: _names(m, lambda p: not p.requires_grad or p.shape not in [q.shape for q in _held(o)]),
                "You compare shapes. Two tensors of one shape are still two.",
            ),
            Mistake(
                lambda m, o: _names(m, lambda p: p not in _held(o)),
                "`in` compares by ==, and == goes through two tensors number by number. Are they the same object?",
            ),
            Mistake(
                lambda m, o: _names(m, lambda p: True),
                "You name every parameter, always. param_groups is a list of dictionaries, the tensors are under "
                "'params'; and state_dict() has other tensors than named_parameters().",
            ),
            Mistake(lambda m, o: [], "You name none, ever. One fault is enough: not held, or frozen."),
            Mistake(
                lambda m, o: [m.get_parameter(n) for n in _untrained(m, o)],
                "Those are tensors. Their names are wanted.",
            ),
            Mistake(lambda *given: len(_untrained(*given)), "That is how many. What are their names?"),
            Mistake(lambda *given: sorted(_untrained(*given)), "In the model's order, please: weight before bias."),
            Mistake(lambda *given: _untrained(*given) or None, "If all are trained, the list is empty, and not None."),
            Mistake(lambda *given: ", ".join(_untrained(*given)), "That is one text. A list of names is wanted."),
            Mistake(lambda *given: _untrained(*given)[:1], "You stop at the first one."),
            Mistake(
                lambda m, o: _names(m, lambda p: p.requires_grad and p in {*_held(o)}),
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
                lambda t, v: sum(map(torch.equal, t, v)),
                "You compare images at the same place. A leak may sit anywhere.",
            ),
            Mistake(
                lambda t, v: int(torch.isin(v.sum((1, 2)), t.sum((1, 2))).sum()),
                "Two images with the same sum of pixels need not be the same image.",
            ),
            Mistake(
                lambda t, v: sum(torch.equal(a, b) for a in t for b in v),
                "You count pairs: an image that training has twice is counted twice.",
            ),
            Mistake(
                lambda t, v: len(set(_rows(t)) & set(_rows(v))),
                "You count different images. A validation image that is there twice was leaked twice.",
            ),
            Mistake(
                lambda t, v: _leaked(v, t), "Those are training images that are in validation. Asked is the other way."
            ),
            Mistake(lambda t, v: _leaked(t, v) / len(v), "That is the share. How many are they?"),
            Mistake(lambda t, v: len(v) - _leaked(t, v), "Those are the ones that training has not seen."),
            Mistake(lambda t, v: _leaked(t, v) > 0, "That is whether there is a leak. How many images are it?"),
            Mistake(lambda t, v: [row in _rows(t) for row in _rows(v)], "That says which ones. How many are they?"),
            Mistake(
                lambda t, v: sum(image in t for image in v),
                "For you one equal pixel is enough: so asks `in` of a tensor, and any(). Are all of them equal?",
            ),
            Mistake(
                lambda t, v: torch.isin(v, t).flatten(1).all(dim=1).sum(),
                "isin looks for each pixel anywhere in training. Do they stand together in one image?",
            ),
            Mistake(
                lambda t, v: len(t.unique(dim=0)) + len(v) - len(torch.cat([t, v]).unique(dim=0)),
                "A validation image that is there twice, but not in training, is no leak.",
            ),
            Mistake(lambda t, v: torch.isin(v, t).sum(), "Those are pixels. How many images are they?"),
            Mistake(
                lambda t, v: 0, "You find none. To `is`, id() and a set, two tensors are never the same, equal or not."
            ),
            Mistake(
                lambda t, v: sum(bool(((image - t) ** 2).sum((1, 2)).eq(0).any()) for image in v),
                "Bytes: 17 - 1 is 16, and its square, 256, is 0 again. Compare with ==.",
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
        cases=(
            (_TRAINED, _HELD_OUT),
            (_HELD_OUT.reshape(-1, 1, 4), _TRAINED.reshape(-1, 1, 4)),
            (_TRAINED[1:3], _HELD_OUT[:2]),
        ),
    ),
]
