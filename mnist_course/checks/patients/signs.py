"""The sign by which each disease shows in the log: a number that is another one in health."""

from collections.abc import Callable
from typing import NamedTuple

from mnist_course.checks.patients.admission import Case
from mnist_course.evaluation import evaluate


class Sign(NamedTuple):
    """What is measured, and the function that measures it."""

    name: str
    of: Callable[[Case], float]


def _last_loss(case: Case) -> float:
    """Return the mean training loss of the last 100 steps."""
    last = case.losses[-100:]
    return sum(last) / len(last)


def _kept_loss(case: Case) -> float:
    """Return the validation loss of the weights that were kept, less the lowest in the log."""
    model = case.fresh()
    model.load_state_dict(case.kept)
    return evaluate(model, case.validation).loss - min(case.validation_losses)


LOSS = Sign("loss", _last_loss)
REPORTED = Sign("accuracy", lambda case: case.accuracies[-1])
KEPT = Sign("excess loss", _kept_loss)

SIGNS = dict.fromkeys("ABCDEFGHIJ", LOSS) | {"K": REPORTED, "L": REPORTED, "M": LOSS, "N": REPORTED, "O": REPORTED}
SIGNS |= {"P": KEPT, "Z": REPORTED}
