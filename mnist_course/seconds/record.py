"""Make the records of chapter 09: ``python -m mnist_course.seconds.record all``, nothing else running.

Writes ``records/seconds.json``, ``seconds_ladder.json`` and so on after each run, so that a stopped recording
goes on where it stopped. Every run is timed, so runs are made one after the other. The record
``seconds`` is the only one that looks at the test images.
"""

import argparse
import sys
from pathlib import Path

import torch
from tqdm import tqdm

from mnist_course.devices import best_device
from mnist_course.modes import is_fast
from mnist_course.recording import RECORDS, Recording, completed, make_writable
from mnist_course.seconds.experiments import EXPERIMENTS


def main(arguments=None):
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m mnist_course.seconds.record", description=__doc__)
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
    except (ValueError, OSError) as error:
        parser.error(str(error))
    for name in names:
        record(name, device, options.threads, options.out, options.afresh)


def record(name, device, threads, folder, afresh=False):
    """Make the missing runs of one experiment; see `main` for the options."""
    experiment = EXPERIMENTS[name]
    # A record made on a GPU answers another question, and stands beside the CPU's.
    suffix = "" if torch.device(device).type == "cpu" else f"_{torch.device(device).type}"
    command = f"python -m mnist_course.seconds.record {name}" + (f" --device {device}" if suffix else "")
    recording = Recording(folder / f"{name}{suffix}.json", experiment.question, command, experiment.runs, afresh)
    results = completed(recording.missing(), experiment.trial, device=device, threads=threads)
    for (settings, seed), result in tqdm(results, total=len(recording.missing()), desc=name, file=sys.stdout):
        recording.add(settings, seed, result, device)


if __name__ == "__main__":
    main()
