"""How an answer that nobody foresaw differs from the right one, in words that do not give the right one away."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import torch

from mnist_course.checks.answers import Raised, Seen, alike
from mnist_course.checks.sandbox import RETURNED

VAGUE = " "  # at the end of words that do not say where to look
SHORT = 36  # letters of an argument that is quoted
ORDINALS = ("first", "second", "third", "fourth", "fifth")


def difference(found: list[Seen], rights: list[Seen], tolerance: float, cases: tuple[tuple, ...] | None) -> str:
    """Say how an attempt differs from the right answer in the first case where it does.

    What is said ends in `VAGUE` if it does not tell a learner where to look.
    """
    fits = [alike(one, right, tolerance) for one, right in zip(found, rights, strict=True)]
    place, share = fits.index(False), sum(fits)
    one, right = found[place], rights[place]
    where = f" It was called with {given(cases[place])}." if cases else ""
    if isinstance(one, Raised) and one.startswith(RETURNED):
        return f"Expected {kind(right)}, got {one.partition(': ')[2]}."
    if isinstance(one, Raised):
        line = f", in the line `{one.line}`" if one.line else ""
        return f"It stopped with {str(one).rstrip('.')}{line}.{where}"
    if one is None and cases and right is not None:
        always = all(answer is None for answer in found)
        through = "Does the function return it?" if always else f"Does every way through the function return it?{where}"
        return f"Expected {kind(right)}, got nothing (None). {through}"
    if says := structure(one, right, tolerance):
        return says if not share or says.endswith(VAGUE) else says + where
    wrong = [pair for pair, fit in zip(zip(found, rights), fits) if not fit]
    if says := relation(wrong, tolerance):
        return says + where if share else says
    if says := _some_numbers(one, right, tolerance):
        return says + VAGUE
    if not cases or len(fits) == 1:
        return VAGUE
    if not share:
        return f"It is right in none of the {len(fits)} cases that were tried.{_gave(one, cases[place])}{VAGUE}"
    tried = f"It is right in {share} of the {len(fits)} cases that were tried. In one that is not, it"
    return f"{tried}{where[3:]}{VAGUE}"


def kind(value: Seen, inside: bool = False) -> str:
    """Return what kind of answer that is, without its numbers; of a list within a list only how long it is."""
    if isinstance(value, np.ndarray):
        if value.shape == (0,):
            return "an empty list"
        return f"numbers of the shape {value.shape}" if value.shape else "a number"
    if isinstance(value, Raised):
        return f"an error ({value.partition(':')[0]})"
    if isinstance(value, dict):
        return f"a dictionary with {len(value)} name{'s' * (len(value) != 1)}"
    if isinstance(value, tuple):
        return f"a list of {len(value)}" if inside else _parts(value)
    return "a text" if isinstance(value, str) else "nothing (None)"


def given(case: tuple) -> str:
    """Return with what a function was called."""
    return _and([_argument(argument) for argument in case]) if case else "nothing"


def _gave(one: Seen, case: tuple) -> str:
    """Say what an attempt made of a call that one can follow by hand, if there was one number to be found."""
    if not isinstance(one, np.ndarray) or one.size != 1 or " of the shape " in (text := given(case)):
        return ""
    return f" Called with {text}, it gives {one.item():.6g}."


def structure(one: Seen, right: Seen, tolerance: float) -> str:
    """Say that an answer is of another kind than the right one, or has another shape; nothing, if that is not it."""
    if isinstance(one, tuple) and isinstance(right, tuple) and len(one) == len(right):
        if all(isinstance(part, str) for part in (*one, *right)) and sorted(one) == sorted(right):
            return "These are the right texts, in another order."
        return _first_part(one, right, tolerance)
    if isinstance(one, dict) and isinstance(right, dict):
        return _names(one, right, tolerance)
    if isinstance(one, np.ndarray) and isinstance(right, np.ndarray):
        if one.shape != right.shape and (one.size, right.size) != (1, 1):
            return f"Expected {kind(right)}, got {kind(one)}.{_reshaped(one, right, tolerance)}"
        unreal = not np.isfinite(one).all() and np.isfinite(right).all()
        return "There is nan or inf in it." if unreal else ""
    if type(one) is type(right) and not isinstance(one, tuple):
        return ""
    quoted = " Without the quotation marks it would be one." if _is_quoted(one, right) else ""
    return f"Expected {kind(right)}, got {kind(one)}.{quoted}"


def relation(wrong: Sequence[tuple[Seen, Seen]], tolerance: float) -> str:
    """Say how all the numbers of an attempt differ from the right ones in one and the same way, if they do."""
    pairs = [(np.ravel(one), np.ravel(right)) for one, right in wrong if isinstance(one, np.ndarray)]
    if len(pairs) < len(wrong) or any(one.shape != right.shape or not one.size for one, right in pairs):
        return ""
    ones, those = (np.concatenate(part) for part in zip(*pairs))
    if not np.isfinite([ones, those]).all() or np.ptp(ones) == 0 or np.ptp(those) == 0:
        return ""  # of a single number anything could be said
    for change, says in CHANGES:
        if all(alike(one, change(right), tolerance) for one, right in pairs):
            return says
    whole = pairs if min(len(np.unique(right)) for _, right in pairs) > 2 else [(ones, those)]
    if all(alike(one, right * _median(one, right, np.divide), tolerance) for one, right in whole):
        return "Each number is the right one times the same factor."
    if all(alike(one, right + _median(one, right, np.subtract), tolerance) for one, right in whole):
        return "Each number is off by the same amount."
    mixed = all(alike(np.sort(one), np.sort(right), tolerance) for one, right in pairs)
    if mixed and min(len(np.unique(right)) for _, right in pairs) > 2:
        return "These are the right numbers, in another order."
    return ""


CHANGES: tuple[tuple[Callable[[np.ndarray], np.ndarray], str], ...] = (
    (np.negative, "The sign is the wrong way round."),
    (np.trunc, "What stands behind the point is cut off."),
    *((lambda right, n=n: right.round(n), "It is rounded. Give all the digits.") for n in range(4)),
)


def _median(one: np.ndarray, right: np.ndarray, how: np.ufunc) -> float:
    there = right != 0
    return float(np.median(how(one[there], right[there]))) if there.any() else 0.0


def _and(names: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _parts(value: tuple) -> str:
    if len(value) > 1 and all(isinstance(part, np.ndarray) and part.shape for part in value):
        return f"{len(value)} things of the shapes {_and([str(part.shape) for part in value])}"
    names = [kind(part, inside=True) for part in value]
    if len(value) > 1 and len(set(names)) == 1:
        return f"{len(value)} things, each {names[0]}"
    some = names if len(names) <= len(ORDINALS) else [*names[:3], "so on"]
    return f"{len(value)} thing{'s' * (len(value) != 1)}: {_and(some)}" if names else "an empty list"


def _argument(value: Any) -> str:
    if isinstance(value, torch.Tensor | np.ndarray):
        text = str(value.tolist())
        return f"the tensor {text}" if len(text) <= SHORT else f"a tensor of the shape {tuple(value.shape)}"
    if callable(value):
        return f"a {type(value).__name__}"
    text = f"the bytes {value.hex()}" if isinstance(value, bytes) else repr(value)
    return text if len(text) <= SHORT + len("the bytes ") else f"a {type(value).__name__}"


def _some_numbers(one: Seen, right: Seen, tolerance: float) -> str:
    if not isinstance(one, np.ndarray) or one.ndim != 1 or not 1 < one.size <= len(ORDINALS):
        return ""
    places = [alike(one[n : n + 1], right[n : n + 1], tolerance) for n in range(one.size)]
    names = [name for name, fits in zip(ORDINALS, places) if fits]
    are = "is" if len(names) == 1 else "are"
    return f"Of the {one.size} numbers, only the {_and(names)} {are} right." if names else ""


def _first_part(one: tuple, right: tuple, tolerance: float) -> str:
    fits = [alike(part, wanted, tolerance) for part, wanted in zip(one, right)]
    place = fits.index(False)
    says = structure(one[place], right[place], tolerance) or f"It is not right.{VAGUE}"
    name = ORDINALS[place] if place < len(ORDINALS) else f"{place + 1}th"
    return f"The {name} of the {len(right)} things: {says[0].lower()}{says[1:]}"


def _names(one: dict, right: dict, tolerance: float) -> str:
    if strange := [name for name in one if name not in right]:
        return f"The name {strange[0]!r} is not among the {len(right)} that were expected."
    if missing := len(right) - len(one):
        return f"Expected {kind(right)}, got {kind(one)}: {missing} missing."
    name = next(name for name in right if not alike(one[name], right[name], tolerance))
    says = structure(one[name], right[name], tolerance) or f"It is not right.{VAGUE}"
    return f"Under {name!r}: {says[0].lower()}{says[1:]}"


def _reshaped(one: np.ndarray, right: np.ndarray, tolerance: float) -> str:
    if one.ndim > 1 and alike(one.T, right, tolerance):
        return " The numbers are right, with rows and columns exchanged."
    if one.size == right.size and alike(one.ravel(), right.ravel(), tolerance):
        return " The numbers are right, in another shape."
    return ""


def _is_quoted(one: Seen, right: Seen) -> bool:
    if not isinstance(one, str) or isinstance(one, Raised) or not isinstance(right, np.ndarray) or right.shape:
        return False
    try:
        Fraction(one)  # "0.25" and "1/4"
    except (ValueError, ZeroDivisionError):
        return False
    return True
