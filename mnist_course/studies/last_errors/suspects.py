"""Suspicious labels of the training file, by networks that have not seen them. No test image is used."""

import torch

from mnist_course.evaluation import predict_logits
from mnist_course.evaluation.label_errors import confident_joint, folds, margin
from mnist_course.studies.last_errors.sealed import train
from mnist_course.studies.trial import DEFAULTS, tensors

FOLDS = 5
KEPT = 100  # of each fold, the most suspicious


def suspects(seed, *, fold, device="cpu", **settings):
    """Train on four fifths of the 60,000 images and judge the labels of the last fifth.

    Parameters
    ----------
    seed : int
        Of the training; the folds are the same for every seed.
    fold : int
        Which fifth to judge, 0 to 4.

    Returns
    -------
    dict
        ``rows`` (of the training file), ``margins`` and ``guesses`` (the network's answers) of the ``KEPT``
        most suspicious labels, the worst first; ``joint``, the fold's `label_errors.confident_joint`.
    """
    images, labels = tensors("train+validation", settings.get("scaling", DEFAULTS["scaling"]), device=str(device))
    parts = folds(len(images), FOLDS)
    others = torch.cat([part for i, part in enumerate(parts) if i != fold])
    model = train(seed, "train+validation", rows=others, device=device, **settings)
    rows = parts[fold]
    probabilities = predict_logits(model, images[rows]).softmax(dim=1)
    margins = margin(probabilities, labels[rows])
    worst = margins.argsort(stable=True)[:KEPT]
    return {
        "rows": rows[worst.cpu()].tolist(),
        "margins": margins[worst].tolist(),
        "guesses": probabilities[worst].argmax(dim=1).tolist(),
        "joint": confident_joint(probabilities, labels[rows]).tolist(),
    }
