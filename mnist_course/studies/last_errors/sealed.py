"""Training the final networks. Nothing here can be given the test images, or load them."""

import hashlib
import json
from pathlib import Path

import torch

from mnist_course.session.modes import is_fast
from mnist_course.session.precision import autocast
from mnist_course.studies.trial import DEFAULTS, build, prepare, tensors
from mnist_course.training import checkpoint, fit
from mnist_course.training.averaging import AveragedWeights, recalibrate

TRAINED_ON = ("train", "train+validation")  # the splits of the training file


def train(seed, split, *, rows=None, device="cpu", progress=False, **settings):
    """Train one network and return it.

    Parameters
    ----------
    seed : int
    split : {"train", "train+validation"}
        The first 50,000 images of the training file, or all its 60,000.
    rows : torch.Tensor, optional
        int64: train on these images of the split only.
    device : str
    progress : bool
        Show a progress bar.
    **settings
        As in ``trial.DEFAULTS``.

    Returns
    -------
    torch.nn.Module
        With the averaged weights and with batch normalisation recalibrated, if the settings ask for it.

    Raises
    ------
    ValueError
        If the split is not one to train on: no test image can be asked for.
    """
    if split not in TRAINED_ON:
        raise ValueError(f"expected to train on {' or '.join(map(repr, TRAINED_ON))}, got {split!r}")
    s = {**DEFAULTS, **settings}
    torch.manual_seed(seed)
    images, labels = tensors(split, s["scaling"], device=str(device))
    if rows is not None:
        images, labels = images[rows], labels[rows]
    setup = prepare(s, images, labels)
    average = AveragedWeights(s["averaging"]) if s["averaging"] else None
    with autocast(s["precision"], device):
        fit(
            setup.model,
            setup.batches,
            optimizer=setup.optimizer,
            epochs=s["epochs"],
            loss_function=setup.loss_function,
            schedule=setup.schedule,
            on_step=[average] if average else [],
            progress=progress,
        )
    if average:
        average.load_into(setup.model)
    if s["recalibrate"]:
        recalibrate(setup.model, images)
    return setup.model


def trained(seed, split, *, folder, device="cpu", **settings):
    """Return the network that `train` gives, from its file in `folder` if it was trained before.

    The file's name says network, split and seed, and ends in a mark of all settings, so that a network is
    never taken for one of other settings (or of the fast mode).
    """
    path = Path(folder) / weights_file(seed, split, settings)
    if not path.exists():
        checkpoint.save(path, train(seed, split, device=device, **settings))
    model = build({**DEFAULTS, **settings})
    random_state = torch.get_rng_state()
    checkpoint.load(path, model)
    torch.set_rng_state(random_state)
    return model.to(device)


def weights_file(seed, split, settings):
    """Return the name of the file that holds the weights of a network."""
    mark = hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()[:8]
    name = str(settings.get("model", settings.get("network"))).lower().replace(" ", "-").replace(",", "")
    return f"{name}-{split.replace('+', '-')}-seed-{seed}-{mark}{'-fast' if is_fast() else ''}.pt"
