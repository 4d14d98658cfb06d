"""The answers of a network to 10,000 images, and how sure it was of each, in a few thousand characters.

A record keeps them, so that a chapter can compare networks image by image without training them.
"""

import base64
import lzma
from typing import NamedTuple

import torch

from mnist_course.data.expect import expect_labels

STEP = 1 / 256  # of the log-odds, as they are kept
LOWEST = -8.0


class Predictions(NamedTuple):
    """Of N images: ``answers`` int64 (N,); ``confidences`` float64 (N,), the probability of each answer."""

    answers: torch.Tensor
    confidences: torch.Tensor


def pack(logits, labels):
    """Return the answers and confidences of `logits` as a string.

    Parameters
    ----------
    logits : torch.Tensor
        Floating point, shape (N, 10).
    labels : torch.Tensor
        int64, shape (N,): the answers are kept as differences to them, nearly all 0. The same labels are
        needed to unpack.

    Returns
    -------
    str
        For 10,000 images some 10 to 20 thousand characters.
    """
    expect_labels(labels)
    logits, labels = logits.detach().double().cpu(), labels.cpu()
    if logits.shape != (len(labels), 10):
        raise ValueError(f"expected logits of shape ({len(labels)}, 10), one row per label, got {tuple(logits.shape)}")
    answers = logits.argmax(dim=1)
    top = logits.gather(1, answers[:, None]).squeeze(1)
    # log(p / (1 - p)), without computing 1 - p, which would round to 0 for the surest answers
    odds = top - logits.scatter(1, answers[:, None], float("-inf")).logsumexp(dim=1)
    kept = ((odds - LOWEST) / STEP).round().clamp(0, 65_535).long()
    columns = [(answers - labels) % 10, kept // 256, kept % 256]
    content = torch.cat(columns).to(torch.uint8).numpy().tobytes()
    return base64.b85encode(lzma.compress(content, format=lzma.FORMAT_ALONE, preset=9)).decode()


def unpack(text, labels):
    """Return the `Predictions` that `pack` made a string of; `labels` are those given to it.

    The log-odds of the confidences are rounded to ``STEP``, which moves no confidence by more than 0.0005.
    """
    expect_labels(labels)
    content = lzma.decompress(base64.b85decode(text))
    if len(content) != 3 * len(labels):
        raise ValueError(f"expected predictions of {len(labels)} images, got {len(content) / 3:g}")
    wrong, high, low = torch.frombuffer(bytearray(content), dtype=torch.uint8).long().view(3, -1)
    odds = (256 * high + low) * STEP + LOWEST
    return Predictions((labels.cpu() + wrong) % 10, odds.double().sigmoid())
