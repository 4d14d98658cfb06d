"""Claims of the tutorials that can be checked without a long training."""

from typing import Any

import torch
import torch.nn.functional as F

from mnist_course import data, models
from mnist_course.data import preprocess
from mnist_course.training.parts import tensors


def the_data(seed: int) -> dict[str, Any]:
    """Return sizes, counts per class, mean and standard deviation, and the loss of integer and one-hot targets."""
    train, test = data.load("train+validation"), data.load("test")
    pixels = train.images.double() / 255
    torch.manual_seed(seed)
    model = models.build("T1 MLP")
    images, labels = preprocess.standardize(test.images[:1000]), test.labels[:1000]
    logits = model(images)
    return {
        "training_images": len(train.labels),
        "test_images": len(test.labels),
        "counts": torch.bincount(train.labels).tolist(),
        "mean": pixels.mean().item(),
        "std": pixels.std().item(),
        "integer_loss": F.cross_entropy(logits, labels).item(),
        "one_hot_loss": F.cross_entropy(logits, preprocess.one_hot(labels)).item(),
    }


def evaluation_mode(seed: int, steps: int = 58) -> dict[str, list[float]]:
    """Train T3's network in training mode and in evaluation mode, without dropout and with it.

    Returns
    -------
    dict
        The loss of every step (nats): ``train_mode`` and ``eval_mode``, and the same ``_with_dropout``.
    """
    images, labels = tensors("train+validation", "unit")

    def losses(dropout: float, training: bool) -> list[float]:
        torch.manual_seed(seed)
        model = models.mlp(25, 25, dropout=dropout)
        order = torch.randperm(len(images), generator=torch.Generator().manual_seed(seed))
        optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
        found = []
        for rows in order.split(1028)[:steps]:
            model.train(training)
            loss = F.cross_entropy(model(images[rows]), labels[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            found.append(loss.item())
        return found

    return {
        "train_mode": losses(0, True),
        "eval_mode": losses(0, False),
        "train_mode_with_dropout": losses(0.5, True),
        "eval_mode_with_dropout": losses(0.5, False),
    }
