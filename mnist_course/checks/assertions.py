"""Assertions that a reader can read: each prints what held, or raises saying what was expected."""

import dis
import json
import os
import re
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch

from mnist_course.session.modes import is_fast

WIDTH = 70  # of the lines of an error that is shown
QUOTE = "  | "  # begins each line that quotes another library; tests/nbval_sanitize.cfg knows it


def check_close(what: str, actual: Any, expected: Any, tolerance: float = 1e-6, *, trained: bool = False) -> None:
    """Check that numbers, lists of them or tensors, of equal shapes, differ by at most `tolerance`.

    `what` is compared, as the beginning of a sentence; so in all checks. What is `trained` is not compared in the fast
    mode, in which nothing is trained to its end.
    """
    if trained and is_fast():
        print(f"[fast mode] {what}: trained for a few steps only, not compared")
        return
    actual, expected = (torch.as_tensor(value, dtype=torch.float64) for value in (actual, expected))
    if actual.shape != expected.shape:
        raise AssertionError(f"{what}: expected shape {tuple(expected.shape)}, got {tuple(actual.shape)}")
    difference = (actual - expected).abs().max().item()
    if not difference <= tolerance:
        raise AssertionError(f"{what}: expected a difference of at most {tolerance:g}, got {difference:g}")
    print(f"{what}: equal to within {tolerance:g}")


def check_equal(what: str, actual: object, expected: object) -> None:
    """Check that two values, or two tensors element by element, are equal."""
    if isinstance(actual, torch.Tensor) or isinstance(expected, torch.Tensor):
        same = torch.equal(torch.as_tensor(actual), torch.as_tensor(expected))
    else:
        same = actual == expected
    if not same:
        raise AssertionError(f"{what}: expected {expected}, got {actual}")
    print(f"{what}: equal")


def check_band(key: str, what: str, value: float, low: float, high: float) -> None:
    """Check that a trained result lies in its band, and print the band (not the value, which varies).

    A band is at most four times as wide as the spread (largest minus smallest) that was recorded over
    seeds under the same key, such as ``"03/softmax-accuracy"``, in the record ``bands``; see the page "How to use
    this book". In the fast mode nothing is trained well enough to be compared.
    """
    log = os.environ.get("MNIST_COURSE_BAND_LOG")
    if log:
        with open(log, "a", encoding="utf-8") as file:
            file.write(json.dumps({"key": key, "value": float(value), "low": low, "high": high}) + "\n")
    if is_fast():
        print(f"[fast mode] {what}: trained for a few steps only, not compared")
        return
    if not log and not low <= value <= high:
        raise AssertionError(f"{what}: expected from {low:g} to {high:g}, got {value:.4g}")
    print(f"{what}: from {low:g} to {high:g}, as expected")


@contextmanager
def shows_error(expected: type[Exception], *fragments: str, what: str | None = None) -> Iterator[None]:
    """Check that the lines under ``with`` raise an error, and print it instead of stopping at it.

    A message of the course, or of the notebook, is printed as it is. Another library words its messages anew
    from one version to the next: they are printed as a quotation, below a line that holds with every version,
    and only that line is compared when the notebooks are tested.

    Parameters
    ----------
    expected
        Class of the error; a class that inherits from it will do.
    *fragments
        What the message has to say among other things: shapes, numbers, names. Upper and lower case are not
        told apart; digits are never a part of a longer number.
    what
        What is tried, as the beginning of a sentence.

    Examples
    --------
    >>> with shows_error(ValueError, "abc"):
    ...     int("abc")
    a ValueError, as expected, that says abc:
      | ValueError: invalid literal for int() with base 10: 'abc'
    """
    what = f"{what}: " if what else ""
    asked = f"{what}expected {_with_article(expected.__name__)}{_that_says(fragments)}"
    try:
        yield
    except Exception as error:
        message = f"{type(error).__name__}: {error}"
        missing = [fragment for fragment in fragments if not _holds(str(error), fragment)]
        if not isinstance(error, expected) or missing:
            raise AssertionError(f"{asked}, got {message}") from error
        if _is_our_own(error):
            text = _fill(what + message)
        else:
            stable = _fill(f"{what}{_with_article(expected.__name__)}, as expected{_that_says(fragments)}:")
            text = f"{stable}\n{_fill(message, QUOTE)}"
        print(text)
    else:
        raise AssertionError(f"{asked}, got no error")


def _with_article(name: str) -> str:
    return f"{'an' if name[0] in 'AEIOU' else 'a'} {name}"


def _that_says(fragments: tuple[str, ...]) -> str:
    return f", that says {', '.join(fragments)}" if fragments else ""


def _holds(message: str, fragment: str) -> bool:
    message, fragment = (" ".join(text.casefold().split()) for text in (message, fragment))
    within_a_number = r"(?<=\d)(?=\d)"  # between two of its digits
    return re.search(rf"(?!{within_a_number}){re.escape(fragment)}(?!{within_a_number})", message) is not None


def _is_our_own(error: Exception) -> bool:
    """Return whether a ``raise`` of the course or of the notebook has made the error, in words of its own."""
    innermost: Any = error.__traceback__
    while innermost.tb_next:
        innermost = innermost.tb_next
    frame = innermost.tb_frame
    # An error of compiled code has the Python line that called it as its innermost one, which raises nothing itself.
    raises = dis.opname[frame.f_code.co_code[innermost.tb_lasti]] == "RAISE_VARARGS"
    ours = frame.f_globals.get("__name__", "").partition(".")[0] in {"mnist_course", "__main__"}
    cause = str(error.__cause__ or "").strip().splitlines()
    return raises and ours and not (cause and cause[0] in str(error))


def _fill(text: str, begin: str = "") -> str:
    plain = re.sub(r"\x1b\[[\d;]*m", "", text)  # without a terminal's bold letters
    lines = (" ".join(line.split()) for line in plain.splitlines() if line.strip())
    options: dict[str, Any] = {"initial_indent": begin, "subsequent_indent": begin, "break_on_hyphens": False}
    return "\n".join(textwrap.fill(line, WIDTH, **options) for line in lines)
