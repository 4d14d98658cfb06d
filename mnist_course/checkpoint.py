"""Stopping without losing anything: the best weights, whole checkpoints, exact resume (chapter 07)."""

import copy
import os
import pickle
import tempfile
from pathlib import Path

import torch


class CheckpointError(RuntimeError):
    """A checkpoint cannot be read, or does not belong to what it is loaded into."""


class BestWeights:
    """Keep a copy of the weights of the epoch with the lowest validation loss; stop early if asked.

    Use as ``fit(..., on_epoch=[best])``, then ``best.restore(model)``.

    Parameters
    ----------
    patience : int, optional
        Stop when so many epochs in a row brought no lower validation loss. By default, never stop.

    Attributes
    ----------
    epoch : int
        The best epoch, counted from 1; 0 before the first.
    loss : float
        Its validation loss.
    """

    def __init__(self, patience=None):
        if patience is not None and patience < 1:
            raise ValueError(f"expected a patience of at least 1 epoch, got {patience}")
        self.patience, self.epoch, self.loss, self.weights = patience, 0, float("inf"), None

    def __call__(self, state):
        """Look at the epoch that has just ended (see `training.State`)."""
        if not state.history.validation_loss:
            raise ValueError("expected fit(..., validation=...): without a validation loss no epoch is the best")
        loss = state.history.validation_loss[-1]
        if loss < self.loss:
            self.epoch, self.loss = state.epoch, loss
            # A copy: state_dict() alone would keep pointing at the weights that go on changing.
            self.weights = copy.deepcopy(state.model.state_dict())
        elif self.patience is not None and state.epoch - self.epoch >= self.patience:
            state.stop = True

    def restore(self, model):
        """Load the best weights into `model`."""
        if self.weights is None:
            raise CheckpointError("expected at least one finished epoch before restore(), got none")
        model.load_state_dict(self.weights)


def save(path, model, *, optimizer=None, schedule=None, history=None):
    """Write a checkpoint from which training can go on as if it had never stopped.

    It holds the weights, the optimiser's and the schedule's state, the history (and with it the number
    of finished epochs), and PyTorch's random state on every device.

    Parameters
    ----------
    path : str or Path
        Replaced in one step when the whole file is on the disk: a process that is killed while saving
        leaves the old file or the new one, never half a file.
    model : torch.nn.Module
    optimizer : torch.optim.Optimizer, optional
    schedule : torch.optim.lr_scheduler.LRScheduler, optional
    history : training.History, optional
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {
        "model": model.state_dict(),
        "optimizer": optimizer and optimizer.state_dict(),
        "schedule": schedule and schedule.state_dict(),
        "history": history and history.as_dict(),
        "kinds": {"optimizer": type(optimizer).__name__, "schedule": type(schedule).__name__},
        "random": torch.get_rng_state(),
        "cuda_random": torch.cuda.get_rng_state_all() if torch.cuda.is_available() else [],
    }
    handle, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            torch.save(content, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException:
        os.unlink(part)
        raise


def load(path, model, *, optimizer=None, schedule=None, history=None):
    """Load a checkpoint of `save` into the objects given, and put PyTorch's random state back.

    Only tensors and plain values are read (``weights_only=True``): a file that carries code is refused.

    Parameters
    ----------
    path : str or Path
    model, optimizer, schedule, history
        What to load into, of the same kinds that were saved. What was saved and is not asked for is
        left alone; asking for what was not saved is an error.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    CheckpointError
        If the file is truncated, is no checkpoint, carries code, or belongs to another model.
    """
    path = Path(path)
    content = _read(path)
    _check_same_model(path, content["model"], model.state_dict())
    for name, target in {"optimizer": optimizer, "schedule": schedule, "history": history}.items():
        if target is not None and content[name] is None:
            raise CheckpointError(f"{path.name}: expected a checkpoint with the {name}'s state, it was saved without")
        kind = content["kinds"].get(name, "History")
        if target is not None and kind != type(target).__name__:
            raise CheckpointError(f"{path.name}: expected the {name} {type(target).__name__}, the file has {kind}")
    if optimizer is not None:
        try:
            optimizer.load_state_dict(content["optimizer"])
        except (ValueError, KeyError) as error:
            raise CheckpointError(f"{path.name}: the optimizer's state does not fit: {error}") from error
    if schedule is not None:
        schedule.load_state_dict(content["schedule"])
    model.load_state_dict(content["model"])
    if history is not None:
        for name, values in content["history"].items():
            setattr(history, name, list(values))
    torch.set_rng_state(content["random"].cpu())
    if torch.cuda.is_available() and len(content["cuda_random"]) == torch.cuda.device_count():
        torch.cuda.set_rng_state_all([state.cpu() for state in content["cuda_random"]])


def _read(path):
    if not path.exists():
        raise FileNotFoundError(f"expected a checkpoint at {path}, found none")
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        raise CheckpointError(
            f"{path.name}: refused, because it holds more than tensors and plain values, or is no checkpoint at all; "
            f"loading such a file could run code.\n  {str(error).splitlines()[0]}"
        ) from error
    except Exception as error:  # torch.load fails in many ways on a file that is not its own
        raise CheckpointError(
            f"{path.name}: expected a whole checkpoint, got {path.stat().st_size:,} bytes that cannot be read "
            f"(truncated?): {str(error).splitlines()[0] if str(error) else type(error).__name__}"
        ) from error
    if not isinstance(content, dict) or "model" not in content or "random" not in content:
        raise CheckpointError(f"{path.name}: expected a file written by checkpoint.save, got another")
    return content


def _check_same_model(path, saved, expected):
    def shapes(state):
        return {name: tuple(tensor.shape) for name, tensor in state.items()}

    saved, expected = shapes(saved), shapes(expected)
    for name in [*expected, *saved]:
        if saved.get(name) != expected.get(name):
            raise CheckpointError(
                f"{path.name} is a checkpoint of another model: expected {name} of shape "
                f"{expected.get(name, 'none')}, the file has {saved.get(name, 'none')}"
            )
