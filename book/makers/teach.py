"""What the instructor's page of a chapter shows: minutes section by section, its predictions, links into it.

The seconds come from the record ``chapters``, all else from the chapter. A page that names a heading or a prediction
that is gone cannot be made.
"""

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

from mnist_course import records
from mnist_course.figures.tables import Table

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
sys.path.append(str(NOTEBOOKS))
from reading import counts  # noqa: E402

PREDICTION, EXERCISE, QUESTION = 3, 10, 2  # estimated minutes of a class for each
READING = {"words": 1 / 130, "lines": 4 / 60, "figures": 20 / 60}  # minutes, as in reading.py
OPENING = "Opening"
CHAPTERS = {path.name[:2]: path for path in sorted(NOTEBOOKS.glob("[0-9][0-9]_*.ipynb"))}


class Section:
    """What stands below one heading of a chapter, and the minutes that a class needs for it by our rule."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.cells: list[SimpleNamespace] = []

    @property
    def exercises(self) -> int:
        """How many exercises it has."""
        return sum(cell.cell_type == "markdown" and "> **Your turn.**" in cell.source for cell in self.cells)

    @property
    def predictions(self) -> int:
        """How many predictions it has."""
        return sum("> **Predict.**" in cell.source for cell in self.cells)

    @property
    def questions(self) -> int:
        """How many of the questions at a chapter's end it has."""
        return sum("> **Question" in cell.source for cell in self.cells)

    @property
    def told(self) -> float:
        """Minutes for its text, code and figures, read or told, and for its predictions and questions."""
        if self.questions:
            return QUESTION * self.questions
        count = counts(SimpleNamespace(cells=self.cells))
        return sum(count[what] * minutes for what, minutes in READING.items()) + PREDICTION * self.predictions


def sections(path: Path) -> list[Section]:
    """Return a chapter's sections, by its headings of the second level; before the first of them is the opening."""
    found = [Section(OPENING)]
    for raw in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        source = "".join(raw["source"])
        for piece in re.split(r"^(?=## )", source, flags=re.M) if raw["cell_type"] == "markdown" else [source]:
            if heading := re.match(r"## (.+)", piece) if raw["cell_type"] == "markdown" else None:
                found.append(Section(heading[1].strip()))
            found[-1].cells.append(SimpleNamespace(**{"outputs": [], **raw, "source": piece}))
    return found


def slug(heading: str) -> str:
    """Return what the address of a heading ends in, on the site."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def rounded(minutes: float) -> int:
    """Return minutes to the five that an estimate supports."""
    return 5 * round(minutes / 5)


def values(chapter: str) -> dict:
    """Return what the template of a chapter's page names."""
    path = CHAPTERS[chapter]
    parts = {part.name: part for part in sections(path)}
    (cost,) = [e for e in records.load("chapters").entries if e["labels"]["notebook"] == path.stem]
    told, exercises = sum(part.told for part in parts.values()), sum(part.exercises for part in parts.values())
    title = re.search(r"^# \d\d · (.+)$", parts[OPENING].cells[0].source, re.M)
    assert title, path
    rows = [[_link(path, part.name), f"{part.told:.0f}", part.predictions, part.exercises] for part in parts.values()]
    return {
        "title": f"{chapter} · {title[1].strip()}",
        "link": f"[{title[1].strip()}](../../notebooks/{path.name})",
        "seconds": f"{cost['seconds']}",
        "reading": f"{cost['reading_minutes']}",
        "told": f"{rounded(told)}",
        "doing": f"{EXERCISE * exercises}",
        "whole": f"{rounded(told) + EXERCISE * exercises}",
        "sections": Table(["section", "minutes", "predictions", "exercises"], rows).markdown(),
        "see": _see(path),
        "ask": _ask(path),
        "plan": _plan(parts),
    }


def _link(path: Path, heading: str) -> str:
    if heading == OPENING:
        return OPENING
    return f"[{heading}](../../notebooks/{path.name}#{slug(heading)})"


def _see(path: Path) -> Callable[[str], str]:
    """Return what links to a heading of the chapter, of any level; a ValueError names those there are."""
    text = "\n".join("".join(c["source"]) for c in json.loads(path.read_text(encoding="utf-8"))["cells"])
    headings = re.findall(r"^##+ (.+)$", text, re.M)

    def see(heading: str) -> str:
        if heading not in headings:
            raise ValueError(f"expected a heading of {path.name} from {'; '.join(headings)}, got {heading!r}")
        return _link(path, heading)

    return see


def _ask(path: Path) -> Callable[[str], str]:
    """Return what names a prediction by its key: where it stands, what it is about, which letter is right."""
    about: dict[str, str] = {}
    heading = ""
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        source = "".join(cell["source"]) if cell["cell_type"] == "markdown" else ""
        for line in source.splitlines():
            heading = line.lstrip("# ").strip() if re.match("##+ ", line) else heading
            if found := re.fullmatch(r"<!-- answer: (\w), name: ([\w-]+), about: (.+), objective: . -->", line.strip()):
                about[found[2]] = f"{_link(path, heading)}: {found[3]} (right: {found[1]})"

    def ask(name: str) -> str:
        if name not in about:
            raise ValueError(f"expected a prediction of {path.name} from {', '.join(about)}, got {name!r}")
        return about[name]

    return ask


def _plan(parts: dict[str, Section]) -> Callable[..., str]:
    """Return what adds up the minutes of some sections and exercises; a ValueError if they are too many."""

    def plan(minutes: int, *left_out: str, exercises: int = 0) -> str:
        unknown = [name for name in left_out if name not in parts]
        if unknown:
            raise ValueError(f"expected sections from {'; '.join(parts)}, got {'; '.join(unknown)}")
        total = sum(part.told for part in parts.values() if part.name not in left_out) + EXERCISE * exercises
        if total > minutes:
            raise ValueError(f"expected a plan of {minutes} minutes, got one of {total:.0f}")
        return f"{rounded(total)}"

    return plan
