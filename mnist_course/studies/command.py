"""What the package's commands have in common: they print in every encoding, and Ctrl-C ends them with a line."""

import sys
from collections.abc import Callable


def run(main: Callable[[], None]) -> None:
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
