"""What the final networks say: first to the validation images, then, once, to the test images.

This is the only module of the chapter that opens the test images, and it trains nothing: it is given
networks that are finished.
"""

import torch

from mnist_course import data
from mnist_course.data import preprocess
from mnist_course.evaluation import accuracy, calibration, predict_logits
from mnist_course.evaluation.corruptions import CORRUPTIONS, STRENGTHS, corrupt
from mnist_course.models import count_parameters
from mnist_course.records.predictions import pack
from mnist_course.session.modes import is_fast
from mnist_course.studies.last_errors.sealed import trained
from mnist_course.studies.trial import tensors

CORRUPTED_IMAGES = 2_000  # the first of the test images, under every corruption at every strength


def promise(seed, *, folder, device="cpu", **settings):
    """Train on the 50,000 training images and read the 10,000 validation images.

    Returns
    -------
    dict
        ``parameters``, ``accuracy``, ``loss`` (nats), the ``temperature`` that calibrates the network on
        these images (None if there is none) and its ``predictions``, packed with the validation labels.
    """
    model = trained(seed, "train", folder=folder, device=device, **settings)
    logits, labels = read(model, "validation", settings)
    results = _results(model, logits, labels)  # first: logits and labels that do not fit are an error here
    try:
        results["temperature"] = calibration.fit_temperature(logits, labels)
    except ValueError:  # all right: the surer the better
        results["temperature"] = None
    return results


def verdict(seed, *, folder, temperature, device="cpu", **settings):
    """Train on all 60,000 images of the training file and read the 10,000 test images.

    Parameters
    ----------
    temperature : float or None
        What `promise` found for the same settings and seed.

    Returns
    -------
    dict
        ``parameters``, ``accuracy``, ``loss`` (nats), ``predictions`` packed with the test labels,
        ``calibrated_loss`` and ``calibrated_predictions`` at that temperature, and ``corrupted``: from the
        name of a corruption to the accuracies at its strengths, on the first ``CORRUPTED_IMAGES``.
    """
    model = trained(seed, "train+validation", folder=folder, device=device, **settings)
    logits, labels = read(model, "test", settings)
    results = _results(model, logits, labels)
    if temperature is not None:
        results["calibrated_loss"] = calibration.log_loss(logits, labels, temperature)
        results["calibrated_predictions"] = pack(logits / temperature, labels)
    return {**results, "corrupted": corrupted_accuracies(model, settings)}


def read(model, split, settings):
    """Return the logits of `model` for the images of a split, scaled as the settings say, and their labels."""
    scaling = settings.get("scaling", "standardized")
    images, labels = tensors(split, scaling, device=str(next(model.parameters()).device))
    return predict_logits(model, images), labels


def corrupted_accuracies(model, settings):
    """Return the accuracy of `model` on corrupted test images: a list over ``STRENGTHS`` per corruption.

    Every network sees the same corrupted images.
    """
    digits = data.load("test")
    count = 100 if is_fast() else CORRUPTED_IMAGES
    images, labels = preprocess.to_unit(digits.images[:count]), digits.labels[:count]
    device = next(model.parameters()).device
    found = {}
    for name in CORRUPTIONS:
        found[name] = []
        for strength in STRENGTHS:
            changed = corrupt(images, name, strength, torch.Generator().manual_seed(strength)).to(device)
            if settings.get("scaling", "standardized") == "standardized":
                changed = (changed - preprocess.MEAN) / preprocess.STD
            found[name].append(accuracy(predict_logits(model, changed), labels.to(device)))
    return found


def _results(model, logits, labels):
    return {
        "parameters": count_parameters(model),
        "accuracy": accuracy(logits, labels),
        "loss": calibration.log_loss(logits, labels),
        "predictions": pack(logits, labels),
    }
