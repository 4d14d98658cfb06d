"""Batches cut from tensors that stay whole in memory."""

from collections.abc import Callable, Iterator

import torch

from mnist_course.data.expect import expect_pairs, expect_targets, expect_tensor
from mnist_course.session.modes import fast_limit


class Batches:
    """An iterable of ``(images, labels)`` batches, in a new order each time it is iterated.

    It does what a ``DataLoader`` over a ``TensorDataset`` does, by indexing whole tensors instead of
    collecting single examples.

    Parameters
    ----------
    images
        Shape (N, ...), on any device; the batches are made there.
    labels
        On the same device: int64 classes 0-9 of shape (N,), or float32 rows of probabilities (N, 10).
    batch_size
        Examples per batch. The last batch of an epoch holds what is left.
    shuffle
        Draw a new order for each epoch from PyTorch's global random numbers (see `modes.set_seed`).
    augment
        Called on the images of every batch; returns the images to train on.
    """

    def __init__(
        self,
        images: torch.Tensor,
        labels: torch.Tensor,
        batch_size: int,
        *,
        shuffle: bool = True,
        augment: Callable[[torch.Tensor], torch.Tensor] | None = None,
    ) -> None:
        expect_tensor(images, "images")
        expect_tensor(labels, "labels")
        expect_pairs(labels, images, "labels", "images")
        expect_targets(labels)
        if not isinstance(batch_size, int) or batch_size < 1:
            raise ValueError(f"expected a batch size of at least 1, got {batch_size!r}")
        self.images, self.labels = images, labels
        self.batch_size, self.shuffle, self.augment = batch_size, shuffle, augment

    def __len__(self) -> int:
        """Return the number of batches in an epoch (in the fast mode, at most ``FAST_STEPS``)."""
        return fast_limit(-(-len(self.images) // self.batch_size))

    def __iter__(self) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        n = len(self.images)
        # Drawn on the CPU, so that every device sees the same order from the same seed.
        order = (torch.randperm(n) if self.shuffle else torch.arange(n)).to(self.images.device)
        for rows in order.split(self.batch_size)[: len(self)]:
            # What indexing with [rows] gives, copied a whole image at a time: several times faster.
            images = self.images.index_select(0, rows)
            yield (self.augment(images) if self.augment else images), self.labels.index_select(0, rows)

    def __repr__(self) -> str:
        return f"Batches({len(self.images):,} examples, {len(self)} batches of {self.batch_size})"
