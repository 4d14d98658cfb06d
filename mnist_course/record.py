"""Make a record: ``python -m mnist_course.record width_sweep`` (or ``all``).

Runs every setting of an experiment with every seed and writes ``records/NAME.json`` after each run, so
that a stopped recording goes on where it stopped.
"""

import argparse
import sys
from pathlib import Path

from tqdm import tqdm

from mnist_course.devices import best_device
from mnist_course.experiments import EXPERIMENTS
from mnist_course.modes import is_fast
from mnist_course.recording import RECORDS, Recording, completed, make_writable
from mnist_course.trial import trial


def main(arguments=None):
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m mnist_course.record", description=__doc__)
    parser.add_argument("names", nargs="+", metavar="NAME", help=f"all, or some of: {', '.join(EXPERIMENTS)}")
    parser.add_argument("--device", help="cpu, cuda or mps (default: CUDA if there is one, else CPU)")
    parser.add_argument("--jobs", type=int, default=1, help="runs at the same time (default 1)")
    parser.add_argument("--threads", type=int, help="CPU threads per run (default: PyTorch's)")
    parser.add_argument("--out", type=Path, default=RECORDS, help="folder of the records (default: the package's)")
    parser.add_argument("--afresh", action="store_true", help="forget the entries that are there")
    options = parser.parse_args(arguments)
    names = list(EXPERIMENTS) if options.names == ["all"] else options.names
    unknown = [name for name in names if name not in EXPERIMENTS]
    if unknown:
        parser.error(f"expected names from {', '.join(EXPERIMENTS)}, got {unknown[0]!r}")
    if options.jobs < 1:
        parser.error(f"expected at least one job, got {options.jobs}")
    if is_fast():
        parser.error("expected MNIST_COURSE_FAST to be unset: the fast mode trains too little to be recorded")
    try:
        device = str(best_device(options.device))
        make_writable(options.out)
    except (ValueError, OSError) as error:
        parser.error(str(error))
    record(names, device, options.jobs, options.threads, options.out, options.afresh)


def record(names, device, jobs, threads, folder, afresh=False):
    """Run what is missing of the experiments `names`; see `main` for the options."""
    todo = []
    for name in names:
        command = f"python -m mnist_course.record {name}"
        experiment = EXPERIMENTS[name]
        recording = Recording(folder / f"{name}.json", experiment.question, command, experiment.runs, afresh)
        todo += [(recording, *run) for run in recording.missing()]
    results = completed(todo, trial, device=device, jobs=jobs, threads=threads)
    for (recording, settings, seed), result in tqdm(results, total=len(todo), desc="runs", file=sys.stdout):
        kept = {name: value for name, value in result.items() if name not in {"steps", "examples", "learning_rate"}}
        recording.add(settings, seed, kept, device)


if __name__ == "__main__":
    main()
