"""Every network of the course, each returning ten scores (logits) per image.

All take float32 images of shape (N, 1, 28, 28) and return float32 logits of shape (N, 10).
"""

from functools import partial

import torch
from torch import nn

PIXELS, CLASSES = 28 * 28, 10


def softmax_regression():
    """Return one linear layer from the pixels to the scores: 7,850 parameters."""
    return mlp()


def mlp(*hidden, dropout=0.0):
    """Return a multilayer perceptron: linear layers with a ReLU after each but the last.

    Parameters
    ----------
    *hidden : int
        Width of each hidden layer; none gives softmax regression.
    dropout : float
        Share of the hidden values set to zero while training, 0 to 1.

    Returns
    -------
    torch.nn.Sequential
    """
    layers, width = [nn.Flatten()], PIXELS
    for next_width in hidden:
        layers += [nn.Linear(width, next_width), nn.ReLU()]
        if dropout:
            layers.append(nn.Dropout(dropout))
        width = next_width
    return nn.Sequential(*layers, nn.Linear(width, CLASSES))


def cnn(*channels, hidden=None, batch_norm=False, trim=0):
    """Return a convolutional network: 3x3 convolution, 2x2 max pooling and ReLU per entry of `channels`.

    Parameters
    ----------
    *channels : int
        Channels after each convolution (padding 1, so that only pooling halves the image).
    hidden : int, optional
        Width of a linear layer with ReLU before the scores.
    batch_norm : bool
        Batch normalisation between pooling and ReLU; the convolutions then need no bias of their own.
        Source: Ioffe and Szegedy (2015).
    trim : int
        Cut so many rows and columns from each side of the image, and do not pad the first convolution.

    Returns
    -------
    torch.nn.Sequential

    Notes
    -----
    Pooling before the ReLU gives the same values as after it (a maximum does not mind which negative
    numbers are cut), on a quarter of the numbers.
    """
    layers, width, side = [nn.ZeroPad2d(-trim)] if trim else [], 1, 28 - 2 * trim
    for next_width in channels:
        padding = 0 if trim and width == 1 else 1
        layers += [nn.Conv2d(width, next_width, 3, padding=padding, bias=not batch_norm), nn.MaxPool2d(2)]
        layers += [nn.BatchNorm2d(next_width), nn.ReLU()] if batch_norm else [nn.ReLU()]
        width, side = next_width, (side - 2 + 2 * padding) // 2
    layers.append(nn.Flatten())
    features = width * side * side
    if hidden:
        layers += [nn.Linear(features, hidden), nn.ReLU()]
        features = hidden
    return _channels_last(nn.Sequential(*layers, nn.Linear(features, CLASSES)))


def lenet5():
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


def t4_cnn():
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


NETWORKS = {
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


def build(name):
    """Return a new, untrained network of the course by its name (a key of ``NETWORKS``)."""
    if name not in NETWORKS:
        raise ValueError(f"expected a network from {', '.join(map(repr, NETWORKS))}, got {name!r}")
    return NETWORKS[name]()


def count_parameters(model):
    """Return how many numbers training adjusts in `model`."""
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


def _channels_last(model):
    # The same numbers in another order in memory: convolutions on a CPU run faster (chapter 09).
    return model.to(memory_format=torch.channels_last)
