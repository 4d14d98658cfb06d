"""Make a record: ``python -m mnist_course.studies.record width_sweep`` (or ``all``).

Runs every setting of an experiment with every seed and writes ``records/NAME.json`` after each run, so
that a stopped recording goes on where it stopped.
"""

import argparse
import sys
from contextlib import closing
from functools import partial
from pathlib import Path

from tqdm import tqdm

from mnist_course.records.writing import RECORDS, Recording, make_writable, resumable
from mnist_course.session.devices import best_device
from mnist_course.session.modes import is_fast
from mnist_course.studies import command
from mnist_course.studies.experiments import EXPERIMENTS
from mnist_course.studies.jobs import completed
from mnist_course.studies.trial import trial


def main(arguments=None):
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m mnist_course.studies.record", description=__doc__)
    parser.add_argument("names", nargs="+", metavar="NAME", help=f"all, or some of: {', '.join(EXPERIMENTS)}")
    parser.add_argument("--device", help="cpu, cuda or mps (default: CUDA if there is one, else CPU)")
    parser.add_argument("--jobs", type=int, default=1, help="runs at the same time (default 1)")
    parser.add_argument("--threads", type=int, help="CPU threads per run (default: the cores, shared among the jobs)")
    parser.add_argument("--out", type=Path, default=RECORDS, help="folder of the records (default: the package's)")
    parser.add_argument("--afresh", action="store_true", help="forget the entries that are there")
    options = parser.parse_args(arguments)
    names = list(EXPERIMENTS) if options.names == ["all"] else options.names
    unknown = [name for name in names if name not in EXPERIMENTS]
    if unknown:
        parser.error(f"expected names from {', '.join(EXPERIMENTS)}, got {unknown[0]!r}")
    for what in ("jobs", "threads"):
        value = getattr(options, what)
        if value is not None and value < 1:
            parser.error(f"expected --{what} of at least 1, got {value}")
    if is_fast():
        parser.error("expected MNIST_COURSE_FAST to be unset: the fast mode trains too little to be recorded")
    try:
        device = str(best_device(options.device))
        make_writable(options.out)
        recordings = [_recording(name, options.out) for name in names]
    except (ValueError, OSError) as error:
        parser.error(str(error))
    if options.afresh:
        for recording in recordings:
            recording.forget()
    with resumable(recordings, options.afresh):
        record(recordings, device, options)


def record(recordings, device, options):
    """Make the missing runs, and write their record after each; see `main` for the options."""
    todo = [(recording, *run) for recording in recordings for run in recording.missing()]
    function, limits = partial(trial, device=device), {"jobs": options.jobs, "threads": options.threads}
    with closing(completed(todo, function, **limits, skip=lambda run: run[0].has(*run[1:]))) as results:
        for (recording, settings, seed), result in tqdm(results, total=len(todo), desc="runs", file=sys.stdout):
            kept = {name: value for name, value in result.items() if name not in {"steps", "examples", "learning_rate"}}
            recording.add(settings, seed, kept, device)


def _recording(name, folder):
    experiment = EXPERIMENTS[name]
    return Recording(
        folder / f"{name}.json", experiment.question, f"python -m mnist_course.studies.record {name}", experiment.runs
    )


if __name__ == "__main__":
    command.run(main)
