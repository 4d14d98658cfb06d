"""The answers of a network to many images, and how sure it was of each: two small arrays that a record keeps.

With them a chapter compares networks image by image without training them.
"""

from typing import Any, NamedTuple

import numpy as np
import torch

from mnist_course.data.expect import expect_logits

STEPS = 256  # in 1 of the log-odds, as they are kept: whole numbers of 16 bits
LARGEST = 2**15 - 1


class Predictions(NamedTuple):
    """Of N images: ``answers`` int64 (N,); ``confidences`` float64 (N,), the probability of each answer."""

    answers: torch.Tensor
    confidences: torch.Tensor


def pack(logits: torch.Tensor, prefix: str = "") -> dict[str, np.ndarray]:
    """Return ``answers``, uint8 (N,), and ``log_odds``, int16 (N,), of logits (N, 10), for a record's entry.

    The log-odds are those of the answers, times ``STEPS``; rounding moves no confidence by more than 0.0005.
    """
    expect_logits(logits)
    logits = logits.detach().double().cpu()
    answers = logits.argmax(dim=1)
    top = logits.gather(1, answers[:, None]).squeeze(1)
    # log(p / (1 - p)), without computing 1 - p, which would round to 0 for the surest answers
    odds = top - logits.scatter(1, answers[:, None], float("-inf")).logsumexp(dim=1)
    kept = (odds * STEPS).round().clamp(-LARGEST, LARGEST)
    return {f"{prefix}answers": answers.byte().numpy(), f"{prefix}log_odds": kept.short().numpy()}


def unpack(entry: dict[str, Any], prefix: str = "") -> Predictions:
    """Return the `Predictions` that `pack` put into a record's entry."""
    answers, odds = (torch.from_numpy(entry[f"{prefix}{name}"]) for name in ("answers", "log_odds"))
    return Predictions(answers.long(), (odds.double() / STEPS).sigmoid())
