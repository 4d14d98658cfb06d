"""Training the final networks. Nothing here can be given the test images, or load them."""

import hashlib
import json
from pathlib import Path

import torch

from mnist_course.records import Run
from mnist_course.session.modes import is_fast
from mnist_course.studies.study import Place
from mnist_course.training import checkpoint
from mnist_course.training.parts import build, tensors
from mnist_course.training.trainer import train

TRAINED_ON = ("train", "train+validation")  # the splits of the training file


def train_sealed(run: Run, split: str, place: Place, rows: torch.Tensor | None = None) -> torch.nn.Module:
    """Train one network and return it.

    Parameters
    ----------
    run : Run
    split : {"train", "train+validation"}
        The first 50,000 images of the training file, or all its 60,000.
    place : Place
    rows : torch.Tensor, optional
        int64: train on these images of the split only.

    Raises
    ------
    ValueError
        If the split is not one to train on: no test image can be asked for.
    """
    if split not in TRAINED_ON:
        raise ValueError(f"expected to train on {' or '.join(map(repr, TRAINED_ON))}, got {split!r}")
    images, labels = tensors(split, run.settings.scaling, device=place.device)
    if rows is not None:
        images, labels = images[rows], labels[rows]
    return train(run.settings, images, labels, run.seed).model


def trained(run: Run, split: str, place: Place) -> torch.nn.Module:
    """Return the network that `train_sealed` gives, from its file in ``place.work`` if it was trained before.

    The file's name says network, split and seed, and ends in a mark of all settings, so that a network is
    never taken for one of other settings (or of the fast mode).
    """
    path = Path(place.work) / weights_file(run, split)
    if not path.exists():
        checkpoint.save(path, train_sealed(run, split, place))
    model = build(run.settings)
    checkpoint.load_weights(path, model)
    return model.to(place.device)


def weights_file(run: Run, split: str) -> str:
    """Return the name of the file that holds the weights of a network."""
    settings = json.dumps(run.settings.changes(), sort_keys=True)
    mark = hashlib.sha256(settings.encode()).hexdigest()[:8]
    name = str(run.labels.get("model", run.settings.network)).lower().replace(" ", "-").replace(",", "")
    return f"{name}-{split.replace('+', '-')}-seed-{run.seed}-{mark}{'-fast' if is_fast() else ''}.pt"
