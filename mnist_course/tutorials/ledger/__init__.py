"""The ledger: what the tutorials T1 to T4 claim beside what is measured."""

from mnist_course.records import Record
from mnist_course.tutorials.ledger import t1, t2, t3, t4
from mnist_course.tutorials.tutorials import TUTORIALS

CLAIMS = {"T1": t1.PARTS, "T2": t2.PARTS, "T3": t3.PARTS, "T4": t4.PARTS}


def claims(record, part):
    """Return a list of `row.Row` on a part of the tutorial whose record it is; none if it claims nothing."""
    return CLAIMS[record.name][part](complete(record, part)) if part in CLAIMS[record.name] else []


def complete(record, part):
    """Return the record of the part's runs, with those seeds only that every one of them has."""
    runs = TUTORIALS[record.name].parts[part].runs
    seeds = set.intersection(*({entry["seed"] for entry in record.select(run=run)} for run in runs))
    kept = [entry for entry in record.entries if entry["seed"] in seeds and entry["settings"]["run"] in runs]
    return Record(record.name, record.about, kept)
