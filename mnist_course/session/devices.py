"""Choosing where the arithmetic happens."""

import torch


def best_device(name: str | None = None) -> torch.device:
    """Return the device to compute on: CUDA if there is one, else the CPU.

    `name` is a device you insist on: ``"cpu"``, ``"cuda"``, ``"cuda:1"`` or ``"mps"``; a ValueError if it is none of
    these kinds, or if this machine does not have it. Apple's MPS is never chosen by itself, because some of its
    operations have returned wrong numbers silently.
    """
    if name is None:
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    kind, _, index = str(name).partition(":")
    if kind not in {"cpu", "cuda", "mps"} or (index and not index.isdigit()):
        raise ValueError(f"expected a device 'cpu', 'cuda' or 'mps', got {name!r}")
    available = {
        "cpu": True,
        "cuda": torch.cuda.is_available() and int(index or 0) < torch.cuda.device_count(),
        "mps": torch.backends.mps.is_available(),
    }
    if not available[kind]:
        have = ", ".join(repr(k) for k, there in available.items() if there)
        raise ValueError(f"this machine has no device {name!r}; it has {have}")
    return torch.device(name)
