"""Sick networks, and networks with dropout."""

from torch import nn


def softmax_twice() -> nn.Sequential:
    """Patient I."""
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(784, 100),
        nn.ReLU(),
        nn.Linear(100, 10),
        nn.Softmax(dim=1),
    )


def frozen() -> nn.Sequential:
    """Patient J."""
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(784, 100).requires_grad_(False),
        nn.ReLU(),
        nn.Linear(100, 10),
    )


def with_dropout() -> nn.Sequential:
    """Return the network with dropout."""
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(784, 100),
        nn.ReLU(),
        nn.Dropout(0.5),
        nn.Linear(100, 10),
    )
