"""The package's rooms: few, each imports only from those before it, and the chapters only from the helpers."""

import ast
import inspect
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import nbformat
import pytest

import mnist_course
from mnist_course.studies.__main__ import main
from mnist_course.training import trainer

PACKAGE = Path(mnist_course.__file__).parent
NOTEBOOKS = sorted((PACKAGE.parent / "notebooks").glob("*.ipynb"))
ROOMS = [  # a room may import from those in earlier rows
    {"session"},
    {"models", "data"},
    {"augment"},
    {"records"},
    {"evaluation"},
    {"figures", "checks"},
    {"widgets"},
    {"training"},
    {"studies"},
    {"tutorials"},
]
ROW = {room: row for row, rooms in enumerate(ROOMS) for room in rooms}
MACHINERY = {"studies", "tutorials"}  # makes records; a chapter reads them
SOURCES = [path for path in sorted(PACKAGE.rglob("*.py")) if path != PACKAGE / "__init__.py"]


def imported_rooms(code):
    """The rooms of this package that the code imports."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "mnist_course":
            if node.module == "mnist_course":
                yield from (alias.name for alias in node.names if alias.name in ROW)
            else:
                yield node.module.split(".")[1]
        elif isinstance(node, ast.Import):
            assert not any(alias.name.startswith("mnist_course.") for alias in node.names), "import it with from"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_module_imports_only_from_earlier_rooms_and_its_own(path):
    room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    for other in imported_rooms(path.read_text(encoding="utf-8")):
        assert other == room or ROW[other] < ROW[room], f"{room} must not import {other}"


def name_of(path):
    """What a module is called in an import."""
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")


def imported_modules(code, known):
    """The modules of this package that the code imports, at its beginning or within a function."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("mnist_course"):
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in known else node.module


def test_no_module_imports_itself_by_way_of_others():
    known = {name_of(path): path.read_text(encoding="utf-8") for path in SOURCES}
    graph = {name: set(imported_modules(code, known)) for name, code in known.items()}
    assert sum(map(len, graph.values())) > len(graph)
    TopologicalSorter(graph).prepare()  # an error, if there is a circle


@pytest.mark.slow
def test_from_the_command_line_to_the_loop_a_run_passes_at_most_six_modules(monkeypatch, tmp_path):
    """Each is one more file that somebody has to read who asks how a result was made."""
    passed = set()

    def look(*_, **__):
        files = [Path(frame.filename) for frame in inspect.stack()]
        passed.update(str(file.relative_to(PACKAGE)) for file in files if PACKAGE in file.parents)

    monkeypatch.setattr(trainer, "fit", look)
    only = ["--only", "loss=cross-entropy", "--only", "rate=0.1", "--seeds", "1"]
    folders = ["--out", str(tmp_path), "--work", str(tmp_path)]
    main(["make", "squared_error", "--device", "cpu", *only, *folders])
    assert 0 < len(passed) <= 6, passed


def test_there_are_at_most_twelve_rooms_and_each_has_its_row():
    assert {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in SOURCES} == set(ROW)
    assert len(ROW) <= 12


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_chapter_imports_nothing_that_makes_records(path):
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            assert not MACHINERY & set(imported_rooms(cell.source)), cell.source


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_public_functions_and_methods_say_what_they_take_and_give(path):
    module = ast.parse(path.read_text(encoding="utf-8"))
    for owner in [module, *(node for node in module.body if isinstance(node, ast.ClassDef))]:
        for function in (node for node in owner.body if isinstance(node, ast.FunctionDef)):
            if function.name.startswith("_") and not function.name.startswith("__"):
                continue
            arguments = function.args
            taken = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
            bare = [one.arg for one in taken if one and not one.annotation and one.arg not in {"self", "cls"}]
            assert not bare and function.returns, f"{function.name}: expected types, got none of {bare or 'the result'}"


def test_importing_the_package_is_quiet_and_loads_nothing_heavy():
    code = "import sys, mnist_course; print(sorted(m for m in ('torch', 'numpy', 'matplotlib') if m in sys.modules))"
    result = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True)
    assert (result.stdout, result.stderr) == ("[]\n", "")


@pytest.mark.slow
def test_a_record_of_runs_with_no_settings_of_their_own_is_added_to_without_pytorch(tmp_path):
    """Of the many processes that do so, each would take seconds to begin."""
    code = (
        "import sys; from pathlib import Path; from mnist_course.records import Run, Settings; "
        "from mnist_course.records.file import RecordFile; from mnist_course.studies import command; "
        "RecordFile(Path(sys.argv[1]), '?', 'x', []).add(Run({}, Settings(rate=2), 0), {}); "
        "print('torch' in sys.modules)"
    )
    result = subprocess.run([sys.executable, "-c", code, tmp_path / "a.json"], capture_output=True, text=True)
    assert (result.stdout, result.stderr) == ("False\n", "")


@pytest.mark.slow
def test_importing_what_a_chapter_needs_is_quiet():
    code = (
        "import sys; from mnist_course import augment, checks, data, evaluation, figures, models, records, training; "
        "import mnist_course.studies.quote; print('torchvision' in sys.modules)"  # which takes as long as PyTorch
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (result.stdout, result.stderr) == ("False\n", "")
