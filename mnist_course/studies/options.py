"""The options that the commands which make records have in common, their errors, and what they make of them."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from pathlib import Path

from mnist_course.records import Run
from mnist_course.records.file import RecordFile, make_writable
from mnist_course.records.record import FOLDER
from mnist_course.records.settings import run_of
from mnist_course.session.devices import best_device
from mnist_course.session.modes import is_fast
from mnist_course.studies.command import resumable
from mnist_course.studies.study import Place, Study, make


def add_options(parser: ArgumentParser, records: Path = FOLDER, work: str = "build/studies") -> None:
    """Add the options that all commands have which make records, with these folders by default."""
    parser.add_argument("--seeds", type=int, help="how many seeds, from 0 (default: the study's own number)")
    parser.add_argument("--device", help="cpu, cuda or mps (default: CUDA if there is one, else CPU)")
    parser.add_argument("--jobs", type=int, default=1, help="runs at the same time, unless they are timed (default 1)")
    parser.add_argument("--threads", type=int, help="CPU threads per run (default: the cores, shared among the jobs)")
    parser.add_argument("--out", type=Path, default=records, help=f"folder of the records (default: {_short(records)})")
    parser.add_argument("--work", type=Path, default=Path(work), help=f"folder of what runs keep (default: {work})")
    parser.add_argument("--afresh", action="store_true", help="forget the wanted runs that are there")


def _short(folder: Path) -> str:
    return "the package's" if folder == FOLDER else str(folder)


def one_of(parser: ArgumentParser, what: str, given: Sequence[str], known: Sequence[str]) -> list[str]:
    """Return the names given, each once, or all that are known; an error names these if one is unknown."""
    for name in given:
        if name not in {*known, "all"}:
            parser.error(f"expected {what} from {', '.join(known)}, or all, got {name!r}")
    return list(known) if "all" in given else list(dict.fromkeys(given))


def check_counts(parser: ArgumentParser, options: Namespace) -> None:
    """End with an error if a number that must be at least 1 is not."""
    for name in ("seeds", "jobs", "threads"):
        value = getattr(options, name, None)
        if value is not None and value < 1:
            parser.error(f"expected --{name} of at least 1, got {value}")


def place_of(parser: ArgumentParser, options: Namespace) -> Place:
    """Return where to compute and to write, or end with an error that says what is wrong."""
    check_counts(parser, options)
    if is_fast() and options.out == FOLDER:
        parser.error("expected --out with another folder: what the fast mode trains is no record")
    try:
        place = Place(str(best_device(options.device)), options.out, options.work)
        for folder in (place.records, place.work):
            make_writable(folder)
    except (ValueError, OSError) as error:
        parser.error(str(error))
    return place


def make_all(
    parser: ArgumentParser, options: Namespace, studies: Sequence[Study], wanted: Callable[[Run], bool]
) -> list[RecordFile]:
    """Make the wanted runs of some studies; all that can be wrong beforehand ends with an error before the first."""
    place = place_of(parser, options)
    plans: list[tuple[Study, RecordFile, list[Run]]] = []
    try:
        for study in studies:
            file = study.file(place)
            runs = [run for run in study.runs() if wanted(run)]
            if study.after not in [earlier.name for earlier, _, _ in plans]:
                study.check(runs if options.afresh else file.missing(runs), place)
            study.check_machine(file, runs if options.afresh else [], place, options.threads)
            plans.append((study, file, runs))
    except (ValueError, OSError) as error:
        parser.error(str(error))
    files = [file for _, file, _ in plans]
    if options.afresh:
        for study, file, _ in plans:
            there = [run_of(entry) for entry in file.entries]
            gone = {run.key() for run in there if run.seed < study.seeds and wanted(run)}
            file.forget(lambda entry, gone=gone: run_of(entry).key() in gone)  # type: ignore[misc]
    with resumable([(file, runs) for _, file, runs in plans], options.afresh):
        for study, file, runs in plans:
            make(study, file, runs, place, jobs=options.jobs, threads=options.threads)
            later = [run for run in study.later(file) if wanted(run) and run.seed < study.seeds]
            make(study, file, later, place, jobs=options.jobs, threads=options.threads)
    return files
