"""The seconds that somebody waits: a whole process, from the start of Python to the printed result."""

import subprocess
import sys
import time


def process_seconds(*arguments):
    """Return how long ``python -m mnist_course.studies.seconds`` takes for one seed, timed from outside.

    Parameters
    ----------
    *arguments : str
        More of the command's options, such as ``"--final"``.
    """
    command = [sys.executable, "-m", "mnist_course.studies.seconds", "--seeds", "1", "--no-process", *arguments]
    started = time.perf_counter()
    try:
        subprocess.run(command, check=True, capture_output=True)
    except subprocess.CalledProcessError as error:
        error.add_note(error.stderr.decode(errors="replace"))
        raise
    return time.perf_counter() - started


def measure(seed, device="cpu"):
    """Return ``{"seconds": ...}`` of one process; `seed` only numbers the runs."""
    return {"seconds": process_seconds("--device", device)}
