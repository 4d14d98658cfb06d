"""The tutorials' own way of training, kept as the reference that the course's loop is measured against.

Single images go through a ``DataLoader`` that makes each into a tensor and scales it, every time it is
used; the networks are written in the order convolution, ReLU, pooling.
"""

from functools import cache

import torch
import torch.nn.functional as F
import torchvision
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms

from mnist_course import data, models
from mnist_course.data import preprocess


def build(name):
    """Return an untrained network as its tutorial writes it; names as in `models.NETWORKS`.

    From the same seed it has the same weights as `models.build` gives, and computes the same function.
    """
    written = {
        "T1 CNN": lambda: _cnn(32, 64, hidden=128),
        "T2 CNN": lambda: _cnn(16, 32),
        "LeNet-5": _lenet5,
        "T4 MLP": lambda: nn.Sequential(models.mlp(50, dropout=0.5), nn.LogSoftmax(dim=1)),
        "T4 CNN": lambda: nn.Sequential(*_contiguous(models.t4_cnn()), nn.LogSoftmax(dim=1)),  # T4 pools first too
    }
    return written[name]() if name in written else models.build(name)


def loss_of(name):
    """Return the loss function that the tutorial uses: T4's networks give log-probabilities, the others scores."""
    return F.nll_loss if name.startswith("T4") else F.cross_entropy


def make_optimizer(model, settings):
    """Return the optimiser that the settings name (see `trial.DEFAULTS`), as a tutorial makes it."""
    if settings["optimizer"] == "SGD":
        return torch.optim.SGD(model.parameters(), lr=settings["rate"], momentum=settings["momentum"])
    return torch.optim.Adam(model.parameters(), lr=settings["rate"])


def make_loader(scaling, batch_size, order):
    """Return a ``DataLoader`` of the training file, in the main process, as ``num_workers=0`` has it.

    Parameters
    ----------
    scaling : {"unit", "standardized"}
        ``ToTensor`` alone (T2, T3), or followed by ``Normalize`` (T1, T4).
    batch_size : int
    order : torch.Tensor
        int64 (N,), the rows of the training file to train on: what ``shuffle=True`` would draw, drawn by
        the caller so that another loop can be given the same batches.
    """
    return DataLoader(_dataset(scaling), batch_size, sampler=order.tolist(), num_workers=0)


def train_epoch(model, batches, optimizer, loss_function):
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
def _dataset(scaling):
    steps = [transforms.ToTensor()]
    if scaling == "standardized":
        steps.append(transforms.Normalize((preprocess.MEAN,), (preprocess.STD,)))
    root = data.unpack().parent.parent
    return torchvision.datasets.MNIST(root, train=True, download=False, transform=transforms.Compose(steps))


def _cnn(*channels, hidden=None):
    layers, width, side = [], 1, 28
    for next_width in channels:
        layers += [nn.Conv2d(width, next_width, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
        width, side = next_width, side // 2
    layers.append(nn.Flatten())
    features = width * side * side
    if hidden:
        layers += [nn.Linear(features, hidden), nn.ReLU()]
        features = hidden
    return nn.Sequential(*layers, nn.Linear(features, models.CLASSES))


def _lenet5():
    return nn.Sequential(
        *(nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2)),
        nn.Flatten(),
        *(nn.Linear(400, 120), nn.ReLU()),
        *(nn.Linear(120, 84), nn.ReLU()),
        nn.Linear(84, models.CLASSES),
    )


def _contiguous(model):
    return model.to(memory_format=torch.contiguous_format)
