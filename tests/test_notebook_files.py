"""The chapters as files: what an editor or a run writes anew differs only where something has changed."""

import difflib
import json
import shutil

import execute
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from site_pages import ROOT

CHAPTERS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.fixture(params=CHAPTERS, ids=lambda path: path.stem)
def text(request):
    return request.param.read_text(encoding="utf-8")


def test_a_chapter_is_a_valid_notebook_whose_cells_have_ids_of_their_own(text):
    notebook = json.loads(text)
    nbformat.validate(notebook)
    assert (notebook["nbformat"], notebook["nbformat_minor"]) >= (4, 5), "cells have ids from 4.5 on"
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(set(ids)) == len(ids)


def test_a_chapter_is_stored_as_any_editor_stores_it(text):
    stored = nbformat.writes(nbformat.reads(text, as_version=4)) + "\n"
    changed = list(difflib.unified_diff(text.splitlines(), stored.splitlines(), lineterm="", n=0))
    assert not changed[:10] and text == stored, "python notebooks/execute.py stores it so"


def test_nothing_of_the_editor_or_the_run_is_stored(text):
    notebook = json.loads(text)
    assert notebook["metadata"] == execute.METADATA
    known = {*("tags", "mystnb", "jupyter", "nbgrader", "slideshow", "cellView", "exercise", "editable")}
    assert {name for cell in notebook["cells"] for name in cell["metadata"]} <= known


def test_git_shows_changes_of_notebooks_by_nbdime_once_it_is_switched_on():
    attributes = (ROOT / ".gitattributes").read_text(encoding="utf-8")
    assert "*.ipynb diff=jupyternotebook merge=jupyternotebook" in attributes


@pytest.fixture
def twice(monkeypatch, tmp_path):
    """Execute a notebook two times; return what is stored each time, and the first notebook."""
    monkeypatch.setattr(execute, "_record_cost", lambda *cost: None)

    def run(path):
        texts = []
        for _ in range(2):
            execute.execute(path)
            texts.append(path.read_text(encoding="utf-8"))
        return (*texts, nbformat.reads(texts[0], as_version=4))

    return run


@pytest.mark.slow
def test_executing_twice_changes_nothing(twice, tmp_path):
    cells = [
        new_markdown_cell("# A title\n\nTwo  spaces, ä, 7 · 3."),
        new_code_cell("import matplotlib.pyplot as plt, ipywidgets\nprint(1)\nplt.plot([1, 3]);plt.show()"),
        new_code_cell("ipywidgets.Button()", metadata={"tags": ["choice"]}),
        new_code_cell("{'a': {1, 2}}"),
    ]
    path = tmp_path / "chapter ä.ipynb"
    nbformat.write(new_notebook(cells=cells), path)
    first, second, notebook = twice(path)
    assert first == second
    assert [(cell.id, cell.source) for cell in notebook.cells] == [(cell.id, cell.source) for cell in cells]


@pytest.mark.full
def test_executing_a_chapter_twice_changes_only_what_a_cell_says_may_change(twice, tmp_path, monkeypatch):
    monkeypatch.delenv("MNIST_COURSE_FAST", raising=False)
    path = shutil.copy(CHAPTERS[2], tmp_path / CHAPTERS[2].name)
    before = nbformat.read(path, as_version=4)
    first, second, stored = twice(path)
    assert [(cell.id, cell.source, cell.metadata) for cell in stored.cells] == [
        (cell.id, cell.source, cell.metadata) for cell in before.cells
    ]
    again = nbformat.reads(second, as_version=4)
    for notebook in stored, again:
        for cell in notebook.cells:
            if {"nbval-ignore-output"} & {*cell.metadata.get("tags", [])}:
                cell.outputs = []
    lines = [nbformat.writes(notebook).splitlines() for notebook in (stored, again)]
    assert not list(difflib.unified_diff(*lines, lineterm="", n=0))
    assert len(first.splitlines()) == len(second.splitlines())
