"""What has been done in this folder: a small file that outlives the kernel, and is sent nowhere.

Each line is an exercise that was solved or a choice that was made, and is only ever added: so two processes lose
nothing of each other, and a damaged line costs no more than itself.
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from mnist_course.session.modes import is_fast

NAME = ".mnist_course_progress.json"
SOLUTION = "### BEGIN SOLUTION"
_UNWRITTEN: list[dict] = []  # where the folder cannot be written, what has been done is known until the kernel ends


def note(key: str, kind: str) -> None:
    """Keep that an exercise has been solved, if it has: not by the chapter's own solution, run with the chapter."""
    if kind == "right" and SOLUTION not in _running_cell() and key not in solved():
        _add({"solved": key})


def note_choice(key: str, letter: str) -> None:
    """Keep that this answer was chosen last."""
    if choices_made().get(key, ["", ""])[-1] != letter:
        _add({"chose": key, "letter": letter})


def forget() -> None:
    """Forget what has been done in this folder."""
    _UNWRITTEN.clear()
    _file().unlink(missing_ok=True)


def solved() -> set[str]:
    """Return the keys of the exercises that have been solved in this folder."""
    return {line["solved"] for line in _lines() if isinstance(line.get("solved"), str)}


def choices_made() -> dict[str, list[str]]:
    """Return what has been chosen in this folder: for each key the letters, in order."""
    chosen: dict[str, list[str]] = {}
    for line in _lines():
        if isinstance(line.get("chose"), str) and isinstance(line.get("letter"), str):
            chosen.setdefault(line["chose"], []).append(line["letter"])
    return chosen


def _file() -> Path:
    return Path(os.environ.get("MNIST_COURSE_PROGRESS", ".")) / NAME


def _add(line: dict[str, str]) -> None:
    """Add a line. It brings its end of line before it, in case the last one was cut off."""
    if is_fast():
        return
    try:
        with _file().open("a", encoding="utf-8", newline="\n") as file:
            file.write(f"\n{json.dumps(line)}")
    except OSError:
        _UNWRITTEN.append(line)


def _lines() -> Iterator[dict]:
    try:
        text = _file().read_text(encoding="utf-8", errors="replace")
    except OSError:  # none yet
        text = ""
    for line in text.splitlines():
        with suppress(ValueError):  # damaged
            found = json.loads(line)
            if isinstance(found, list):  # of the exercises that were solved, as the file once was
                yield from ({"solved": key} for key in found)
            elif isinstance(found, dict):
                yield found
    yield from _UNWRITTEN


def _running_cell() -> str:
    """Return the code of the cell that runs, if one does: as it was sent to the kernel, or as IPython has it."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    message: dict = getattr(shell, "get_parent", dict)()
    return message.get("content", {}).get("code") or (shell.user_ns.get("In", [""])[-1] if shell else "")
