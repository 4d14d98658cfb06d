"""One training run of the 50,000 training images, described by a dictionary of settings.

`prepare` turns settings into what `training.fit` takes; `trial` trains and returns plain numbers.
"""

from functools import cache
from typing import NamedTuple

import torch
from torch import nn
from torch.optim import lr_scheduler

from mnist_course import augment, data, models
from mnist_course.data import preprocess
from mnist_course.data.batches import Batches
from mnist_course.evaluation import evaluate
from mnist_course.models import small_networks
from mnist_course.session.precision import autocast
from mnist_course.training import History, NonFiniteLossError, fit
from mnist_course.training.averaging import AveragedWeights, recalibrate


def _as_floats(images):
    return images.unsqueeze(1).float()


# No lambdas in these: what they hold goes into other processes, with a DataLoader's workers for one.
SCALINGS = {
    "bytes": _as_floats,
    "unit": preprocess.to_unit,
    "standardized": preprocess.standardize,
}
AFFINE = augment.RandomAffine(degrees=15, shift=2, scale=0.1, shear=5)
AUGMENTATIONS = {
    None: None,
    "weak affine": augment.RandomAffine(),
    "affine": AFFINE,
    "strong affine": augment.RandomAffine(degrees=20, shift=3, scale=0.15, shear=8),
    "elastic": augment.Elastic(),
    "affine and elastic": augment.Compose(AFFINE, augment.Elastic(alpha=20)),
}
DEFAULTS = {
    "network": "T1 MLP",
    "width": None,  # of both hidden layers, for the network "T3 MLP"
    "scaling": "standardized",
    "shuffle_pixels": False,
    "optimizer": "Adam",
    "rate": 1e-3,
    "momentum": 0.0,
    "weight_decay": 0.0,
    "schedule": "constant",
    "batch_size": 64,
    "epochs": 5,
    "augmentation": None,
    "label_smoothing": 0.0,
    "loss": "cross-entropy",
    "precision": "fp32",  # of the training's arithmetic, see `precision.autocast`
    "averaging": None,  # decay of the moving average of the weights, if they are averaged
    "recalibrate": False,  # measure batch normalisation anew at the end; in a trial, of the averaged weights
    "distort": False,  # measure accuracy under augment.DISTORTIONS too
}


class Setup(NamedTuple):
    """What `training.fit` takes, as some settings want it."""

    model: nn.Module
    batches: Batches
    optimizer: torch.optim.Optimizer
    schedule: object
    loss_function: object


def trial(seed, device="cpu", stop_after=None, **settings):
    """Train one network with `settings` (see ``DEFAULTS``) and return its results as plain numbers.

    `stop_after` ends the training after so many epochs, with the schedule's length unchanged.

    Returns
    -------
    dict
        The lists of `training.History`, ``parameters``, ``diverged`` (True if the loss became NaN; the
        lists then end early), and, if asked for, ``averaged_loss`` and ``averaged_accuracy`` of the
        averaged weights on the validation images, ``recalibrated_accuracy`` of these with batch normalisation
        recalibrated, and accuracies under ``augment.DISTORTIONS``.
    """
    s = {**DEFAULTS, **settings}
    torch.manual_seed(seed)
    images, labels = tensors("train", s["scaling"], s["shuffle_pixels"], str(device))
    setup = prepare(s, images, labels)
    validation = tensors("validation", s["scaling"], s["shuffle_pixels"], str(device))
    average = AveragedWeights(s["averaging"]) if s["averaging"] else None
    history, diverged = History(), False
    try:
        with autocast(s["precision"], device):
            fit(
                setup.model,
                setup.batches,
                optimizer=setup.optimizer,
                epochs=min(s["epochs"], stop_after or s["epochs"]),
                validation=validation,
                loss_function=setup.loss_function,
                schedule=setup.schedule,
                on_step=[average] if average else [],
                history=history,
                progress=False,
            )
    except NonFiniteLossError:
        diverged = True
    results = {"parameters": models.count_parameters(setup.model), "diverged": diverged, **history.as_dict()}
    if average and not diverged:
        averaged = average.of(setup.model)
        score = evaluate(averaged, validation)
        results |= {"averaged_loss": score.loss, "averaged_accuracy": score.accuracy}
        if s["recalibrate"]:
            recalibrate(averaged, images)
            results["recalibrated_accuracy"] = evaluate(averaged, validation).accuracy
    if s["distort"]:
        for name, strengths in augment.DISTORTIONS.items():
            results[f"accuracy_by_{name}"] = distorted_accuracy(setup.model, validation, name, strengths)
    return results


def prepare(settings, images, labels):
    """Build the network, batches, optimiser, schedule and loss that complete settings name.

    Parameters
    ----------
    settings : dict
        With every key of ``DEFAULTS``.
    images, labels : torch.Tensor
        To train on; the network goes to their device.

    Returns
    -------
    Setup
    """
    model = build(settings).to(images.device)
    batches = Batches(images, labels, settings["batch_size"], augment=AUGMENTATIONS[settings["augmentation"]])
    optimizer = make_optimizer(model, settings)
    schedule = make_schedule(optimizer, settings["schedule"], len(batches), settings["epochs"])
    return Setup(model, batches, optimizer, schedule, make_loss(settings))


@cache
def tensors(split, scaling, shuffle_pixels=False, device="cpu"):
    """Return images (float32, (N, 1, 28, 28)) and labels of a split, scaled as ``SCALINGS`` says."""
    order = torch.randperm(784, generator=torch.Generator().manual_seed(0)) if shuffle_pixels else torch.arange(784)
    digits = data.load(split)
    images = SCALINGS[scaling](digits.images)
    return images.flatten(1)[:, order].reshape(images.shape).to(device), digits.labels.to(device)


def distorted_accuracy(model, examples, name, strengths):
    """Return the accuracy on ``(images, labels)`` distorted by ``augment.affine(name=strength)``, for each."""
    images, labels = examples
    return [evaluate(model, (augment.affine(images, **{name: by}), labels)).accuracy for by in strengths]


def build(settings):
    """Return the network that the settings name, untrained."""
    if settings["network"] == "T4 MLP without dropout":
        return models.mlp(50)
    if settings["width"]:
        return models.mlp(settings["width"], settings["width"])
    if settings["network"] in small_networks.DESIGNS:
        return small_networks.build_design(settings["network"])
    return models.build(settings["network"])


def make_optimizer(model, settings):
    """Return the optimiser that the settings name."""
    rate, name = settings["rate"], settings["optimizer"]
    if name == "SGD":
        return torch.optim.SGD(model.parameters(), lr=rate, momentum=settings["momentum"], fused=True)
    kinds = {"Adam": torch.optim.Adam, "AdamW": torch.optim.AdamW}
    return kinds[name](model.parameters(), lr=rate, weight_decay=settings["weight_decay"], fused=True)


def make_schedule(optimizer, name, steps_per_epoch, epochs):
    """Return the schedule of that name for `epochs`, stepped once per step; None for a constant rate.

    The optimizer must be a new one: schedules leave their first rate with an optimizer, and a second schedule
    would start from it.
    """
    if any("initial_lr" in group for group in optimizer.param_groups):
        raise ValueError("expected a new optimizer, got one that has had a schedule")
    steps = steps_per_epoch * epochs
    if name == "constant":
        return None
    if name == "step":  # a tenth of the rate for the last two fifths
        return lr_scheduler.StepLR(optimizer, step_size=steps * 3 // 5, gamma=0.1)
    if name == "cosine":
        return lr_scheduler.CosineAnnealingLR(optimizer, T_max=steps)
    if name == "one-cycle":
        return lr_scheduler.OneCycleLR(optimizer, max_lr=optimizer.param_groups[0]["lr"], total_steps=steps)
    raise ValueError(f"expected a schedule 'constant', 'step', 'cosine' or 'one-cycle', got {name!r}")


def make_loss(settings):
    """Return the loss function that the settings name, from (logits, labels) to the batch's mean."""
    if settings["loss"] == "squared error":
        return squared_error
    return nn.CrossEntropyLoss(label_smoothing=settings["label_smoothing"])


def squared_error(logits, labels):
    """Return the squared distance of the scores from the one-hot labels, averaged over the examples."""
    return (logits - preprocess.one_hot(labels)).square().sum(dim=1).mean()
