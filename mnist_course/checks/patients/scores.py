"""Sick scores, and weights that are not kept."""

import torch
from torch import nn


def in_training_mode(model: nn.Module, images: torch.Tensor, labels: torch.Tensor) -> float:
    """Patient L."""
    right = model(images).argmax(dim=1) == labels
    model.train()
    return right.float().mean().item()


def mode_left_on(model: nn.Module, images: torch.Tensor, labels: torch.Tensor) -> float:
    """Patient M."""
    model.eval()
    right = model(images).argmax(dim=1) == labels
    return right.float().mean().item()


def last_batch(model: nn.Module, images: torch.Tensor, labels: torch.Tensor) -> float:
    """Patient O."""
    right = torch.zeros(0, dtype=torch.bool, device=labels.device)
    for batch, answers in zip(images.split(64), labels.split(64)):
        right = model(batch).argmax(dim=1) == answers
    return right.float().mean().item()


def all_batches(model: nn.Module, images: torch.Tensor, labels: torch.Tensor) -> float:
    """Patient O, well."""
    right = torch.zeros(0, dtype=torch.bool, device=labels.device)
    for batch, answers in zip(images.split(64), labels.split(64)):
        right = torch.cat([right, model(batch).argmax(dim=1) == answers])
    return right.float().mean().item()


def second_name(model: nn.Module) -> dict[str, torch.Tensor]:
    """Patient P."""
    return model.state_dict()
