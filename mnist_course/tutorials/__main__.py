"""Run the tutorials T1 to T4 as they were published, part by part, and show what they show.

Every run trains on the 60,000 training images and looks at the 10,000 test images as its tutorial does, so its
choices are made on the test set: use it to check the tutorials, not to choose a model. Results go into
OUT/T1.json (… T4.json) after each run, figures into OUT/T1; a command that was stopped goes on where it
stopped.
"""

import argparse
import shutil
import sys
from contextlib import closing
from functools import partial
from pathlib import Path

import matplotlib

from mnist_course.records import Record
from mnist_course.records.writing import RECORDS, Recording, make_writable, resumable
from mnist_course.session.devices import best_device
from mnist_course.session.modes import is_fast
from mnist_course.studies import command
from mnist_course.studies.jobs import completed
from mnist_course.tutorials.drawings import save_figures
from mnist_course.tutorials.ledger import claims
from mnist_course.tutorials.run import run
from mnist_course.tutorials.summary import log, summary
from mnist_course.tutorials.tutorials import BEST_OF_THE_SWEEP, SWEEP, TUTORIALS


def main(arguments=None):
    """Run the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m mnist_course.tutorials",
        description=__doc__,
        epilog=_list_of_parts(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("tutorials", nargs="+", metavar="TUTORIAL", help="T1, T2, T3, T4 or all")
    parser.add_argument("--part", help="only this part of a tutorial, and what it needs; see the list below")
    parser.add_argument("--seeds", type=int, default=1, help="how many seeds, from 0 (default 1)")
    parser.add_argument("--device", help="cpu, cuda or mps (default: CUDA if there is one, else CPU)")
    parser.add_argument("--jobs", type=int, default=1, help="runs at the same time (default 1)")
    parser.add_argument("--threads", type=int, help="CPU threads per run (default: the cores, shared among the jobs)")
    parser.add_argument("--out", type=Path, default=Path("build/tutorials"), help="folder of results (build/tutorials)")
    parser.add_argument("--record", action="store_true", help="keep the JSON files in the package, for the ledger")
    parser.add_argument("--afresh", action="store_true", help="forget the results that are there")
    options = parser.parse_args(arguments)
    names = list(TUTORIALS) if options.tutorials == ["all"] else list(dict.fromkeys(options.tutorials))
    for name in names:
        if name not in TUTORIALS:
            parser.error(f"expected tutorials from {', '.join(TUTORIALS)}, or all, got {name!r}")
        if options.part and options.part not in TUTORIALS[name].parts:
            parser.error(f"expected a part of {name} from {', '.join(TUTORIALS[name].parts)}, got {options.part!r}")
    for what in ("seeds", "jobs", "threads"):
        value = getattr(options, what)
        if value is not None and value < 1:
            parser.error(f"expected --{what} of at least 1, got {value}")
    if options.record and is_fast():
        parser.error("expected MNIST_COURSE_FAST to be unset: the fast mode trains too little to be recorded")
    try:
        device = str(best_device(options.device))
        for name in names:
            make_writable(options.out / name)
        if options.record:
            make_writable(RECORDS)
        recordings = [_recording(name, options) for name in names]
    except (ValueError, OSError) as error:
        parser.error(str(error))
    matplotlib.use("Agg")
    if options.afresh:
        for name, recording in zip(names, recordings):
            chosen = _chosen(name, options.part)
            recording.forget(lambda entry, chosen=chosen: entry["settings"]["run"] in chosen)
    with resumable(recordings, options.afresh):
        for name, recording in zip(names, recordings):
            recipe(name, recording, device, options)


def _chosen(name, part):
    """Return the names of the runs that a part of a tutorial shows, or all its parts."""
    return {run for title, content in TUTORIALS[name].parts.items() if part in (None, title) for run in content.runs}


def _recording(name, options):
    made_by = f"python -m mnist_course.tutorials {name}" + (f" --seeds {options.seeds}" if options.seeds > 1 else "")
    fast = ".fast" if is_fast() else ""  # what the fast mode trains is never taken for a result
    runs = [
        ({"run": run, **wanted}, seed) for run, wanted in TUTORIALS[name].runs.items() for seed in range(options.seeds)
    ]
    return Recording(
        (RECORDS if options.record else options.out) / f"{name}{fast}.json",
        f"What does the tutorial {name} give when it is run as published?",
        made_by,
        runs,
        [(wanted, seed) for wanted, seed in runs if wanted["run"] in _chosen(name, options.part)],
    )


def recipe(name, recording, device, options):
    """Run one tutorial or its part, print tables and claims, save figures; `options` are those of `main`."""
    tutorial, folder, chosen = TUTORIALS[name], options.out / name, _chosen(name, options.part)
    parts, todo = [options.part] if options.part else list(tutorial.parts), recording.missing()
    print(f"{name}, {tutorial.title}: {len(todo)} of {len(recording.wanted)} runs to do, looking at the test images")
    independent = [pair for pair in todo if pair[0].get("rate") != BEST_OF_THE_SWEEP]
    done = 0
    for stage in (independent, [pair for pair in todo if pair not in independent]):
        runs = [_ready(wanted, seed, recording, folder, options) for wanted, seed in stage]
        function, limits = partial(run, device=device), {"jobs": options.jobs, "threads": options.threads}
        with closing(completed(runs, function, **limits, skip=lambda run: recording.has(run[0], run[2]))) as results_of:
            for (wanted, _, seed), results in results_of:
                recording.add(wanted, seed, results, device)
                done += 1
                accuracy = results.get("test_accuracy")
                score = f"test accuracy {100 * accuracy[-1]:.2f} %" if accuracy else ""
                print(f"  {done:3d} of {len(todo)}  {wanted['run']}, seed {seed}  {score}".rstrip(), flush=True)
    found = {run: [e for e in recording.entries if e["settings"]["run"] == run] for run in tutorial.runs}
    print("\n[fast mode] a few steps per epoch: no result" if is_fast() else "")
    print(f"{summary(found, chosen)}\n")
    for part in parts:
        print(f"{name} {part}: {tutorial.parts[part].title}")
        if len(tutorial.parts[part].runs) == 1 and "train_loss" in found[tutorial.parts[part].runs[0]][0]:
            print(f"{log(found[tutorial.parts[part].runs[0]][0])}")
        for path in save_figures(name, part, found, folder):
            print(f"  {path}")
        for row in claims(Record(name, recording.about, recording.entries), part):
            print(f"  {name} says: {row.claim}\n    measured: {row.measured}\n    {row.verdict}")


def _ready(wanted, seed, recording, folder, options):
    """Return the run with what it needs to start: its folder, its progress bar, a rate that another run found."""
    own = folder / f"{wanted['run'].lower().replace(' ', '-')}-seed-{seed}{'-fast' if is_fast() else ''}"
    if options.afresh:
        shutil.rmtree(own, ignore_errors=True)  # T4 would go on from its checkpoint
    ready = {**wanted, "folder": str(own), "progress": options.jobs == 1 and sys.stderr.isatty()}
    if wanted.get("rate") == BEST_OF_THE_SWEEP:
        sweep = [e for e in recording.entries if e["settings"]["run"] in SWEEP and e["seed"] == seed]
        ready["rate"] = min(sweep, key=lambda entry: entry["test_loss"][-1])["rate"]
    return wanted, ready, seed


def _list_of_parts():
    lines = ["parts:"]
    for name, tutorial in TUTORIALS.items():
        lines += [f"  {name} {part:12} {content.title}" for part, content in tutorial.parts.items()]
    return "\n".join(lines)


if __name__ == "__main__":
    command.run(main)
