"""What the ledger shows: the claims of the tutorials T1 to T4 beside their records."""

from collections import Counter

from mnist_course import records
from mnist_course.figures.tables import Table
from mnist_course.tutorials.claims import CHAPTERS, CLAIMS, KINDS, VERDICTS, Row, claims, complete, rows
from mnist_course.tutorials.tutorials import TUTORIALS

KIND_NAMES = dict(zip(KINDS, ("claims", "practices", "promised"), strict=True))
MARKS = {name: f"{mark} {name}" for name, mark in zip(VERDICTS, "✓≈=✗?–", strict=True)}


def values() -> dict:
    """Return what the page's template names."""
    tutorials = {
        name: {"title": tutorial.title, "parts": [part_of(name, part) for part in CLAIMS[name]]}
        for name, tutorial in TUTORIALS.items()
    }
    every_row = [row for tutorial in tutorials.values() for part in tutorial["parts"] for row in part["rows"]]
    return {
        "summary": summary(every_row).markdown(),
        "how": records.load("T1").provenance(),
        "tutorials": tutorials,
        "chapters": CHAPTERS,
        "marked": MARKS,
    }


def part_of(name: str, part: str) -> dict:
    """Return the title of a part, its rows, and the command that makes them."""
    if part == "pixel-scale":
        record = records.load("pixel_scales")
        command = record.about["command"]
        return {"title": "the scale of the pixels", "command": command, "rows": rows(name, part, record)}
    record = records.load(name)
    seeds = {entry["seed"] for entry in complete(record, part).entries}
    command = f"python -m mnist_course.tutorials {name} --part {part} --seeds {len(seeds)}"
    return {"title": TUTORIALS[name].parts[part].title, "command": command, "rows": claims(record, part)}


def summary(every_row: list[Row]) -> Table:
    """Return a table of how many rows of each kind have each verdict."""
    count = Counter((row.kind, row.verdict) for row in every_row)
    lines = [[MARKS[verdict], *(count[kind, verdict] for kind in KINDS)] for verdict in VERDICTS]
    total = ["together", *(sum(line[i] for line in lines) for i in range(1, 1 + len(KINDS)))]
    return Table(["verdict", *KIND_NAMES.values(), "together"], [[*line, sum(line[1:])] for line in [*lines, total]])
