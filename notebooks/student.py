"""Write notebooks without solutions: for students, or as assignments for nbgrader.

``python notebooks/student.py FOLDER [03 05 ...]`` writes the chapters with stubs in place of solutions, without
outputs, and with every prediction and question open. nbgrader takes the solutions out, and nbconvert the outputs.

``python notebooks/student.py --course FOLDER [03 05 ...]`` writes a course for nbgrader, with an assignment named after
the number of each chapter, and a point for each exercise.
"""

import argparse
import copy
import re
from pathlib import Path

import nbformat
from nbconvert.preprocessors import ClearOutputPreprocessor
from nbformat.v4 import new_code_cell
from nbgrader.preprocessors import ClearSolutions

FOLDER = Path(__file__).parent
ANSWERS = re.compile(
    r"\s*(<!-- answer: .*?-->|<details>.*?</details>)", re.DOTALL
)  # of predictions and questions
VALUE = re.compile(r"^(\w+ = \.\.\.)$", re.MULTILINE)
BODY = re.compile(r"^( +)(?=### BEGIN SOLUTION)", re.MULTILINE)
STUB = {"python": ""}  # the dots to replace stand beside the solution
POINT = """# Graded here, when your work has been handed in: your answer to {key}.
### BEGIN HIDDEN TESTS
outcome = {judge}
assert outcome.kind == "right", outcome.text
### END HIDDEN TESTS"""
CONFIG = f"""c = get_config()
c.CourseDirectory.course_id = "mnist"
c.ClearSolutions.code_stub = {STUB}
c.Execute.timeout = 600  # seconds for one cell
"""


def student(notebook):
    """Return a chapter as a student gets it: nothing in it says the answer to an exercise or a question."""
    made = _opened(notebook)
    for step in ClearSolutions(code_stub=STUB), ClearOutputPreprocessor():
        made, _ = step.preprocess(made, {})
    return made


def assignment(notebook):
    """Return a chapter as nbgrader's source: with its solutions, and below each a locked cell that gives a point."""
    made = _opened(notebook)
    made.cells = [one for cell in made.cells for one in (cell, *_points(cell))]
    return made


def _opened(notebook):
    # No answers in the text; what was folded lies open, and has dots where a student writes.
    made = copy.deepcopy(notebook)
    for cell in made.cells:
        if cell.cell_type == "markdown":
            cell.source = ANSWERS.sub("", cell.source)
        elif "nbgrader" in cell.metadata:
            cell.source = VALUE.sub(r"\1  # your answer here", cell.source)
            cell.source = BODY.sub(r"\1...  # your code here\n\1", cell.source)
            for name in ("cellView", "jupyter", "mystnb"):
                cell.metadata.pop(name, None)
            cell.metadata.tags.remove("hide-cell")
    return made


def _points(cell):
    # A check says what is wrong and goes on; nbgrader gives no point where a cell raises.
    if "nbgrader" not in cell.metadata:
        return
    check = cell.source.splitlines()[-1]
    made = new_code_cell(
        POINT.format(
            key=check.split('"')[1], judge=check.replace(".check(", ".judge(")
        ),
        id=f"{cell.id}-point",
    )
    made.metadata.nbgrader = {
        **cell.metadata.nbgrader,
        "grade_id": f"{cell.metadata.nbgrader.grade_id}-point",
        "solution": False,
        "grade": True,
        "locked": True,
        "points": 1,
    }
    yield made


def main(folder, wanted, course=False):
    """Write the chapters whose names begin with one of `wanted` (all if it is empty) into a folder."""
    for path in sorted(FOLDER.glob("*.ipynb")):
        if not wanted or path.name.startswith(tuple(wanted)):
            place = Path(folder, "source", path.name[:2]) if course else Path(folder)
            place.mkdir(parents=True, exist_ok=True)
            chapter = nbformat.read(path, as_version=4)
            made = assignment(chapter) if course else student(chapter)
            nbformat.write(made, place / path.name)
    if course:
        Path(folder, "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description="Write the chapters without their solutions."
    )
    parser.add_argument("folder", help="to write into, such as build/student")
    parser.add_argument("chapters", nargs="*", help="such as 03 05; without any, all")
    parser.add_argument(
        "--course",
        action="store_true",
        help="write a course for nbgrader, with an assignment for each chapter",
    )
    given = parser.parse_args()
    main(given.folder, given.chapters, given.course)
