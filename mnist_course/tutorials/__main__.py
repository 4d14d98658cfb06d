"""Run the tutorials T1 to T4 as they were published, part by part, and show what they show.

Every run trains on the 60,000 training images and looks at the 10,000 test images as its tutorial does, so its
choices are made on the test set: use it to check the tutorials, not to choose a model. Results go into
OUT/T1.json (… T4.json) after each run, figures into WORK/T1; a command that was stopped goes on where it
stopped.
"""

import argparse
import shutil
from pathlib import Path

import matplotlib

from mnist_course.records import Record
from mnist_course.records.file import RecordFile
from mnist_course.records.record import FOLDER
from mnist_course.session.modes import is_fast
from mnist_course.studies import command
from mnist_course.studies.options import add_options, check_counts, make_all, one_of, place_of
from mnist_course.studies.study import Place
from mnist_course.tutorials.claims import claims
from mnist_course.tutorials.figures import save_figures
from mnist_course.tutorials.run import folder_of, study
from mnist_course.tutorials.tables import log, summary
from mnist_course.tutorials.tutorials import TUTORIALS

FILES = Path("build/tutorials")


def main(arguments: list[str] | None = None) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m mnist_course.tutorials",
        description=__doc__,
        epilog=_list_of_parts(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("tutorials", nargs="+", metavar="TUTORIAL", help="T1, T2, T3, T4 or all")
    parser.add_argument("--part", help="only this part of a tutorial, and what it needs; see the list below")
    parser.add_argument("--record", action="store_true", help="keep the JSON files in the package, for the ledger")
    add_options(parser, FILES, str(FILES))
    parser.set_defaults(seeds=1)
    options = parser.parse_args(arguments)
    names = one_of(parser, "tutorials", options.tutorials, list(TUTORIALS))
    for name in names:
        if options.part and options.part not in TUTORIALS[name].parts:
            parser.error(f"expected a part of {name} from {', '.join(TUTORIALS[name].parts)}, got {options.part!r}")
    check_counts(parser, options)
    if options.record:
        options.out = FOLDER
    place = place_of(parser, options)
    try:
        for name in names:  # a file that is no record is refused before anything is trained
            study(name).file(place)
    except ValueError as error:
        parser.error(str(error))
    matplotlib.use("Agg")
    for name in names:
        tutorial(parser, name, options, place)


def tutorial(parser: argparse.ArgumentParser, name: str, options: argparse.Namespace, place: Place) -> None:
    """Make the runs of one tutorial or its part, print tables and claims, save figures."""
    made, chosen = study(name, options.seeds), _chosen(name, options.part)
    print(f"{name}, {TUTORIALS[name].title}: looking at the test images")
    for run in made.runs() if options.afresh else []:
        if run.labels["run"] in chosen:
            shutil.rmtree(folder_of(run, place, name), ignore_errors=True)  # T4 would go on from its checkpoint
    (file,) = make_all(parser, options, [made], lambda run: run.labels["run"] in chosen)
    show(name, options.part, file, place.work / name)


def show(name: str, chosen_part: str | None, file: RecordFile, folder: Path) -> None:
    """Print the tables and claims of a tutorial or its part, and save its figures in the folder."""
    parts = TUTORIALS[name].parts
    found = {run: [e for e in file.entries if e["labels"]["run"] == run] for run in TUTORIALS[name].runs}
    print("\n[fast mode] a few steps per epoch: no result" if is_fast() else "")
    print(f"{summary(found, _chosen(name, chosen_part))}\n")
    for part in [chosen_part] if chosen_part else parts:
        print(f"{name} {part}: {parts[part].title}")
        if len(parts[part].runs) == 1 and "train_loss" in found[parts[part].runs[0]][0]:
            print(f"{log(found[parts[part].runs[0]][0])}")
        for path in save_figures(name, part, found, folder):
            print(f"  {path}")
        for row in claims(Record(name, file.about, file.entries), part):
            print(f"  {name} says: {row.claim}\n    measured: {row.measured}\n    {row.verdict}")


def _chosen(name: str, part: str | None) -> set[str]:
    """Return the names of the runs that a part of a tutorial shows, or all its parts."""
    return {run for title, content in TUTORIALS[name].parts.items() if part in (None, title) for run in content.runs}


def _list_of_parts() -> str:
    lines = ["parts:"]
    for name, content in TUTORIALS.items():
        lines += [f"  {name} {part:12} {shown.title}" for part, shown in content.parts.items()]
    return "\n".join(lines)


if __name__ == "__main__":
    command.run(main)
