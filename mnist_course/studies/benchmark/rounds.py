"""The same training done in two ways, the tutorials' and the course's, each timed: the benchmark's rounds.

Both start from the same weights and take the same batches in the same order, in float32; what is compared
is how the batches are loaded, how the network is laid out in memory, and how the optimiser takes its step.
"""

import time
from itertools import islice
from typing import NamedTuple

import torch
from torch import nn

from mnist_course import data, models
from mnist_course.data.batches import Batches
from mnist_course.evaluation import evaluate
from mnist_course.models import costs
from mnist_course.studies.experiments import RESULTS
from mnist_course.studies.jobs import side_by_side
from mnist_course.studies.trial import DEFAULTS, make_loss, prepare, tensors
from mnist_course.training import fit, tutorial_loop

WAYS = ("tutorial", "ours")
SETTINGS = {row["network"]: {**DEFAULTS, **row} for row in RESULTS if row["model"] == row["network"]}
NETWORKS = [name for name in models.NETWORKS if name in SETTINGS]
WARM_UP = 10  # steps that are not timed
LOADED = 5  # loading alone is timed on one of so many parts of the epoch
SINGLE = 200  # steps with one image each, to time what a step costs however little there is to compute


class Trained(NamedTuple):
    """A network after its training, the seconds that took, and the mean training loss in nats."""

    model: nn.Module
    seconds: float
    loss: float


def make_batches(way, settings, seed, device="cpu"):
    """Return the epoch's batches of the 50,000 training images: the same ones, in the same order, on both ways."""
    if way == "ours":  # the order is drawn when they are iterated
        return Batches(*tensors("train", settings["scaling"], device=device), settings["batch_size"])
    torch.manual_seed(seed)
    order = torch.randperm(data.SPLITS["train"][1].stop)
    return tutorial_loop.make_loader(settings["scaling"], settings["batch_size"], order)


def train(way, settings, seed, device="cpu", steps=None):
    """Train a new network for an epoch, or for so many steps.

    Parameters
    ----------
    way : {"tutorial", "ours"}
    settings : dict
        With every key of ``trial.DEFAULTS``.
    seed : int
        Of the weights and of the order of the images.
    device : str
    steps : int, optional

    Returns
    -------
    Trained
        Its seconds count the loop alone: the network was made, and the files read, before.
    """
    torch.manual_seed(seed)
    if way == "ours":
        setup = prepare(settings, *tensors("train", settings["scaling"], device=device))
        model, optimizer, loss_function = setup.model, setup.optimizer, setup.loss_function
    else:
        model = tutorial_loop.build(settings["network"]).to(device)
        optimizer = tutorial_loop.make_optimizer(model, settings)
        loss_function = tutorial_loop.loss_of(settings["network"])
    batches = islice(make_batches(way, settings, seed, device), steps)
    torch.manual_seed(seed)
    costs.wait_for(device)
    started = time.perf_counter()
    if way == "ours":
        options = {"optimizer": optimizer, "loss_function": loss_function, "epochs": 1, "progress": False}
        loss = fit(model, batches, **options).train_loss[0]
    else:
        loss = tutorial_loop.train_epoch(model, batches, optimizer, loss_function)
    costs.wait_for(device)
    return Trained(model, time.perf_counter() - started, loss)


def one_round(name, seed, device="cpu"):
    """Train a network of ``NETWORKS`` for an epoch each way, the tutorial's way first in every second round.

    Returns
    -------
    dict
        For each of ``WAYS``: ``*_seconds`` of the epoch, ``*_loading_seconds`` of its batches alone,
        ``*_train_loss`` (nats), ``*_accuracy`` (0-1) on the validation images. Of ours, the
        ``fixed_seconds`` of an epoch's steps if each had one image. ``images`` and ``steps`` of the
        epoch, its ``flops`` (`costs.count_flops`), ``matmul_rate`` and ``convolution_rate`` of the machine.
    """
    settings = SETTINGS[name]
    size = settings["batch_size"]
    images, labels = tensors("train", settings["scaling"], device=device)
    validation = tensors("validation", settings["scaling"], device=device)
    steps = -(-len(images) // size)
    results = {"images": len(images), "steps": steps}
    for way in WAYS:
        train(way, settings, seed, device, steps=WARM_UP)
    for way in WAYS if seed % 2 == 0 else reversed(WAYS):
        trained = train(way, settings, seed, device)
        results |= {f"{way}_seconds": trained.seconds, f"{way}_train_loss": trained.loss}
        results[f"{way}_accuracy"] = evaluate(trained.model, validation).accuracy
    for way in WAYS:
        results[f"{way}_loading_seconds"] = LOADED * _loading_seconds(way, settings, seed, device, steps // LOADED)
    results["fixed_seconds"] = steps * _seconds_of_a_single(settings, images[:SINGLE], labels[:SINGLE], device)
    step = costs.count_flops(models.build(name).to(device), images[:size], labels[:size], make_loss(settings))
    rates = {f"{product}_rate": rate for product, rate in costs.product_rate(device).items()}
    return {**results, "flops": step / size * len(images), **rates}


def _loading_seconds(way, settings, seed, device, steps):
    batches = islice(make_batches(way, settings, seed, device), steps)
    started = time.perf_counter()
    for _ in batches:
        pass
    costs.wait_for(device)
    return time.perf_counter() - started


def _seconds_of_a_single(settings, images, labels, device):
    setup = prepare({**settings, "batch_size": 1}, images, labels)
    options = {"optimizer": setup.optimizer, "loss_function": setup.loss_function, "progress": False}
    fit(setup.model, islice(setup.batches, WARM_UP), epochs=1, **options)
    costs.wait_for(device)
    started = time.perf_counter()
    fit(setup.model, setup.batches, epochs=1, **options)
    costs.wait_for(device)
    return (time.perf_counter() - started) / len(images)


def memory(name, device="cpu"):
    """Train some steps each way, each in a new process, and return the most memory that was resident there.

    Returns
    -------
    dict
        For each of ``WAYS``: ``*_memory`` in bytes, and the ``*_libraries_memory`` that it had when
        everything was imported and nothing loaded.
    """
    results = {}
    for way in WAYS:
        run = ({"way": way, "name": name, "device": device}, 0)
        for _, used in side_by_side([run], _memory_here, jobs=1, threads=torch.get_num_threads()):
            results |= used
    return results


def _memory_here(seed, way, name, device):
    imported = costs.peak_memory()
    train(way, SETTINGS[name], seed, device, steps=WARM_UP)
    return {f"{way}_memory": costs.peak_memory(), f"{way}_libraries_memory": imported}
