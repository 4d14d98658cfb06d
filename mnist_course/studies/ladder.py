"""From the tutorial's loop to the recipe, one change at a time.

Each rung of the ladder is one pass over the 50,000 training images, with everything that the rungs below it
changed. The first is T1's CNN, trained by T1's own loop.
"""

import time
from typing import Any

import torch
from torch import nn

from mnist_course import data
from mnist_course.evaluation import evaluate
from mnist_course.models import count_parameters
from mnist_course.models.costs import wait_for
from mnist_course.records import Run, Settings
from mnist_course.session.precision import fast_bf16
from mnist_course.studies.study import Place, Results, Variant
from mnist_course.training import tutorial_loop
from mnist_course.training.parts import build, tensors
from mnist_course.training.recipe import RECIPE
from mnist_course.training.trainer import WARM_UP, Trained, train

T1 = Settings(network="CNN", channels=(32, 64), hidden=128, layout="channels first", epochs=1)
RUNGS: dict[str, dict[str, Any]] = {  # what each changes; the figure and the table of chapter 12 follow this order
    "the tutorial's loop": {},
    "tensors, not single images": {},
    "channels last": {"layout": "channels last"},
    "pool before the ReLU": {},
    "batch and rate together": {"batch_size": 256, "rate": 4e-3},
    "one-cycle": {
        **{"schedule": "one-cycle", "cycle_momentum": False},
        **{"optimizer": "AdamW", "weight_decay": 0.01, "rate": 6e-3},
    },
    "batch normalisation": {"batch_norm": True, "rate": 0.01},
    "narrow and deep": {"channels": (16, 32, 64), "hidden": None, "rate": 0.02},
    "no blank border": {"trim": RECIPE.trim},
    "label smoothing": {"label_smoothing": 0.1},
    "four pixels, one place": {"unshuffle": RECIPE.unshuffle, "channels": RECIPE.channels},
    "smaller batches": {"batch_size": RECIPE.batch_size},
    "bf16": {"precision": "bf16"},
}
BY_THE_TUTORIAL = ["the tutorial's loop"]  # trained by its loop
AS_WRITTEN = [*BY_THE_TUTORIAL, "tensors, not single images", "channels last"]  # convolution, ReLU, pooling


def _climbed() -> list[Variant]:
    settings, variants = T1, []
    for rung, changes in RUNGS.items():
        settings = settings.but(**changes)
        variants.append(Variant({"rung": rung}, settings))
    return variants


CLIMB = _climbed()


def climb(run: Run, place: Place) -> Results:
    """Train one rung for one epoch on the training images, and measure it on the validation images.

    Returns
    -------
    dict
        ``seconds`` of training, ``accuracy`` (0-1) on the validation images, ``parameters``; or
        ``skipped``, with the reason, if the hardware cannot do what the rung is about.
    """
    if run.settings.precision == "bf16" and not fast_bf16(place.device):
        return {"skipped": f"no fast bf16 arithmetic on this {torch.device(place.device).type}"}
    digits = data.load("train")
    images, labels = digits.images.to(place.device), digits.labels.to(place.device)
    first = slice(0, run.settings.batch_size * WARM_UP)
    train_rung(run._replace(seed=0), images[first], labels[first])
    trained = train_rung(run, images, labels)
    score = evaluate(trained.model, tensors("validation", run.settings.scaling, device=place.device))
    parameters = count_parameters(trained.model)
    return {"seconds": trained.seconds, "accuracy": score.accuracy, "parameters": parameters}


def train_rung(run: Run, images: torch.Tensor, labels: torch.Tensor) -> Trained:
    """Train the network of a rung on bytes of images, and time it; see `trainer.train`."""
    settings, rung = run.settings, run.labels["rung"]
    if rung not in BY_THE_TUTORIAL:
        return train(settings, images, labels, run.seed, network=_as_written if rung in AS_WRITTEN else build)
    torch.manual_seed(run.seed)
    model = _as_written(settings).to(images.device)
    optimizer = tutorial_loop.make_optimizer(model, settings)
    batches = tutorial_loop.make_loader(settings.scaling, settings.batch_size, torch.randperm(len(images)))
    started = time.perf_counter()
    tutorial_loop.train_epoch(model, batches, optimizer, nn.functional.cross_entropy)
    wait_for(images.device)
    return Trained(model, time.perf_counter() - started)


def _as_written(settings: Settings) -> nn.Module:
    return tutorial_loop.build("T1 CNN")
