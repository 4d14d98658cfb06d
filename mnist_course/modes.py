"""The two switches that a chapter obeys from outside: the fast mode and the seed.

``MNIST_COURSE_FAST=1`` runs the same code with a few steps per epoch, to see that it runs.
``MNIST_COURSE_SEED=3`` adds 3 to every seed, to see how far a result moves.
"""

import os

FAST_STEPS = 8


def is_fast():
    """Return True if the environment asks for the fast mode (``MNIST_COURSE_FAST=1``)."""
    return os.environ.get("MNIST_COURSE_FAST", "0") not in {"", "0"}


def fast_limit(steps):
    """Return `steps`, or at most ``FAST_STEPS`` in the fast mode."""
    return min(steps, FAST_STEPS) if is_fast() else steps


def set_seed(seed):
    """Seed PyTorch on every device, and return the seed that was used.

    Parameters
    ----------
    seed : int
        Non-negative. ``MNIST_COURSE_SEED`` (an integer, 0 if unset) is added to it.

    Returns
    -------
    int
        The sum, which is what PyTorch was seeded with.
    """
    import torch  # here, because it takes seconds, and the switches need it not

    total = int(seed) + int(os.environ.get("MNIST_COURSE_SEED", "0"))
    torch.manual_seed(total)
    return total
