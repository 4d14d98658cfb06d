"""A trial: one training of the 50,000 training images, measured on the 10,000 validation images."""

from collections.abc import Iterable

import torch

from mnist_course import augment, models
from mnist_course.evaluation import evaluate
from mnist_course.records import Run
from mnist_course.studies.study import Place, Results
from mnist_course.training import NonFiniteLossError
from mnist_course.training.parts import tensors
from mnist_course.training.trainer import prepare

KEPT = ("train_loss", "train_accuracy", "validation_loss", "validation_accuracy", "seconds")  # of the history


def trial(run: Run, place: Place, *, distort: bool = False, stop_after: int | None = None) -> Results:
    """Train one network and return its results as plain numbers.

    Parameters
    ----------
    run : Run
    place : Place
    distort : bool
        Measure the accuracy under ``augment.DISTORTIONS`` too.
    stop_after : int, optional
        End after so many epochs, with the schedule's length unchanged.

    Returns
    -------
    dict
        Lists of `training.History`, ``parameters``, ``diverged`` (True if the loss became NaN; the lists then end
        early), ``used`` (the precision); with averaging, ``averaged_loss`` and ``averaged_accuracy`` on the validation
        images, and ``recalibrated_accuracy`` if asked for; and ``accuracy_by_*`` for each distortion.
    """
    settings = run.settings
    train, validation = (
        tensors(split, settings.scaling, settings.shuffle_pixels, place.device) for split in ("train", "validation")
    )
    training, diverged = prepare(settings, *train, run.seed), False
    try:
        training.run(validation=validation, stop_after=stop_after)
    except NonFiniteLossError:
        diverged = True
    results: Results = {"parameters": models.count_parameters(training.model), "diverged": diverged}
    results |= {name: getattr(training.history, name) for name in KEPT}
    if training.average is not None and not diverged:
        averaged = training.average.module
        score = evaluate(averaged, validation)
        results |= {"averaged_loss": score.loss, "averaged_accuracy": score.accuracy}
        if settings.recalibrate:
            training.recalibrate(averaged)
            results["recalibrated_accuracy"] = evaluate(averaged, validation).accuracy
    for name, strengths in augment.DISTORTIONS.items() if distort else ():
        results[f"accuracy_by_{name}"] = distorted_accuracy(training.model, validation, name, strengths)
    return {**results, "used": {"precision": training.precision}}


def distorted_accuracy(
    model: torch.nn.Module, examples: tuple[torch.Tensor, torch.Tensor], name: str, strengths: Iterable[float]
) -> list[float]:
    """Return the accuracy on ``(images, labels)`` distorted by ``augment.affine(name=strength)``, for each."""
    images, labels = examples
    return [evaluate(model, (augment.affine(images, **{name: by}), labels)).accuracy for by in strengths]
