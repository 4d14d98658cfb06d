"""Exercises of chapter 11: a score that is honest."""

from collections.abc import Callable

import torch
from torch import nn

from mnist_course.checks.exercise import Exercise, Mistake

Batches = list[tuple[torch.Tensor, torch.Tensor]]


class _Moody(nn.Module):
    """Right in evaluation mode, and upside down in training mode, so that the mode shows in every answer."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return -x[:, :10] if self.training else x[:, :10]


class Model:
    """The one model, put into a mode, or as the call before has left it: so a mode that was left on shows."""

    model: nn.Sequential

    def __init__(self, mode: bool | None) -> None:
        self.mode = mode

    def __deepcopy__(self, _: dict) -> nn.Module:
        if self.mode is not None:  # a new one, since an attempt may have spoilt the last one
            Model.model = nn.Sequential(nn.Flatten(), _Moody(), nn.PReLU(init=1).requires_grad_(False))  # 1 · x
            return self.model.train(self.mode)
        self.model.training = self.model[1].training  # the mode that counts is the one of the layers
        return self.model


# 7, 4 and 1 images, of which 5, 1 and 1 are right; the first ten pixels are the scores.
_IMAGES = torch.zeros(12, 784)
_IMAGES[:, :4] = torch.eye(4).repeat(3, 1) * 2
_ANSWERS = torch.tensor([0, 1, 2, 3, 0, 2, 3, 3, 1, 2, 3, 3])
_BATCHES = list(zip(_IMAGES.reshape(-1, 1, 28, 28).split([7, 4, 1]), _ANSWERS.split([7, 4, 1])))


def _right(model: nn.Module, batches: Batches) -> list[int]:
    return [int((model(images).argmax(dim=1) == labels).sum()) for images, labels in batches]


def _score(model: nn.Module, batches: Batches, share: Callable[[list[int], list[int]], float]) -> tuple[float, bool]:
    """Score in evaluation mode, and put the mode back; `share` makes one number of the batches' counts and sizes."""
    was_training = model.training
    right = _right(model.eval(), batches)
    model.train(was_training)
    return share(right, [len(labels) for _, labels in batches]), model.training


def _over_images(right: list[int], sizes: list[int]) -> float:
    return sum(right) / sum(sizes)


def _assigned(model: nn.Module, batches: Batches) -> tuple[float, bool]:
    was_training = model.training
    right = _right(model.eval(), batches)
    model.train = was_training
    return _over_images(right, [len(labels) for _, labels in batches]), model.training


def _too_early(model: nn.Module, batches: Batches) -> tuple[float, bool]:
    was_training, right = model.training, []
    model.eval()
    for batch in batches:
        right += _right(model, [batch])
        model.train(was_training)
    return _over_images(right, [len(labels) for _, labels in batches]), model.training


EXERCISES = [
    Exercise(
        "11/score",
        lambda model, batches: _score(model, batches, _over_images),
        "All three patients are well: every image counts once, nothing is dropped, and the mode is as it was.",
        (
            Mistake(
                lambda model, batches: (
                    _over_images(_right(model, batches), [len(labels) for _, labels in batches]),
                    model.training,
                ),
                "Patient L: a model in training mode is scored in training mode. no_grad() does not change that.",
            ),
            Mistake(
                lambda model, batches: (_score(model, batches, _over_images)[0], model.eval().training),
                "Patient M: the model comes back in another mode than it was given in.",
            ),
            Mistake(
                lambda model, batches: (_score(model, batches, _over_images)[0], model.train().training),
                "You always put training mode on at the end. A model that came in evaluation mode should stay in it.",
            ),
            Mistake(
                lambda model, batches: _score(model, batches, lambda right, sizes: right[-1] / sizes[-1]),
                "Patient O: one batch speaks for all of them.",
            ),
            Mistake(
                lambda model, batches: _score(
                    model, batches, lambda right, sizes: sum(r / n for r, n in zip(right, sizes)) / len(sizes)
                ),
                "A mean of the batches' means: in the short last batch an image counts more than in the others.",
            ),
            Mistake(
                lambda model, batches: _score(model, batches, lambda right, sizes: sum(right)),
                "That is how many are right. Of how many?",
            ),
            Mistake(
                lambda model, batches: _score(model, batches, lambda right, sizes: sum(right) / len(sizes)),
                "You divide by the number of batches. An accuracy is a share of the images.",
            ),
            Mistake(
                lambda model, batches: (_score(model, batches, _over_images)[0], model.training, model.eval())[:2],
                "What you return is right, but the model is left in evaluation mode. Put it back.",
            ),
            Mistake(
                lambda model, batches: (_score(model, batches, _over_images)[0], model.training, model.train())[:2],
                "What you return is right, but the model is left in training mode, even if it came in the other.",
            ),
            Mistake(
                lambda model, batches: _score(model, batches, _over_images)[::-1],
                "The accuracy first, and then the mode.",
            ),
            Mistake(
                lambda model, batches: _score(model, batches, _over_images)[0],
                "That is one of the two things. The mode is to be returned, too.",
            ),
            Mistake(
                lambda model, batches: _score(model, batches, lambda right, sizes: right[0] / sizes[0]),
                "Only the first batch is counted. Does the function end within the loop?",
            ),
            Mistake(
                lambda model, batches: _score(
                    model, batches, lambda right, sizes: sum(r / n for r, n in zip(right, sizes))
                ),
                "You add up the accuracies of the batches.",
            ),
            Mistake(
                lambda model, batches: _score(model, batches, lambda right, sizes: 100 * _over_images(right, sizes)),
                "That is in per cent. A share is wanted, from 0 to 1.",
            ),
            Mistake(
                lambda model, batches: _score(model, batches, lambda right, sizes: 1 - _over_images(right, sizes)),
                "That is the share of errors.",
            ),
            Mistake(
                lambda model, batches: _score(model, batches, lambda right, sizes: sum(right) // sum(sizes)),
                "// rounds down, to 0.",
            ),
            Mistake(
                lambda model, batches: (_right(model, batches)[-1] / len(batches[-1][1]), model.training),
                "Two patients at once: L, in training mode, and O, where one batch speaks for all.",
            ),
            Mistake(
                _assigned, "model.train is a method, and a mode has taken its place. Give it the mode in brackets."
            ),
            Mistake(_too_early, "After the first batch the model is back in training mode. Wait until all are read."),
        ),
        (
            "Keep model.training before you change anything: it says whether the mode is training mode.",
            "Count over all batches, and divide once.",
            "model.train(mode) takes True or False.",
        ),
        """
        def score(model, batches):
            was_training = model.training
            model.eval()
            right, seen = 0, 0
            for images, labels in batches:
                right += (model(images).argmax(dim=1) == labels).sum().item()
                seen += len(labels)
            model.train(was_training)
            return right / seen, model.training
        """,
        cases=tuple((Model(mode), _BATCHES) for mode in (True, None, False, None)),
    ),
]
