"""Execute chapters on the full data and store their outputs: ``python notebooks/execute.py [03 05 ...]``.

Without arguments, all chapters run, in order. First the cells that let a reader choose are brought into step with the
predictions and questions, as by ``choices.py``. Each chapter's running time and an estimate of its reading time go into
the record ``chapters``, from which its first cell prints them. With ``MNIST_COURSE_FAST=1`` nothing is stored: the
chapters run through in seconds, to see that they run.
"""

import math
import sys
import time
from pathlib import Path

from choices import bring_into_step
from kernels import environment
from mnist_course.records import Run
from mnist_course.records.file import RecordFile, machine
from mnist_course.records.record import FOLDER as RECORDS
from mnist_course.session.files import replacing
from mnist_course.session.modes import is_fast
from reading import minutes

import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).parent
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python", "pygments_lexer": "ipython3"},
}


def main(wanted):
    """Execute the chapters whose names begin with one of `wanted` (all if it is empty)."""
    chapters = [
        path
        for path in sorted(FOLDER.glob("*.ipynb"))
        if not wanted or path.name.startswith(tuple(wanted))
    ]
    if not chapters:
        sys.exit(
            f"expected beginnings of notebook names, such as 03, got {' '.join(wanted)}"
        )
    if not is_fast():
        bring_into_step(chapters)
    for path in chapters:
        print(f"{path.stem} ...", end=" ", flush=True)
        print(f"{execute(path):.0f} s", flush=True)


def execute(path):
    """Run one notebook in its folder, store its outputs, and return the seconds it took.

    Raises
    ------
    RuntimeError
        If a cell that had a figure, or calls ``plt.show()``, draws none: nothing is stored then.
    """
    before, notebook = (nbformat.read(path, as_version=4) for _ in range(2))
    notebook.metadata = nbformat.from_dict(METADATA)
    client = NotebookClient(
        notebook,
        timeout=1200,
        store_widget_state=False,
        coalesce_streams=True,
        record_timing=False,
        resources={"metadata": {"path": str(path.parent)}},
    )
    with client.setup_kernel(env=environment()):
        started = time.perf_counter()
        for index, cell in enumerate(notebook.cells):
            client.execute_cell(cell, index)
        seconds = time.perf_counter() - started
        check_figures(before, notebook)
        if not is_fast():
            _record_cost(path.stem, round(seconds), math.ceil(minutes(notebook)))
            _print_the_new_cost(client, notebook)
    if not is_fast():
        _store(notebook, path)
    return seconds


def check_figures(before, after):
    """Raise a RuntimeError that names the cells without the figure that they had, or ask for."""
    lost = [
        cell.source.splitlines()[0]
        for cell, old in zip(after.cells, before.cells)
        if (_has_figure(old) or "plt.show()" in cell.source) and not _has_figure(cell)
    ]
    if lost:
        raise RuntimeError(
            "expected a figure from each of these cells, got none:\n" + "\n".join(lost)
        )


def _has_figure(cell):
    return any(
        "image/png" in output.get("data", {}) for output in cell.get("outputs", [])
    )


def _store(notebook, path):
    # Without the version of the Python that happened to run.
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if "choice" in cell.metadata.get("tags", []):
            cell.outputs = []  # its buttons are for whoever runs it
        for output in cell.get("outputs", []):
            output.get("metadata", {}).pop("needs_background", None)
            # A demo's widget is for whoever runs it; the page has the demo's HTML.
            output.get("data", {}).pop("application/vnd.jupyter.widget-view+json", None)
    with replacing(path, text=True) as file:
        nbformat.write(notebook, file)


def _record_cost(chapter, seconds, reading_minutes):
    file = RecordFile(
        RECORDS / "chapters.json",
        "How long does each chapter take?",
        "make notebooks",
        [
            Run({"notebook": path.stem}, None, 0)
            for path in sorted(FOLDER.glob("*.ipynb"))
        ],
    )
    cost = {
        "seconds": seconds,
        "reading_minutes": reading_minutes,
        "machine": machine("cpu"),
    }
    file.add(Run({"notebook": chapter}, None, 0), cost)


def _print_the_new_cost(client, notebook):
    # The cell that prints the chapter's cost ran before the cost was known: run it again.
    for index, cell in enumerate(notebook.cells):
        if "chapter-cost" in cell.metadata.get("tags", []):
            client.execute_cell(cell, index, execution_count=cell.execution_count)
            cell.execution_count = sum(
                c.cell_type == "code" for c in notebook.cells[: index + 1]
            )


if __name__ == "__main__":
    main(sys.argv[1:])
