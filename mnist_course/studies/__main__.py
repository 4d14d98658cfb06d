"""Make the course's records, one study after the other, or train to 99 % in seconds and print the line to quote.

A command that was stopped goes on where it stopped. Let nothing else run beside studies that are timed.
"""

import argparse
from collections.abc import Callable
from typing import Any

from mnist_course.records import Run
from mnist_course.studies import benchmark, chapters, command, quote, seconds
from mnist_course.studies.clinic import CLINIC
from mnist_course.studies.options import add_options, check_counts, make_all, one_of
from mnist_course.studies.study import Study
from mnist_course.studies.suspects import SUSPECTS
from mnist_course.studies.verdict import PROMISE, VERDICT

STUDIES: dict[str, Study] = {
    **chapters.STUDIES,
    **seconds.STUDIES,
    **{study.name: study for study in (CLINIC, PROMISE, VERDICT, SUSPECTS)},
    **benchmark.STUDIES,
}


def main(arguments: list[str] | None = None) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m mnist_course.studies", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="say which studies there are, and what they ask")
    making = commands.add_parser("make", help="make the missing runs of some studies, and their records")
    making.add_argument("names", nargs="+", metavar="NAME", help=f"all, or some of: {', '.join(STUDIES)}")
    making.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="only the runs with this label or setting, such as network='T1 MLP'; may be said several times",
    )
    add_options(making)
    quoting = commands.add_parser("quote", help="train to 99%% in seconds, and print the line to quote")
    quote.add_options(quoting)
    options = parser.parse_args(arguments)
    if options.command == "list":
        for name, study in STUDIES.items():
            print(f"{name:16} {len(study.runs()):3} runs{', timed' if study.timed else ''}: {study.question}")
    elif options.command == "quote":
        quote.main(quoting, options)
    else:
        studies = [STUDIES[name] for name in one_of(making, "names", options.names, list(STUDIES))]
        check_counts(making, options)
        if options.seeds:
            studies = [study.with_seeds(options.seeds) for study in studies]
        wanted = _filter(making, options.only, studies)
        for file in make_all(making, options, studies, wanted):
            print(f"recorded: {file.path}")


def _filter(parser: argparse.ArgumentParser, only: list[str], studies: list[Study]) -> Callable[[Run], bool]:
    """Return what says whether a run is wanted; an error if that is no run at all."""
    pairs = [part.partition("=") for part in only]

    def wanted(run: Run) -> bool:
        values = variables(run)
        return all(name in values and str(values[name]) == value for name, _, value in pairs)

    runs = [run for study in studies for run in study.runs()]
    for name, equals, value in pairs:
        values = list(dict.fromkeys(str(variables(run)[name]) for run in runs if name in variables(run)))
        if not values:
            names = ", ".join(dict.fromkeys(name for run in runs for name in variables(run)))
            parser.error(f"expected --only with a label or setting from {names}, got {name!r}")
        if not equals or value not in values:
            parser.error(f"expected --only {name}= with a value from {'; '.join(values)}, got {value!r}")
    if not any(map(wanted, runs)):
        parser.error(f"expected runs with {' and '.join(only)}, found none")
    return wanted


def variables(run: Run) -> dict[str, Any]:
    """Return a run's labels and settings."""
    return {**(vars(run.settings) if run.settings else {}), **run.labels}


if __name__ == "__main__":
    command.run(main)
