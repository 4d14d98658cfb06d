"""Make the records of the last chapter, in three stages.

promise   trains every network on the 50,000 training images and reads the 10,000 validation images: what the
          test should show, if choosing on validation was honest. Record: last_errors_promise.json
verdict   trains it again, same settings, on all 60,000, and reads the test images, once per network and seed. It
          refuses a network that has made no promise. Record: last_errors_verdict.json; the weights of the small
          networks go beside it, in half precision, to ship with the course
suspects  judges the labels of the training file by cross-validation. Record: last_errors_suspects.json

A stage that was stopped goes on where it stopped. Trained weights are kept in the folder --weights.
"""

import argparse
import sys
from contextlib import closing
from functools import partial
from pathlib import Path

from tqdm import tqdm

from mnist_course.models.pretrained import file_of, save_half
from mnist_course.models.small_networks import DESIGNS
from mnist_course.records.writing import RECORDS, Recording, make_writable, resumable
from mnist_course.session.devices import best_device
from mnist_course.session.modes import is_fast
from mnist_course.studies import command
from mnist_course.studies.experiments import FINAL_MODELS, JUDGE, SEEDS
from mnist_course.studies.jobs import completed
from mnist_course.studies.last_errors import reading
from mnist_course.studies.last_errors.sealed import trained
from mnist_course.studies.last_errors.suspects import FOLDS, suspects

QUESTIONS = {
    "promise": "What do the networks of the course score on the validation images, trained on the 50,000 others?",
    "verdict": "What do they score on the test images, trained on all 60,000?",
    "suspects": "Which labels of the training file do networks doubt that have not seen them?",
}
NAMES = [settings["model"] for settings in FINAL_MODELS]


def main(arguments=None):
    """Run the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m mnist_course.studies.last_errors",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("stage", choices=QUESTIONS)
    parser.add_argument("--models", nargs="+", metavar="NAME", help=f"only these, of: {'; '.join(NAMES)}")
    parser.add_argument("--seeds", type=int, default=len(SEEDS), help=f"how many, from 0 (default {len(SEEDS)})")
    parser.add_argument("--device", help="cpu, cuda or mps (default: CUDA if there is one, else CPU)")
    parser.add_argument("--jobs", type=int, default=1, help="runs at the same time (default 1)")
    parser.add_argument("--threads", type=int, help="CPU threads per run (default: the cores, shared among the jobs)")
    parser.add_argument("--out", type=Path, default=RECORDS, help="folder of the records (default: the package's)")
    parser.add_argument("--weights", type=Path, default=Path("build/last_errors"), help="folder of trained weights")
    parser.add_argument("--afresh", action="store_true", help="forget this stage's entries of these models and seeds")
    options = parser.parse_args(arguments)
    for name in options.models or []:
        if name not in NAMES:
            parser.error(f"expected models from {'; '.join(NAMES)}, got {name!r}")
    for what in ("seeds", "jobs", "threads"):
        value = getattr(options, what)
        if value is not None and value < 1:
            parser.error(f"expected --{what} of at least 1, got {value}")
    if is_fast() and options.out == RECORDS:
        parser.error("expected --out with another folder: what the fast mode trains is no record")
    try:
        device = str(best_device(options.device))
        for folder in (options.out, options.weights):
            make_writable(folder)
        recording, ready = plan(options.stage, options)
    except (ValueError, OSError) as error:
        parser.error(str(error))
    with resumable([recording], options.afresh):
        record(options.stage, recording, ready, device, options)


def runs(stage, models=None, seeds=None):
    """Return the pairs of settings and seed of a stage."""
    seeds = range(len(SEEDS) if seeds is None else seeds)
    if stage == "suspects":
        return [({**JUDGE, "fold": fold}, seed) for seed in seeds for fold in range(FOLDS)]
    return [(settings, seed) for settings in FINAL_MODELS if settings["model"] in (models or NAMES) for seed in seeds]


def plan(stage, options):
    """Return the recording of a stage, and its missing runs: what the record says, what the function gets, the seed."""
    wanted = runs(stage, options.models, options.seeds)
    recording = _recording(stage, options.out, wanted)
    ready = []
    for settings, seed in wanted if options.afresh else recording.missing():
        promised = {"temperature": _promised(settings, seed, options.out)} if stage == "verdict" else {}
        ready.append((settings, settings | promised, seed))
    return recording, ready


def record(stage, recording, ready, device, options):
    """Make the runs that are ready, and write the record after each."""
    if options.afresh:
        recording.forget(lambda entry: (entry["settings"], entry["seed"]) in recording.wanted)
    function = partial(suspects, device=device)
    if stage != "suspects":
        read = {"promise": reading.promise, "verdict": reading.verdict}[stage]
        function = partial(read, folder=options.weights, device=device)
    limits = {"jobs": options.jobs, "threads": options.threads}
    with closing(completed(ready, function, **limits, skip=lambda run: recording.has(run[0], run[2]))) as done:
        for (settings, _, seed), results in tqdm(done, total=len(ready), desc=stage, file=sys.stdout):
            if stage == "verdict" and settings["network"] in DESIGNS:  # first, for what is recorded is not run again
                model = trained(seed, "train+validation", folder=options.weights, **settings)
                save_half(options.out / "weights" / file_of(settings["network"], seed), model)
            recording.add(settings, seed, results, device)
            score = f": {100 * results['accuracy']:.2f} %" if "accuracy" in results else f", fold {settings['fold']}"
            tqdm.write(f"{settings['model']}, seed {seed}{score}", file=sys.stdout)


def _recording(stage, folder, wanted=None):
    made_by = f"python -m mnist_course.studies.last_errors {stage}"
    return Recording(folder / f"last_errors_{stage}.json", QUESTIONS[stage], made_by, runs(stage), wanted)


def _promised(settings, seed, folder):
    """Return the temperature that the same network promised; an error if it has promised nothing."""
    for entry in _recording("promise", folder).entries:
        if (entry["settings"], entry["seed"]) == (settings, seed):
            return entry["temperature"]
    raise ValueError(
        f"expected a promise of {settings['model']}, seed {seed}, before the test images are opened, found none: "
        "run the stage promise first"
    )


if __name__ == "__main__":
    command.run(main)
