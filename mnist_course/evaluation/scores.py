"""What a trained network does on images it has not seen: scores, accuracy, confusion."""

from typing import NamedTuple

import torch
import torch.nn.functional as F

from mnist_course.data.expect import expect_batch, expect_classified, expect_images, expect_scored


class Score(NamedTuple):
    """Mean cross-entropy per example in nats, and share of examples classified rightly (0-1)."""

    loss: float
    accuracy: float


@torch.no_grad()
def predict_logits(model, images, batch_size=1000):
    """Return the scores of `model` for `images`, in evaluation mode; the model's mode is put back after.

    Parameters
    ----------
    model : torch.nn.Module
    images : torch.Tensor
        float32, shape (N, 1, 28, 28), on any device.
    batch_size : int
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


def evaluate(model, data):
    """Return loss and accuracy of `model`, averaged over examples.

    Parameters
    ----------
    model : torch.nn.Module
    data : tuple of torch.Tensor, or iterable of such tuples
        ``(images, labels)``: whole tensors, or a ``DataLoader`` or other iterable of batches.
        Images float32 (N, 1, 28, 28), labels int64 (N,).

    Returns
    -------
    Score
    """
    pairs = [data] if isinstance(data, tuple) else data
    scored = []
    for images, labels in pairs:
        expect_batch(images, labels)
        scored.append((predict_logits(model, images), labels))
    if not scored:
        raise ValueError("expected at least one batch to evaluate on, got none")
    logits = torch.cat([pair[0] for pair in scored])
    labels = torch.cat([pair[1].to(logits.device) for pair in scored])
    share = accuracy(logits, labels)
    return Score(F.cross_entropy(logits, labels).item(), share)


def accuracy(logits, labels):
    """Return the share (0-1) of rows of `logits` (N, C) whose largest score is at the label (N,)."""
    expect_scored(logits, labels)
    return (logits.argmax(dim=1) == labels).float().mean().item()


def confusion_matrix(predictions, labels, num_classes=10):
    """Count how often each class was read as each other.

    Parameters
    ----------
    predictions, labels : torch.Tensor
        int64, shape (N,).
    num_classes : int

    Returns
    -------
    torch.Tensor
        int64, shape (num_classes, num_classes): row = true class, column = predicted class.
    """
    expect_classified(predictions, labels, num_classes)
    pairs = labels * num_classes + predictions
    return torch.bincount(pairs, minlength=num_classes**2).reshape(num_classes, num_classes)


def per_class_accuracy(predictions, labels, num_classes=10):
    """Return the share of each class that was read rightly: float32 (num_classes,), NaN for an absent class."""
    matrix = confusion_matrix(predictions, labels, num_classes).float()
    return matrix.diagonal() / matrix.sum(dim=1)
