"""How the package's commands print, and how Ctrl-C ends them."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from mnist_course.records import Run
from mnist_course.records.file import RecordFile


@contextmanager
def resumable(plans: Sequence[tuple[RecordFile, list[Run]]], afresh: bool = False) -> Iterator[None]:
    """Add to an error, or to Ctrl-C, in the block a note of how many wanted runs are recorded, and how to go on."""
    try:
        yield
    except BaseException as error:
        wanted = sum(len(runs) for _, runs in plans)
        missing = sum(len(file.missing(runs)) for file, runs in plans)
        again = "the same command" + (", without --afresh," if afresh else "")
        error.add_note(f"{wanted - missing} of {wanted} runs are recorded; {again} goes on with the others")
        raise


def run(main: Callable[[], Any]) -> None:
    r"""Call the `main` of a module that was started as a command.

    A character that the output's encoding does not have is printed as its escape, such as ``\xb1`` for "±". On
    Ctrl-C, what the interruption has to say (its notes) is printed, and the process exits with 130.
    """
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        main()
    except KeyboardInterrupt as stop:
        print("; ".join(["\nstopped", *getattr(stop, "__notes__", [])]), file=sys.stderr)
        sys.exit(130)
