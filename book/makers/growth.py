"""The benchmark page's last sections: what the seconds of a pass grow with, and what bounds the recipe's."""

import json
from pathlib import Path
from statistics import median

import matplotlib.pyplot as plt
import torch
import torch.nn.functional as F

from makers.benchmark_tables import MEGA, best_rate
from mnist_course import records
from mnist_course.figures import style
from mnist_course.figures.tables import Table
from mnist_course.models import costs
from mnist_course.records import Record
from mnist_course.studies.seconds import GROWN, IMAGES
from mnist_course.training.parts import build
from mnist_course.training.recipe import RECIPE

COMPARED = [  # what is varied, the value, against which, in words
    ("images", 20_000, 10_000, "from 10,000 to 20,000"),
    ("images", 50_000, 1_000, "from 1,000 to 50,000"),
    ("width", 0.5, 1, "to half the channels"),
    ("width", 2, 1, "to twice the channels"),
    ("width", 4, 2, "from twice to four times"),
    ("batch", 8, 256, "from 256 to 8"),
    ("batch", 512, 256, "from 256 to 512"),
    ("batch", 2048, 256, "from 256 to 2,048"),
    ("threads", 1, 2, "from two to one"),
]
# The dashed line of a panel: its slope, what it is, and whether it ends at the last point or starts at the first.
LINES = {"images": (1, "proportional", 0), "width": (2, "square", -1), "batch": (-1, "steps alone", 0)}
LINES["threads"] = (-1, "all shared", 0)
AXES = {"images": "images", "width": "times the channels", "batch": "images in a batch", "threads": "CPU threads"}


def values() -> dict:
    """Return what the two sections name."""
    record, seconds, rounds = (records.load(name) for name in ("seconds_growth", "seconds", "benchmark"))
    side = 28 - 2 * GROWN.trim - 2  # after the first convolution, of 3 x 3 and not padded
    batch, timed = RECIPE.batch_size, seconds.select(protocol="choosing")
    images, labels = torch.zeros(batch, 1, 28, 28), torch.zeros(batch, dtype=torch.int64)
    flops = costs.count_flops(build(RECIPE), images, labels, F.cross_entropy)
    roof = max(median(map(best_rate, rounds.select(measure="speed", network=n))) for n in rounds.settings("network"))
    same = seconds.about["machines"] == rounds.about["machines"]
    return {
        "growth": growth_table(record).markdown(),
        "growth_rounds": len({entry["seed"] for entry in record.entries}),
        "growth_channels": [str(channels) for channels in GROWN.channels],
        "growth_batch": GROWN.batch_size,
        "growth_images": IMAGES,
        "growth_map": 4 * 2048 * GROWN.channels[0] * side**2 / MEGA,
        "growth_provenance": record.provenance(),
        "next_flops": flops / batch / MEGA if same else None,
        "next_ideal": 1000 * flops / roof,
        "next_step": 1000 * median(entry["seconds"] for entry in timed) / RECIPE.steps,
        "next_batch": batch,
    }


def growth_table(record: Record) -> Table:
    """Return how many times the seconds of a pass one value of what is varied takes, against another value."""
    rows = []
    for varied, value, other, words in COMPARED:
        pairs = zip(_seconds(record, varied, value), _seconds(record, varied, other))
        ratios = [a / b for a, b in pairs]
        if ratios:
            rows.append([varied, words, f"{median(ratios):.2g}", f"{min(ratios):.2g} to {max(ratios):.2g}"])
    return Table(["varied", "changed", "times the seconds", "rounds"], rows)


def points(record: Record) -> dict[str, dict[str, float]]:
    """Return the median seconds of a pass for each value, as a text, of each thing that was varied."""
    found = {}
    for varied in LINES:
        there = dict.fromkeys(entry["labels"]["value"] for entry in record.select(varied=varied))
        medians = {f"{value:g}": _seconds(record, varied, value) for value in there}
        found[varied] = {value: median(seconds) for value, seconds in medians.items() if seconds}
    return found


def draw(path: Path) -> None:
    """Draw them, each panel with a dashed line of the slope that would be simple; the file holds its numbers."""
    style.use_style()
    curves = points(records.load("seconds_growth"))
    figure, axes = plt.subplots(2, 2, figsize=(5.2, 5.4))
    for ax, (varied, curve) in zip(axes.flat, curves.items()):
        x, seconds = [float(value) for value in curve], list(curve.values())
        slope, words, anchor = LINES[varied]
        line = [seconds[anchor] * (value / x[anchor]) ** slope for value in x]
        ax.loglog(x, seconds, "o-", color=style.RIGHT)
        ax.loglog(x, line, "--", color="gray", linewidth=1, label=words)
        ticks = x if len(x) < 6 else x[:: len(x) // 3]
        ax.set_xticks(ticks, [f"{value:,g}" if value < 1000 else f"{value / 1000:g}k" for value in ticks])
        ax.set_yticks(marks := [m for m in (0.05, 0.1, 0.2, 0.5, 1, 2, 5) if 0.7 * min(seconds) < m], map(str, marks))
        ax.minorticks_off()
        ax.set(ylim=(min(seconds) / 1.6, max(seconds) * 1.6), xlabel=AXES[varied], ylabel="seconds a pass")
        ax.legend(frameon=False, handlelength=1, borderpad=0)
    figure.savefig(path, dpi=150, metadata={"Description": json.dumps(curves)})
    plt.close(figure)


def _seconds(record, varied, value):
    return [entry["seconds"] for entry in record.select(varied=varied, value=value) if "seconds" in entry]
