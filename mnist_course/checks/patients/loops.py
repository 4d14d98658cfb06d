"""Sick loops: each is `parts.train` with one thing wrong."""

from collections.abc import Iterable

import torch
import torch.nn.functional as F
from torch import nn

from mnist_course.checks.patients.parts import Pair, build


def too_slow(model: nn.Module, batches: Iterable[Pair]) -> list[float]:
    """Patient A."""
    optimizer = torch.optim.SGD(model.parameters(), lr=0.00001)
    losses = []
    for images, labels in batches:
        loss = F.cross_entropy(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def another_model(model: nn.Module, batches: Iterable[Pair]) -> list[float]:
    """Patient B."""
    optimizer = torch.optim.SGD(build().parameters(), lr=0.1)
    losses = []
    for images, labels in batches:
        loss = F.cross_entropy(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def emptied(model: nn.Module, batches: Iterable[Pair]) -> list[float]:
    """Patient D."""
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    losses = []
    for images, labels in batches:
        loss = F.cross_entropy(model(images), labels)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        losses.append(loss.item())
    return losses


def never_cleared(model: nn.Module, batches: Iterable[Pair]) -> list[float]:
    """Patient F."""
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    losses = []
    for images, labels in batches:
        loss = F.cross_entropy(model(images), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def too_fast(model: nn.Module, batches: Iterable[Pair]) -> list[float]:
    """Patient G."""
    optimizer = torch.optim.SGD(model.parameters(), lr=3.0)
    losses = []
    for images, labels in batches:
        loss = F.cross_entropy(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def jump_start(model: nn.Module, batches: Iterable[Pair]) -> list[float]:
    """Patient H."""
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    losses = []
    for images, labels in batches:
        loss = F.cross_entropy(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        optimizer.param_groups[0]["lr"] = 3.0 if len(losses) < 20 else 0.1
    return losses


def by_heart(model: nn.Module, batches: Iterable[Pair]) -> list[float]:
    """Return the losses of a healthy loop that soon knows a few images by heart: Adam at three times its usual rate."""
    optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
    losses = []
    for images, labels in batches:
        loss = F.cross_entropy(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
