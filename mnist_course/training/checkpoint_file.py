"""What a checkpoint's file may hold, and whether it belongs to what it is loaded into."""

import copy
import inspect
import pickle
from collections import Counter, OrderedDict
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler

from mnist_course.training.loop import History

PLAIN = (type(None), bool, int, float, complex, str, bytes, torch.Tensor, torch.nn.Parameter, torch.Size, torch.dtype)
PARTS = {"model", "optimizer", "schedule", "history", "best", "kinds", "random", "cuda_random"}
# What is told to a group of an optimizer but is no setting of the training: it changes while the training goes on, or
# says how the same numbers are computed.
NO_SETTINGS = {"params", "lr", "initial_lr", "fused", "foreach", "capturable"}
# Names under which schedules keep what they were made with, where these are not those of the arguments.
SETTINGS = {"base_lrs", "min_lrs", "max_lrs", "total_size", "step_ratio", "_milestones", "_schedule_phases"}


class CheckpointError(RuntimeError):
    """A checkpoint cannot be written or read, or does not belong to what it is loaded into."""


def plain(value: Any, place: str) -> Any:
    """Return `value` with NumPy's numbers as Python's; raise unless `read` can read it (``weights_only=True``)."""
    if isinstance(value, np.generic):
        value = value.item()
    if type(value) in PLAIN:
        return value
    if type(value) in {list, tuple, set}:
        return type(value)(plain(item, f"{place}[{number}]") for number, item in enumerate(value))
    if type(value) in {dict, OrderedDict, Counter}:
        result = copy.copy(value)  # with what an OrderedDict of weights knows about itself
        result.clear()
        for key, item in value.items():
            key = plain(key, f"a key of {place}")
            result[key] = plain(item, f"{place}.{key}" if isinstance(key, str) else f"{place}[{key!r}]")
        return result
    kind = f"{type(value).__module__}.{type(value).__qualname__}".removeprefix("builtins.")
    raise CheckpointError(
        f"{place}: expected a tensor or a plain value, got {kind}; nothing was saved, "
        "because a file that holds more than these would be refused when it is loaded"
    )


def read(path: Path) -> dict[str, Any]:
    """Return what `checkpoint.save` has written: a value for each of ``PARTS``."""
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
    if not isinstance(content, dict) or content.keys() | {"best"} != PARTS:
        raise CheckpointError(f"{path.name}: expected a file written by checkpoint.save, got another")
    return {"best": None, **content}  # earlier files have no best epoch


def check_same_model(path: Path, saved: Mapping[str, Any], expected: Mapping[str, Any]) -> None:
    """Raise a `CheckpointError` unless two state dicts have the same names and shapes."""
    theirs, mine = (
        {name: tuple(getattr(value, "shape", ())) for name, value in state.items()} for state in (saved, expected)
    )
    for name in [*mine, *theirs]:
        if theirs.get(name) != mine.get(name):
            raise CheckpointError(
                f"{path.name} is a checkpoint of another model: expected {name} of shape "
                f"{mine.get(name, 'none')}, the file has {theirs.get(name, 'none')}"
            )


def check_belongs(
    path: Path,
    content: Mapping[str, Any],
    optimizer: Optimizer | None,
    schedule: LRScheduler | None,
    history: History | None,
    best: Any | None,
) -> None:
    """Raise a `CheckpointError` unless what is given was saved, is of the same kind, and has the same settings."""
    given = {"optimizer": optimizer, "schedule": schedule, "history": history, "best": best}
    for name, target in given.items():
        if target is not None and content[name] is None:
            raise CheckpointError(f"{path.name}: expected a checkpoint with the {name}'s state, it was saved without")
        kind = content["kinds"].get(name, type(target).__name__)
        if target is not None and kind != type(target).__name__:
            raise CheckpointError(f"{path.name}: expected the {name} {type(target).__name__}, the file has {kind}")
    if optimizer is not None:
        _check_same_optimizer(path, content["optimizer"]["param_groups"], optimizer.state_dict()["param_groups"])
    if schedule is not None:
        _check_same_schedule(path, content["schedule"], schedule)
    if history is not None and content["history"].keys() != {field.name for field in fields(history)}:
        raise CheckpointError(f"{path.name}: expected a history of this edition, got {', '.join(content['history'])}")
    if best is not None:
        _check_settings(path, "BestWeights", {"patience": best.patience}, content["best"])


def _check_same_optimizer(path: Path, saved: list[dict], expected: list[dict]) -> None:
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


def _check_same_schedule(path: Path, saved: dict[str, Any], schedule: LRScheduler) -> None:
    expected = schedule.state_dict()
    arguments = inspect.signature(type(schedule)).parameters
    settings = [name for name in expected if (name in arguments and name != "last_epoch") or name in SETTINGS]
    _check_settings(path, "a schedule", {name: expected[name] for name in settings}, saved)
    inner, inner_saved = getattr(schedule, "_schedulers", []), saved.get("_schedulers", [])
    if len(inner) != len(inner_saved):
        raise CheckpointError(
            f"{path.name}: expected a schedule of {len(inner)} others, the file has {len(inner_saved)}"
        )
    for one, one_saved in zip(inner, inner_saved):
        _check_same_schedule(path, one_saved, one)


def _check_settings(path: Path, what: str, expected: dict[str, Any], saved: dict[str, Any]) -> None:
    for name, value in expected.items():
        if name not in saved or not _same(value, saved[name]):
            raise CheckpointError(
                f"{path.name}: expected the state of {what} with {name} = {value}, "
                f"the file's has {saved.get(name, 'none')}: make it with the settings that were saved"
            )


def _same(first: Any, second: Any) -> bool:
    if isinstance(first, torch.Tensor) or isinstance(second, torch.Tensor):
        return torch.equal(torch.as_tensor(first).cpu(), torch.as_tensor(second).cpu())
    return bool(first == second)
