"""Small convolutional networks with batch normalisation: the candidates for the best of the course (chapter 10)."""

import torch
from torch import nn

from mnist_course.models import CLASSES

# Rows of (channels, kernel, pool), and the head. The parameters are counted in tests/test_small_networks.py.
DEEP = [(16, 5, False), (32, 3, True), (32, 3, False), (64, 3, True), (64, 3, False)]
DESIGNS = {
    "deep 71k": (DEEP, "global"),
    "deep 70k without normalisation": (DEEP, "global", False),
    "wide 80k": ([(24, 5, True), (48, 5, True), (96, 3, True)], "linear"),
    "deep 279k": ([(32, 5, True), (64, 3, False), (64, 3, True), (128, 3, False), (128, 3, False)], "global"),
    "wide 285k": ([(32, 5, True), (64, 5, True), (128, 3, False), (128, 3, True)], "linear"),
}


def block_cnn(blocks, head="linear", normalize=True):
    """Return a network of blocks: convolution, perhaps 2x2 max pooling, batch normalisation, ReLU.

    Parameters
    ----------
    blocks : sequence of (int, int, bool)
        Channels after the block, side of its kernel (odd; the padding keeps the image's size), and
        whether it pools, which halves the image's side.
    head : {"linear", "global"}
        What makes scores of the last block's maps: a linear layer on all their numbers, or on the mean
        of each map (global average pooling: it forgets where, and needs few weights).
    normalize : bool
        False leaves batch normalisation out, and gives the convolutions a bias in its place.

    Returns
    -------
    torch.nn.Sequential
        For images float32 (N, 1, 28, 28); scores (N, 10).

    Notes
    -----
    Before batch normalisation a convolution needs no bias: it would be subtracted again. Sources: Ioffe and
    Szegedy (2015) for batch normalisation; Lin, Chen and Yan (2014), "Network in network", for the global head.
    """
    if head not in {"linear", "global"}:
        raise ValueError(f"expected a head 'linear' or 'global', got {head!r}")
    layers, width, side = [], 1, 28
    for channels, kernel, pool in blocks:
        if kernel % 2 != 1:
            raise ValueError(f"expected kernels of odd sides, got {kernel}")
        layers.append(nn.Conv2d(width, channels, kernel, padding=kernel // 2, bias=not normalize))
        if pool:
            layers.append(nn.MaxPool2d(2))
            side //= 2
        layers += [nn.BatchNorm2d(channels), nn.ReLU()] if normalize else [nn.ReLU()]
        width = channels
    layers += [nn.Flatten()] if head == "linear" else [nn.AdaptiveAvgPool2d(1), nn.Flatten()]
    layers.append(nn.Linear(width * (side**2 if head == "linear" else 1), CLASSES))
    return nn.Sequential(*layers).to(memory_format=torch.channels_last)


def build_design(name):
    """Return a new, untrained network of ``DESIGNS``."""
    if name not in DESIGNS:
        raise ValueError(f"expected a design from {', '.join(map(repr, DESIGNS))}, got {name!r}")
    return block_cnn(*DESIGNS[name])
