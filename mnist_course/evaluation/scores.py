"""What a trained network does on images it has not seen: its scores, its loss and its accuracy."""

from collections.abc import Iterable
from typing import NamedTuple

import torch
import torch.nn.functional as F

from mnist_course.data.expect import expect_batch, expect_images, expect_scored

Batch = tuple[torch.Tensor, torch.Tensor]  # images, labels


class Score(NamedTuple):
    """Mean cross-entropy per example in nats, and share of examples classified rightly (0-1)."""

    loss: float
    accuracy: float


@torch.no_grad()
def predict_logits(model: torch.nn.Module, images: torch.Tensor, batch_size: int = 1000) -> torch.Tensor:
    """Return the scores of `model` for `images`, in evaluation mode; the model's mode is put back after.

    Parameters
    ----------
    images
        float32, shape (N, 1, 28, 28), on any device.
    batch_size
        Images per forward pass: it bounds the memory and changes nothing else.

    Returns
    -------
    torch.Tensor
        float32, shape (N, 10), on the model's device.
    """
    expect_images(images)
    device = next(model.parameters()).device
    was_training = model.training
    model.eval()
    try:
        return torch.cat([model(batch.to(device)) for batch in images.split(batch_size)])
    finally:
        model.train(was_training)


def evaluate(model: torch.nn.Module, data: Batch | Iterable[Batch]) -> Score:
    """Return loss and accuracy of `model`, averaged over examples.

    Parameters
    ----------
    data
        Images, float32 (N, 1, 28, 28), and their labels, int64 (N,): whole tensors, or a ``DataLoader`` or
        other iterable of batches.
    """
    whole = isinstance(data, tuple) or (isinstance(data, list) and any(isinstance(d, torch.Tensor) for d in data))
    scored: list[tuple[torch.Tensor, torch.Tensor]] = []
    for batch in [data] if whole else data:
        if not isinstance(batch, (tuple, list)) or len(batch) != 2:
            came = f"{len(batch)} values" if isinstance(batch, (tuple, list)) else type(batch).__name__
            raise TypeError(f"expected (images, labels), or batches of both, got {came} in place of the two")
        expect_batch(*batch)
        scored.append((predict_logits(model, batch[0]), batch[1]))
    if not scored:
        raise ValueError("expected at least one batch to evaluate on, got none")
    logits = torch.cat([pair[0] for pair in scored])
    labels = torch.cat([pair[1].to(logits.device) for pair in scored])
    share = accuracy(logits, labels)
    return Score(F.cross_entropy(logits, labels).item(), share)


def accuracy(logits: torch.Tensor, labels: torch.Tensor) -> float:
    """Return the share (0-1) of rows of `logits` (N, C) whose largest score is at the label (N,)."""
    expect_scored(logits, labels)
    return (logits.argmax(dim=1) == labels).float().mean().item()
