"""A study: a question, the variants that answer it, and the seeds of each; and how its record is made."""

import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import torch
from tqdm import tqdm

from mnist_course.records import Record, Run, Settings
from mnist_course.records.file import RecordFile, machine
from mnist_course.records.settings import run_of
from mnist_course.session import precision
from mnist_course.session.modes import is_fast
from mnist_course.session.startup import cores_granted
from mnist_course.studies.jobs import completed

Results = dict[str, Any]


class Variant(NamedTuple):
    """One of the things that a study compares: its labels, its settings if it trains, at most so many seeds."""

    labels: dict[str, Any] = {}
    settings: Settings | None = None
    seeds: int | None = None


class Place(NamedTuple):
    """Where a run computes, and the folders of the records and of files that it keeps for itself."""

    device: str
    records: Path
    work: Path


@dataclass(frozen=True)
class Study:
    """A question × variants × seeds.

    ``measure`` makes one run: it gets the `Run`, and the `Place` as ``place``. The runs of a ``timed`` study are
    made one after the other, seed by seed, so that what is compared is timed side by side. ``later`` gives the runs
    that follow from the results of others. ``check`` raises a ValueError, before anything is run, if some runs
    cannot be made, unless the study ``after`` which they can is made by the same command. ``told`` is printed after
    a run.
    """

    name: str
    question: str
    variants: Sequence[Variant]
    seeds: int
    measure: Callable[..., Results]  # of a run, place=...
    timed: bool = False
    later: Callable[[Record], list[Run]] = field(default=lambda record: [])
    check: Callable[[list[Run], Place], None] = field(default=lambda runs, place: None)
    after: str = ""
    told: Callable[[Run, Results], str] = field(default=lambda run, results: "")
    command: str = "python -m mnist_course.studies make {name}"

    def runs(self) -> list[Run]:
        """Return all runs, in the order of the record."""
        pairs = [(variant, seed) for variant in self.variants for seed in range(self.seeds)]
        if self.timed:
            pairs.sort(key=lambda pair: pair[1])
        return [Run(*variant[:2], seed) for variant, seed in pairs if variant.seeds is None or seed < variant.seeds]

    def with_seeds(self, seeds: int) -> "Study":
        """Return the study with so many seeds of every variant, but for those of one seed, which have no noise."""
        variants = [variant if variant.seeds == 1 else variant._replace(seeds=None) for variant in self.variants]
        return replace(self, variants=variants, seeds=seeds)

    def file(self, place: Place) -> RecordFile:
        """Return the study's record in the folder of records; seconds on a GPU are another record."""
        gpu = "" if not self.timed or place.device.startswith("cpu") else place.device.partition(":")[0]
        fast = ".fast" if is_fast() else ""  # what the fast mode trains is never taken for a result
        path = place.records / f"{self.name}{gpu and '_' + gpu}{fast}.json"
        command = self.command.format(name=self.name) + (gpu and f" --device {gpu}")
        return RecordFile(path, self.question, command, self.runs())

    def check_machine(self, file: RecordFile, forgotten: list[Run], place: Place, threads: int | None) -> None:
        """Raise a ValueError if seconds of another machine, or number of threads, are and stay in the record."""
        here, gone = self.used(place, threads), {run.key() for run in forgotten}
        for entry in file.entries if self.timed else []:
            there = here | {name: value for name, value in entry.get("used", {}).items() if name in here}
            if there != here and run_of(entry).key() not in gone:
                raise ValueError(
                    f"expected to go on where {file.path} was begun, {there['machine']} with {there['threads']} "
                    f"threads, got {here['machine']} with {here['threads']}: use --afresh or --out"
                )

    def used(self, place: Place, threads: int | None, run: Run | None = None) -> Results:
        """Return what the runs, or one of them, are made with, for the record."""
        used = {"machine": machine(place.device), "threads": threads or torch.get_num_threads()}
        if run and run.settings:
            used["precision"] = precision.used(run.settings.precision, place.device)
        return used


def make(
    study: Study, file: RecordFile, wanted: list[Run], place: Place, *, jobs: int = 1, threads: int | None = None
) -> None:
    """Make the wanted runs that the record misses, and write it after each."""
    jobs = 1 if study.timed else jobs
    threads = threads or (max(1, cores_granted() // jobs) if jobs > 1 else None)
    todo, function = file.missing(wanted), partial(study.measure, place=place)
    with closing(completed(todo, function, jobs=jobs, threads=threads, skip=file.has)) as results:
        for run, found in tqdm(results, total=len(todo), desc=study.name, file=sys.stdout):
            file.add(run, {**found, "used": study.used(place, threads, run) | found.get("used", {})}, place.device)
            tqdm.write(f"{run}: {study.told(run, found)}".rstrip(": "), file=sys.stdout)
