"""The two switches that a chapter obeys from outside: the fast mode and the seed.

``MNIST_COURSE_FAST=1`` runs the same code with a few steps per epoch, to see that it runs.
``MNIST_COURSE_SEED=3`` adds 3 to every seed, to see how far a result moves.
"""

import os

FAST_STEPS = 8
ON, OFF = ("1", "true", "yes", "on"), ("0", "false", "no", "off", "")


def is_fast() -> bool:
    """Return True if the environment asks for the fast mode (``MNIST_COURSE_FAST=1``).

    A ValueError if the variable is neither of ``ON`` nor of ``OFF``, in small letters or large.
    """
    value = os.environ.get("MNIST_COURSE_FAST", "")
    if value.strip().lower() in ON:
        return True
    if value.strip().lower() in OFF:
        return False
    raise ValueError(
        f"expected the environment variable MNIST_COURSE_FAST to be {', '.join(ON)} (to run fast), "
        f"{', '.join(filter(None, OFF))} or nothing, got {value!r}"
    )


def fast_limit(steps: int) -> int:
    """Return `steps`, or at most ``FAST_STEPS`` in the fast mode."""
    return min(steps, FAST_STEPS) if is_fast() else steps


def set_seed(seed: int) -> int:
    """Seed PyTorch on every device, and return the seed that was used.

    That is `seed`, not negative, plus ``MNIST_COURSE_SEED``, 0 if unset; a ValueError if that is no integer.
    """
    import torch  # here, because it takes seconds, and the switches need it not

    shift = os.environ.get("MNIST_COURSE_SEED") or "0"
    try:
        total = int(seed) + int(shift)
    except ValueError:
        raise ValueError(
            f"expected the environment variable MNIST_COURSE_SEED to be an integer, got {shift!r}"
        ) from None
    torch.manual_seed(total)
    return total
