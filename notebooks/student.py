"""Write the student notebooks: the chapters with stubs in place of solutions, no outputs, and every prediction open.

``python notebooks/student.py FOLDER [03 05 ...]``. nbgrader takes the solutions out, and nbconvert the outputs.
"""

import copy
import re
import sys
from pathlib import Path

import nbformat
from nbconvert.preprocessors import ClearOutputPreprocessor
from nbgrader.preprocessors import ClearSolutions

FOLDER = Path(__file__).parent
STUB = "..."
ANSWER = re.compile(r"\s*<!-- answer: \w -->")


def student(notebook):
    """Return a chapter as a student gets it: nothing in it says the answer to an exercise or a prediction."""
    made = copy.deepcopy(notebook)
    for step in (
        ClearSolutions(code_stub={"python": STUB}),
        ClearOutputPreprocessor(),
    ):
        made, _ = step.preprocess(made, {})
    for cell in made.cells:
        if cell.cell_type == "markdown":
            cell.source = ANSWER.sub("", cell.source)
        elif "nbgrader" in cell.metadata:  # what was folded lies open
            for name in ("cellView", "jupyter", "mystnb"):
                cell.metadata.pop(name, None)
            cell.metadata.tags.remove("hide-cell")
    return made


def main(folder, wanted):
    """Write the chapters whose names begin with one of `wanted` (all if it is empty) into a folder."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    for path in sorted(FOLDER.glob("*.ipynb")):
        if not wanted or path.name.startswith(tuple(wanted)):
            nbformat.write(
                student(nbformat.read(path, as_version=4)), Path(folder) / path.name
            )


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(
            "expected a folder to write into, such as build/student, got no argument"
        )
    main(sys.argv[1], sys.argv[2:])
