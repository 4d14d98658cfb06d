"""Measure how far the banded results of the chapters move with the seed: ``python notebooks/measure_bands.py``.

Runs chapters at full scale with the seeds 0 to 4 (``--seeds``), without storing their outputs, and writes
what each ``check_band`` saw into the record ``bands``. Chapters and seeds that are there already are
skipped; name chapters (``03 05``) to run only those, ``--afresh`` to run them again.
"""

import argparse
import json
import sys
import tempfile
from contextlib import closing
from functools import partial
from pathlib import Path

from kernels import environment
from mnist_course.records import Run
from mnist_course.records.file import RecordFile, machine, rounded
from mnist_course.records.record import FOLDER as RECORDS
from mnist_course.studies.jobs import completed

import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).parent
QUESTION = "How far does each banded result move with the seed?"


def main(arguments=None):
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "chapters", nargs="*", help="beginnings of notebook names (default: all)"
    )
    parser.add_argument(
        "--seeds", type=int, default=5, help="number of seeds, from 0 (default 5)"
    )
    parser.add_argument(
        "--jobs",
        type=int,
        default=1,
        help="chapters at the same time, one thread each if above 1",
    )
    parser.add_argument(
        "--afresh", action="store_true", help="forget what is there of these chapters"
    )
    options = parser.parse_args(arguments)
    chapters = [
        path.stem
        for path in sorted(FOLDER.glob("*.ipynb"))
        if path.name.startswith(tuple(options.chapters or [""]))
        and "check_band(" in path.read_text(encoding="utf-8")
    ]
    if not chapters:
        sys.exit(
            f"expected beginnings of notebook names, such as 03, got {' '.join(options.chapters)}"
        )
    book = RecordFile(RECORDS / "bands.json", QUESTION, "make bands", [])
    if options.afresh:
        book.forget(lambda entry: entry["labels"]["notebook"] in chapters)
    runs = [
        Run({"notebook": chapter}, None, seed)
        for seed in range(options.seeds)
        for chapter in chapters
    ]

    def is_measured(run):
        wanted = run.labels["notebook"], run.seed
        return any((e["labels"]["notebook"], e["seed"]) == wanted for e in book.entries)

    function = partial(measure, one_thread=options.jobs > 1)
    with closing(
        completed(runs, function, jobs=options.jobs, skip=is_measured)
    ) as results:
        for run, bands in results:
            print(
                f"{run.labels['notebook']}, seed {run.seed}: {len(bands)} bands",
                flush=True,
            )
            _add(book, run, bands)


def measure(run, one_thread=False):
    """Run one chapter with the run's seed added to its seeds; return what its bands saw."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "bands"
        more = {"MNIST_COURSE_SEED": str(run.seed), "MNIST_COURSE_BAND_LOG": str(log)}
        more["MNIST_COURSE_FAST"] = "0"
        if one_thread:
            more["OMP_NUM_THREADS"] = "1"
        client = NotebookClient(
            nbformat.read(FOLDER / f"{run.labels['notebook']}.ipynb", as_version=4),
            timeout=1800,
            resources={"metadata": {"path": str(FOLDER)}},
        )
        client.execute(env=environment(**more))
        return [
            json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()
        ]


def _add(book, run, bands):
    with book.changing():
        for band in bands:
            labels = {**run.labels, "band": band["key"]}
            value = rounded(band["value"])
            book.entries.append(
                {"labels": labels, "settings": None, "seed": run.seed, "value": value}
            )
        book.entries.sort(
            key=lambda e: (e["labels"]["notebook"], e["labels"]["band"], e["seed"])
        )
        book.about["machines"] = [machine("cpu")]


if __name__ == "__main__":
    main()
