"""Two networks of the same layers, trained apart: put the channels of one into the order of the other (chapter 14)."""

import torch
from torch import Tensor, nn


@torch.no_grad()
def match_channels(network: nn.Sequential, like: nn.Sequential, images: Tensor) -> None:
    """Sort the channels of a network so that each is as like the same channel of another as can be.

    For every batch normalisation both read the images, and each channel of `like` is given the channel of `network`
    whose numbers correlate best with its own, every one once. What makes the channels is sorted, and what takes them
    likewise, so that `network` computes what it did before. Source: Jordan et al. (2023), "REPAIR: REnormalizing
    Permuted Activations for Interpolation Repair".
    """
    from scipy.optimize import linear_sum_assignment  # here, because it takes most of a second

    network.eval(), like.eval()
    for place, norm in enumerate(network):
        if not isinstance(norm, nn.BatchNorm2d):
            continue
        ours, theirs = (net[: place + 1](images).transpose(0, 1).flatten(1) for net in (network, like))
        alike = torch.corrcoef(torch.cat([theirs, ours]))[: len(theirs), len(theirs) :]  # (theirs, ours)
        order = torch.as_tensor(linear_sum_assignment(-alike.cpu())[1], device=images.device)
        maker = next(layer for layer in network[:place][::-1] if isinstance(layer, nn.Conv2d))
        taker = next(layer for layer in network[place + 1 :] if isinstance(layer, (nn.Conv2d, nn.Linear)))
        for tensor in (maker.weight, maker.bias, norm.weight, norm.bias, norm.running_mean, norm.running_var):
            if tensor is not None:
                tensor.copy_(tensor[order])
        channels = taker.weight.unflatten(1, (len(order), -1))  # a linear layer has several inputs for each channel
        taker.weight.copy_(channels[:, order].flatten(1, 2))
