"""The same training done in two ways, the tutorials' and the course's, each timed: the benchmark's rounds.

Both start from the same weights and take the same batches in the same order, in float32; what is compared
is how the batches are loaded, how the network is laid out in memory, and how the optimiser takes its step.
"""

import time
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

import torch
from torch import nn

from mnist_course import data, models
from mnist_course.data.batches import Batches
from mnist_course.evaluation import evaluate
from mnist_course.models import costs
from mnist_course.records import Run, Settings
from mnist_course.studies.jobs import side_by_side
from mnist_course.studies.study import Place, Results, Study, Variant
from mnist_course.studies.trainings import RESULTS
from mnist_course.training import tutorial_loop
from mnist_course.training.parts import make_loss, tensors
from mnist_course.training.trainer import prepare

WAYS = ("tutorial", "ours")
SETTINGS = {v.settings.network: v.settings for v in RESULTS if v.labels["model"] == v.settings.network}
NETWORKS = [name for name in models.NETWORKS if name in SETTINGS]
WORKERS = 2  # of the way "workers", which is the tutorial's with so many (see `others`)
WARM_UP = 10  # steps that are not timed
LOADED = 5  # loading alone is timed on one of so many parts of the epoch
SINGLE = 200  # steps with one image each, to time what a step costs however little there is to compute


class Trained(NamedTuple):
    """A network after its training, the seconds that took, and the mean training loss in nats."""

    model: nn.Module
    seconds: float
    loss: float


def make_batches(way: str, settings: Settings, seed: int, device: str = "cpu") -> Any:
    """Return the epoch's batches of the 50,000 training images: the same ones, in the same order, on all ways."""
    if way == "ours":  # the order is drawn when they are iterated
        return Batches(*tensors("train", settings.scaling, device=device), settings.batch_size)
    torch.manual_seed(seed)
    order = torch.randperm(data.SPLITS["train"][1].stop)
    workers = WORKERS if way == "workers" else 0
    loader = tutorial_loop.make_loader(settings.scaling, settings.batch_size, order, workers)
    if workers:
        next(iter(loader))  # they start, and stay for the epoch
    return loader


def train(way: str, settings: Settings, seed: int, device: str = "cpu", steps: int | None = None) -> Trained:
    """Train a new network for an epoch, or for so many steps.

    Parameters
    ----------
    way : {"tutorial", "ours", "workers"}
    settings : Settings
    seed : int
        Of the weights and of the order of the images.
    device : str
    steps : int, optional

    Returns
    -------
    Trained
        Its seconds count the loop alone: the network was made, and the files read, before.
    """
    one_epoch = settings.but(epochs=1, steps=steps)
    if way == "ours":
        training = prepare(one_epoch, *tensors("train", settings.scaling, device=device), seed)
        model = training.model
    else:
        torch.manual_seed(seed)
        model = tutorial_loop.build(settings.network).to(device)
        optimizer = tutorial_loop.make_optimizer(model, settings)
        loss_function = tutorial_loop.loss_of(settings.network)
        batches = islice(make_batches(way, settings, seed, device), steps)
    torch.manual_seed(seed)
    costs.wait_for(device)
    started = time.perf_counter()
    if way == "ours":
        training.run()
        loss = training.history.train_loss[0]
    else:
        loss = tutorial_loop.train_epoch(model, batches, optimizer, loss_function)
    costs.wait_for(device)
    return Trained(model, time.perf_counter() - started, loss)


def one_round(settings: Settings, seed: int, device: str = "cpu") -> Results:
    """Train a network for an epoch each way, the tutorial's way first in every second round.

    Returns
    -------
    dict
        For each of ``WAYS``: ``*_seconds`` of the epoch, ``*_loading_seconds`` of its batches alone,
        ``*_train_loss`` (nats), ``*_accuracy`` (0-1) on the validation images. Of ours, the
        ``fixed_seconds`` of an epoch's steps if each had one image. ``images`` and ``steps`` of the
        epoch, its ``flops`` (`costs.count_flops`), ``matmul_rate`` and ``convolution_rate`` of the machine.
    """
    size = settings.batch_size
    images, labels = tensors("train", settings.scaling, device=device)
    validation = tensors("validation", settings.scaling, device=device)
    steps = -(-len(images) // size)
    results: Results = {"images": len(images), "steps": steps}
    for way in WAYS:
        train(way, settings, seed, device, steps=WARM_UP)
    for way in WAYS if seed % 2 == 0 else reversed(WAYS):
        trained = train(way, settings, seed, device)
        results |= {f"{way}_seconds": trained.seconds, f"{way}_train_loss": trained.loss}
        results[f"{way}_accuracy"] = evaluate(trained.model, validation).accuracy
    for way in WAYS:
        results[f"{way}_loading_seconds"] = LOADED * _loading_seconds(way, settings, seed, device, steps // LOADED)
    results["fixed_seconds"] = steps * _seconds_of_a_single(settings, images[:SINGLE], labels[:SINGLE])
    model = models.build(settings.network).to(device)
    step = costs.count_flops(model, images[:size], labels[:size], make_loss(settings))
    rates = {f"{product}_rate": rate for product, rate in costs.product_rate(device).items()}
    return {**results, "flops": step / size * len(images), **rates}


def _loading_seconds(way: str, settings: Settings, seed: int, device: str, steps: int) -> float:
    batches = islice(make_batches(way, settings, seed, device), steps)
    started = time.perf_counter()
    for _ in batches:
        pass
    costs.wait_for(device)
    return time.perf_counter() - started


def _seconds_of_a_single(settings: Settings, images: torch.Tensor, labels: torch.Tensor) -> float:
    for steps in (WARM_UP, len(images)):
        training = prepare(settings.but(batch_size=1, steps=steps), images, labels, 0)
        costs.wait_for(images.device)
        started = time.perf_counter()
        training.run()
        costs.wait_for(images.device)
    return (time.perf_counter() - started) / len(images)


def memory(settings: Settings, device: str = "cpu") -> Results:
    """Train some steps each way, each in a new process, and return the most memory that was resident there.

    Returns
    -------
    dict
        For each of ``WAYS``: ``*_memory`` in bytes, and the ``*_libraries_memory`` that it had when
        everything was imported and nothing loaded.
    """
    results: Results = {}
    for _, used in side_by_side(WAYS, partial(_memory_here, settings, device), jobs=1, threads=torch.get_num_threads()):
        results |= used
    return results


def _memory_here(settings: Settings, device: str, way: str) -> Results:
    imported = costs.peak_memory()
    train(way, settings, 0, device, steps=WARM_UP)
    return {f"{way}_memory": costs.peak_memory(), f"{way}_libraries_memory": imported}


def measure(run: Run, place: Place) -> Results:
    """Return the speed or the memory of one network, as the label ``measure`` says."""
    if run.labels["measure"] == "speed":
        return one_round(run.settings, run.seed, place.device)
    return memory(run.settings, place.device)


BENCHMARK = Study(
    "benchmark",
    "How much faster is the course's loop than the tutorials', and does it learn as much?",
    [
        *(Variant({"measure": "speed"}, SETTINGS[name]) for name in NETWORKS),
        *(Variant({"measure": "memory"}, SETTINGS[name], 1) for name in NETWORKS),
    ],
    5,
    measure,
    timed=True,
)
