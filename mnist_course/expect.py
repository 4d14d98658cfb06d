"""Errors for wrong input: each says what was expected and what came."""

import torch


def expect_raw_images(images):
    """Raise a TypeError or ValueError unless `images` is a uint8 tensor of shape (N, 28, 28)."""
    _expect_tensor(images, "images")
    if images.dtype != torch.uint8:
        raise TypeError(f"expected images of dtype torch.uint8 (bytes 0-255), got {images.dtype}: scaled already?")
    if images.ndim != 3 or images.shape[1:] != (28, 28):
        raise ValueError(f"expected images of shape (N, 28, 28), got {tuple(images.shape)}")


def expect_images(images, shape=("N", 1, 28, 28)):
    """Raise a TypeError or ValueError unless `images` is a floating-point tensor of that shape (words: any size)."""
    _expect_tensor(images, "images")
    if not images.is_floating_point():
        raise TypeError(f"expected images of a floating-point dtype, got {images.dtype}: scale them first (preprocess)")
    fits = images.ndim == len(shape) and all(isinstance(n, str) or n == m for n, m in zip(shape, images.shape))
    if not fits:
        raise ValueError(f"expected images of shape ({', '.join(map(str, shape))}), got {tuple(images.shape)}")


def expect_labels(labels, num_classes=10):
    """Raise a TypeError or ValueError unless `labels` is an int64 tensor (N,) of values below `num_classes`."""
    _expect_tensor(labels, "labels")
    if labels.dtype != torch.int64:
        raise TypeError(f"expected labels of dtype torch.int64, got {labels.dtype}")
    if labels.ndim != 1:
        raise ValueError(f"expected labels of shape (N,), got {tuple(labels.shape)}")
    wrong = labels[(labels < 0) | (labels >= num_classes)]
    if len(wrong):
        raise ValueError(
            f"expected labels from 0 to {num_classes - 1}, got {wrong[0].item()} ({len(wrong)} are outside)"
        )


def expect_targets(targets, num_classes=10):
    """Raise unless `targets` are labels (see `expect_labels`) or floating-point rows (N, C) of probabilities."""
    _expect_tensor(targets, "labels")
    if not targets.is_floating_point():
        return expect_labels(targets, num_classes)
    if targets.ndim != 2 or targets.shape[1] != num_classes:
        shape = tuple(targets.shape)
        raise ValueError(f"expected int64 labels of shape (N,) or float rows of shape (N, {num_classes}), got {shape}")
    sums = targets.sum(dim=1)
    if bool((targets < 0).any()) or not torch.allclose(sums, torch.ones_like(sums), atol=1e-4):
        raise ValueError("expected rows of probabilities: none negative, each row adding up to 1")
    return None


def _expect_tensor(value, what):
    if not isinstance(value, torch.Tensor):
        raise TypeError(f"expected {what} as a torch.Tensor, got {type(value).__name__}")
