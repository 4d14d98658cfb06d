"""Student notebooks leak nothing, run with open exercises, and with the solutions put back are the chapters again."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import bs4
import matplotlib
import matplotlib.pyplot as plt
import nbformat
import pytest
from nbformat.v4 import new_markdown_cell, new_notebook

pytest.importorskip("nbgrader")
from nbgrader.api import Gradebook
from student import FOLDER, main, student

CHAPTERS = {path.stem: nbformat.read(path, as_version=4) for path in sorted(Path(FOLDER).glob("*.ipynb"))}
STUDENTS = {name: student(chapter) for name, chapter in CHAPTERS.items()}
FAST = {"MNIST_COURSE_FAST": "1", "TQDM_DISABLE": "1"}
REGION = re.compile(r"### BEGIN SOLUTION\n(.*?)\n *### END SOLUTION", re.DOTALL)


@pytest.fixture(params=CHAPTERS)
def pair(request):
    return CHAPTERS[request.param], STUDENTS[request.param]


def solutions(notebook):
    return [cell for cell in notebook.cells if "nbgrader" in cell.metadata]


def lines(cells):
    return {line.strip() for cell in cells for line in cell.source.splitlines()}


def answers(notebook):
    """What the text of a notebook keeps out of sight: comments with the right letters, and folded explanations."""
    for cell in notebook.cells:
        page = bs4.BeautifulSoup(cell.source if cell.cell_type == "markdown" else "", "html.parser")
        yield from (str(note) for note in page.find_all(string=lambda text: isinstance(text, bs4.Comment)))
        yield from (fold.get_text() for fold in page.find_all("details"))


# What leaks ---------------------------------------------------------------------------------------------------------


def test_no_line_of_a_solution_and_no_output_is_in_a_student_notebook(pair):
    chapter, made = pair
    assert solutions(chapter), "expected exercises, got none"
    taught = lines(cell for cell in chapter.cells if "nbgrader" not in cell.metadata)
    for cell in solutions(chapter):
        (region,) = REGION.findall(cell.source)
        own = {line.strip() for line in region.splitlines()} - taught - {"", ")", "]", "}"}
        assert own and not own & lines(made.cells), own & lines(made.cells)
    assert not any("SOLUTION" in cell.source for cell in made.cells)
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in made.cells)


def test_no_answer_to_a_prediction_or_a_question_is_in_a_student_notebook(pair):
    chapter, made = pair
    hidden = list(answers(chapter))
    assert sum("answer:" in one for one in hidden) >= 2 and len(hidden) >= 7
    said = {line.strip() for one in hidden for line in one.splitlines()} - {""}
    assert said and not said & lines(made.cells), said & lines(made.cells)
    assert not list(answers(made)) and not any(re.search("answer: [A-E]", line) for line in lines(made.cells))


def test_of_a_question_the_choices_stay_and_nothing_else():
    question = "## Check yourself\n\n> **Question 1.** Why?\n>\n> - **A** It is $a<b$.\n> - **B** It is not."
    folded = "\n\n<details><summary>What each answer says</summary>\n\n- **A** No.\n- **B** Right: so.\n\n</details>"
    comment = "\n\n<!-- answer: B, name: a-name,\nabout: b and -- c -->"
    after = "\n\n2. And now?"
    made = student(new_notebook(cells=[new_markdown_cell(question + folded + comment + after + folded)]))
    assert made.cells[0].source == question + after


# What stays ---------------------------------------------------------------------------------------------------------


def test_stub_stands_open_where_the_solution_was_and_says_so(pair):
    for full, open_one in zip(*map(solutions, pair)):
        assert "hide-cell" in full.metadata["tags"] and "hide-cell" not in open_one.metadata["tags"]
        assert "jupyter" not in open_one.metadata and "cellView" not in open_one.metadata
        assert re.search(r"^( +|\w+ = )\.\.\.  # your (code|answer) here$", open_one.source, re.MULTILINE)
        assert len(ast.parse(open_one.source).body) >= 2  # the stub, and its check
        assert open_one.source.splitlines()[0].startswith(full.source.splitlines()[0])
        assert open_one.source.splitlines()[-1] == full.source.splitlines()[-1]


def test_student_notebook_with_the_solutions_put_back_is_the_chapter(pair):
    """So its full run is the chapter's, which nbval runs to the end."""
    chapter, made = pair
    assert [cell.id for cell in made.cells] == [cell.id for cell in chapter.cells]
    for full, cell in zip(chapter.cells, made.cells):
        if cell.cell_type == "code" and "nbgrader" not in cell.metadata:
            assert cell.source == full.source
        elif cell.cell_type == "markdown":
            rest = full.source
            for part in re.split(r"\n{2,}", cell.source.strip()):  # nothing changed, nothing put elsewhere
                assert part in rest
                rest = rest[rest.index(part) + len(part) :]


def names_made(cell):
    """The names that a cell binds, at its left edge."""
    for node in ast.parse(cell.source).body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        yield from (name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name))
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name


def test_no_cell_but_an_exercise_uses_what_an_exercise_makes(pair):
    """So what runs to its end with open exercises does so with solved ones, too."""
    made = set()
    for cell in pair[0].cells:
        if "nbgrader" in cell.metadata:
            made |= set(names_made(cell))
        elif cell.cell_type == "code":
            made -= set(names_made(cell))
            used = {node.id for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Name)}
            assert not used & made, f"{cell.id} uses {used & made}"


DEAR = {"nearest_neighbour"}  # compares every question with every image: a tenth of all tests' time


def on_few(function):
    """Of many comparisons, the fast mode makes some: the first questions' answers stand for the others'."""

    def answers(questions, images, labels):
        if len(questions) * len(images) <= 10**7:
            return function(questions, images, labels)
        found = function(questions[:200], images, labels)
        return found.repeat(len(questions) // len(found) + 1)[: len(questions)]

    return answers


@pytest.mark.slow
@pytest.mark.parametrize("name", CHAPTERS)
def test_student_notebook_runs_in_the_fast_mode_and_each_solution_is_right_in_its_place(name, monkeypatch, capsys):
    """In this process, which has loaded PyTorch: to start a kernel for each chapter takes as long as the chapter."""
    for variable, value in FAST.items():
        monkeypatch.setenv(variable, value)
    monkeypatch.chdir(FOLDER)
    monkeypatch.setattr(plt, "show", lambda: plt.close("all"))
    names, solved = {"__name__": "__main__"}, {}
    with matplotlib.rc_context():
        for full, cell in zip(CHAPTERS[name].cells, STUDENTS[name].cells):
            if cell.cell_type == "markdown":
                continue
            capsys.readouterr()
            exec(compile(cell.source, f"{name}, cell {cell.id}", "exec"), names)
            names |= {dear: on_few(names[dear]) for dear in DEAR if f"def {dear}(" in cell.source}
            if "nbgrader" in cell.metadata:
                assert capsys.readouterr().out.startswith("Not answered yet.")
                with_answers = {**names, **solved}
                exec(compile(full.source, f"{name}, solution in cell {cell.id}", "exec"), with_answers)
                assert capsys.readouterr().out.startswith("Right. ")
                solved |= {key: value for key, value in with_answers.items() if value is not names.get(key)}


def test_chosen_chapters_are_written(tmp_path):
    main(tmp_path / "new", ["03"])
    (path,) = (tmp_path / "new").iterdir()
    nbformat.validate(nbformat.read(path, as_version=4))


# Assignments --------------------------------------------------------------------------------------------------------


@pytest.fixture
def nbgrader(tmp_path):
    """A course with one assignment, and the commands of an instructor in its folder."""
    main(tmp_path, ["02"], course=True)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # nbgrader calls a program beside it

    def command(*arguments):
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", *arguments],
            cwd=tmp_path,
            env={**os.environ, **FAST, "PATH": path},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr[-3000:]

    return command


@pytest.mark.full
def test_an_assignment_leaks_nothing_and_is_graded_by_nbgrader_a_point_for_each_exercise(nbgrader, tmp_path):
    nbgrader("generate_assignment", "02")
    (path,) = (tmp_path / "release" / "02").glob("*.ipynb")
    chapter, released = CHAPTERS[path.stem], nbformat.read(path, as_version=4)
    points = [cell for cell in solutions(released) if cell.metadata.nbgrader.grade]
    sources = [cell.source for cell in released.cells if cell not in points]
    assert sources == [cell.source for cell in STUDENTS[path.stem].cells]
    assert len(points) == len(solutions(chapter)) and not any("judge" in cell.source for cell in points)

    typed = {cell.id: cell.source for cell in solutions(chapter)}
    wrong = {**typed, next(iter(typed)): "def one_hot_rows(labels, classes): return 0"}
    set_up = next(cell for cell in released.cells if cell.cell_type == "code")
    for name, written in {"right": typed, "open": {}, "one wrong": {**wrong, points[0].id: "1 / 1"}}.items():
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            cell.source = written.get(cell.id, cell.source)
        if name != "right":  # who thinks that nothing but the exercises is looked at
            notebook.cells = [cell for cell in notebook.cells if cell.id == set_up.id or "nbgrader" in cell.metadata]
        (tmp_path / "submitted" / name / "02").mkdir(parents=True)
        nbformat.write(notebook, tmp_path / "submitted" / name / "02" / path.name)
    nbgrader("autograde", "02")
    with Gradebook(f"sqlite:///{tmp_path}/gradebook.db") as book:
        scores = {one.student_id: (one.score, one.max_score) for one in book.assignment_submissions("02")}
    best = len(points)
    assert scores == {"right": (best, best), "open": (0, best), "one wrong": (best - 1, best)}
