"""Exercises of chapter 11: three patients to cure."""

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

# One pixel is 0 in all images; the two sets have other means.
_TRAIN = torch.randint(0, 256, (5, 28, 28), generator=_draw, dtype=torch.uint8)
_VALIDATION = torch.randint(0, 128, (3, 28, 28), generator=_draw, dtype=torch.uint8)
_TRAIN[:, 0, 0] = _VALIDATION[:, 0, 0] = 0

_WEIGHTS = [torch.randn(shape, generator=_draw) for shape in ((5, 6), (4, 6), (4,), (3, 4), (3,))]


def _train(model: nn.Module, batches: list[parts.Pair], rate: float, every: int) -> list[float]:
    """Train, and clear the gradients before every so many steps."""
    optimizer = torch.optim.SGD(model.parameters(), lr=rate)
    losses: list[float] = []
    for images, labels in batches:
        loss = F.cross_entropy(model(images), labels)
        if len(losses) % every == 0:
            optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def _both(rule: Callable[[torch.Tensor, torch.Tensor], torch.Tensor]) -> Callable:
    """Return a function that applies a rule to both sets; the rule knows the training set."""
    return lambda train, validation: (rule(train, train), rule(validation, train))


def _standardized(images: torch.Tensor, by: torch.Tensor) -> torch.Tensor:
    return (images.float() - by.float().mean()) / by.float().std()


def _scores(x: torch.Tensor, w1: torch.Tensor, b1: torch.Tensor, w2: torch.Tensor, b2: torch.Tensor) -> torch.Tensor:
    return torch.relu(x @ w1.T + b1) @ w2.T + b2


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
            Mistake(
                loops.emptied,
                "Now no weight moves. Between which two lines must the gradients stay as they are?",
            ),
            Mistake(
                lambda model, batches: _train(model, batches, 0.001, 99),
                "You have lowered the rate. It hides the symptom, and the gradients still add up.",
            ),
            Mistake(
                lambda model, batches: _train(model, batches, 0.1, 2),
                "Every second step uses the gradients of two batches.",
            ),
            Mistake(
                lambda model, batches: _train(model, batches, 0.001, 1),
                "The gradients are right now, but the rate is not the patient's. One change at a time.",
            ),
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
            Mistake(
                _both(lambda x, train: x.float()),
                "These are floats, and still as large as before. How large may an input be?",
            ),
            Mistake(
                lambda train_bytes, validation_bytes: (train_bytes / 255, validation_bytes.float()),
                "The network would be trained on one scale, and judged on another.",
            ),
            Mistake(
                _both(lambda x, train: _standardized(x, x)),
                "Each set has a mean and a spread of its own here, so the same ink is two numbers. Whose do you take?",
            ),
            Mistake(
                _both(lambda x, train: (x.float() - train.float().mean(0)) / train.float().std(0)),
                "There is nan in it: a pixel that is always paper has a spread of 0.",
            ),
            Mistake(
                _both(lambda x, train: x // 255),
                "Whole numbers: everything but the blackest ink has become 0.",
            ),
            Mistake(
                _both(lambda x, train: x / 255 / 255),
                "Divided twice: now the largest pixel is 0.004, and the patient has the opposite disease.",
            ),
            Mistake(
                _both(lambda x, train: x.float() - train.float().mean()),
                "Centred, and as wide as before. By what is it still to be divided?",
            ),
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
        ),
    ),
    Exercise(
        "11/softmax",
        _scores,
        "The patient is well: cross_entropy makes probabilities of scores itself, and once is enough.",
        (
            Mistake(
                lambda *given: _scores(*given).softmax(dim=1),
                "That is the patient as it came. Its loss applies a softmax already.",
            ),
            Mistake(
                lambda *given: _scores(*given).softmax(dim=0),
                "Now each column adds up to 1, over the images. What does cross_entropy want: probabilities at all?",
            ),
            Mistake(
                lambda *given: 10 * _scores(*given).softmax(dim=1),
                "Stretched probabilities let the loss fall lower, and hide the disease. Which line is too much?",
            ),
            Mistake(
                lambda *given: torch.relu(_scores(*given)),
                "No score is below 0 now. What does a score lose that should be negative?",
            ),
            Mistake(
                lambda x, w1, b1, w2, b2: (x @ w1.T + b1) @ w2.T + b2,
                "You took out one line too many: without a kink between them, two layers are one.",
            ),
            Mistake(
                lambda *given: torch.sigmoid(_scores(*given)),
                "Scores between 0 and 1 keep the loss up just as a softmax does.",
            ),
        ),
        (
            "What does F.cross_entropy do to what it is given, before anything else?",
            "The network should end with its last linear layer.",
        ),
        """
        def network(x, w1, b1, w2, b2):
            h = torch.relu(x @ w1.T + b1)
            return h @ w2.T + b2
        """,
        cases=((*_WEIGHTS,), (3 * _WEIGHTS[0], *_WEIGHTS[1:])),
        also=(lambda *given: _scores(*given).log_softmax(dim=1),),
    ),
]
