"""Reading only what one is sure of, and leaving the rest to a person (chapter 10)."""

from typing import NamedTuple

import torch

from mnist_course.data.expect import expect_confidences


class Selection(NamedTuple):
    """Answers of at least `threshold` confidence: the share that they are, and the share right among them (0-1)."""

    threshold: float
    coverage: float
    accuracy: float


def accuracy_by_coverage(confidences, right):
    """Return how the accuracy falls as ever less sure answers are accepted.

    Parameters
    ----------
    confidences : torch.Tensor
        Floating point, shape (N,). On any scale: only their order matters.
    right : torch.Tensor
        bool, shape (N,).

    Returns
    -------
    list of Selection
        One for every threshold that makes a difference, from the surest answers to all of them. Answers
        of equal confidence are accepted together, since no threshold separates them.
    """
    expect_confidences(confidences, right)
    order = confidences.argsort(descending=True)
    sorted_confidences, hits = confidences[order].double(), right[order].long().cumsum(0)
    last_of_its_kind = torch.ones_like(right)
    last_of_its_kind[:-1] = sorted_confidences[1:] != sorted_confidences[:-1]
    ends = last_of_its_kind.nonzero().flatten()
    thresholds, counts, found = sorted_confidences[ends].tolist(), (ends + 1).tolist(), hits[ends].tolist()
    return [Selection(t, count / len(right), hit / count) for t, count, hit in zip(thresholds, counts, found)]


def largest_coverage(confidences, right, accuracy):
    """Return the `Selection` that accepts most and still has the wanted accuracy; None if there is none.

    Choose the threshold on validation images, then measure it on others with `select`: on the images that
    it was chosen on, its accuracy flatters.
    """
    if not 0 < accuracy <= 1:
        raise ValueError(f"expected an accuracy above 0 and at most 1, got {accuracy}")
    fitting = [chosen for chosen in accuracy_by_coverage(confidences, right) if chosen.accuracy >= accuracy]
    return fitting[-1] if fitting else None


def select(confidences, right, threshold):
    """Return the `Selection` of the answers with a confidence of at least `threshold`.

    Its accuracy is NaN if there are none.
    """
    expect_confidences(confidences, right)
    chosen = confidences >= threshold
    return Selection(threshold, chosen.double().mean().item(), right[chosen].double().mean().item())
