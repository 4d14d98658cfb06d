"""Commands print in every encoding, and no file is read or written in the one that the machine happens to have."""

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pages
import pytest

import mnist_course

PACKAGE = Path(mnist_course.__file__).parent
SOURCES = sorted([*PACKAGE.rglob("*.py"), *(PACKAGE.parent / "notebooks").glob("*.py")])
COMMANDS = [path for path in SOURCES if PACKAGE in path.parents and "if __name__ ==" in path.read_text("utf-8")]
NARROW = {
    "ascii": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "latin-1": {"PYTHONIOENCODING": "latin-1"},
    "cp1251": {"PYTHONIOENCODING": "cp1251"},
}


def call(encoding, *arguments, **environment):
    """Run Python in an environment of that encoding, and return what it prints."""
    environment = {**os.environ, **NARROW[encoding], **environment}
    done = subprocess.run([sys.executable, *map(str, arguments)], env=environment, capture_output=True)
    assert done.returncode == 0, done.stderr.decode(encoding, "replace")
    return done.stdout.decode(encoding)


PRINT = r"""
from mnist_course.studies import command
command.run(lambda: print("99.02 \xb1 0.05% \u2026 \u201cbest LR\u201d"))
"""


@pytest.mark.parametrize(
    ("encoding", "printed"),
    [
        ("ascii", r"99.02 \xb1 0.05% \u2026 \u201cbest LR\u201d"),
        ("latin-1", r"99.02 ± 0.05% \u2026 \u201cbest LR\u201d"),
        ("cp1251", "99.02 ± 0.05% … “best LR”"),
    ],
)
def test_a_character_that_the_encoding_lacks_is_printed_as_its_escape(encoding, printed):
    assert call(encoding, "-c", PRINT).strip() == printed


@pytest.mark.parametrize("path", COMMANDS, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_command_is_run_as_one(path):
    assert path.read_text("utf-8").endswith('if __name__ == "__main__":\n    command.run(main)\n')


@pytest.mark.slow
def test_the_line_to_quote_is_printed_in_ascii(tmp_path):
    arguments = ["--seeds", "2", "--no-process", "--device", "cpu", "--threads", "1", "--out", tmp_path / "x.json"]
    printed = call("ascii", "-m", "mnist_course.studies", "quote", *arguments, MNIST_COURSE_FAST="1").splitlines()
    assert len(printed) == 3 and re.search(r" \\xb1 \d", printed[-1])
    assert len(json.loads((tmp_path / "x.json").read_text("utf-8"))["runs"]) == 2


@pytest.mark.slow
def test_a_tutorial_is_run_to_its_end_in_ascii(tmp_path):
    assert "T1.json (" in call("ascii", "-m", "mnist_course.tutorials", "--help")
    folders = ["--out", tmp_path, "--work", tmp_path]
    arguments = ["T3", "--part", "eval-mode", "--device", "cpu", "--threads", "1", *folders]
    printed = call("ascii", "-m", "mnist_course.tutorials", *arguments, MNIST_COURSE_FAST="1")
    assert "T3 says: Adding dropout to it is a next step." in printed
    assert (tmp_path / "T3.fast.json").exists() and list((tmp_path / "T3").glob("*.png"))


PAGES = """
import sys
from pathlib import Path
from mnist_course.studies import command
import pages

pages.BOOK = Path(sys.argv[1])
command.run(pages.main)
"""


@pytest.mark.slow
def test_pages_are_the_same_in_every_encoding(tmp_path):
    call("ascii", "-c", PAGES, tmp_path, PYTHONPATH=str(pages.BOOK))
    made = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert made == {*pages.PAGES, *pages.FIGURES}
    for name in pages.PAGES:
        assert (tmp_path / name).read_bytes() == (pages.BOOK / name).read_bytes()


def without_encoding(source):
    """Lines of the calls that open a text file in the machine's encoding."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or any(keyword.arg == "encoding" for keyword in node.keywords):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", None))
        if name in {"read_text", "write_text"} and len(node.args) <= (name == "write_text"):
            yield node.lineno
        if name in {"open", "fdopen"}:
            file_first = name == "fdopen" or isinstance(node.func, ast.Name)
            modes = [*node.args[file_first:], *(word.value for word in node.keywords if word.arg == "mode")]
            if not any("b" in str(mode.value) for mode in modes if isinstance(mode, ast.Constant)):
                yield node.lineno


def test_opening_without_an_encoding_is_found():
    found = 'open(a)\nopen(a, "w")\np.open()\np.open("a")\np.read_text()\np.write_text(t)\nos.fdopen(h, "w")\n'
    fine = 'open(a, "rb")\np.open("xb")\nopen(a, mode="wb")\nopen(a, encoding=e)\np.read_text("utf-8")\np.read_bytes()'
    assert sorted(without_encoding(found + fine)) == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE.parent)))
def test_text_files_are_opened_with_an_encoding(path):
    assert list(without_encoding(path.read_text("utf-8"))) == []
