"""Trained networks that ship with the course, in half precision, so that a chapter need not train them."""

from importlib import resources
from pathlib import Path

import torch

from mnist_course.models.small_networks import DESIGNS, build_design
from mnist_course.session.files import replacing

FOLDER = resources.files("mnist_course") / "records" / "weights"


def save_half(path: str | Path, model: torch.nn.Module) -> None:
    """Write the weights of `model`, floating-point numbers in 16 bits: a half of the size, three digits each."""
    state = {name: value.half() if value.is_floating_point() else value for name, value in model.state_dict().items()}
    with replacing(path) as file:
        torch.save({name: value.cpu().contiguous() for name, value in state.items()}, file)


def names():
    """Return the (design, seed) pairs that ship, in order."""
    files = [path.name for path in FOLDER.iterdir()] if FOLDER.is_dir() else []
    found = [name.removesuffix(".pt").rsplit("-seed-", 1) for name in files if name.endswith(".pt")]
    return sorted((design.replace("-", " "), int(seed)) for design, seed in found)


def file_of(design, seed):
    """Return the name of the file of a design and seed."""
    return f"{design.replace(' ', '-')}-seed-{seed}.pt"


def load(design, seed=0):
    """Return a trained network in evaluation mode, its weights float32 again.

    Parameters
    ----------
    design : str
        A key of ``small_networks.DESIGNS``.
    seed : int
        Of its training, on all 60,000 images of the training file.

    Raises
    ------
    ValueError
        If there is no such design, or it does not ship with that seed; the message names those that do.
    """
    path = FOLDER / file_of(design, seed)
    if design not in DESIGNS or not path.is_file():
        there = ", ".join(f"{name!r} seed {number}" for name, number in names()) or "none yet"
        raise ValueError(f"expected a network that ships ({there}), got {design!r} seed {seed}")
    with path.open("rb") as file:
        state = torch.load(file, map_location="cpu", weights_only=True)
    model = build_design(design)
    model.load_state_dict(state)  # copies into float32
    return model.eval()
