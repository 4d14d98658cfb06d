"""How long a chapter takes, and how much memory, when several learners run it on one machine at the same time."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from mnist_course.records import Run
from mnist_course.session.startup import cores_granted
from mnist_course.studies.study import Place, Results, Study, Variant

CHAPTER = "03_softmax_regression"
NOTEBOOKS = Path(__file__).parents[3] / "notebooks"
LEARNERS = (1, 2, 4)
ALONE = {"OMP_NUM_THREADS": "1", "TQDM_DISABLE": "1"}  # a learner's process has one thread


def share(run: Run, place: Place) -> Results:
    """Measure with as many learners as the label ``learners`` says."""
    return measure(run.labels["learners"])


def measure(learners: int, chapter: str = CHAPTER) -> Results:
    """Run a chapter in so many kernels at the same time, each in a folder of its own.

    Parameters
    ----------
    learners : int
        How many kernels there are.
    chapter : str
        Name of the notebook's file without its ending.

    Returns
    -------
    dict
        ``seconds`` and ``peak_megabytes`` (of the kernel's largest process), a list with one number per learner; and
        ``cores``, how many this process was granted. Starting a kernel is not counted; importing is.
    """
    start = [sys.executable, "-c", f"from {__name__} import execute; execute({chapter!r})"]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    processes = [subprocess.Popen(start, env={**os.environ, **ALONE}, **pipes) for _ in range(learners)]
    try:
        for process in processes:
            _said(process)  # its kernel is there
        for process in processes:
            process.stdin.write("go\n")
            process.stdin.flush()
        found = [_said(process) for process in processes]
    finally:
        for process in processes:
            process.communicate()
    seconds, peaks = zip(*found)
    return {"seconds": list(seconds), "peak_megabytes": list(peaks), "cores": cores_granted()}


def execute(chapter: str) -> None:
    """Start a kernel, say so, wait for a line, run the chapter, and print its seconds and its peak of memory."""
    import resource  # which Windows has not

    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(NOTEBOOKS / f"{chapter}.ipynb", as_version=4)
    with tempfile.TemporaryDirectory() as folder:
        client = NotebookClient(notebook, timeout=1200, resources={"metadata": {"path": folder}})
        with client.setup_kernel():
            print("0 0", flush=True)
            input()
            started = time.perf_counter()
            for index, cell in enumerate(notebook.cells):
                client.execute_cell(cell, index)
            seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss  # of the kernel, which has ended
    print(seconds, peak / (1e6 if sys.platform == "darwin" else 1e3 / 1.024), flush=True)


def _said(process: subprocess.Popen) -> tuple[float, float]:
    line = process.stdout.readline() if process.stdout else ""
    if len(line.split()) != 2:
        raise RuntimeError(f"expected two numbers from a learner's process, got {line!r}: its error stands above")
    seconds, peak = map(float, line.split())
    return seconds, peak


CLASSROOM = Study(
    "classroom",
    "How long does chapter 03 take when several learners run it on one machine at once, and how much memory?",
    [Variant({"learners": learners}) for learners in LEARNERS],
    1,
    share,
    timed=True,
)
