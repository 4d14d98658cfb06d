"""Student notebooks leak nothing, say kindly what is open, and are the chapters again with the solutions put back."""

import ast
import re
from pathlib import Path

import nbformat
import pytest

pytest.importorskip("nbgrader")
from student import FOLDER, main, student

CHAPTERS = sorted(Path(FOLDER).glob("*.ipynb"))
REGION = re.compile(r"### BEGIN SOLUTION\n(.*?)\n *### END SOLUTION", re.DOTALL)


@pytest.fixture(params=CHAPTERS, ids=lambda path: path.stem)
def pair(request):
    notebook = nbformat.read(request.param, as_version=4)
    return notebook, student(notebook)


def solutions(notebook):
    return [cell for cell in notebook.cells if "nbgrader" in cell.metadata]


def test_no_line_of_a_solution_and_no_answer_to_a_prediction_is_in_a_student_notebook(pair):
    chapter, made = pair
    assert solutions(chapter), "expected exercises, got none"
    taught = {
        line.strip() for cell in chapter.cells if "nbgrader" not in cell.metadata for line in cell.source.splitlines()
    }
    everything = {line.strip() for cell in made.cells for line in cell.source.splitlines()}
    for cell in solutions(chapter):
        (region,) = REGION.findall(cell.source)
        own = {line.strip() for line in region.splitlines()} - taught - {"", ")", "]", "}"}
        assert own and not own & everything, own & everything
    assert not any("<!-- answer:" in cell.source or "SOLUTION" in cell.source for cell in made.cells)
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in made.cells)


def test_stub_stands_open_where_the_solution_was(pair):
    for full, open_one in zip(*map(solutions, pair)):
        assert "hide-cell" in full.metadata["tags"] and "hide-cell" not in open_one.metadata["tags"]
        assert "jupyter" not in open_one.metadata and "cellView" not in open_one.metadata
        assert "..." in open_one.source and ast.parse(open_one.source)
        assert open_one.source.splitlines()[-1] == full.source.splitlines()[-1]


def test_student_notebook_with_the_solutions_put_back_is_the_chapter(pair):
    chapter, made = pair
    assert [cell.id for cell in made.cells] == [cell.id for cell in chapter.cells]
    back = [
        full.source if "nbgrader" in cell.metadata else cell.source for full, cell in zip(chapter.cells, made.cells)
    ]
    without_answers = [re.sub(r"\s*<!-- answer: \w -->", "", cell.source) for cell in chapter.cells]
    assert back == without_answers


def test_open_exercises_say_so_kindly(pair, capsys):
    _, made = pair
    for cell in solutions(made):
        names = {}
        exec("from mnist_course import checks", names)
        exec(cell.source, names)
        assert capsys.readouterr().out.startswith("Not answered yet.")


def test_chosen_chapters_are_written(tmp_path):
    main(tmp_path / "new", ["03"])
    (path,) = (tmp_path / "new").iterdir()
    nbformat.validate(nbformat.read(path, as_version=4))
