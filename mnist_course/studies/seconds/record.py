"""Make the records of chapter 09: ``python -m mnist_course.studies.seconds.record all``, nothing else running.

Writes ``records/seconds.json``, ``seconds_ladder.json`` and so on after each run, so that a stopped recording
goes on where it stopped. Every run is timed, so runs are made one after the other. The record
``seconds`` is the only one that looks at the test images.
"""

import argparse
import sys
from contextlib import closing
from functools import partial
from pathlib import Path

import torch
from tqdm import tqdm

from mnist_course.records.writing import RECORDS, Recording, make_writable, resumable
from mnist_course.session.devices import best_device
from mnist_course.session.modes import is_fast
from mnist_course.studies import command
from mnist_course.studies.jobs import completed
from mnist_course.studies.seconds.experiments import EXPERIMENTS


def main(arguments=None):
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m mnist_course.studies.seconds.record", description=__doc__)
    parser.add_argument("names", nargs="+", metavar="NAME", help=f"all, or some of: {', '.join(EXPERIMENTS)}")
    parser.add_argument("--device", help="cpu, cuda or mps (default: CUDA if there is one, else CPU)")
    parser.add_argument("--threads", type=int, help="CPU threads (default: PyTorch's)")
    parser.add_argument("--out", type=Path, default=RECORDS, help="folder of the records (default: the package's)")
    parser.add_argument("--afresh", action="store_true", help="forget the entries that are there")
    options = parser.parse_args(arguments)
    names = list(EXPERIMENTS) if options.names == ["all"] else options.names
    for name in names:
        if name not in EXPERIMENTS:
            parser.error(f"expected names from {', '.join(EXPERIMENTS)}, got {name!r}")
    if options.threads is not None and options.threads < 1:
        parser.error(f"expected --threads of at least 1, got {options.threads}")
    if is_fast():
        parser.error("expected MNIST_COURSE_FAST to be unset: the fast mode trains too little to be recorded")
    try:
        device = str(best_device(options.device))
        make_writable(options.out)
        recordings = {name: _recording(name, device, options.out) for name in names}
    except (ValueError, OSError) as error:
        parser.error(str(error))
    if options.afresh:
        for recording in recordings.values():
            recording.forget()
    with resumable(recordings.values(), options.afresh):
        for name, recording in recordings.items():
            record(name, recording, device, options.threads)


def record(name, recording, device, threads):
    """Make the missing runs of one experiment, and write its record after each; see `main` for the options."""
    todo, function = recording.missing(), partial(EXPERIMENTS[name].trial, device=device)
    with closing(completed(todo, function, threads=threads, skip=lambda run: recording.has(*run))) as results:
        for (settings, seed), result in tqdm(results, total=len(todo), desc=name, file=sys.stdout):
            recording.add(settings, seed, result, device)


def _recording(name, device, folder):
    experiment = EXPERIMENTS[name]
    # A record made on a GPU answers another question, and stands beside the CPU's.
    suffix = "" if torch.device(device).type == "cpu" else f"_{torch.device(device).type}"
    made_by = f"python -m mnist_course.studies.seconds.record {name}" + (f" --device {device}" if suffix else "")
    return Recording(folder / f"{name}{suffix}.json", experiment.question, made_by, experiment.runs)


if __name__ == "__main__":
    command.run(main)
