"""Does the net hold? One digit of a stored result is changed, and nbval must notice each time."""

import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

CHAPTER = Path(__file__).parent.parent / "notebooks" / "02_one_hot_labels.ipynb"
KINDS = {"text": "plain text", "text/html": "a table", "text/markdown": "Markdown"}


def nbval(path):
    """Run nbval on a notebook; return the numbers of the code cells that failed (from 0)."""
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "-q", "-rf", "-p", "no:cacheprovider"]
    output = subprocess.run([*command, path.name], cwd=path.parent, capture_output=True, text=True).stdout
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


def test_nbval_notices_one_changed_digit_in_text_in_a_table_and_in_markdown(tmp_path):
    notebook = nbformat.read(CHAPTER, as_version=4)
    spoilt = set()
    for kind in KINDS:
        spoilt.add(spoil(notebook, kind, spoilt))
    nbformat.write(notebook, tmp_path / CHAPTER.name)
    assert len(spoilt) == 3 and nbval(tmp_path / CHAPTER.name) == spoilt
