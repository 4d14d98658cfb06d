"""The tutorials' own way of training, kept as the reference that the course's loop is measured against.

Single images go through a ``DataLoader`` that makes each into a tensor and scales it, every time it is
used; the networks are written in the order convolution, ReLU, pooling.
"""

from collections.abc import Callable, Iterable
from functools import cache
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

from mnist_course import data, models
from mnist_course.data import preprocess
from mnist_course.records import Settings


def build(name: str) -> nn.Sequential:
    """Return an untrained network as its tutorial writes it; names as in `models.NETWORKS`.

    From the same seed it has the same weights as `models.build` gives, and computes the same function.
    """
    model = models.build(name).to(memory_format=torch.contiguous_format)
    if name.startswith("T4"):  # which pools first too, and ends with log-probabilities
        return nn.Sequential(*model, nn.LogSoftmax(dim=1))
    layers = list(model)
    for place, pair in enumerate(pairwise(model)):
        if [type(layer) for layer in pair] == [nn.MaxPool2d, nn.ReLU]:
            layers[place : place + 2] = reversed(pair)
    return nn.Sequential(*layers)


def loss_of(name: str) -> Callable[[torch.Tensor, torch.Tensor], torch.Tensor]:
    """Return the loss function that the tutorial uses: T4's networks give log-probabilities, the others scores."""
    return F.nll_loss if name.startswith("T4") else F.cross_entropy


def make_optimizer(model: nn.Module, settings: Settings) -> torch.optim.Optimizer:
    """Return the optimiser that the settings name, as a tutorial makes it."""
    if settings.optimizer == "SGD":
        return torch.optim.SGD(model.parameters(), lr=settings.rate, momentum=settings.momentum)
    return torch.optim.Adam(model.parameters(), lr=settings.rate)


def make_loader(scaling: str, batch_size: int, order: torch.Tensor, workers: int = 0) -> DataLoader:
    """Return a ``DataLoader`` of the training file.

    Parameters
    ----------
    scaling : {"unit", "standardized"}
        ``ToTensor`` alone (T2, T3), or followed by ``Normalize`` (T1, T4).
    batch_size
    order
        int64 (N,), the rows of the training file to train on: what ``shuffle=True`` would draw, drawn by
        the caller so that another loop can be given the same batches.
    workers
        Processes that load; 0 loads in this one, as the tutorials do. They stay for as long as the loader does.
    """
    sampler, stay = order.tolist(), workers > 0
    return DataLoader(_dataset(scaling), batch_size, sampler=sampler, num_workers=workers, persistent_workers=stay)


def train_epoch(
    model: nn.Module,
    batches: Iterable[tuple[torch.Tensor, torch.Tensor]],
    optimizer: torch.optim.Optimizer,
    loss_function: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
) -> float:
    """Train on every batch once and return the mean loss per example, in nats."""
    device = next(model.parameters()).device
    model.train()
    running_loss, seen = 0.0, 0
    for images, labels in batches:
        images, labels = images.to(device), labels.to(device)
        optimizer.zero_grad()
        outputs = model(images)
        loss = loss_function(outputs, labels)
        loss.backward()
        optimizer.step()
        running_loss += loss.item() * images.size(0)
        seen += images.size(0)
    return running_loss / seen


@cache
def _dataset(scaling: str) -> Dataset:
    import torchvision  # here, because it takes as long as PyTorch itself
    from torchvision import transforms

    steps = [transforms.ToTensor()]
    if scaling == "standardized":
        steps.append(transforms.Normalize((preprocess.MEAN,), (preprocess.STD,)))
    root = data.unpack().parent.parent
    return torchvision.datasets.MNIST(root, train=True, download=False, transform=transforms.Compose(steps))
