"""Reading what a learner gives as an answer, in whatever form it comes, and comparing it.

A list, an array and a tensor of the same numbers say the same, on every device and in every precision.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import torch

Seen = Any  # float64 arrays, texts, None, and tuples and dictionaries of these


class Raised(str):
    """The error that a learner's function ended in, as text; two of them are alike if their classes are."""

    line = ""  # of the learner's code, at which it happened, if that is known

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Raised) and self.partition(":")[0] == other.partition(":")[0]

    __hash__ = str.__hash__


def seen(value: Any) -> Seen:
    """Return an answer in its one form, a copy; a TypeError says what it is, if it is nothing to compare."""
    if value is None or isinstance(value, str):
        return value if value is None or isinstance(value, Raised) else value.strip().casefold()
    if isinstance(value, torch.Tensor):
        if value.is_complex() or value.layout != torch.strided:
            raise TypeError(f"a tensor of {value.dtype}, {value.layout}")
        return value.detach().cpu().to(torch.float64).numpy().copy()
    if isinstance(value, Fraction | Decimal):
        return _array(float(value))
    if isinstance(value, Mapping):
        return {str(name): seen(part) for name, part in value.items()}
    if isinstance(value, bool | int | float | np.bool_ | np.number | np.ndarray):
        return _array(value)
    if isinstance(value, list | tuple):
        parts = [seen(part) for part in value]
        if all(isinstance(part, np.ndarray) for part in parts) and len({part.shape for part in parts}) <= 1:
            return np.array(parts, dtype=np.float64)
        return tuple(parts)
    raise TypeError(f"a value of the type {type(value).__name__}")


def alike(one: Seen, other: Seen, tolerance: float) -> bool:
    """Return whether two answers say the same: equal shapes, and numbers within a share `tolerance` of each."""
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        if one.size == other.size == 1:  # a number, and a tensor with one number in it
            one, other = one.reshape(()), other.reshape(())
        if one.shape != other.shape:
            return False
        finite = np.abs(other[np.isfinite(other)])
        near_zero = max(1e-7, tolerance / 100 * (finite.max() if finite.size else 1))
        return bool(np.allclose(one, other, rtol=tolerance, atol=near_zero, equal_nan=True))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(alike(part, other[name], tolerance) for name, part in one.items())
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(alike(*pair, tolerance) for pair in zip(one, other))
    return type(one) is type(other) and not isinstance(one, np.ndarray | dict | tuple) and one == other


def _array(value: Any) -> np.ndarray:
    array = np.asarray(value)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"an array of {array.dtype}")
    return array.astype(np.float64)
