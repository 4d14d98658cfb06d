"""What the benchmark's page shows, from the records ``benchmark``, ``sharing``, ``others`` and those of chapter 12."""

from statistics import median

from makers import benchmark_others, growth
from makers.benchmark_tables import (
    GIGA,
    MEGA,
    Times,
    accuracy_table,
    limit_table,
    memory_table,
    sharing_table,
    speed_table,
    time_table,
)
from mnist_course import records

TABLES = {
    "speed": speed_table,
    "time": time_table,
    "limit": limit_table,
    "accuracy": accuracy_table,
    "memory": memory_table,
}


def values() -> dict:
    """Return what the page's template names."""
    record, shared = records.load("benchmark"), records.load("sharing")
    rounds, memory = (record.select(measure=measure) for measure in ("speed", "memory"))
    times = {name: Times(record, name) for name in record.settings("network")}
    bounds = {}
    for name, t in times.items():
        bounds.setdefault(t.bound, []).append(name)
    return {
        "images": rounds[0]["images"],
        "validation": 10_000,
        "rounds": len({entry["seed"] for entry in rounds}),
        **{name: table(record).markdown() for name, table in TABLES.items()},
        "odd": [row[0] for row in accuracy_table(record).rows if row[-1] != "as much"],
        "mostly_loading": [name for name, t in times.items() if t.tutorial_loading > t.tutorial / 2],
        "normalize": _loading(record, "standardized") / _loading(record, "unit"),
        "bounds": bounds,
        "matmul": median(entry["matmul_rate"] for entry in rounds) / GIGA,
        "convolution": median(entry["convolution_rate"] for entry in rounds) / GIGA,
        "imports": median(e[f"{way}_libraries_memory"] for e in memory for way in ("tutorial", "ours")) / MEGA,
        "provenance": record.provenance(),
        "threads": rounds[0]["used"]["threads"],
        "sharing": sharing_table(shared).markdown(),
        "sharing_rounds": len({entry["seed"] for entry in shared.entries}),
        "cores": shared.about["machines"][0],
        **benchmark_others.values(records.load("others") if "others" in records.names() else None),
        **growth.values(),
    }


def _loading(record, scaling):
    networks = dict.fromkeys(e["settings"]["network"] for e in record.select(measure="speed", scaling=scaling))
    return median(Times(record, network).tutorial_loading for network in networks)
