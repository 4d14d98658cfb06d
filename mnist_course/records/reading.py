"""Reading the recorded results that ship in the package (``records/*.json``).

A record is made by ``python -m mnist_course.studies.record NAME`` and says which command, seeds, versions and
machine made it. Each of its entries is a dictionary of ``settings``, ``seed`` and results.
"""

import json
from dataclasses import dataclass
from importlib import resources

from mnist_course.session.modes import is_fast


@dataclass
class Record:
    """Results of one experiment: ``about`` is a dictionary of command, versions, machine; ``entries`` a list."""

    name: str
    about: dict
    entries: list

    def select(self, **settings):
        """Return the entries with these settings, ordered by seed; an error if there is none."""
        found = [e for e in self.entries if all(e["settings"].get(k) == v for k, v in settings.items())]
        if not found:
            raise KeyError(f"expected entries with {settings} in the record {self.name!r}, found none")
        return sorted(found, key=lambda entry: entry["seed"])

    def values(self, quantity, **settings):
        """Return `quantity` of the entries with these settings: a list, one item per seed."""
        return [entry[quantity] for entry in self.select(**settings)]

    def settings(self, name):
        """Return the distinct values of the setting `name`, in the order of the record."""
        return list(dict.fromkeys(entry["settings"].get(name) for entry in self.entries))

    def provenance(self):
        """Return one sentence: the command, the number of seeds, the versions and the machine."""
        count = len({entry["seed"] for entry in self.entries})
        seeds = f"{count} seeds" if count > 1 else "one seed"
        machines = " and ".join(self.about["machines"])
        return f"Recorded by `{self.about['command']}`, {seeds}, {self.about['versions']}, on {machines}."


def names():
    """Return the names of the records in the package."""
    folder = resources.files("mnist_course") / "records"
    return sorted(f.name.removesuffix(".json") for f in folder.iterdir() if f.name.endswith(".json"))


def load(name):
    """Return the `Record` of that name; a ValueError names those there are, or the file that is damaged."""
    if name not in names():
        raise ValueError(f"expected a record from {', '.join(names())}, got {name!r}")
    file = resources.files("mnist_course") / "records" / f"{name}.json"
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        return Record(name, content["about"], content["entries"])
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"expected a record in {file}, got a file that is none ({error})") from error


def chapter_cost(notebook):
    """Return a sentence on how long a chapter takes, as measured when its outputs were made.

    Parameters
    ----------
    notebook : str
        Name of the notebook's file without its ending.
    """
    if is_fast():
        return f"[fast mode] {notebook}: a few steps per epoch, to see that the code runs; the results mean nothing"
    found = (
        [e for e in load("chapters").entries if e["settings"]["notebook"] == notebook] if "chapters" in names() else []
    )
    if not found:
        return f"{notebook}: not measured yet"
    cost = found[0]
    return f"about {cost['reading_minutes']} minutes to read; {cost['seconds']:.0f} s to run on {cost['machine']}"
