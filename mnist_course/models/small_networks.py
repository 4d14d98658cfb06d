"""Small convolutional networks with batch normalisation: the best of the course (chapter 10)."""

import torch
from torch import nn

from mnist_course.models import CLASSES

# Rows of (channels, kernel, pool). The parameters are counted in tests/test_small_networks.py.
COMPACT = [(24, 5, True), (48, 5, True), (96, 3, True)]
DESIGNS = {
    "small 80k": (COMPACT,),
    "small 80k without normalisation": (COMPACT, False),
    "small 22k": ([(12, 5, True), (24, 5, True), (48, 3, True)],),
    "small 285k": ([(32, 5, True), (64, 5, True), (128, 3, False), (128, 3, True)],),
}


def block_cnn(blocks, normalize=True):
    """Return a network of blocks: convolution, perhaps 2x2 max pooling, batch normalisation, ReLU; then a linear layer.

    Parameters
    ----------
    blocks : sequence of (int, int, bool)
        Channels after the block, side of its kernel (odd), and whether it pools, which halves the map's
        side. Only the first block's convolution has no padding: the border of a digit is blank.
    normalize : bool
        False leaves batch normalisation out, and gives the convolutions a bias in its place.

    Returns
    -------
    torch.nn.Sequential
        For images float32 (N, 1, 28, 28); scores (N, 10).

    Notes
    -----
    Before batch normalisation a convolution needs no bias: it would be subtracted again. Source: Ioffe and
    Szegedy (2015), "Batch normalization".
    """
    layers, width, side = [], 1, 28
    for index, (channels, kernel, pool) in enumerate(blocks):
        if kernel % 2 != 1:
            raise ValueError(f"expected kernels of odd sides, got {kernel}")
        padding = kernel // 2 if index else 0
        layers.append(nn.Conv2d(width, channels, kernel, padding=padding, bias=not normalize))
        side -= 0 if index else kernel - 1
        if pool:
            layers.append(nn.MaxPool2d(2))
            side //= 2
        layers += [nn.BatchNorm2d(channels), nn.ReLU()] if normalize else [nn.ReLU()]
        width = channels
    layers += [nn.Flatten(), nn.Linear(width * side**2, CLASSES)]
    return nn.Sequential(*layers).to(memory_format=torch.channels_last)


def build_design(name):
    """Return a new, untrained network of ``DESIGNS``."""
    if name not in DESIGNS:
        raise ValueError(f"expected a design from {', '.join(map(repr, DESIGNS))}, got {name!r}")
    return block_cnn(*DESIGNS[name])
