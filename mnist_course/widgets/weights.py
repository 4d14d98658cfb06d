"""The weights of the networks that read a reader's digit: in 16 bits, in the order in which the page multiplies.

``weights.bin`` holds the numbers, ``weights.json`` says what they are. A linear layer is stored as (in, out), a
convolution as (row, column, in, out), since the page adds whole rows and leaves out the pixels that are zero; and a map
is (row, column, channel) there, so that a layer behind it has its inputs in that order.
"""

import hashlib
import json
from collections.abc import Iterator
from importlib import resources
from typing import Any

import numpy as np
import torch
from torch import nn

FOLDER = resources.files("mnist_course.widgets")
Layer = dict[str, Any]


def steps(model: nn.Sequential) -> Iterator[tuple[str, nn.Module]]:
    """Yield what a network computes, step by step, batch normalisation folded into the convolution before it.

    Its scale must be above zero: between the two may stand max pooling, which it changes places with.
    """
    layers = [layer for layer in model if not isinstance(layer, nn.Dropout)]
    for place, layer in enumerate(layers):
        if isinstance(layer, nn.Conv2d):
            behind = [one for one in layers[place + 1 : place + 3] if isinstance(one, nn.BatchNorm2d)]
            yield "convolution", _folded(layer, behind[0]) if behind else layer
        elif isinstance(layer, nn.Linear):
            yield "linear", layer
        elif isinstance(layer, nn.MaxPool2d):
            yield "pooling", layer
        elif isinstance(layer, nn.ReLU):
            yield "relu", layer
        elif not isinstance(layer, (nn.BatchNorm2d, nn.Flatten)):
            raise ValueError(f"expected a layer that the page knows, got {layer}")


@torch.no_grad()
def _folded(convolution: nn.Conv2d, norm: nn.BatchNorm2d) -> nn.Conv2d:
    assert norm.running_var is not None and norm.running_mean is not None
    scale = norm.weight / (norm.running_var + norm.eps).sqrt()
    if not (scale > 0).all():
        raise ValueError("expected batch normalisation with scales above 0, got one that pooling cannot pass")
    shapes = convolution.in_channels, convolution.out_channels, convolution.kernel_size[0]
    made = nn.Conv2d(*shapes, padding=convolution.padding[0])
    before = 0 if convolution.bias is None else convolution.bias
    made.weight.copy_(convolution.weight * scale[:, None, None, None])
    assert made.bias is not None
    made.bias.copy_(norm.bias + (before - norm.running_mean) * scale)
    return made


def pack(model: nn.Sequential) -> tuple[list[Layer], np.ndarray]:
    """Return the layers of a network, and its numbers rounded to 16 bits; each layer says where its own begin."""
    layers: list[Layer] = []
    parts: list[np.ndarray] = []
    channels = 1  # of the map that the next layer gets, if it gets one
    for kind, module in steps(model):
        layer: Layer = {"kind": kind}
        if isinstance(module, nn.Conv2d):
            channels = module.out_channels
            layer |= {"in": module.in_channels, "out": channels, "side": module.kernel_size[0]}
            layer |= {"padding": int(module.padding[0])}
            weights = module.weight.permute(2, 3, 1, 0)
        elif isinstance(module, nn.Linear):
            layer |= {"in": module.in_features, "out": module.out_features}
            # PyTorch flattens a map channel by channel.
            weights = module.weight.unflatten(1, (channels, -1)).permute(2, 1, 0)
            channels = 1
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            layer["at"] = sum(map(len, parts))
            assert module.bias is not None
            parts += [tensor.detach().flatten().numpy().astype("<f2") for tensor in (weights, module.bias)]
        layers.append(layer)
    return layers, np.concatenate(parts)


def about() -> dict[str, Any]:
    """Return what ``weights.json`` says."""
    return json.loads((FOLDER / "weights.json").read_text(encoding="utf-8"))


def numbers() -> np.ndarray:
    """Return the numbers of all networks; a RuntimeError if the file does not belong to ``weights.json``."""
    content = (FOLDER / "weights.bin").read_bytes()
    expected, actual = about()["sha256"], hashlib.sha256(content).hexdigest()
    if actual != expected:
        raise RuntimeError(f"weights.bin: expected SHA-256 {expected}, got {actual}: reinstall mnist_course")
    return np.frombuffer(content, dtype="<f2")


def network(entry: dict[str, Any], values: np.ndarray) -> nn.Sequential:
    """Return one of the networks in PyTorch, with the same rounded weights; images as they come, 0 to 1."""
    mean, std = entry["scaling"]
    layers: list[nn.Module] = [Scale(mean, std)]
    channels, flat = 1, False
    for layer in entry["layers"]:
        if layer["kind"] == "convolution":
            module: nn.Module = nn.Conv2d(layer["in"], layer["out"], layer["side"], padding=layer["padding"])
            channels = layer["out"]
            shape = (layer["side"], layer["side"], layer["in"], layer["out"])
            _fill(module, values[entry["at"] + layer["at"] :], shape, (3, 2, 0, 1))
        elif layer["kind"] == "linear":
            layers += [] if flat else [nn.Flatten()]
            flat, module = True, nn.Linear(layer["in"], layer["out"])
            _fill(module, values[entry["at"] + layer["at"] :], (-1, channels, layer["out"]), (2, 1, 0))
            channels = 1
        else:
            module = {"pooling": nn.MaxPool2d(2), "relu": nn.ReLU()}[layer["kind"]]
        layers.append(module)
    return nn.Sequential(*layers).eval()


@torch.no_grad()
def _fill(module: Any, values: np.ndarray, shape: tuple[int, ...], order: tuple[int, ...]) -> None:
    count = module.weight.numel()
    weights, bias = (torch.from_numpy(part.astype("f4")) for part in (values[:count], values[count:][: shape[-1]]))
    module.weight.copy_(weights.reshape(shape).permute(order).reshape(module.weight.shape))
    module.bias.copy_(bias)


class Scale(nn.Module):
    """Pixels from 0 to 1 on the scale that a network was trained with."""

    def __init__(self, mean: float, std: float) -> None:
        super().__init__()
        self.mean, self.std = mean, std

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Return the scaled images."""
        return (images - self.mean) / self.std
