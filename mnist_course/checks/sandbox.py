"""Calling a learner's function: on copies, from a fixed seed, and not for ever."""

import contextlib
import copy
import ctypes
import dis
import threading
import traceback
from collections.abc import Callable
from types import FunctionType
from typing import Any

import torch
from torch.overrides import TorchFunctionMode

from mnist_course.checks.answers import Raised, Seen, seen


class TooSlow(Exception):  # noqa: N818  it is what happened, in a word
    """A function has not come to its end."""


RETURNED = "it returned"  # in place of the class of an error: what cannot be compared
LINE = 60  # letters of a line of code that is quoted


class _Noting(TorchFunctionMode):
    """Notes the names of the functions of PyTorch that are called."""

    def __init__(self, names: set[str]) -> None:
        super().__init__()
        self.names = names

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.names.add(getattr(func, "__name__", ""))
        return func(*args, **(kwargs or {}))


def results(
    function: Callable[..., Any], cases: tuple[tuple, ...], seconds: float, called: set[str] | None = None
) -> list[Seen]:
    """Return what a function makes of the arguments of each case, or how it failed there.

    The names of the functions of PyTorch that it calls are added to `called`.

    Raises
    ------
    TooSlow
        If all of it takes longer than that many seconds: it is interrupted then.
    """
    found: list[Seen] = []

    def work() -> None:
        for case in cases:
            torch.manual_seed(0)
            try:
                arguments = copy.deepcopy(case)
                with contextlib.nullcontext() if called is None else _Noting(called):
                    value = function(*arguments)
            except TooSlow:
                return
            except Exception as error:  # whatever a learner's code may do
                found.append(Raised(f"{type(error).__name__}: {error}"))
                found[-1].line = _line(error, function)
                continue
            try:
                found.append(seen(value))
            except Exception as error:  # a set, a model, or what an object of the learner's own may raise
                found.append(Raised(f"{RETURNED}: {error}"))

    with torch.random.fork_rng(devices=[]):
        worker = threading.Thread(target=work, daemon=True)
        worker.start()
        worker.join(seconds)
        if worker.is_alive():
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(worker.ident or 0), ctypes.py_object(TooSlow))
            worker.join(1)
    if len(found) < len(cases):
        raise TooSlow
    return found


def _line(error: Exception, function: Any) -> str:
    """Return the line of the learner's own code at which an error came up, if it is at hand and short."""
    file = getattr(getattr(function, "__code__", None), "co_filename", None)
    steps = [step for step in traceback.extract_tb(error.__traceback__) if step.filename == file]
    line = steps[-1].line if steps else ""
    return line if line and len(line) <= LINE else ""


def is_stub(answer: Any) -> bool:
    """Return whether an answer is what the exercise began with: ``...``, or a function that does nothing."""
    if answer is ...:
        return True
    if not isinstance(answer, FunctionType):
        return False
    code = answer.__code__
    idle = {"RESUME", "NOP", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST"}
    steps = list(dis.get_instructions(code))
    returned = [step.argval for step in steps if step.opname in {"LOAD_CONST", "RETURN_CONST"}]
    return {step.opname for step in steps} <= idle and all(value is None or value is ... for value in returned)
