"""Reading recorded results: ``records/NAME.json``, with ``NAME.npz`` beside it where a result is an array.

A record is what a study has found. Each of its entries is a dictionary of ``labels`` (what the run is called),
``settings`` (how it trained: all of them, defaults filled in; none if it did not train), ``seed``, and results.
"""

import json
from contextlib import nullcontext
from dataclasses import asdict, dataclass, field
from importlib import resources
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from mnist_course.records.settings import run_of
from mnist_course.session.modes import is_fast

FOLDER = Path(str(resources.files("mnist_course"))) / "records"
Entry = dict[str, Any]


@dataclass
class Record:
    """Results of one study: ``about`` has question, command, versions, machines; ``entries`` are as above."""

    name: str
    about: dict[str, Any] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)

    def select(self, **wanted: Any) -> list[Entry]:
        """Return the entries with these labels and settings, ordered by seed.

        Raises
        ------
        KeyError
            If no entry has a label or setting of such a name, or none has all these values.
        """
        self._expect_variables(*wanted)
        found = [e for e in self.entries if all(_variables(e).get(name) == value for name, value in wanted.items())]
        if not found:
            raise KeyError(f"expected entries with {wanted} in the record {self.name!r}, found none")
        return sorted(found, key=lambda entry: entry["seed"])

    def values(self, quantity: str, **wanted: Any) -> list[Any]:
        """Return one result of the entries with these labels and settings: a list, one item per seed."""
        return [entry[quantity] for entry in self.select(**wanted)]

    def settings(self, name: str) -> list[Any]:
        """Return the distinct values of a label or setting, in the order of the record; a KeyError if it has none."""
        self._expect_variables(name)
        return list(dict.fromkeys(_variables(entry).get(name) for entry in self.entries))

    def provenance(self) -> str:
        """Return one sentence: the command, the number of seeds, the versions and the machine."""
        count = len({entry["seed"] for entry in self.entries})
        seeds = f"{count} seeds" if count > 1 else "one seed"
        machines = " and ".join(self.about["machines"])
        return f"Recorded by `{self.about['command']}`, {seeds}, {self.about['versions']}, on {machines}."

    def _expect_variables(self, *wanted: str) -> None:
        names = dict.fromkeys(name for entry in self.entries for name in _variables(entry))
        for name in wanted:
            if name not in names:
                raise KeyError(f"expected labels or settings of {self.name!r}, {', '.join(names)}, got {name!r}")


def read(path: Path) -> Record:
    """Return the record in a file; a ValueError names a file that is none, or has not the arrays of the other."""
    kept: list[tuple[Entry, str, str]] = []  # an entry, a quantity, and what its array is called
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        about, entries = dict(content["about"]), [dict(entry) for entry in content["entries"]]
        _ = about["versions"], about["machines"]
        for entry in entries:
            run = run_of(entry)
            entry["settings"] = asdict(run.settings) if run.settings else None
            kept += [(entry, *names) for names in dict(entry.pop("arrays", {})).items()]
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise ValueError(f"{path}: expected a record, got a file that is none ({error}); move it away") from error
    arrays = path.with_suffix(".npz")
    try:
        with np.load(arrays) if kept else nullcontext({}) as held:
            for entry, quantity, key in kept:
                entry[quantity] = held[key]
    except Exception as error:  # a damaged archive can raise almost any
        raise ValueError(f"{arrays}: expected the arrays of {path.name}, got none ({error}); move both away") from error
    return Record(path.stem, about, entries)


def names() -> list[str]:
    """Return the names of the records in the package."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def load(name: str) -> Record:
    """Return the record of that name; a ValueError names those there are, or the file that is damaged."""
    if name not in names():
        raise ValueError(f"expected a record from {', '.join(names())}, got {name!r}")
    return read(FOLDER / f"{name}.json")


def chapter_cost(notebook: str) -> str:
    """Return a sentence on how long a chapter takes, as measured when its outputs were made.

    Parameters
    ----------
    notebook : str
        Name of the notebook's file without its ending.
    """
    if is_fast():
        return f"[fast mode] {notebook}: a few steps per epoch, to see that the code runs; the results mean nothing"
    found = (
        [e for e in load("chapters").entries if e["labels"]["notebook"] == notebook] if "chapters" in names() else []
    )
    if not found:
        return f"{notebook}: not measured yet"
    cost = found[0]
    return f"about {cost['reading_minutes']} minutes to read; {cost['seconds']:.0f} s to run on {cost['machine']}"


def epoch_seconds(model: str) -> float:
    """Return how many seconds of training an epoch of one of the course's models takes: the median of the timings.

    Parameters
    ----------
    model : str
        Label of the record ``epoch_seconds``; a KeyError if it has none such.
    """
    return median(seconds[0] for seconds in load("epoch_seconds").values("seconds", model=model))


def _variables(entry: Entry) -> dict[str, Any]:
    return {**(entry["settings"] or {}), **entry["labels"]}
