"""The benchmark's section on workers, Keras and JAX, from the record ``others``, once there is one."""

from statistics import mean, median

from makers.benchmark_tables import short, verdict_of
from mnist_course.figures.tables import Table
from mnist_course.records import Record
from mnist_course.studies.benchmark.others import WAYS
from mnist_course.studies.benchmark.rounds import WORKERS

NAMES = {
    "ours": "ours",
    "tutorial": "tutorial's loop",
    "workers": f"tutorial's loop, `num_workers={WORKERS}`",
    "Keras": "Keras",
    "JAX": "JAX",
}


def values(record: Record | None) -> dict:
    """Return what the section names; without a record, that there is none."""
    if record is None:
        return {"others": None}
    entries, networks = record.entries, record.settings("network")
    reached = {(name, way): _ratios(record, name, way) for name in networks for way in WAYS[1:]}
    reached = {key: ratios for key, ratios in reached.items() if ratios}
    return {
        "others": others_table(record).markdown(),
        "others_rounds": len({entry["seed"] for entry in entries}),
        "others_behind": _named(key for key, ratios in reached.items() if max(ratios) < 1),
        "others_even": _named(key for key, ratios in reached.items() if min(ratios) <= 1 <= max(ratios)),
        "others_odd": [f"{row[1]} ({row[0]})" for row in others_table(record).rows if row[-1] in ("more", "less")],
        "others_skipped": _distinct(entries, "skipped"),
        "others_versions": [v for versions in _distinct(entries, "versions").values() for v in versions.split(", ")],
        "others_name": {**NAMES, "tutorial": "the tutorial's loop", "workers": "the tutorial's loop with workers"},
        "others_provenance": record.provenance(),
    }


def others_table(record: Record) -> Table:
    """Return images per second of every way, ours as many times as fast, and the accuracy after the epoch."""
    rows = []
    for network in record.settings("network"):
        rounds = record.select(network=network)
        for way in WAYS:
            there = [entry for entry in rounds if f"{way}_seconds" in entry]
            if not there:
                continue
            ours, theirs = ([100 * entry[f"{w}_accuracy"] for entry in there] for w in ("ours", way))
            speed = median(entry["images"] / entry[f"{way}_seconds"] for entry in there)
            ratios = _ratios(record, network, way)
            ahead = ["", ""] if way == "ours" else [f"{median(ratios):.2f}", f"{min(ratios):.2f} to {max(ratios):.2f}"]
            learns = "" if way == "ours" else verdict_of(ours, theirs)
            rows.append([network, NAMES[way], short(speed), *ahead, f"{mean(theirs):.2f} %", learns])
    headers = ["network", "trained by", "images/s", "ours is times as fast", "rounds", "accuracy", "learns"]
    return Table(headers, rows)


def _ratios(record, network, way):
    rounds = [entry for entry in record.select(network=network) if f"{way}_seconds" in entry]
    return [entry[f"{way}_seconds"] / entry["ours_seconds"] for entry in rounds]


def _named(pairs):
    """Return the networks for each way that is among the pairs."""
    ways = {}
    for network, way in pairs:
        ways.setdefault(way, []).append(network)
    return ways


def _distinct(entries, what):
    return {way: entry[f"{way}_{what}"] for entry in entries for way in WAYS if f"{way}_{what}" in entry}
