"""What the explorer of learning rates shows: the recorded runs at every rate, and how far each is from the best."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

GUESSING = 10.0  # per cent right


@dataclass(frozen=True)
class Shown:
    """How the runs of a record are offered: ``by`` is the setting that tells its sweeps apart, if there are several."""

    title: str
    by: str
    notice: str


STUDIES = {
    "rate_sweep": Shown(
        "T1's CNN, Adam, one epoch",
        "",
        "Search with one seed after another: the winner moves within the flat part. At the rates beside the best, no "
        "difference from it is seen.",
    ),
    "batch_sizes": Shown(
        "T1's MLP, SGD, one epoch, batches of",
        "batch_size",
        "Take one batch size after another: the left side moves far to the right, the cliff much less.",
    ),
    "schedules": Shown(
        "T1's MLP, Adam, five epochs, schedule:",
        "schedule",
        "Compare the schedules at the larger rate, epoch by epoch, and then each at its better rate.",
    ),
    "falling_rates": Shown(
        "T1's MLP, one epoch, a rate that falls to 0:",
        "optimizer",
        "Go to the largest rate of each: one optimiser still learns there.",
    ),
    "optimizers": Shown(
        "T1's MLP, one epoch:",
        "optimizer",
        "Each optimiser has a flat bottom and a cliff, at other rates. Which bottom is wider?",
    ),
}
DEFAULT = ("rate_sweep", "batch_sizes", "schedules", "falling_rates")


def recorded(*names: str) -> list[dict[str, Any]]:
    """Return the runs of the records of these names (of chapter 08 without a name), a dictionary for each sweep."""
    from mnist_course import records  # here, since the site is built without NumPy

    sweeps = []
    for name in names or DEFAULT:
        if name not in STUDIES:
            raise ValueError(f"expected records from {', '.join(STUDIES)}, got {name!r}")
        shown, record = STUDIES[name], records.load(name)
        groups: dict[str, list[dict]] = {}
        for entry in record.entries:
            groups.setdefault(_variant(entry["settings"], shown.by), []).append(entry)
        sweeps += [
            {"record": name, "title": shown.title, "variant": variant, "notice": shown.notice, **_sweep(entries)}
            for variant, entries in groups.items()
        ]
    return sweeps


def _variant(settings: dict[str, Any], by: str) -> str:
    if not by:
        return ""
    value = settings[by]
    if by == "batch_size":
        return f"{value:,} images"
    return f"{value} with momentum" if by == "optimizer" and settings["momentum"] else str(value)


def _sweep(entries: list[dict]) -> dict[str, Any]:
    """Return the rates of a sweep: what each seed reached, the interval, the range, the paired lead of the best."""
    from mnist_course.evaluation.noise import difference, estimate

    by_rate: dict[float, list[dict]] = {}
    for entry in sorted(entries, key=lambda entry: (entry["settings"]["rate"], entry["seed"])):
        by_rate.setdefault(entry["settings"]["rate"], []).append(entry)
    reached = {rate: [_curve(entry)[-1] for entry in runs] for rate, runs in by_rate.items()}
    best = max(reached, key=lambda rate: sum(reached[rate]))
    rates = []
    for rate, runs in by_rate.items():
        less = difference(reached[rate], reached[best]) if rate != best else None
        rates.append(
            {
                "rate": rate,
                "curves": [_curve(entry) for entry in runs],
                "diverged": sum(entry["diverged"] for entry in runs),
                "mean": f"{estimate(reached[rate]):.2f}",
                "low": estimate(reached[rate]).low,
                "high": estimate(reached[rate]).high,
                "less": less and f"{less:+.2f}".replace("-", "−"),
                "seen": bool(less and less.excludes_zero),
            }
        )
    return {"seeds": [entry["seed"] for entry in by_rate[best]], "rates": rates, "best": list(by_rate).index(best)}


def _curve(entry: dict) -> list[float]:
    """Return the validation accuracy after each epoch, in per cent; a run that diverged counts as guessing."""
    if entry["diverged"]:
        return [GUESSING] * entry["settings"]["epochs"]
    return [round(100 * share, 2) for share in entry["validation_accuracy"]]
