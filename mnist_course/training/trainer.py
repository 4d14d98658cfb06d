"""One training as its `Settings` say: the one way in which the course's recorded networks are trained.

Nothing here knows of test images: `train` is given the images to train on, and whoever calls it scores the model.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import torch
from torch import nn
from torch.optim.lr_scheduler import LRScheduler
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn, update_bn

from mnist_course.augment import AUGMENTATIONS, Compose
from mnist_course.data.batches import Batches
from mnist_course.data.preprocess import SCALINGS
from mnist_course.models.costs import wait_for
from mnist_course.records import Settings
from mnist_course.session import precision
from mnist_course.session.modes import fast_limit
from mnist_course.training.loop import History, State, fit
from mnist_course.training.parts import LAYOUTS, Loss, build, make_loss, make_optimizer, make_schedule, scaled

Callback = Callable[[State], None]
Examples = tuple[torch.Tensor, torch.Tensor]
WARM_UP = 8  # steps that are not timed: the first ones load libraries and choose how to compute


@dataclass
class Training:
    """A training that is ready to start: everything that the settings name, built from a seed."""

    settings: Settings
    model: nn.Module
    images: torch.Tensor
    batches: Batches
    optimizer: torch.optim.Optimizer
    schedule: LRScheduler | None
    loss_function: Loss
    history: History = field(default_factory=History)
    average: AveragedModel | None = None
    precision: str = "fp32"  # that is really used

    def run(
        self,
        *,
        validation: Examples | Iterable[Examples] | None = None,
        on_step: Sequence[Callback] = (),
        on_epoch: Sequence[Callback] = (),
        stop_after: int | None = None,
        progress: bool = False,
    ) -> None:
        """Train to the end, or for `stop_after` epochs with the schedule's length unchanged; see `training.fit`."""
        settings, watching = self.settings, list(on_step)
        epochs = settings.epochs
        if settings.steps:
            steps = fast_limit(settings.steps)
            epochs = -(-steps // len(self.batches))
            watching.append(_StopAfter(steps))
        if self.average is not None:
            watching.append(_Average(self.average))
        with precision.autocast(settings.precision, self.images.device):
            fit(
                self.model,
                self.batches,
                optimizer=self.optimizer,
                epochs=min(epochs, stop_after or epochs),
                validation=validation,
                loss_function=self.loss_function,
                schedule=self.schedule,
                on_step=watching,
                on_epoch=on_epoch,
                history=self.history,
                progress=progress,
            )

    def trained(self) -> nn.Module:
        """Return the network that the training ends with: averaged, and recalibrated, if the settings want it."""
        model = self.model if self.average is None else self.average.module
        if self.settings.recalibrate:
            self.recalibrate(model)
        return model

    def recalibrate(self, model: nn.Module) -> None:
        """Measure means and variances of batch normalisation anew, on the training images without augmentation.

        Those kept from the training belong to augmented images and to weights that were still moving. Source: Izmailov
        et al. (2018), "Averaging weights leads to wider optima and better generalization".
        """
        update_bn(scaled(self.images, self.settings).split(1_000), model)


def prepare(
    settings: Settings,
    images: torch.Tensor,
    labels: torch.Tensor,
    seed: int,
    network: Callable[[Settings], nn.Module] = build,
) -> Training:
    """Seed PyTorch, and build all that the settings name.

    Parameters
    ----------
    settings : Settings
    images : torch.Tensor
        To train on, on the device to train on: float32 (N, 1, 28, 28), scaled already (see `parts.tensors`); or
        uint8 (N, 28, 28), which are scaled batch by batch.
    labels : torch.Tensor
        int64 (N,), on the same device.
    seed : int
        Of the weights, of the order of the images, and of augmentation.
    network : callable
        From settings to the untrained network, in place of `parts.build`.
    """
    torch.manual_seed(seed)
    device = images.device
    model = network(settings).to(device, memory_format=LAYOUTS[settings.layout])
    change = AUGMENTATIONS[settings.augmentation] if settings.augmentation else None
    if images.dtype == torch.uint8:
        scaling = SCALINGS[settings.scaling]
        change = Compose(scaling, change) if change else scaling
    batches = Batches(images, labels, settings.batch_size, augment=change)
    optimizer = make_optimizer(model, settings)
    steps = fast_limit(settings.steps) if settings.steps else len(batches) * settings.epochs
    schedule = make_schedule(optimizer, settings, steps)
    average = None
    if settings.averaging is not None:
        average = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(settings.averaging), use_buffers=True)
    return Training(
        settings,
        model,
        images,
        batches,
        optimizer,
        schedule,
        make_loss(settings),
        average=average,
        precision=precision.used(settings.precision, device),
    )


class Trained(NamedTuple):
    """A network after its training, and the seconds that took."""

    model: nn.Module
    seconds: float


def train(
    settings: Settings,
    images: torch.Tensor,
    labels: torch.Tensor,
    seed: int,
    *,
    network: Callable[[Settings], nn.Module] = build,
    on_step: Sequence[Callback] = (),
    progress: bool = False,
) -> Trained:
    """Train a new network, and time it; parameters as of `prepare` and `Training.run`.

    The clock starts with the images in memory (or on the device) and stops with the trained network: building it,
    shuffling, cutting and scaling the batches, all steps. What `training.fit` does beyond a bare loop (averages,
    checks) costs about a hundredth of the time.
    """
    wait_for(images.device)
    started = time.perf_counter()
    training = prepare(settings, images, labels, seed, network)
    training.run(on_step=on_step, progress=progress)
    model = training.trained()
    wait_for(images.device)
    return Trained(model, time.perf_counter() - started)


def warm_up(settings: Settings, images: torch.Tensor, labels: torch.Tensor) -> None:
    """Train for a few steps that nobody times, so that no library is loaded inside a timed training."""
    train(settings.but(steps=WARM_UP), images, labels, 0)


class _Average:
    def __init__(self, average: AveragedModel) -> None:
        self.average = average

    def __call__(self, state: State) -> None:
        self.average.update_parameters(state.model)


class _StopAfter:
    def __init__(self, steps: int) -> None:
        self.steps = steps

    def __call__(self, state: State) -> None:
        state.stop = state.step >= self.steps
