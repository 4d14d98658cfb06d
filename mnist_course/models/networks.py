"""Every network of the course, each returning ten scores (logits) per image.

All take float32 images of shape (N, 1, 28, 28) and return float32 logits of shape (N, 10).
"""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import torch
from torch import nn

Registry = dict[str, Callable[[], nn.Sequential]]
PIXELS, CLASSES = 28 * 28, 10


def softmax_regression() -> nn.Sequential:
    """Return one linear layer from the pixels to the scores: 7,850 parameters."""
    return mlp()


def mlp(*hidden: int, dropout: float = 0.0) -> nn.Sequential:
    """Return a multilayer perceptron: linear layers with a ReLU after each but the last.

    Parameters
    ----------
    *hidden
        Width of each hidden layer; none gives softmax regression.
    dropout
        Share of the hidden values set to zero while training, 0 to 1.
    """
    layers, width = [nn.Flatten()], PIXELS
    for next_width in hidden:
        layers += [nn.Linear(width, next_width), nn.ReLU()]
        if dropout:
            layers.append(nn.Dropout(dropout))
        width = next_width
    return nn.Sequential(*layers, nn.Linear(width, CLASSES))


class Block(NamedTuple):
    """A convolution and what follows it: how many channels, the side of its kernel, and whether it pools."""

    channels: int
    kernel: int = 3  # odd
    pool: bool = True


def cnn(
    *blocks: int | Block,
    hidden: int | None = None,
    batch_norm: bool = False,
    trim: int = 0,
    unshuffle: int = 1,
    pad_first: bool = True,
) -> nn.Sequential:
    """Return a convolutional network: convolution, 2x2 max pooling and ReLU per entry of `blocks`.

    Parameters
    ----------
    *blocks
        A number of channels means a 3x3 kernel and pooling; a `Block` says otherwise. Convolutions are padded, so
        that only pooling, which halves it, makes the map smaller.
    hidden
        Width of a linear layer with ReLU before the scores.
    batch_norm
        Batch normalisation before each ReLU; the convolutions then need no bias: it would be subtracted again.
        Source: Ioffe and Szegedy (2015), "Batch normalization".
    trim
        Cut so many rows and columns from each side of the image, and do not pad the first convolution.
    unshuffle
        Then make each square of so many pixels a side one place, with a channel for each of its pixels; with 2, four
        channels of half the side. The first convolution is padded then, cut or not: it sees few places.
    pad_first
        False pads all convolutions but the first: the border of a digit is blank.

    Notes
    -----
    Pooling before the ReLU gives the same values as after it (a maximum does not mind which negative
    numbers are cut), on a quarter of the numbers.
    """
    layers, width, side = [nn.ZeroPad2d(-trim)] if trim else [], 1, 28 - 2 * trim
    if unshuffle > 1:
        if side % unshuffle:
            raise ValueError(f"expected squares that fill {side} x {side} pixels, got unshuffle={unshuffle}")
        layers, width, side = [*layers, nn.PixelUnshuffle(unshuffle)], unshuffle**2, side // unshuffle
        pad_first, trim = True, 0
    for index, block in enumerate(blocks):
        channels, kernel, pool = block if isinstance(block, Block) else Block(block)
        if kernel % 2 != 1:
            raise ValueError(f"expected kernels of odd sides, got {kernel}")
        padding = kernel // 2 if index or (pad_first and not trim) else 0
        layers.append(nn.Conv2d(width, channels, kernel, padding=padding, bias=not batch_norm))
        layers += [nn.MaxPool2d(2)] if pool else []
        layers += [nn.BatchNorm2d(channels), nn.ReLU()] if batch_norm else [nn.ReLU()]
        side += 2 * padding - (kernel - 1)
        width, side = channels, side // 2 if pool else side
    layers.append(nn.Flatten())
    features = width * side * side
    if hidden:
        layers += [nn.Linear(features, hidden), nn.ReLU()]
        features = hidden
    return _channels_last(nn.Sequential(*layers, nn.Linear(features, CLASSES)))


def lenet5() -> nn.Sequential:
    """Return LeNet-5 as it is built today, with ReLU and max pooling: 61,706 parameters.

    Source: LeCun, Bottou, Bengio and Haffner (1998), figure 2. The original used scaled tanh, averaging
    with trained weights in place of max pooling, and Gaussian outputs.
    """
    return _channels_last(
        nn.Sequential(
            *(nn.Conv2d(1, 6, 5, padding=2), nn.MaxPool2d(2), nn.ReLU()),  # (N, 6, 14, 14)
            *(nn.Conv2d(6, 16, 5), nn.MaxPool2d(2), nn.ReLU()),  # (N, 16, 5, 5)
            nn.Flatten(),
            *(nn.Linear(400, 120), nn.ReLU()),
            *(nn.Linear(120, 84), nn.ReLU()),
            nn.Linear(84, CLASSES),
        )
    )


def t4_cnn() -> nn.Sequential:
    """Return T4's convolutional network with both its dropouts: 21,840 parameters."""
    return _channels_last(
        nn.Sequential(
            *(nn.Conv2d(1, 10, 5), nn.MaxPool2d(2), nn.ReLU()),  # (N, 10, 12, 12)
            *(nn.Conv2d(10, 20, 5), nn.Dropout2d(0.5), nn.MaxPool2d(2), nn.ReLU()),  # (N, 20, 4, 4)
            nn.Flatten(),
            *(nn.Linear(320, 50), nn.ReLU(), nn.Dropout(0.5)),
            nn.Linear(50, CLASSES),
        )
    )


def _channels_last(model: nn.Sequential) -> nn.Sequential:
    # The same numbers in another order in memory: convolutions on a CPU run faster (chapter 12).
    return model.to(memory_format=torch.channels_last)


PUBLISHED: Registry = {  # the tutorials' networks, and what they are compared with
    "softmax regression": softmax_regression,
    "T1 MLP": partial(mlp, 256, 128),
    "T1 CNN": partial(cnn, 32, 64, hidden=128),
    "T2 two-layer": partial(mlp, 100),
    "T2 CNN": partial(cnn, 16, 32),
    "T3 MLP": partial(mlp, 25, 25),
    "T4 MLP": partial(mlp, 50, dropout=0.5),
    "T4 CNN": t4_cnn,
    "LeNet-5": lenet5,
}
_compact = partial(cnn, Block(24, 5), Block(48, 5), Block(96), pad_first=False)
_normalized = partial(cnn, batch_norm=True, pad_first=False)
SMALL: Registry = {  # the best of the course (chapter 14)
    "small 80k": partial(_compact, batch_norm=True),
    "small 80k without normalisation": _compact,
    "small 22k": partial(_normalized, Block(12, 5), Block(24, 5), Block(48)),
    "small 285k": partial(_normalized, Block(32, 5), Block(64, 5), Block(128, pool=False), Block(128)),
}
NETWORKS: Registry = {**PUBLISHED, "T4 MLP without dropout": partial(mlp, 50), **SMALL}


def build(name: str) -> nn.Sequential:
    """Return a new, untrained network of the course by its name (a key of ``NETWORKS``)."""
    if name not in NETWORKS:
        raise ValueError(f"expected a network from {', '.join(map(repr, NETWORKS))}, got {name!r}")
    return NETWORKS[name]()


def count_parameters(model: nn.Module) -> int:
    """Return how many numbers training adjusts in `model`."""
    return sum(p.numel() for p in model.parameters() if p.requires_grad)
