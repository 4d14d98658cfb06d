"""Predictions and questions: choosing, and how a chapter's choices add up.

The chapters are their one source: `notebooks/choices.py` copies them from there into `choices.json`.
"""

import json
import sys
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from mnist_course.checks.block import Block
from mnist_course.checks.exercise import fill
from mnist_course.checks.exercises import EXERCISES
from mnist_course.checks.progress import forget, solved

FILE = Path(__file__).with_name("choices.json")


@cache
def blocks() -> dict[str, Block]:
    """Return all predictions and questions by their keys, in the order of the chapters."""
    return {key: Block(key, **fields) for key, fields in json.loads(FILE.read_text(encoding="utf-8")).items()}


def choose(key: str, letter: str | None = None) -> None:
    """Choose the answer of that letter; without one, show a button for each.

    What is chosen is noted in this folder, and sent nowhere. A KeyError if there is no such prediction or question, a
    ValueError if it has no such letter.
    """
    if key not in blocks():
        near = get_close_matches(key, blocks(), 3, 0)
        raise KeyError(f"expected a prediction or a question such as {', '.join(near)}, got {key!r}")
    block = blocks()[key]
    if letter is not None:
        print(fill(block.take(letter)))
        return
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    try:
        from mnist_course.checks.buttons import show  # here, since a chapter can be run without ipywidgets
    except ImportError:
        shell = None
    if shell:
        show(block)
    else:
        print("\n".join(filter(None, [block.how_to_choose(), fill(block.said())])))


def summary(chapter: str) -> None:
    """Print how the choices in a chapter, such as ``"03"``, add up: what was chosen first counts."""
    print(fill(summed_up(chapter)))


def summed_up(chapter: str) -> str:
    """Return what `summary` prints, as one line; `book/assets/choices.js` words it the same."""
    predictions, questions = _of(chapter, "prediction"), _of(chapter, "question")
    if not predictions + questions:
        raise ValueError(f"expected the number of a chapter, such as {next(iter(blocks()))[:2]!r}, got {chapter!r}")
    made, foreseen = _counts(predictions)
    answered, right = _counts(questions)
    left = len(predictions) - made
    text = f"You foresaw {foreseen or 'none'} of {made}" if made else "You have made no prediction yet"
    if made and left:
        text += f"; {left} prediction{'s were' if left > 1 else ' was'} not made"
    text += ". Questions: " + (
        f"{right or 'none'} of {answered} right at the first try" if answered else "none answered yet"
    )
    if answered and answered < len(questions):
        text += f"; {len(questions) - answered} not answered"
    again = dict.fromkeys(one.about for one in predictions + questions if one.chosen() and not one.is_right())
    return f"{text}. Worth another look: {'; '.join(again)}." if again else f"{text}."


def progress(reset: bool = False) -> None:
    """Print what has been done of each chapter in this folder: exercises, predictions, questions.

    With `reset`, all of it is forgotten first.
    """
    if reset:
        forget()
    done = solved()
    for chapter in sorted({key[:2] for key in [*EXERCISES, *blocks()]}):
        exercises = [key for key in EXERCISES if key[:2] == chapter]
        left = [key[3:] for key in exercises if key not in done]
        counts = [f"{len(exercises) - len(left)} of {len(exercises)} exercises"]
        for kind in "prediction", "question":
            found = _of(chapter, kind)
            counts.append(f"{_counts(found)[0]} of {len(found)} {kind}s")
        print(f"chapter {chapter}: {', '.join(counts)}" + (f"; exercises left: {', '.join(left)}" if left else ""))


def _of(chapter: str, kind: str) -> list[Block]:
    return [block for key, block in blocks().items() if key[:3] == f"{chapter}/" and block.kind == kind]


def _counts(found: list[Block]) -> tuple[int, int]:
    """Return of how many something was chosen, and of how many the right one at first."""
    return sum(bool(one.chosen()) for one in found), sum(one.is_right() for one in found)
