"""Suspicious labels of the training file, by networks that have not seen them. No test image is used."""

import torch

from mnist_course.evaluation import predict_logits
from mnist_course.evaluation.label_errors import confident_joint, folds, margin
from mnist_course.records import Run
from mnist_course.studies.sealed import train_sealed
from mnist_course.studies.study import Place, Results, Study, Variant
from mnist_course.studies.trainings import JUDGE
from mnist_course.training.parts import tensors

FOLDS = 5
KEPT = 100  # of each fold, the most suspicious


def suspects(run: Run, place: Place) -> Results:
    """Train on four fifths of the 60,000 images and judge the labels of the last fifth.

    The label ``fold`` says which fifth is judged, 0 to 4; the folds are the same for every seed.

    Returns
    -------
    dict
        ``rows`` (of the training file), ``margins`` and ``guesses`` (the network's answers) of the ``KEPT``
        most suspicious labels, the worst first; ``joint``, the fold's `label_errors.confident_joint`.
    """
    images, labels = tensors("train+validation", run.settings.scaling, device=place.device)
    parts = folds(len(images), FOLDS)
    others = torch.cat([part for i, part in enumerate(parts) if i != run.labels["fold"]])
    model = train_sealed(run, "train+validation", place, others)
    rows = parts[run.labels["fold"]]
    probabilities = predict_logits(model, images[rows]).softmax(dim=1)
    margins = margin(probabilities, labels[rows])
    worst = margins.argsort(stable=True)[:KEPT]
    return {
        "rows": rows[worst.cpu()].tolist(),
        "margins": margins[worst].tolist(),
        "guesses": probabilities[worst].argmax(dim=1).tolist(),
        "joint": confident_joint(probabilities, labels[rows]).tolist(),
    }


SUSPECTS = Study(
    "suspects",
    "Which labels of the training file do networks doubt that have not seen them?",
    [Variant({**JUDGE.labels, "fold": fold}, JUDGE.settings) for fold in range(FOLDS)],
    2,
    suspects,
)
