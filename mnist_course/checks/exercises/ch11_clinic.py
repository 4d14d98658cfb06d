"""Exercises of chapter 11: two patients to cure."""

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import nn

from mnist_course.checks.exercise import Exercise, Mistake
from mnist_course.checks.patients import loops, parts
from mnist_course.data import preprocess

# Uneven batches of few features, and a network with a hidden layer that no batch kills.
_draw = torch.Generator().manual_seed(11)
_BATCHES = [(torch.randn(n, 6, generator=_draw), torch.randint(3, (n,), generator=_draw)) for n in (5, 4, 7, 3, 6)]
_MODEL = nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 3))
with torch.no_grad():
    for _parameter in _MODEL.parameters():
        _parameter.copy_(torch.randn(_parameter.shape, generator=_draw))

# One pixel is 0 in all images; the two sets have other means, and one image has less ink.
_TRAIN = torch.randint(0, 256, (5, 28, 28), generator=_draw, dtype=torch.uint8)
_VALIDATION = torch.randint(0, 128, (3, 28, 28), generator=_draw, dtype=torch.uint8)
_TRAIN[:, 0, 0] = _VALIDATION[:, 0, 0] = 0
_TRAIN[0] //= 2


def _train(
    model: nn.Module,
    batches: list[parts.Pair],
    every: int,
    name: str = "SGD",
    steps: int = 1,
    softmax: bool = False,
    late: bool = False,
    **given: float,
) -> list[float]:
    """Train, and clear the gradients before every so many steps."""
    optimizer = getattr(torch.optim, name)(model.parameters(), **{"lr": 0.1, **given})
    losses: list[float] = []
    for images, labels in batches:
        scores = model(images)
        loss = F.cross_entropy(scores.softmax(dim=1) if softmax else scores, labels)
        if len(losses) % every == 0:
            optimizer.zero_grad()
        loss.backward()
        for _ in range(steps):
            optimizer.step()
        losses.append((F.cross_entropy(model(images), labels) if late else loss).item())
    return losses


def _both(rule: Callable[[torch.Tensor, torch.Tensor], torch.Tensor]) -> Callable:
    """Return a function that applies a rule to both sets; the rule knows the training set."""
    return lambda train, validation: (rule(train, train), rule(validation, train))


def _linear(by: float, less: float) -> Callable:
    return _both(lambda x, train: x / by - less)


def _standardized(images: torch.Tensor, by: torch.Tensor) -> torch.Tensor:
    return (images.float() - by.float().mean()) / by.float().std()


EXERCISES = [
    Exercise(
        "11/zero-grad",
        parts.train,
        "The patient is well: each step uses the gradient of its own batch, and of no other.",
        (
            Mistake(
                loops.never_cleared,
                "The second step still adds the gradient of the first batch to its own. What does backward() do with "
                "what is in .grad already?",
            ),
            Mistake(loops.emptied, "Now no weight moves. Between which two lines must the gradients stay as they are?"),
            *(
                Mistake(
                    lambda m, b, r=rate, n=every: _train(m, b, n, lr=r),
                    f"The rate of the patient is not {rate}. {says}",
                )
                for every, says in (
                    (99, "It hides the symptom: the gradients still add up."),
                    (1, "The rest is right now."),
                )
                for rate in (0.05, 0.01, 0.001)
            ),
            Mistake(lambda m, b: _train(m, b, 2), "Every second step uses the gradients of two batches."),
            Mistake(lambda m, b: _train(m, b, 1, momentum=0.9), "Momentum is a second change. Clearing is enough."),
            *(
                Mistake(
                    lambda m, b, r=r: _train(m, b, 1, "Adam", lr=r), f"Adam{at} is another optimiser. Change one thing."
                )
                for r, at in ((1e-3, ""), (0.1, " at 0.1"))
            ),
            Mistake(
                lambda m, b: _train(m, b, 1, weight_decay=0.1), "Weight decay is a second change. Clearing is enough."
            ),
            Mistake(lambda m, b: _train(m, b, 1, steps=2), "You step twice with each gradient."),
            Mistake(lambda m, b: _train(m, b, 1, softmax=True), "There is a softmax before the loss. It has its own."),
            Mistake(lambda m, b: _train(m, b, 1, late=True), "Those are the losses after each step, not before it."),
            Mistake(lambda m, b: _train(m, b, 1)[:1], "Only one loss. Does the function end within the loop?"),
            Mistake(lambda m, b: sum(_train(m, b, 1)) / len(b), "That is the mean. A list of all losses is wanted."),
        ),
        (
            "backward() adds to .grad. Whose task is it to empty it?",
            "Once in every step, and not between backward() and step().",
        ),
        """
        def train(model, batches):
            optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
            losses = []
            for images, labels in batches:
                loss = F.cross_entropy(model(images), labels)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                losses.append(loss.item())
            return losses
        """,
        cases=((_MODEL, _BATCHES),),
    ),
    Exercise(
        "11/scale",
        _both(lambda x, train: x / 255),
        "The patient is well: pixels of about 1, by one and the same rule for both sets.",
        (
            Mistake(_both(lambda x, train: x.float()), "As large as before. How large may an input be?"),
            Mistake(lambda t, v: (t / 255, v.float()), "It would be trained on one scale, and judged on another."),
            Mistake(lambda t, v: (t.float(), v / 255), "Only validation is scaled. Training needs it, too."),
            Mistake(lambda t, v: (v / 255, t / 255), "Training first: the two sets have changed places."),
            Mistake(
                _both(lambda x, train: _standardized(x, x)),
                "Each set has a mean and a spread of its own here, so the same ink is two numbers. Whose do you take?",
            ),
            Mistake(
                lambda t, v: (_standardized(t, all_ := torch.cat([t, v])), _standardized(v, all_)),
                "Mean and spread of both sets together: validation has its say in how training is scaled. Keep it out.",
            ),
            Mistake(_both(lambda x, train: x / x.max()), "Each set is divided by a largest pixel of its own. Whose?"),
            Mistake(_both(lambda x, train: x / x.amax((1, 2), True)), "Each image is divided by a number of its own."),
            Mistake(
                _both(lambda x, train: (x.float() - train.float().mean(0)) / train.float().std(0)),
                "There is nan in it: a pixel that is always paper has a spread of 0.",
            ),
            Mistake(_both(lambda x, train: x // 255), "Whole numbers: everything but the blackest ink has become 0."),
            Mistake(_both(lambda x, train: x / 255 / 255), "Divided twice: now it has the opposite disease."),
            Mistake(
                _both(lambda x, train: (x - preprocess.MEAN) / preprocess.STD),
                "This mean and this spread belong to pixels from 0 to 1. What has to be done to the bytes first?",
            ),
            Mistake(_both(lambda x, train: x - train.float().mean()), "Centred, but as wide as before. Divide, too."),
            Mistake(lambda t, v: t / 255, "One set. Both are to be returned."),
            Mistake(lambda t, v: (_standardized(t, v), _standardized(v, v)), "You take validation's mean and spread."),
            Mistake(_both(lambda x, train: x > 127), "Black or white only: the grey between them is lost."),
            Mistake(
                _both(lambda x, train: (x - 127) / 128),
                "Bytes know no number below 0: 0 − 127 becomes 129. First make floats of them.",
            ),
            Mistake(_both(lambda x, train: x / 784), "784 is the number of pixels. How large is the largest?"),
        ),
        (
            "Bytes go up to 255. Bring them to about 1.",
            "Whatever you subtract, and divide by, must be the same for both sets.",
        ),
        """
        def scale(train_bytes, validation_bytes):
            return train_bytes / 255, validation_bytes / 255
        """,
        cases=((_TRAIN, _VALIDATION),),
        also=(
            _both(lambda x, train: _standardized(x, train)),
            _both(lambda x, train: (x / 255 - preprocess.MEAN) / preprocess.STD),
            _both(lambda x, train: preprocess.to_unit(x)),
            _both(lambda x, train: preprocess.standardize(x)),
            *(_linear(by, less) for by, less in ((256, 0), (100, 0), (128, 1), (127.5, 1), (255, 0.5))),
            _both(lambda x, train: 1 - x / 255),
            *(_linear(127, less) for less in (0, 1)),
            _both(lambda x, train: x.flatten(1) / 255),
            _both(lambda x, train: preprocess.standardize(x).flatten(1)),
            _both(lambda x, train: x / 255 - (train / 255).mean(0)),
        ),
    ),
]
