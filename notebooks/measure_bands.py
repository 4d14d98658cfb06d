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
from pathlib import Path

from kernels import environment
from mnist_course.records.writing import RECORDS, Recording, machine, rounded
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
    book = Recording(RECORDS / "bands.json", QUESTION, "make bands", [])
    if options.afresh:
        book.forget(lambda entry: entry["settings"]["notebook"] in chapters)
    runs = [
        ({"notebook": chapter, "one_thread": options.jobs > 1}, seed)
        for seed in range(options.seeds)
        for chapter in chapters
    ]

    def is_measured(run):
        wanted = run[0]["notebook"], run[1]
        return any((e["settings"]["notebook"], e["seed"]) == wanted for e in book.entries)

    with closing(completed(runs, measure, jobs=options.jobs, skip=is_measured)) as results:
        for (settings, seed), bands in results:
            print(f"{settings['notebook']}, seed {seed}: {len(bands)} bands", flush=True)
            _add(book, settings["notebook"], seed, bands)


def measure(seed, notebook, one_thread=False):
    """Run one chapter with `seed` added to its seeds; return what its bands saw."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "bands"
        more = {"MNIST_COURSE_SEED": str(seed), "MNIST_COURSE_BAND_LOG": str(log)}
        more["MNIST_COURSE_FAST"] = "0"
        if one_thread:
            more["OMP_NUM_THREADS"] = "1"
        client = NotebookClient(
            nbformat.read(FOLDER / f"{notebook}.ipynb", as_version=4),
            timeout=1800,
            resources={"metadata": {"path": str(FOLDER)}},
        )
        client.execute(env=environment(**more))
        return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]


def _add(book, notebook, seed, bands):
    with book.changing():
        for band in bands:
            settings = {"notebook": notebook, "band": band["key"]}
            book.entries.append(
                {"settings": settings, "seed": seed, "value": rounded(band["value"])}
            )
        book.entries.sort(
            key=lambda e: (e["settings"]["notebook"], e["settings"]["band"], e["seed"])
        )
        book.about["machines"] = [machine("cpu")]


if __name__ == "__main__":
    main()
