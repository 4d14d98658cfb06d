"""One run of a tutorial: its network, trained its way, with the test images looked at as it does."""

import sys
from dataclasses import replace
from functools import partial
from multiprocessing import parent_process
from pathlib import Path

from mnist_course.evaluation import evaluate
from mnist_course.models import count_parameters
from mnist_course.records import Record, Run
from mnist_course.session.modes import is_fast
from mnist_course.studies.study import Place, Results, Study, Variant
from mnist_course.training.parts import tensors
from mnist_course.training.trainer import prepare
from mnist_course.tutorials.tutorials import RETRAINED, SWEEP, TUTORIALS
from mnist_course.tutorials.watchers import Scene


def run_tutorial(run: Run, place: Place, *, tutorial: str, stop_after: int | None = None) -> Results:
    """Train as the run's settings say, watched as its tutorial does.

    Parameters
    ----------
    run : Run
        Its label ``run`` is a name of the tutorial's runs.
    place : Place
        In its folder of work go T2's saved model, and T4's checkpoints, from which it goes on if it was stopped.
    tutorial : str
        A name of ``TUTORIALS``.
    stop_after : int, optional
        End after so many epochs.

    Returns
    -------
    dict
        ``train_*`` and ``test_*`` loss (nats) and accuracy (0-1) after each epoch, ``untrained_*`` on the test
        images before the first, ``parameters``, ``rate``, ``seconds``, and what the watchers add.
    """
    wanted, settings = TUTORIALS[tutorial].runs[run.labels["run"]], run.settings
    if wanted.measure:
        return wanted.measure(run.seed)
    train, test = (tensors(split, settings.scaling, device=place.device) for split in ("train+validation", "test"))
    training = prepare(settings, *train, run.seed)
    untrained = evaluate(training.model, test)
    results: Results = {"parameters": count_parameters(training.model), "rate": settings.rate}
    results |= {"untrained_loss": untrained.loss, "untrained_accuracy": untrained.accuracy}
    scene = Scene(training, train, test, run.seed, folder_of(run, place, tutorial))
    watchers = [make(scene) for make in wanted.watchers]
    for watcher in watchers:
        watcher.resume()
    training.run(
        validation=None if wanted.test_at_the_end else test,
        on_step=[watcher.on_step for watcher in watchers],
        on_epoch=[watcher.on_epoch for watcher in watchers],
        stop_after=stop_after,
        progress=sys.stderr.isatty() and parent_process() is None,
    )
    history = training.history
    results |= {name: getattr(history, name) for name in ("train_loss", "train_accuracy", "seconds")}
    results |= {"test_loss": history.validation_loss, "test_accuracy": history.validation_accuracy}
    if wanted.test_at_the_end:
        score = evaluate(training.model, test)
        results |= {"test_loss": [score.loss], "test_accuracy": [score.accuracy]}
    for watcher in watchers:
        results |= watcher.results()
    return {**results, "used": {"precision": training.precision}}


def folder_of(run: Run, place: Place, tutorial: str) -> Path:
    """Return the folder of a run's own files."""
    name = run.labels["run"].lower().replace(" ", "-")
    return place.work / tutorial / f"{name}-seed-{run.seed}{'-fast' if is_fast() else ''}"


def _retrained(record: Record) -> list[Run]:
    """Return T1's last runs, each at the rate that won the sweep with its seed, as far as the sweep is done."""
    runs = []
    for seed in dict.fromkeys(entry["seed"] for entry in record.entries):
        sweep = [e for e in record.entries if e["labels"]["run"] in SWEEP and e["seed"] == seed]
        if len(sweep) == len(SWEEP):
            best = min(sweep, key=lambda entry: entry["test_loss"][-1])
            settings = TUTORIALS["T1"].runs[RETRAINED].settings.but(rate=best["settings"]["rate"])
            runs.append(Run({"run": RETRAINED}, settings, seed))
    return runs


def _told(run: Run, results: Results) -> str:
    return f"test accuracy {100 * results['test_accuracy'][-1]:.2f} %" if "test_accuracy" in results else ""


def study(name: str, seeds: int = 1) -> Study:
    """Return the study of all runs of a tutorial."""
    variants = [
        Variant({"run": title}, wanted.settings) for title, wanted in TUTORIALS[name].runs.items() if title != RETRAINED
    ]
    made = Study(
        name,
        f"What does the tutorial {name} give when it is run as published?",
        variants,
        seeds,
        partial(run_tutorial, tutorial=name),
        told=_told,
        command="python -m mnist_course.tutorials {name}" + (f" --seeds {seeds}" if seeds > 1 else ""),
    )
    return replace(made, later=_retrained) if name == "T1" else made
