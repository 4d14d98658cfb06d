"""One short training, described by a dictionary of settings, and timed.

Nothing here takes test data: `train` is given the images to train on, and whoever calls it scores the model.
"""

import time
from typing import NamedTuple

import torch
from torch import nn
from torch.optim import lr_scheduler

from mnist_course import models
from mnist_course.data import preprocess
from mnist_course.data.batches import Batches
from mnist_course.models.costs import wait_for
from mnist_course.session.modes import fast_limit
from mnist_course.session.precision import autocast
from mnist_course.training import fit

RECIPE = {
    "channels": [16, 32, 64],  # after each convolution, see models.cnn
    "hidden": None,
    "batch_norm": True,
    "trim": 1,
    "layout": "channels last",
    "optimizer": "AdamW",
    "rate": 0.02,  # with the schedule "one-cycle", the highest
    "schedule": "one-cycle",
    "batch_size": 256,
    "steps": 235,  # one pass over 60,000 images
    "label_smoothing": 0.1,
    "precision": "fp32",
}
LAYOUTS = {"channels last": torch.channels_last, "channels first": torch.contiguous_format}
WARM_UP = 8  # steps that are not timed: the first ones load libraries and choose how to compute


class Trained(NamedTuple):
    """A network after its training, and the seconds that took."""

    model: nn.Module
    seconds: float


def train(images, labels, seed, *, network=None, on_step=(), **changes):
    """Train a new network by ``RECIPE`` with some `changes`, and time it.

    The clock starts with the bytes of the images in memory (or on the device) and stops with the trained
    network: building it, shuffling, cutting and scaling the batches, all steps. `training.fit` does the
    work; what it does beyond a bare loop (averages, checks) costs about a hundredth of the time.

    Parameters
    ----------
    images : torch.Tensor
        uint8 (N, 28, 28); the network is trained on their device.
    labels : torch.Tensor
        int64 (N,), on the same device.
    seed : int
        Of the weights and of the order of the images.
    network : callable, optional
        Returns the untrained network, in place of the one that the settings name.
    on_step : sequence of callable
        See `training.fit`.
    **changes
        Settings in place of those of ``RECIPE``; `steps` of None means one pass over the images.

    Returns
    -------
    Trained
    """
    s = complete(changes)
    torch.manual_seed(seed)
    wait_for(images.device)
    started = time.perf_counter()
    model = (network() if network else build(s)).to(images.device, memory_format=LAYOUTS[s["layout"]])
    batches = Batches(images, labels, s["batch_size"], augment=preprocess.standardize)
    steps = fast_limit(s["steps"] or len(batches))
    optimizer = make_optimizer(model, s)
    schedule = None
    if s["schedule"] == "one-cycle":
        schedule = lr_scheduler.OneCycleLR(optimizer, s["rate"], total_steps=steps, cycle_momentum=False)
    with autocast(s["precision"], images.device):
        fit(
            model,
            batches,
            optimizer=optimizer,
            epochs=-(-steps // len(batches)),
            loss_function=nn.CrossEntropyLoss(label_smoothing=s["label_smoothing"]),
            schedule=schedule,
            on_step=[*on_step, _stop_after(steps)],
            progress=False,
        )
    wait_for(images.device)
    return Trained(model, time.perf_counter() - started)


def complete(changes):
    """Return ``RECIPE`` with `changes`; a ValueError names a setting that it does not have."""
    for name in changes:
        if name not in RECIPE:
            raise ValueError(f"expected settings from {', '.join(RECIPE)}, got {name!r}")
    return {**RECIPE, **changes}


def build(settings):
    """Return the untrained network that complete settings name."""
    options = {name: settings[name] for name in ("hidden", "batch_norm", "trim")}
    return models.cnn(*settings["channels"], **options)


def make_optimizer(model, settings):
    """Return the optimiser that complete settings name, with its update in one kernel (``fused``)."""
    kinds = {"Adam": torch.optim.Adam, "AdamW": torch.optim.AdamW}
    return kinds[settings["optimizer"]](model.parameters(), lr=settings["rate"], fused=True)


def warm_up(images, labels, **changes):
    """Train for a few steps that nobody times, so that no library is loaded inside a timed training."""
    train(images, labels, 0, **{**changes, "steps": WARM_UP})


def _stop_after(steps):
    def stop(state):
        state.stop = state.step >= steps

    return stop
