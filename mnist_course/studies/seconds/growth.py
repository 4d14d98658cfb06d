"""What a training's seconds grow with: one setting of the recipe is varied, all others stay."""

import torch

from mnist_course import data
from mnist_course.training import recipe

VARIED = {
    "images": [1_000, 2_000, 5_000, 10_000, 20_000, 50_000],  # one pass over so many
    "width": [0.25, 0.5, 1, 2, 4],  # times the channels of the recipe
    "batch": [8, 16, 32, 64, 128, 256, 512, 1024, 2048],
    "threads": [1, 2, 4, 8, 16],
}
IMAGES = 10_000  # in one pass, where the number of images is not what is varied


def measure(seed, varied, value, device="cpu"):
    """Train for one pass over some training images, and time it.

    Parameters
    ----------
    seed : int
    varied : str
        What is varied, of ``VARIED``.
    value : number
        What it is set to.

    Returns
    -------
    dict
        ``seconds``, ``images`` and ``steps`` of the pass; ``threads`` of the CPU; or ``skipped``, with the reason.
    """
    before = torch.get_num_threads()
    count, changes = (value if varied == "images" else IMAGES), {"steps": None}
    if varied == "width":
        changes["channels"] = [int(value * channels) for channels in recipe.RECIPE["channels"]]
    elif varied == "batch":
        changes["batch_size"] = value
    elif varied == "threads" and value > before:
        return {"skipped": f"{before} CPU threads here"}
    digits = data.load("train")
    images, labels = digits.images[:count].to(device), digits.labels[:count].to(device)
    steps = -(-count // changes.get("batch_size", recipe.RECIPE["batch_size"]))
    try:
        if varied == "threads":
            torch.set_num_threads(value)
        recipe.warm_up(images, labels, **changes)
        seconds = recipe.train(images, labels, seed, **changes).seconds
        return {"seconds": seconds, "images": count, "steps": steps, "threads": torch.get_num_threads()}
    finally:
        torch.set_num_threads(before)
