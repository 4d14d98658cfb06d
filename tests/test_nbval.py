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


def nbval(folder, **notebooks):
    """Run nbval on notebooks as on chapters; return the numbers of the code cells of each that failed (from 0)."""
    for name in ("notebooks/conftest.py", "notebooks/kernels.py", "tests/nbval_sanitize.cfg"):
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    for name, notebook in notebooks.items():
        nbformat.write(notebook, folder / "notebooks" / f"{name}.ipynb")
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "-q", "-rf", "-p", "no:cacheprovider"]
    environment = {**os.environ, "MPLBACKEND": "Agg", "PYTHONWARNINGS": "error"}  # which a chapter does not mind
    output = subprocess.run([*command, "notebooks"], cwd=folder, env=environment, capture_output=True, text=True).stdout
    assert "passed" in output or "failed" in output, output
    failed = re.findall(r"^FAILED .*?(\w+)\.ipynb::Cell (\d+)", output, flags=re.MULTILINE)
    return {name: {int(number) for found, number in failed if found == name} for name in notebooks}


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


def small_notebook(cells):
    """Return a notebook of cells, each given as its source and the outputs that are stored with it."""
    executed = [
        new_code_cell(source, outputs=outputs, execution_count=number)
        for number, (source, *outputs) in enumerate(cells, 1)
    ]
    return new_notebook(cells=executed)


def digits():
    """A chapter with a digit changed in each kind of output, and the numbers of those cells."""
    notebook, spoilt = nbformat.read(CHAPTER, as_version=4), set()
    for kind in KINDS:
        spoilt.add(spoil(notebook, kind, spoilt))
    return notebook, spoilt


def words():
    """Errors shown in other words of a library, then with another class, fragment or digit; the latter's numbers."""
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
    return small_notebook(cells), set(range(1 + len(accepted), len(cells)))


def figures():
    """A figure that is drawn, and no cell that fails."""
    figure = new_output("display_data", data={"text/plain": "<Figure size 640x480 with 1 Axes>", "image/png": ""})
    source = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"
    return small_notebook([(source, figure)]), set()


@pytest.mark.slow
def test_nbval_notices_what_changed_and_accepts_other_words_of_a_library_and_any_backend(tmp_path):
    made = {one.__name__: one() for one in (digits, words, figures)}
    assert len(made["digits"][1]) == 3
    failed = nbval(tmp_path, **{name: notebook for name, (notebook, _) in made.items()})
    assert failed == {name: numbers for name, (_, numbers) in made.items()}
