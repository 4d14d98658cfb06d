"""Stopping without losing anything: the best weights, whole checkpoints, exact resume (chapter 09)."""

import copy
from pathlib import Path
from typing import Any

import torch
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler

from mnist_course.session.files import replacing
from mnist_course.training.checkpoint_file import CheckpointError, check_belongs, check_same_model, plain, read
from mnist_course.training.loop import History, State

__all__ = ["BestWeights", "CheckpointError", "load", "load_weights", "save"]


class BestWeights:
    """Keep a copy of the weights of the epoch with the lowest validation loss; stop early if asked.

    Use as ``fit(..., on_epoch=[best])``, then ``best.restore(model)``.

    Parameters
    ----------
    patience
        Stop when so many epochs in a row brought no lower validation loss. By default, never stop.

    Attributes
    ----------
    epoch : int
        The best epoch, counted from 1; 0 before the first.
    loss : float
        Its validation loss.
    """

    def __init__(self, patience: int | None = None) -> None:
        if patience is not None and patience < 1:
            raise ValueError(f"expected a patience of at least 1 epoch, got {patience}")
        self.patience, self.epoch, self.loss = patience, 0, float("inf")
        self.weights: dict[str, torch.Tensor] | None = None

    def __call__(self, state: State) -> None:
        """Look at the epoch that has just ended."""
        if not state.history.validation_loss:
            raise ValueError("expected fit(..., validation=...): without a validation loss no epoch is the best")
        loss = state.history.validation_loss[-1]
        if loss < self.loss:
            self.epoch, self.loss = state.epoch, loss
            # A copy: state_dict() alone would keep pointing at the weights that go on changing.
            self.weights = copy.deepcopy(state.model.state_dict())
        elif self.patience is not None and state.epoch - self.epoch >= self.patience:
            state.stop = True

    def restore(self, model: torch.nn.Module) -> None:
        """Load the best weights into `model`."""
        if self.weights is None:
            raise CheckpointError("expected at least one finished epoch before restore(), got none")
        model.load_state_dict(self.weights)

    def state_dict(self) -> dict[str, Any]:
        """Return all that is needed to go on looking for the best epoch in another process."""
        return {name: getattr(self, name) for name in ("patience", "epoch", "loss", "weights")}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from what `state_dict` has returned: its best epoch, and what is used up of its patience."""
        for name in ("patience", "epoch", "loss", "weights"):
            setattr(self, name, copy.deepcopy(state[name]))


def save(
    path: str | Path,
    model: torch.nn.Module,
    *,
    optimizer: Optimizer | None = None,
    schedule: LRScheduler | None = None,
    history: History | None = None,
    best: BestWeights | None = None,
) -> None:
    """Write a checkpoint from which training can go on as if it had never stopped.

    It holds the weights, the optimiser's and the schedule's state, the history (and with it the number
    of finished epochs), the best epoch so far, and PyTorch's random state on every device. The file is replaced in
    one step (see `files.replacing`): a process that is killed while saving leaves the old file or the new one, never
    half a file. With ``fit(..., on_epoch=[best, save])`` the best epoch is found before it is saved.

    Raises
    ------
    CheckpointError
        If something in them is no tensor and no plain value (a number, a string, a list of such …), so that
        `load` would refuse it. The message names its place, and nothing is written. NumPy's numbers are
        saved as Python's.
    """
    content = {
        "model": model.state_dict(),
        "optimizer": optimizer and optimizer.state_dict(),
        "schedule": schedule and schedule.state_dict(),
        "history": history and history.as_dict(),
        "best": best and best.state_dict(),
        "kinds": {"optimizer": type(optimizer).__name__, "schedule": type(schedule).__name__},
        "random": torch.get_rng_state(),
        "cuda_random": torch.cuda.get_rng_state_all() if torch.cuda.is_available() else [],
    }
    content = {name: plain(value, name) for name, value in content.items()}
    with replacing(path) as file:
        torch.save(content, file)


def load(
    path: str | Path,
    model: torch.nn.Module,
    *,
    optimizer: Optimizer | None = None,
    schedule: LRScheduler | None = None,
    history: History | None = None,
    best: BestWeights | None = None,
) -> None:
    """Load a checkpoint of `save` into the objects given, and put PyTorch's random state back.

    They must be of the same kinds that were saved. What was saved and is not asked for is left alone; asking for
    what was not saved is an error. A schedule needs its optimizer beside it, whose rates it goes on from.

    Only tensors and plain values are read (``weights_only=True``): a file that carries code is refused. All
    that can be checked is checked first: after a `CheckpointError` nothing has been changed.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    CheckpointError
        If the file is truncated, is no checkpoint, carries code, or belongs to another model; or if the
        optimizer, the schedule or the watch on the best epoch was made with other settings than those that were
        saved (a weight decay, the length of a schedule, a patience): PyTorch would overwrite yours without a word.

    Notes
    -----
    The learning rate of the optimizer is no such setting: it moves with a schedule, or by hand, and always
    comes from the file; and so do momentum and betas where a schedule moves them. To go on with a setting
    changed, load first and change it then; to go on with another schedule, load without one.
    """
    if schedule is not None and (optimizer is None or getattr(schedule, "optimizer", optimizer) is not optimizer):
        raise ValueError("expected a schedule and its own optimizer beside it, got none or another")
    path = Path(path)
    content = read(path)
    check_same_model(path, content["model"], model.state_dict())
    check_belongs(path, content, optimizer, schedule, history, best)

    if optimizer is not None:
        optimizer.load_state_dict(content["optimizer"])
    if schedule is not None:
        schedule.load_state_dict(content["schedule"])
    model.load_state_dict(content["model"])
    if history is not None:
        for name, values in content["history"].items():
            setattr(history, name, list(values))
    if best is not None:
        best.load_state_dict(content["best"])
    torch.set_rng_state(content["random"])
    if torch.cuda.is_available() and len(content["cuda_random"]) == torch.cuda.device_count():
        torch.cuda.set_rng_state_all(content["cuda_random"])


def load_weights(path: str | Path, model: torch.nn.Module) -> None:
    """Load the weights of a checkpoint of `save` into `model`, and leave everything else as it is.

    Fails as `load` does; unlike it, leaves PyTorch's random state alone.
    """
    path = Path(path)
    weights = read(path)["model"]
    check_same_model(path, weights, model.state_dict())
    model.load_state_dict(weights)
