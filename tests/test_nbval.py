"""Does the net hold? One digit of a stored result is changed, and nbval must notice each time."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

ROOT = Path(__file__).parent.parent
CHAPTER = ROOT / "notebooks" / "02_one_hot_labels.ipynb"
KINDS = {"text": "plain text", "text/html": "a table", "text/markdown": "Markdown"}


def nbval(notebook, folder, **environment):
    """Run nbval on a notebook as on a chapter; return the numbers of the code cells that failed (from 0)."""
    for name in ("notebooks/conftest.py", "notebooks/kernels.py", "tests/nbval_sanitize.cfg"):
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    nbformat.write(notebook, folder / "notebooks" / "chapter.ipynb")
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "-q", "-rf", "-p", "no:cacheprovider"]
    output = subprocess.run(
        [*command, "notebooks"], cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True
    ).stdout
    assert "passed" in output or "failed" in output, output
    return {int(number) for number in re.findall(r"^FAILED .*::Cell (\d+)", output, flags=re.MULTILINE)}


def change_one_digit(text):
    """Change the last digit of the text to another one."""
    place = [match.start() for match in re.finditer(r"\d", text)][-1]
    return text[:place] + str((int(text[place]) + 1) % 10) + text[place + 1 :]


def spoil(notebook, kind, taken):
    """Change a digit in the first output of that kind in a cell not yet taken; return the cell's number."""
    for number, cell in enumerate(c for c in notebook.cells if c.cell_type == "code"):
        exempt = {"nbval-ignore-output", "chapter-cost"} & set(cell.metadata.get("tags", []))
        for output in [] if exempt or number in taken else cell.outputs:
            place = output if kind == "text" else output.get("data", {})
            if re.search(r"\d", place.get(kind, "")):
                place[kind] = change_one_digit(place[kind])
                return number
    return pytest.fail(f"{CHAPTER.name} has no output as {KINDS[kind]} with a digit in it")


@pytest.mark.slow
def test_nbval_notices_one_changed_digit_in_text_in_a_table_and_in_markdown(tmp_path):
    notebook = nbformat.read(CHAPTER, as_version=4)
    spoilt = set()
    for kind in KINDS:
        spoilt.add(spoil(notebook, kind, spoilt))
    assert len(spoilt) == 3 and nbval(notebook, tmp_path) == spoilt


def small_notebook(cells):
    """Return a notebook of cells, each given as its source and the outputs that are stored with it."""
    executed = [
        new_code_cell(source, outputs=outputs, execution_count=number)
        for number, (source, *outputs) in enumerate(cells, 1)
    ]
    return new_notebook(cells=executed)


@pytest.mark.slow
def test_nbval_accepts_other_words_of_a_library_and_notices_another_class_fragment_or_digit(tmp_path):
    source = "with checks.shows_error(ValueError, 'abc', '10'):\n    int('abc')\nprint('10 digits')"
    now = (
        "a ValueError, as expected, that says abc, 10:\n"
        "  | ValueError: invalid literal for int() with base 10: 'abc'\n"
        "10 digits\n"
    )
    accepted = [
        now,
        now.replace("invalid literal for", "NewerError: no digits in abc, in\n  | base 10, says"),
    ]
    noticed = [
        now.replace("a ValueError", "a TypeError"),
        now.replace("abc, 10:", "abc, 16:"),
        now.replace("10 digits", "11 digits"),
        now.replace("10 digits", "  10 digits"),
        now.replace("  | ", "    "),
        now.replace("10:\n", "10;\n"),
    ]
    cells = [("from mnist_course import checks",)]
    cells += [(source, new_output("stream", name="stdout", text=text)) for text in accepted + noticed]
    failed = nbval(small_notebook(cells), tmp_path)
    assert failed == set(range(1 + len(accepted), len(cells)))


@pytest.mark.slow
def test_nbval_draws_the_figures_whatever_backend_the_environment_names(tmp_path):
    figure = new_output("display_data", data={"text/plain": "<Figure size 640x480 with 1 Axes>", "image/png": ""})
    source = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"
    assert nbval(small_notebook([(source, figure)]), tmp_path, MPLBACKEND="Agg", PYTHONWARNINGS="error") == set()
