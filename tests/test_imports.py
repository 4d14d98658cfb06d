"""Imports run one way: each module may import only what stands on a lower floor."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import mnist_course

PACKAGE = Path(mnist_course.__file__).parent
FLOORS = [
    {"modes", "devices", "expect", "precision", "files", "startup"},
    {
        "data",
        "preprocess",
        "batches",
        "augment",
        "models",
        "evaluation",
        "checkpoint",
        "figures",
        "checks",
        "records",
        "tables",
        "experiments",
        "costs",
        "significance",
        "calibration",
        "selective",
        "averaging",
        "label_errors",
        "crowd",
        "predictions",
    },
    {"training", "tutorial_loop", "small_networks", "corruptions"},
    {"learning_rate", "trial", "pretrained"},
    {"recording", "jobs", "command"},
    {"record", "recipes", "benchmark", "seconds", "last_errors"},
    {"pages"},
]
FLOOR = {module: number for number, floor in enumerate(FLOORS) for module in floor}
SOURCES = [path for path in sorted(PACKAGE.rglob("*.py")) if path != PACKAGE / "__init__.py"]


def imported_modules(path):
    """Names of the modules of this package that the file imports."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "mnist_course":
            if node.module == "mnist_course":
                yield from (alias.name for alias in node.names if alias.name in FLOOR)
            else:
                yield node.module.split(".")[1]
        elif isinstance(node, ast.Import):
            assert not any(alias.name.startswith("mnist_course.") for alias in node.names), "import it with from"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_module_imports_only_from_lower_floors(path):
    module = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    for other in imported_modules(path):
        assert FLOOR[other] < FLOOR[module] or other == module, f"{module} must not import {other}"


def test_every_floor_is_a_module_that_exists():
    assert {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in SOURCES} == set(FLOOR)


def test_importing_the_package_is_quiet_and_loads_nothing_heavy():
    code = "import sys, mnist_course; print(sorted(m for m in ('torch', 'numpy', 'matplotlib') if m in sys.modules))"
    result = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True)
    assert (result.stdout, result.stderr) == ("[]\n", "")


def test_importing_what_a_chapter_needs_is_quiet():
    code = "from mnist_course import checks, data, figures, learning_rate, models, modes, records, training"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (result.stdout, result.stderr) == ("", "")
