"""Is a network as often right as it is sure? Reliability, its error, and temperature (chapter 14)."""

from typing import Literal, NamedTuple

import torch
import torch.nn.functional as F
from scipy.optimize import brentq

from mnist_course.data.expect import expect_confidences, expect_logits, expect_scored

Equal = Literal["width", "mass"]  # bins of equal width from 0 to 1, or of equally many examples (by rank)


class Bins(NamedTuple):
    """Examples gathered by confidence; tensors of one length, from the least sure bin to the surest.

    ``counts`` of examples, and the means in each bin of ``confidences`` and ``accuracies`` (0-1).
    Bins without examples are left out.
    """

    counts: torch.Tensor
    confidences: torch.Tensor
    accuracies: torch.Tensor


def confidence(logits: torch.Tensor, temperature: float = 1.0) -> torch.Tensor:
    """Return the probability that each row of `logits` (N, C) gives to its own answer: float64 (N,), 1/C to 1.

    In 32 bits a sure network's answers would all round to 1.
    """
    expect_logits(logits)
    return _cooled(logits, temperature).softmax(dim=1).amax(dim=1)


def reliability(confidences: torch.Tensor, right: torch.Tensor, bins: int = 15, equal: Equal = "width") -> Bins:
    """Gather examples by confidence, and average confidence and accuracy in each bin.

    Confidences are floating point, shape (N,), 0 to 1; `right`, bool (N,), says which answers were. Sources: DeGroot
    and Fienberg (1983) for the diagram; Guo et al. (2017), "On calibration of modern neural networks", for the error
    computed from it; Nixon et al. (2019), "Measuring calibration in deep learning", for bins of equal mass.
    """
    places = _places(confidences, bins, equal, right)
    counts = places.bincount()
    filled = counts > 0
    sums = [places.bincount(weights=values.double()) for values in (confidences, right)]
    return Bins(counts[filled], *(total[filled] / counts[filled] for total in sums))


def expected_calibration_error(
    confidences: torch.Tensor, right: torch.Tensor, bins: int = 15, equal: Equal = "width"
) -> float:
    """Return how far confidence and accuracy lie apart, averaged over the bins by their counts (0-1).

    It is never negative and grows with the number of bins, even for a perfectly calibrated model (chapter 13 tosses
    coins to see how far). Parameters as of `reliability`.
    """
    found = reliability(confidences, right, bins, equal)
    gaps = (found.confidences - found.accuracies).abs()
    return ((found.counts * gaps).sum() / found.counts.sum()).item()


def fit_temperature(logits: torch.Tensor, labels: torch.Tensor) -> float:
    """Return the temperature, 0.01 to 100, at which ``cross_entropy(logits / temperature, labels)`` is lowest.

    Give it logits (N, C) and int64 labels (N,) of images that the network was *not* trained on: validation images.
    The temperature is above 1 if the network is too sure of itself, below 1 if not sure enough. No answer changes.

    The loss is convex in 1 / temperature, and its slope there is the mean logit that the network expects less the
    mean logit of the labels; SciPy finds where that slope is 0. Source: Guo et al. (2017), section 4.2.

    Raises
    ------
    ValueError
        If the loss has no minimum there, as when every answer is right: then it falls for ever as the
        temperature goes to 0.
    """
    expect_scored(logits, labels)
    logits = logits.detach().double()
    true = logits.gather(1, labels[:, None]).mean()

    def slope(inverse: float) -> float:
        probabilities = (logits * inverse).softmax(dim=1)
        return ((probabilities * logits).sum(dim=1).mean() - true).item()

    low, high = 0.01, 100.0  # of 1 / temperature
    if not slope(low) < 0 < slope(high):
        right = int((logits.argmax(dim=1) == labels).sum())
        raise ValueError(
            f"expected logits whose loss has a minimum over temperatures from 0.01 to 100, got {right} of "
            f"{len(labels)} answers right and none such"
        )
    return 1 / brentq(slope, low, high)


def log_loss(logits: torch.Tensor, labels: torch.Tensor, temperature: float = 1.0) -> float:
    """Return the mean cross-entropy (nats) of ``logits / temperature``, computed in 64 bits."""
    expect_scored(logits, labels)
    return F.cross_entropy(_cooled(logits, temperature), labels).item()


def _cooled(logits: torch.Tensor, temperature: float) -> torch.Tensor:
    if not temperature > 0:
        raise ValueError(f"expected a temperature above 0, got {temperature}")
    return logits.double() / temperature


def _places(confidences: torch.Tensor, bins: int, equal: Equal, right: torch.Tensor | None = None) -> torch.Tensor:
    """Check the input and return the bin of every example: int64 (N,)."""
    expect_confidences(confidences, right)
    if not bool(((confidences >= 0) & (confidences <= 1)).all()):
        raise ValueError(f"expected confidences from 0 to 1, got {confidences.min()} to {confidences.max()}")
    if not isinstance(bins, int) or bins < 1:
        raise ValueError(f"expected at least one bin, got {bins!r}")
    if equal == "width":
        return (confidences * bins).long().clamp(max=bins - 1)
    if equal == "mass":
        return confidences.argsort(stable=True).argsort() * bins // len(confidences)
    raise ValueError(f"expected bins of equal 'width' or 'mass', got {equal!r}")
