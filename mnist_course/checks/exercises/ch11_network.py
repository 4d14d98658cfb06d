"""Exercises of chapter 11: a network to cure."""

import math
from collections.abc import Callable

import torch

from mnist_course.checks.exercise import Exercise, Mistake

_draw = torch.Generator().manual_seed(11)
_WEIGHTS = [torch.randn(shape, generator=_draw) for shape in ((5, 6), (4, 6), (4,), (3, 4), (3,))]


def _scores(x: torch.Tensor, w1: torch.Tensor, b1: torch.Tensor, w2: torch.Tensor, b2: torch.Tensor) -> torch.Tensor:
    return torch.relu(x @ w1.T + b1) @ w2.T + b2


def _then(change: Callable[[torch.Tensor], torch.Tensor]) -> Callable:
    """Return the network, with something done to its scores."""
    return lambda *given: change(_scores(*given))


def _in_base(base: int) -> Callable:
    return _then(lambda scores: scores.log_softmax(dim=1) / math.log(base))


EXERCISES = [
    Exercise(
        "11/softmax",
        _scores,
        "The patient is well: cross_entropy makes probabilities of scores itself, and once is enough.",
        (
            Mistake(lambda *given: _scores(*given).softmax(dim=1), "The patient as it came. Its loss has a softmax."),
            Mistake(
                lambda *given: _scores(*given).softmax(dim=0),
                "Now each column adds up to 1, over the images. What does cross_entropy want: probabilities at all?",
            ),
            Mistake(
                lambda *given: 10 * _scores(*given).softmax(dim=1), "Stretched: it hides the disease. Which line is it?"
            ),
            Mistake(lambda *given: torch.relu(_scores(*given)), "No score is below 0 now. What does that lose?"),
            Mistake(
                lambda x, w1, b1, w2, b2: (x @ w1.T + b1) @ w2.T + b2,
                "You took out one line too many: without a kink between them, two layers are one.",
            ),
            Mistake(
                lambda x, w1, b1, w2, b2: (x @ w1.T + b1).softmax(dim=1) @ w2.T + b2,
                "The softmax has moved to the hidden layer, where relu was. It is needed nowhere.",
            ),
            Mistake(lambda x, a, b, c, d: _scores(x, a, b, c, d) - d, "The last bias is missing."),
            Mistake(lambda x, a, b, c, d: _scores(x, a, 0 * b, c, d), "The first bias is missing."),
            Mistake(lambda *given: -_scores(*given).log_softmax(dim=1), "A minus too many: the loss has its own."),
            Mistake(lambda *given: _scores(*given).argmax(dim=1), "Those are digits. A loss needs scores."),
            Mistake(lambda *given: torch.sigmoid(_scores(*given)), "Scores from 0 to 1 keep the loss up, too."),
            Mistake(
                lambda x, w1, b1, w2, b2: torch.relu(x @ w1.T + b1).softmax(dim=1) @ w2.T + b2,
                "The softmax has moved to the hidden layer. It is needed nowhere.",
            ),
            Mistake(
                lambda x, w1, b1, w2, b2: torch.sigmoid(x @ w1.T + b1) @ w2.T + b2,
                "The hidden layer has another kink now. It was well: which line is sick?",
            ),
            Mistake(
                lambda x, w1, b1, w2, b2: (torch.relu(x @ w1.T) + b1) @ w2.T + b2,
                "The first bias comes too late: relu is to see it.",
            ),
            Mistake(
                lambda x, w1, b1, w2, b2: torch.relu(torch.relu(x @ w1.T + b1) @ w2.T) + b2,
                "A relu has come in before the last bias. Scores may be below 0.",
            ),
            Mistake(
                lambda x, w1, b1, w2, b2: torch.relu(x @ w1.T + b1),
                "Those are the hidden numbers. The scores come after.",
            ),
            Mistake(
                _then(lambda scores: scores.log_softmax(dim=0)),
                "Your log-softmax goes over the images, and cross_entropy over the classes brings its own.",
            ),
            *(
                Mistake(
                    _in_base(base),
                    f"A logarithm to the base {base} makes the scores another size. None is needed.",
                )
                for base in (2, 10)
            ),
            Mistake(
                _then(lambda scores: scores.relu().softmax(dim=1)),
                "A relu has come in, and the softmax is there still.",
            ),
            Mistake(
                _then(lambda scores: torch.nn.functional.one_hot(scores.argmax(dim=1), scores.shape[1])),
                "Those are decisions, with nothing to slide down. A loss needs scores.",
            ),
            Mistake(_then(torch.exp), "exp is the first half of a softmax. cross_entropy does the whole."),
            Mistake(
                _then(lambda scores: scores.softmax(dim=1).softmax(dim=1)),
                "One more softmax: that is the cause, twice.",
            ),
            Mistake(
                _then(lambda scores: scores / scores.sum(dim=1, keepdim=True)),
                "Rows that add up to 1 are no aim: cross_entropy wants scores as they come.",
            ),
            Mistake(
                _then(lambda scores: (scores - scores.mean(1, True)) / scores.std(1, keepdim=True)),
                "Now every row has the same spread, and no answer can be surer than another.",
            ),
            *(
                Mistake(
                    _then(change),
                    f"You take away {what} of each class, so that the images change one another's answers.",
                )
                for what, change in (
                    ("the mean", lambda scores: scores - scores.mean(dim=0)),
                    ("the largest score", lambda scores: scores - scores.amax(dim=0)),
                )
            ),
            Mistake(_then(lambda scores: 0 * scores), "All scores are 0: nothing is left to learn from."),
            Mistake(
                _then(lambda scores: scores.amax(dim=1)), "That is one score an image. The loss needs all of them."
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
        also=(
            # whatever is taken from all scores of an image alike, its softmax and its loss stay as they are
            _then(lambda scores: scores.log_softmax(dim=1)),
            _then(lambda scores: scores - scores.amax(dim=1, keepdim=True)),
            _then(lambda scores: scores - scores.mean(dim=1, keepdim=True)),
            _then(lambda scores: scores - scores.amin(dim=1, keepdim=True)),
            _then(lambda scores: scores - scores.max()),
            _then(lambda scores: scores - scores.mean()),
            _then(lambda scores: scores - scores[:, :1]),
            _then(lambda scores: scores - scores[:, -1:]),
        ),
    ),
]
