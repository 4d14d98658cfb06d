"""Errors for wrong input, a TypeError or a ValueError: each says what was expected and what came."""

import torch
from torch import Tensor


def expect_raw_images(images: Tensor) -> None:
    """Raise unless `images` is a uint8 tensor of shape (N, 28, 28)."""
    expect_tensor(images, "images")
    if images.dtype != torch.uint8:
        raise TypeError(f"expected images of dtype torch.uint8 (bytes 0-255), got {images.dtype}: scaled already?")
    if images.ndim != 3 or images.shape[1:] != (28, 28):
        raise ValueError(f"expected images of shape (N, 28, 28), got {tuple(images.shape)}")


def expect_images(images: Tensor, shape: tuple[int | str, ...] = ("N", 1, 28, 28)) -> None:
    """Raise unless `images` is a floating-point tensor of that shape (words: any size)."""
    _expect_floats(images, "images", ": scale them first (preprocess)")
    fits = images.ndim == len(shape) and all(isinstance(n, str) or n == m for n, m in zip(shape, images.shape))
    if not fits:
        raise ValueError(f"expected images of shape ({', '.join(map(str, shape))}), got {tuple(images.shape)}")


def expect_labels(labels: Tensor, num_classes: int = 10) -> None:
    """Raise unless `labels` is an int64 tensor (N,) of values below `num_classes`."""
    _expect_vector(labels, "labels")
    _expect_range(labels, num_classes, "labels")


def expect_targets(targets: Tensor, num_classes: int = 10) -> None:
    """Raise unless `targets` are labels (see `expect_labels`) or floating-point rows (N, C) of probabilities."""
    expect_tensor(targets, "labels")
    if not targets.is_floating_point():
        return expect_labels(targets, num_classes)
    if targets.ndim != 2 or targets.shape[1] != num_classes:
        shape = tuple(targets.shape)
        raise ValueError(f"expected int64 labels of shape (N,) or float rows of shape (N, {num_classes}), got {shape}")
    sums = targets.sum(dim=1)
    if bool((targets < 0).any()) or not torch.allclose(sums, torch.ones_like(sums), atol=1e-4):
        raise ValueError("expected rows of probabilities: none negative, each row adding up to 1")
    return None


def expect_batch(images: Tensor, labels: Tensor) -> None:
    """Raise unless these are images (N, 1, 28, 28) with int64 labels (N,), or with rows of N scores.

    Only shapes and dtypes are looked at: no device is waited for.
    """
    expect_images(images)
    expect_tensor(labels, "labels")
    if labels.ndim != 2 or labels.shape[1] <= 1:
        _expect_vector(labels, "labels")
    _expect_as_many(labels, images, "labels", "images")


def expect_logits(logits: Tensor) -> None:
    """Raise unless `logits` is a floating-point tensor of shape (N, C), N at least 1."""
    _expect_floats(logits, "logits", ": the classes themselves?")
    _expect_dimensions(logits, "logits", "(N, C)")
    _expect_some(logits, "predictions")


def expect_scored(logits: Tensor, labels: Tensor) -> None:
    """Raise unless `logits` (see `expect_logits`) have a label each, int64 (N,) from 0 to below C, on their device."""
    expect_logits(logits)
    _expect_vector(labels, "labels")
    expect_pairs(labels, logits, "labels", "predictions")
    _expect_range(labels, logits.shape[1], "labels")


def expect_pairs(values: Tensor, others: Tensor, what: str, whose: str) -> None:
    """Raise unless two tensors have one length, at least 1, and are on one device."""
    _expect_as_many(values, others, what, whose)
    if values.device != others.device:
        raise ValueError(f"expected {what} on the device of the {whose}, {others.device}, got {values.device}")
    _expect_some(others, whose)


def expect_right(right: Tensor) -> None:
    """Raise unless `right` is a bool tensor of shape (N,), N at least 1."""
    expect_tensor(right, "right/wrong")
    if right.dtype != torch.bool:
        raise TypeError(f"expected right/wrong as bool, got {right.dtype}: compare predictions with labels first")
    _expect_dimensions(right, "right/wrong", "(N,)")
    _expect_some(right, "answers")


def expect_confidences(confidences: Tensor, right: Tensor | None = None) -> None:
    """Raise unless `confidences` is a floating-point tensor (N,) without NaNs; and `right`, if given, bool (N,)."""
    _expect_floats(confidences, "confidences")
    _expect_dimensions(confidences, "confidences", "(N,)")
    if right is not None:
        expect_right(right)
        expect_pairs(right, confidences, "right/wrong", "confidences")
    _expect_some(confidences, "confidences")
    if bool(confidences.isnan().any()):
        raise ValueError(f"expected numbers as confidences, got {int(confidences.isnan().sum())} NaNs among them")


def expect_tensor(value: object, what: str) -> None:
    """Raise a TypeError unless `value` is a tensor."""
    if not isinstance(value, Tensor):
        raise TypeError(f"expected {what} as a torch.Tensor, got {type(value).__name__}")


def _expect_floats(values: Tensor, what: str, hint: str = "") -> None:
    expect_tensor(values, what)
    if not values.is_floating_point():
        raise TypeError(f"expected {what} of a floating-point dtype, got {values.dtype}{hint}")


def _expect_vector(labels: Tensor, what: str) -> None:
    expect_tensor(labels, what)
    if labels.dtype != torch.int64:
        raise TypeError(f"expected {what} of dtype torch.int64, got {labels.dtype}")
    _expect_dimensions(labels, what, "(N,)")


def _expect_dimensions(values: Tensor, what: str, shape: str) -> None:
    if values.ndim != len(shape.split()):
        raise ValueError(f"expected {what} of shape {shape}, got {tuple(values.shape)}")


def _expect_range(labels: Tensor, num_classes: int, what: str) -> None:
    wrong = labels[(labels < 0) | (labels >= num_classes)]
    if len(wrong):
        raise ValueError(
            f"expected {what} from 0 to {num_classes - 1}, got {wrong[0].item()} ({len(wrong)} are outside)"
        )


def _expect_as_many(values: Tensor, others: Tensor, what: str, whose: str) -> None:
    if len(values) != len(others):
        raise ValueError(f"expected as many {what} as {whose}, got {len(values)} {what} for {len(others)} {whose}")


def _expect_some(values: Tensor, what: str) -> None:
    if len(values) == 0:
        raise ValueError(f"expected at least one of the {what}, got none")
