"""Stopping without losing anything: the best weights, whole checkpoints, exact resume (chapter 07)."""

import copy
import inspect
import pickle
from collections import Counter, OrderedDict
from dataclasses import fields
from pathlib import Path

import numpy as np
import torch

from mnist_course.session.files import replacing

PLAIN = (type(None), bool, int, float, complex, str, bytes, torch.Tensor, torch.nn.Parameter, torch.Size, torch.dtype)
PARTS = {"model", "optimizer", "schedule", "history", "kinds", "random", "cuda_random"}
# What is told to a group of an optimizer but is no setting of the training: it changes while the training goes on, or
# says how the same numbers are computed.
NO_SETTINGS = {"params", "lr", "initial_lr", "fused", "foreach", "capturable"}
# Names under which schedules keep what they were made with, where these are not those of the arguments.
SETTINGS = {"base_lrs", "min_lrs", "max_lrs", "total_size", "step_ratio", "_milestones", "_schedule_phases"}


class CheckpointError(RuntimeError):
    """A checkpoint cannot be written or read, or does not belong to what it is loaded into."""


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
        Replaced in one step when the whole file is on the disk (see `files.replacing`): a process that is
        killed while saving leaves the old file or the new one, never half a file.
    model : torch.nn.Module
    optimizer : torch.optim.Optimizer, optional
    schedule : torch.optim.lr_scheduler.LRScheduler, optional
    history : training.History, optional

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
        "kinds": {"optimizer": type(optimizer).__name__, "schedule": type(schedule).__name__},
        "random": torch.get_rng_state(),
        "cuda_random": torch.cuda.get_rng_state_all() if torch.cuda.is_available() else [],
    }
    content = {name: _plain(value, name) for name, value in content.items()}
    with replacing(path) as file:
        torch.save(content, file)


def load(path, model, *, optimizer=None, schedule=None, history=None):
    """Load a checkpoint of `save` into the objects given, and put PyTorch's random state back.

    Only tensors and plain values are read (``weights_only=True``): a file that carries code is refused. All
    that can be checked is checked first: after a `CheckpointError` nothing has been changed.

    Parameters
    ----------
    path : str or Path
    model, optimizer, schedule, history
        What to load into, of the same kinds that were saved. What was saved and is not asked for is
        left alone; asking for what was not saved is an error. A schedule needs its optimizer beside it,
        whose rates it goes on from.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    CheckpointError
        If the file is truncated, is no checkpoint, carries code, or belongs to another model; or if the
        optimizer or the schedule was made with other settings than those that were saved (a weight decay,
        the length of a schedule): PyTorch would overwrite yours without a word.

    Notes
    -----
    The learning rate of the optimizer is no such setting: it moves with a schedule, or by hand, and always
    comes from the file; and so do momentum and betas where a schedule moves them. To go on with a setting
    changed, load first and change it then; to go on with another schedule, load without one.
    """
    if schedule is not None and (optimizer is None or getattr(schedule, "optimizer", optimizer) is not optimizer):
        raise ValueError("expected a schedule and its own optimizer beside it, got none or another")
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
        _check_same_optimizer(path, content["optimizer"]["param_groups"], optimizer.state_dict()["param_groups"])
    if schedule is not None:
        _check_same_schedule(path, content["schedule"], schedule)
    if history is not None and content["history"].keys() != {field.name for field in fields(history)}:
        raise CheckpointError(f"{path.name}: expected a history of this edition, got {', '.join(content['history'])}")

    if optimizer is not None:
        optimizer.load_state_dict(content["optimizer"])
    if schedule is not None:
        schedule.load_state_dict(content["schedule"])
    model.load_state_dict(content["model"])
    if history is not None:
        for name, values in content["history"].items():
            setattr(history, name, list(values))
    torch.set_rng_state(content["random"])
    if torch.cuda.is_available() and len(content["cuda_random"]) == torch.cuda.device_count():
        torch.cuda.set_rng_state_all(content["cuda_random"])


def load_weights(path: str | Path, model: torch.nn.Module) -> None:
    """Load the weights of a checkpoint of `save` into `model`, and leave everything else as it is.

    Fails as `load` does; unlike it, leaves PyTorch's random state alone.
    """
    path = Path(path)
    weights = _read(path)["model"]
    _check_same_model(path, weights, model.state_dict())
    model.load_state_dict(weights)


def _plain(value, place):
    """Return `value` with NumPy's numbers as Python's; raise unless `load` can read it (``weights_only=True``)."""
    if isinstance(value, np.generic):
        value = value.item()
    if type(value) in PLAIN:
        return value
    if type(value) in {list, tuple, set}:
        return type(value)(_plain(item, f"{place}[{number}]") for number, item in enumerate(value))
    if type(value) in {dict, OrderedDict, Counter}:
        plain = copy.copy(value)  # with what an OrderedDict of weights knows about itself
        plain.clear()
        for key, item in value.items():
            key = _plain(key, f"a key of {place}")
            plain[key] = _plain(item, f"{place}.{key}" if isinstance(key, str) else f"{place}[{key!r}]")
        return plain
    kind = f"{type(value).__module__}.{type(value).__qualname__}".removeprefix("builtins.")
    raise CheckpointError(
        f"{place}: expected a tensor or a plain value, got {kind}; nothing was saved, "
        "because a file that holds more than these would be refused when it is loaded"
    )


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
    if not isinstance(content, dict) or content.keys() != PARTS:
        raise CheckpointError(f"{path.name}: expected a file written by checkpoint.save, got another")
    return content


def _check_same_model(path, saved, expected):
    def shapes(state):
        return {name: tuple(getattr(value, "shape", ())) for name, value in state.items()}

    saved, expected = shapes(saved), shapes(expected)
    for name in [*expected, *saved]:
        if saved.get(name) != expected.get(name):
            raise CheckpointError(
                f"{path.name} is a checkpoint of another model: expected {name} of shape "
                f"{expected.get(name, 'none')}, the file has {saved.get(name, 'none')}"
            )


def _check_same_optimizer(path, saved, expected):
    lengths = [[len(group["params"]) for group in groups] for groups in (expected, saved)]
    if lengths[0] != lengths[1]:
        raise CheckpointError(
            f"{path.name}: expected an optimizer of groups of {lengths[0]} parameters, the file has {lengths[1]}"
        )
    for number, (mine, theirs) in enumerate(zip(expected, saved)):
        moved = {"momentum", "betas"} if "base_momentum" in {*mine, *theirs} else set()
        settings = mine.keys() & theirs.keys() - NO_SETTINGS - moved
        group = f" in group {number}" if len(expected) > 1 else ""
        _check_settings(path, f"an optimizer{group}", {name: mine[name] for name in sorted(settings)}, theirs)


def _check_same_schedule(path, saved, schedule):
    expected = schedule.state_dict()
    arguments = inspect.signature(type(schedule)).parameters
    settings = [name for name in expected if (name in arguments and name != "last_epoch") or name in SETTINGS]
    _check_settings(path, "a schedule", {name: expected[name] for name in settings}, saved)
    inner = getattr(schedule, "_schedulers", [])
    if len(inner) != len(saved.get("_schedulers", [])):
        raise CheckpointError(
            f"{path.name}: expected a schedule of {len(inner)} others, the file has {len(saved.get('_schedulers', []))}"
        )
    for number, one in enumerate(inner):
        _check_same_schedule(path, saved["_schedulers"][number], one)


def _check_settings(path, what, expected, saved):
    for name, value in expected.items():
        if name not in saved or not _same(value, saved[name]):
            raise CheckpointError(
                f"{path.name}: expected the state of {what} with {name} = {value}, "
                f"the file's has {saved.get(name, 'none')}: make it with the settings that were saved"
            )


def _same(first, second):
    if isinstance(first, torch.Tensor) or isinstance(second, torch.Tensor):
        return torch.equal(torch.as_tensor(first).cpu(), torch.as_tensor(second).cpu())
    return bool(first == second)
