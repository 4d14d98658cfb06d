"""What settings name: images, network, optimiser, schedule, loss."""

from collections.abc import Callable
from functools import cache

import torch
from torch import nn
from torch.optim import lr_scheduler

from mnist_course import data, models
from mnist_course.data import preprocess
from mnist_course.data.preprocess import SCALINGS
from mnist_course.records import Settings

Loss = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]
LAYOUTS = {"channels last": torch.channels_last, "channels first": torch.contiguous_format}


@cache
def tensors(
    split: str, scaling: str = "standardized", shuffle_pixels: bool = False, device: str = "cpu"
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return images (float32, (N, 1, 28, 28)) and labels of a split, scaled as ``SCALINGS`` says."""
    order = torch.randperm(784, generator=torch.Generator().manual_seed(0)) if shuffle_pixels else torch.arange(784)
    digits = data.load(split)
    images = SCALINGS[scaling](digits.images)
    return images.flatten(1)[:, order].reshape(images.shape).to(device), digits.labels.to(device)


def scaled(images: torch.Tensor, settings: Settings) -> torch.Tensor:
    """Return images as the network takes them: scaled, if they are still bytes."""
    return SCALINGS[settings.scaling](images) if images.dtype == torch.uint8 else images


def build(settings: Settings) -> nn.Module:
    """Return the untrained network that the settings name."""
    if settings.network == "CNN":
        options = {name: getattr(settings, name) for name in ("hidden", "batch_norm", "trim", "unshuffle")}
        return models.cnn(*(settings.channels or ()), **options)
    if settings.width or settings.dropout:
        width = settings.width or 25
        return models.mlp(width, width, dropout=settings.dropout)
    return models.build(settings.network)


def make_optimizer(model: nn.Module, settings: Settings) -> torch.optim.Optimizer:
    """Return the optimiser that the settings name, with its update in one kernel (``fused``)."""
    options = {"lr": settings.rate, "weight_decay": settings.weight_decay, "fused": True}
    if settings.optimizer == "SGD":
        return torch.optim.SGD(model.parameters(), momentum=settings.momentum, **options)
    kinds = {"Adam": torch.optim.Adam, "AdamW": torch.optim.AdamW}
    return kinds[settings.optimizer](model.parameters(), **options)


def make_schedule(optimizer: torch.optim.Optimizer, settings: Settings, steps: int) -> lr_scheduler.LRScheduler | None:
    """Return the schedule that the settings name, stepped once per step; None for a constant rate.

    The optimizer must be a new one: schedules leave their first rate with an optimizer, and a second schedule
    would start from it.
    """
    if any("initial_lr" in group for group in optimizer.param_groups):
        raise ValueError("expected a new optimizer, got one that has had a schedule")
    if settings.schedule == "step":  # a tenth of the rate for the last two fifths
        return lr_scheduler.StepLR(optimizer, step_size=steps * 3 // 5, gamma=0.1)
    if settings.schedule == "cosine":
        return lr_scheduler.CosineAnnealingLR(optimizer, T_max=steps)
    if settings.schedule == "one-cycle":
        return lr_scheduler.OneCycleLR(
            optimizer, max_lr=settings.rate, total_steps=steps, cycle_momentum=settings.cycle_momentum
        )
    return None


def make_loss(settings: Settings) -> Loss:
    """Return the loss function that the settings name, from (logits, labels) to the batch's mean."""
    if settings.loss == "squared error":
        return squared_error
    if settings.loss == "squared error of probabilities":
        return squared_error_of_probabilities
    return nn.CrossEntropyLoss(label_smoothing=settings.label_smoothing)


def squared_error(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Return the squared distance of the scores from the one-hot labels, averaged over the examples."""
    return (logits - preprocess.one_hot(labels)).square().sum(dim=1).mean()


def squared_error_of_probabilities(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Return the same of the probabilities, which softmax makes of the scores."""
    return squared_error(logits.softmax(dim=1), labels)
