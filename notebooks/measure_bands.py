"""Measure how far the banded results of the chapters move with the seed: ``python notebooks/measure_bands.py``.

Runs chapters at full scale with the seeds 0 to 4 (``--seeds``), without storing their outputs, and writes
what each ``check_band`` saw into the record ``bands``. Chapters and seeds that are there already are
skipped; name chapters (``03 05``) to run only those, ``--afresh`` to run them again.
"""

import argparse
import json
import os
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from mnist_course.recording import RECORDS, Recording, machine, rounded

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
    paths = [
        p
        for p in sorted(FOLDER.glob("*.ipynb"))
        if p.name.startswith(tuple(options.chapters or [""]))
    ]
    paths = [path for path in paths if "check_band(" in path.read_text()]
    if not paths:
        sys.exit(
            f"expected beginnings of notebook names, such as 03, got {' '.join(options.chapters)}"
        )
    book = Recording(RECORDS / "bands.json", QUESTION, "make bands", [])
    if options.afresh:
        book.entries = [
            e
            for e in book.entries
            if e["settings"]["notebook"] not in {path.stem for path in paths}
        ]
    done = {(e["settings"]["notebook"], e["seed"]) for e in book.entries}
    todo = [
        (path, seed)
        for seed in range(options.seeds)
        for path in paths
        if (path.stem, seed) not in done
    ]
    with ProcessPoolExecutor(options.jobs) as pool:
        for future in as_completed(
            [pool.submit(run, path, seed, options.jobs > 1) for path, seed in todo]
        ):
            path, seed, bands = future.result()
            print(f"{path.stem}, seed {seed}: {len(bands)} bands", flush=True)
            for band in bands:
                settings = {"notebook": path.stem, "band": band["key"]}
                book.entries.append(
                    {"settings": settings, "seed": seed, "value": rounded(band["value"])}
                )
            book.entries.sort(
                key=lambda e: (e["settings"]["notebook"], e["settings"]["band"], e["seed"])
            )
            book.about["machines"] = [machine("cpu")]
            book.write()


def run(path, seed, one_thread):
    """Run one chapter with `seed` added to its seeds; return what its bands saw."""
    with tempfile.NamedTemporaryFile() as log:
        os.environ.update(
            MNIST_COURSE_SEED=str(seed), MNIST_COURSE_BAND_LOG=log.name, TQDM_DISABLE="1"
        )
        if one_thread:
            os.environ["OMP_NUM_THREADS"] = "1"
        notebook = nbformat.read(path, as_version=4)
        NotebookClient(
            notebook, timeout=1800, resources={"metadata": {"path": str(FOLDER)}}
        ).execute()
        lines = Path(log.name).read_text().splitlines()
    return path, seed, [json.loads(line) for line in lines]


if __name__ == "__main__":
    main()
