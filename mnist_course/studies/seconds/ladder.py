"""From the tutorial's loop to the recipe, one change at a time.

Each rung of the ladder is one pass over the 50,000 training images, with everything that the rungs below it
changed. The first is T1's CNN, trained by T1's own loop.
"""

import time

import torch
from torch import nn

from mnist_course import data
from mnist_course.data import preprocess
from mnist_course.evaluation import evaluate
from mnist_course.models import count_parameters
from mnist_course.models.costs import wait_for
from mnist_course.session.precision import fast_bf16
from mnist_course.training import recipe, tutorial_loop

T1 = {
    "loader": "single images",
    "order": "ReLU, pool",
    "channels": [32, 64],
    "hidden": 128,
    "batch_norm": False,
    "trim": 0,
    "layout": "channels first",
    "optimizer": "Adam",
    "rate": 1e-3,
    "schedule": "constant",
    "batch_size": 64,
    "steps": None,
    "label_smoothing": 0.0,
    "precision": "fp32",
}
RUNGS = {  # what each changes; the figure and the table of chapter 09 follow this order
    "the tutorial's loop": {},
    "tensors, not single images": {"loader": "tensors"},
    "channels last": {"layout": "channels last"},
    "pool before the ReLU": {"order": "pool, ReLU"},
    "batch and rate together": {"batch_size": 256, "rate": 4e-3},
    "one-cycle": {"schedule": "one-cycle", "optimizer": "AdamW", "rate": 6e-3},
    "batch normalisation": {"batch_norm": True, "rate": 0.01},
    "narrow and deep": {"channels": [16, 32, 64], "hidden": None, "rate": 0.02},
    "no blank border": {"trim": recipe.RECIPE["trim"]},
    "label smoothing": {"label_smoothing": 0.1},
    "bf16": {"precision": "bf16"},
}


def settings_of(rung):
    """Return all settings of a rung of ``RUNGS``: those of T1 with the changes of all rungs up to it."""
    settings = dict(T1)
    for name, changes in RUNGS.items():
        settings |= changes
        if name == rung:
            return settings
    raise ValueError(f"expected a rung from {', '.join(RUNGS)}, got {rung!r}")


def climb(seed, rung, device="cpu"):
    """Train one rung for one epoch on the training images, and measure it on the validation images.

    Returns
    -------
    dict
        ``seconds`` of training, ``accuracy`` (0-1) on the validation images, ``parameters``; or
        ``skipped``, with the reason, if the hardware cannot do what the rung is about.
    """
    settings = settings_of(rung)
    if settings["precision"] == "bf16" and not fast_bf16(device):
        return {"skipped": f"no fast bf16 arithmetic on this {torch.device(device).type}"}
    digits = data.load("train")
    images, labels = digits.images.to(device), digits.labels.to(device)
    first = slice(0, settings["batch_size"] * recipe.WARM_UP)
    run(settings, images[first], labels[first], 0)
    trained = run(settings, images, labels, seed)
    valid = data.load("validation")
    score = evaluate(trained.model, (preprocess.standardize(valid.images).to(device), valid.labels))
    parameters = count_parameters(trained.model)
    return {"seconds": trained.seconds, "accuracy": score.accuracy, "parameters": parameters}


def run(settings, images, labels, seed):
    """Train one network as the settings of a rung say, and time it; see `recipe.train`."""
    changes = {name: value for name, value in settings.items() if name not in {"loader", "order"}}
    as_written = settings["order"] == "ReLU, pool"
    if settings["loader"] == "tensors":
        return recipe.train(images, labels, seed, network=_as_t1_writes_it if as_written else None, **changes)
    torch.manual_seed(seed)
    model = _as_t1_writes_it().to(images.device)
    optimizer = tutorial_loop.make_optimizer(model, settings)
    batches = tutorial_loop.make_loader("standardized", settings["batch_size"], torch.randperm(len(images)))
    started = time.perf_counter()
    tutorial_loop.train_epoch(model, batches, optimizer, nn.functional.cross_entropy)
    wait_for(images.device)
    return recipe.Trained(model, time.perf_counter() - started)


def _as_t1_writes_it():
    return tutorial_loop.build("T1 CNN")
