"""An exercise: the right answer, the wrong ones that people give, and what each of them is told.

A wrong answer is recognised by what it does: each mistake is written out, as a value or as a function, and an
attempt that gives the same on all cases has made it.
"""

import inspect
import textwrap
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from mnist_course.checks.answers import Seen, alike, seen
from mnist_course.checks.differences import VAGUE, difference, kind
from mnist_course.checks.progress import note
from mnist_course.checks.sandbox import TooSlow, is_stub, results

WIDTH = 70
RIGHT, WRONG, NOT_YET = "right", "wrong", "not yet"
LEFT_ASIDE = "The result is right, but it comes from PyTorch's `{}`. Here you are to do what that does, without it."


class Mistake(NamedTuple):
    """A wrong answer, or a function that gives one, and what is said of it: what it looks like, and where to look."""

    wrong: Any
    says: str


class Outcome(NamedTuple):
    """What has become of an attempt (`RIGHT`, `WRONG` or `NOT_YET`), what is said, and whether it was recognised."""

    kind: str
    text: str
    specific: bool = True


@dataclass(frozen=True)
class Exercise:
    """One exercise of a chapter.

    Parameters
    ----------
    key
        Of chapter and exercise, such as ``"03/first-loss"``.
    right
        The right answer; with `cases`, a function that gives it.
    why
        What is said when the answer is right: the reason.
    mistakes
        The wrong answers that are recognised; the first that fits is named.
    hints
        From gentle to plain.
    code
        The code between the marks of the solution in the notebook.
    cases
        Of an exercise that asks for a function: the arguments of each call.
    also
        Other right answers: another convention that means the same.
    tolerance
        As a share of each number.
    seconds
        After which a function is cut off.
    without
        Names of PyTorch's functions that the text asks to leave aside.
    """

    key: str
    right: Any
    why: str
    mistakes: tuple[Mistake, ...]
    hints: tuple[str, ...]
    code: str
    cases: tuple[tuple, ...] | None = None
    also: tuple = ()
    tolerance: float = 1e-3
    seconds: float = 5.0
    without: tuple[str, ...] = ()
    _given: list[int] = field(default_factory=lambda: [0], repr=False, compare=False)

    def check(self, answer: Any) -> None:
        """Say whether an answer is right, and why; or which mistake it looks like; or that there is none yet."""
        outcome = self.judge(answer)
        note(self.key, outcome.kind)
        print(fill(outcome.text))

    def hint(self) -> None:
        """Print the next hint; after the last one, the last one again."""
        number = min(self._given[0], len(self.hints) - 1)
        self._given[0] += 1
        print(fill(f"Hint {number + 1} of {len(self.hints)}: {self.hints[number]}"))

    def solution(self) -> None:
        """Print the code of the solution."""
        print(textwrap.dedent(self.code).strip())

    def judge(self, answer: Any) -> Outcome:
        """Return what is said of an answer. Whatever it is, this raises nothing."""
        if is_stub(answer):
            return Outcome(NOT_YET, f"Not answered yet. `checks.q({self.key!r}).hint()` gives a hint.")
        called: set[str] | None = set() if self.without else None
        try:
            found = self._seen(answer, called)
        except TooSlow:
            return Outcome(WRONG, f"Not right: it was still running after {self.seconds:g} seconds. Does a loop end?")
        except Exception as error:  # a type that is no answer, or whatever an object of the learner's own may raise
            return Outcome(WRONG, f"Not right: {self._unlike(answer, error)}", False)
        if any(self._same(found, right) for right in self._rights):
            if aside := (called or set()) & set(self.without):
                return Outcome(WRONG, f"Not right yet. {LEFT_ASIDE.format(min(aside))}")
            return Outcome(RIGHT, f"Right. {self.why}")
        for mistake, wrong in zip(self.mistakes, self._wrongs):
            if self._same(found, wrong):
                return Outcome(WRONG, f"Not right yet. {mistake.says}")
        says = difference(found, self._rights[0], self.tolerance, self.cases)
        if says.endswith(VAGUE):
            says = f"{says.strip()} `checks.q({self.key!r}).hint()` gives a hint.".lstrip()
        return Outcome(WRONG, f"Not right yet. {says}", False)

    @cached_property
    def _rights(self) -> list[list[Seen]]:
        return [self._seen(right) for right in (self.right, *self.also)]

    @cached_property
    def _wrongs(self) -> list[list[Seen]]:
        return [self._seen(mistake.wrong) for mistake in self.mistakes]

    def _seen(self, answer: Any, called: set[str] | None = None) -> list[Seen]:
        if self.cases is None:
            return [seen(answer)]
        if not callable(answer) or inspect.isclass(answer):
            raise TypeError(f"a value of the type {type(answer).__name__}")
        return results(answer, self.cases, self.seconds, called)

    def _same(self, found: list[Seen], wanted: list[Seen]) -> bool:
        return all(alike(one, other, self.tolerance) for one, other in zip(found, wanted, strict=True))

    def _unlike(self, answer: Any, error: Exception) -> str:
        """Say that an answer is nothing that could be compared with the right one."""
        if not self.cases:
            got = "a function" if inspect.isfunction(answer) else error
            return f"expected {kind(self._rights[0][0])}, got {got}."
        try:
            return f"expected a function, got {kind(seen(answer))}. Give its name alone, without brackets after it."
        except Exception:  # whatever an object of the learner's own may raise
            return f"expected a function, got {'a class' if inspect.isclass(answer) else error}."


def fill(text: str) -> str:
    """Return a text in lines of at most `WIDTH` letters."""
    return "\n".join(textwrap.fill(line, WIDTH, break_on_hyphens=False) for line in text.splitlines())
