"""Is a network as often right as it is sure? Reliability, its error, and temperature (chapter 10)."""

from typing import NamedTuple

import torch
import torch.nn.functional as F

from mnist_course.data.expect import expect_confidences, expect_logits, expect_scored


class Bins(NamedTuple):
    """Examples gathered by confidence; tensors of one length, from the least sure bin to the surest.

    ``counts`` of examples, and the means in each bin of ``confidences`` and ``accuracies`` (0-1).
    Bins without examples are left out.
    """

    counts: torch.Tensor
    confidences: torch.Tensor
    accuracies: torch.Tensor


def confidence(logits, temperature=1.0):
    """Return the probability that each row of `logits` (N, C) gives to its own answer.

    Returns
    -------
    torch.Tensor
        float64, shape (N,), 1/C to 1. In 32 bits a sure network's answers would all round to 1.
    """
    expect_logits(logits)
    _check_temperature(temperature)
    return (logits.double() / temperature).softmax(dim=1).amax(dim=1)


def reliability(confidences, right, bins=15, equal="width"):
    """Gather examples by confidence, and average confidence and accuracy in each bin.

    Parameters
    ----------
    confidences : torch.Tensor
        Floating point, shape (N,), 0 to 1.
    right : torch.Tensor
        bool, shape (N,): was the answer right?
    bins : int
        How many, at least 1.
    equal : {"width", "mass"}
        Bins of equal width from 0 to 1, or of equally many examples (by rank; their counts differ by one at most).

    Returns
    -------
    Bins

    Notes
    -----
    Sources: DeGroot and Fienberg (1983) for the diagram; Guo et al. (2017), "On calibration of modern neural
    networks", for the error computed from it; Nixon et al. (2019), "Measuring calibration in deep
    learning", for bins of equal mass.
    """
    _check(confidences, right)
    return _means(confidences, right, _places(confidences, bins, equal))


def expected_calibration_error(confidences, right, bins=15, equal="width"):
    """Return how far confidence and accuracy lie apart, averaged over the bins by their counts (0-1).

    It is never negative and grows with the number of bins, even for a perfectly calibrated model: compare
    it with `calibration_error_by_chance`. Parameters as of `reliability`.
    """
    found = reliability(confidences, right, bins, equal)
    gaps = (found.confidences - found.accuracies).abs()
    return ((found.counts * gaps).sum() / found.counts.sum()).item()


def calibration_error_by_chance(confidences, bins=15, equal="width", draws=1000, generator=None):
    """Return the calibration errors that a perfectly calibrated model with these confidences would show.

    For such a model, an answer given with confidence 0.8 is right with probability 0.8. So that is how
    right and wrong are drawn, again and again, and the error computed each time.

    Parameters
    ----------
    confidences, bins, equal
        As of `reliability`.
    draws : int
    generator : torch.Generator, optional
        Of the random numbers; PyTorch's global one by default.

    Returns
    -------
    torch.Tensor
        float64, shape (draws,). Their mean is the bias that binning alone adds; a measured error within
        their range is no evidence against perfect calibration.

    Notes
    -----
    Source: Bröcker and Smith (2007), "Increasing the reliability of reliability diagrams" (consistency resampling).
    """
    _check(confidences)
    if draws < 1:
        raise ValueError(f"expected at least one draw, got {draws}")
    confidences = confidences.double()
    places = _places(confidences, bins, equal)
    errors = torch.empty(draws, dtype=torch.float64)
    for draw in range(draws):
        chance = torch.rand(confidences.shape, generator=generator, dtype=confidences.dtype, device=confidences.device)
        gap = confidences - (chance < confidences).double()
        errors[draw] = torch.bincount(places, weights=gap).abs().sum() / len(confidences)
    return errors


def fit_temperature(logits, labels):
    """Return the temperature at which ``cross_entropy(logits / temperature, labels)`` is lowest.

    The loss is convex in 1 / temperature, and its slope there is the mean logit that the network expects less the
    mean logit of the labels; we halve the interval in which that slope changes its sign. No answer changes,
    only how sure it is.

    Parameters
    ----------
    logits : torch.Tensor
        Floating point, shape (N, C), of images that the network was *not* trained on: validation images.
    labels : torch.Tensor
        int64, shape (N,).

    Returns
    -------
    float
        Above 1 if the network is too sure of itself, below 1 if not sure enough; from 0.01 to 100.

    Raises
    ------
    ValueError
        If the loss has no minimum there, as when every answer is right: then it falls for ever as the
        temperature goes to 0.

    Notes
    -----
    Source: Guo et al. (2017), section 4.2.
    """
    expect_scored(logits, labels)
    logits = logits.detach().double()
    true = logits.gather(1, labels[:, None]).mean()

    def slope(inverse):
        probabilities = (logits * inverse).softmax(dim=1)
        return ((probabilities * logits).sum(dim=1).mean() - true).item()

    low, high = 0.01, 100.0  # of 1 / temperature
    if not slope(low) < 0 < slope(high):
        right = int((logits.argmax(dim=1) == labels).sum())
        raise ValueError(
            f"expected logits whose loss has a minimum over temperatures from 0.01 to 100, got {right} of "
            f"{len(labels)} answers right and none such"
        )
    for _ in range(60):
        middle = (low * high) ** 0.5
        low, high = (middle, high) if slope(middle) < 0 else (low, middle)
    return 1 / low


def log_loss(logits, labels, temperature=1.0):
    """Return the mean cross-entropy (nats) of ``logits / temperature``, computed in 64 bits."""
    expect_scored(logits, labels)
    _check_temperature(temperature)
    return F.cross_entropy(logits.double() / temperature, labels).item()


def _places(confidences, bins, equal):
    """Return the bin of every example: int64 (N,)."""
    if not isinstance(bins, int) or bins < 1:
        raise ValueError(f"expected at least one bin, got {bins!r}")
    if equal == "width":
        return (confidences * bins).long().clamp(max=bins - 1)
    if equal == "mass":
        ranks = torch.empty_like(confidences, dtype=torch.long)
        ranks[confidences.argsort(stable=True)] = torch.arange(len(confidences), device=confidences.device)
        return ranks * bins // len(confidences)
    raise ValueError(f"expected bins of equal 'width' or 'mass', got {equal!r}")


def _means(confidences, right, places):
    counts = torch.bincount(places)
    filled = counts > 0
    sums = [torch.bincount(places, weights=values.double()) for values in (confidences, right)]
    return Bins(counts[filled], *(total[filled] / counts[filled] for total in sums))


def _check(confidences, right=None):
    expect_confidences(confidences, right)
    if not bool(((confidences >= 0) & (confidences <= 1)).all()):
        raise ValueError(f"expected confidences from 0 to 1, got {confidences.min()} to {confidences.max()}")


def _check_temperature(temperature):
    if not temperature > 0:
        raise ValueError(f"expected a temperature above 0, got {temperature}")
