"""Finding labels that may be wrong, by asking a network that has not seen them (chapter 14).

A network that was trained on an image has learnt its label, right or wrong. So the training images are cut
into folds; each fold's probabilities come from a network that was trained on all the others. Source:
Northcutt, Jiang and Chuang (2021), "Confident learning: Estimating uncertainty in dataset labels".
"""

import torch

from mnist_course.data.expect import expect_labels, expect_targets


def folds(count: int, parts: int, seed: int = 0) -> list[torch.Tensor]:
    """Cut `count` examples at random into `parts` folds of nearly equal size: int64 row numbers, ascending in each."""
    if not 2 <= parts <= count:
        raise ValueError(f"expected from 2 folds to as many as there are examples ({count}), got {parts}")
    order = torch.randperm(count, generator=torch.Generator().manual_seed(seed))
    return [rows.sort().values for rows in order.tensor_split(parts)]


def self_confidence(probabilities: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Return the probability that each label was given: floating point, shape (N,), 0 to 1."""
    _check(probabilities, labels)
    return probabilities.gather(1, labels[:, None]).squeeze(1)


def margin(probabilities: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Return the label's probability less the largest of the other classes': shape (N,), -1 to 1."""
    _check(probabilities, labels)
    others = probabilities.scatter(1, labels[:, None], float("-inf"))
    return self_confidence(probabilities, labels) - others.amax(dim=1)


def confident_joint(probabilities: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Count how often each label seems to be another class in truth: int64 (C, C), row = label, column = class.

    A class is confident in an example if it gives it at least its usual probability: the mean that it gives
    to examples of its own label. Of the confident classes the most probable one counts; an example in
    which none is confident is not counted. What lies off the diagonal estimates the number of label errors.
    """
    _check(probabilities, labels)
    classes = probabilities.shape[1]
    own = self_confidence(probabilities, labels)
    usual = torch.stack([own[labels == c].mean() for c in range(classes)])  # NaN for an absent class: never confident
    confident = probabilities >= usual
    likely = probabilities.where(confident, 0).argmax(dim=1)
    counted = confident.any(dim=1)
    pairs = labels[counted] * classes + likely[counted]
    return torch.bincount(pairs, minlength=classes**2).reshape(classes, classes)


def _check(probabilities: torch.Tensor, labels: torch.Tensor) -> None:
    expect_targets(probabilities, probabilities.shape[-1])
    expect_labels(labels, probabilities.shape[1])
    if len(probabilities) != len(labels):
        raise ValueError(f"expected one label per row, got {len(labels)} labels for {len(probabilities)} rows")
