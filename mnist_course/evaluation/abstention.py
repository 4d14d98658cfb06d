"""Reading only what one is sure of, and leaving the rest to a person (chapter 14)."""

from typing import NamedTuple

import torch

from mnist_course.data.expect import expect_confidences


class Selection(NamedTuple):
    """Answers of at least `threshold` confidence: the share that they are, and the share right among them (0-1)."""

    threshold: float
    coverage: float
    accuracy: float


def accuracy_by_coverage(confidences: torch.Tensor, right: torch.Tensor) -> list[Selection]:
    """Return how the accuracy falls as ever less sure answers are accepted.

    Of the confidences, floating point (N,), only the order matters; `right` is bool (N,). There is a `Selection` for
    every threshold that makes a difference, from the surest answers to all of them: answers of equal confidence are
    accepted together, since no threshold separates them.
    """
    expect_confidences(confidences, right)
    thresholds, places, counts = confidences.double().unique(return_inverse=True, return_counts=True)
    hits = places.bincount(weights=right.double())
    taken, found = (values.flip(0).cumsum(0).tolist() for values in (counts, hits))
    return [Selection(t, n / len(right), hit / n) for t, n, hit in zip(thresholds.flip(0).tolist(), taken, found)]


def largest_coverage(confidences: torch.Tensor, right: torch.Tensor, accuracy: float) -> Selection | None:
    """Return the `Selection` that accepts most and still has the wanted accuracy; None if there is none.

    Choose the threshold on validation images, then measure it on others with `select`: on the images that
    it was chosen on, its accuracy flatters.
    """
    if not 0 < accuracy <= 1:
        raise ValueError(f"expected an accuracy above 0 and at most 1, got {accuracy}")
    fitting = [chosen for chosen in accuracy_by_coverage(confidences, right) if chosen.accuracy >= accuracy]
    return fitting[-1] if fitting else None


def select(confidences: torch.Tensor, right: torch.Tensor, threshold: float) -> Selection:
    """Return the `Selection` of the answers with a confidence of at least `threshold`; without any, of accuracy NaN."""
    expect_confidences(confidences, right)
    chosen = confidences >= threshold
    return Selection(threshold, chosen.double().mean().item(), right[chosen].double().mean().item())
