"""Trained networks that ship with the course, in half precision, so that a chapter need not train them."""

from importlib import resources
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load as tensors_of
from safetensors.torch import save as bytes_of

from mnist_course.models.networks import NETWORKS, build
from mnist_course.session.files import replacing

FOLDER = resources.files("mnist_course") / "records" / "weights"
SUFFIX = ".safetensors"


def save_half(path: str | Path, model: torch.nn.Module) -> None:
    """Write the weights of `model`, floating-point numbers in 16 bits: a half of the size, three digits each."""
    state = {name: value.half() if value.is_floating_point() else value for name, value in model.state_dict().items()}
    content = bytes_of({name: value.cpu().contiguous() for name, value in state.items()})
    with replacing(path) as file:
        file.write(content)


def names() -> list[tuple[str, int]]:
    """Return the (design, seed) pairs that ship, in order."""
    files = [path.name for path in FOLDER.iterdir()] if FOLDER.is_dir() else []
    found = [name.removesuffix(SUFFIX).rsplit("-seed-", 1) for name in files if name.endswith(SUFFIX)]
    return sorted((design.replace("-", " "), int(seed)) for design, seed in found)


def file_of(design: str, seed: int) -> str:
    """Return the name of the file of a design and seed."""
    return f"{design.replace(' ', '-')}-seed-{seed}{SUFFIX}"


def load(design: str, seed: int = 0) -> torch.nn.Sequential:
    """Return a trained network in evaluation mode, its weights float32 again.

    Parameters
    ----------
    design
        A key of ``models.SMALL``.
    seed
        Of its training, on all 60,000 images of the training file.

    Raises
    ------
    ValueError
        If there is no such design, or it does not ship with that seed; the message names those that do.
    RuntimeError
        If its file is damaged, or holds the weights of another network.
    """
    path = FOLDER / file_of(design, seed)
    if design not in NETWORKS or not path.is_file():
        there = ", ".join(f"{name!r} seed {number}" for name, number in names()) or "none yet"
        raise ValueError(f"expected a network that ships ({there}), got {design!r} seed {seed}")
    try:
        state = tensors_of(path.read_bytes())
    except SafetensorError as error:
        raise RuntimeError(f"{path} is damaged ({error}): reinstall mnist_course") from error
    model = build(design)
    model.load_state_dict(state)  # copies into float32
    return model.eval()
