"""The proof that the course holds everywhere: what it runs, what it counts, and that it says so when it does not."""

import itertools
import json
import os
import sys

import everywhere
import pytest
from everywhere import Result, Run

PYTHONS = {"3.11": "/old/python", "3.12": "/python", "3.13": "/new/python"}
MAKE = """#!{python}
import json, os, re, sys
chosen = dict(word.split("=", 1) for word in sys.argv[2:])
with open("calls", "a") as file:
    file.write(json.dumps([sys.argv[1], chosen, dict(os.environ)]) + "\\n")
os.makedirs(chosen["VENV"], exist_ok=True)
print("what the run says")
report = re.search("--junitxml=([^\\"]+)", os.environ["PYTEST_ADDOPTS"])[1]
open(report, "w").write('<testsuites><testsuite tests="9" failures="{failures}" errors="0" skipped="1"/></testsuites>')
if "MNIST_COURSE_BAND_LOG" in os.environ:
    band = {{"key": "03/accuracy", "value": {value}, "low": 0.9, "high": 1.0}}
    open(os.environ["MNIST_COURSE_BAND_LOG"], "w").write(json.dumps(band) + "\\n")
sys.exit({code})
"""


@pytest.fixture
def workshop(tmp_path, monkeypatch):
    """A folder that stands for the repository, with a `make` that only says what it would have come to."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "constraints.txt").write_text("numpy==2.4.6\njoblib==1.6.0\n")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=os.pathsep)
    monkeypatch.setattr(everywhere, "ROOT", tmp_path)
    monkeypatch.setattr(everywhere, "FOLDER", tmp_path / "build" / "everywhere")

    def make(failures=0, value=0.95, code=0):
        text = MAKE.format(python=sys.executable, failures=failures, value=value, code=code)
        (tmp_path / "bin" / "make").write_text(text)
        (tmp_path / "bin" / "make").chmod(0o755)

    make()
    make.folder = tmp_path
    make.calls = lambda: [json.loads(line) for line in (tmp_path / "calls").read_text().splitlines()]
    return make


def settings(run):
    return run.name.split("-")


def test_four_runs_meet_every_pair_of_settings_and_eight_meet_all():
    four, eight = (everywhere.plan_pytorch(PYTHONS, whole) for whole in (False, True))
    assert len(four) == 4 and len({run.name for run in eight}) == 8
    for first, second in itertools.combinations(range(3), 2):
        pairs = {(settings(run)[first], settings(run)[second]) for run in four}
        assert len(pairs) == 4


def test_a_run_has_the_threads_and_the_instructions_that_its_name_says():
    for run in everywhere.plan_pytorch(PYTHONS, whole=True):
        versions, threads, instructions = settings(run)
        variables = dict(run.variables)
        assert variables["OMP_NUM_THREADS"] == threads
        assert (everywhere.NARROW.items() <= variables.items()) == (instructions == "narrow")
        assert run.python == {"oldest": "/old/python", "newest": "/new/python"}[versions]


def test_every_python_runs_all_tests_and_all_chapters():
    runs = everywhere.plan_pythons(PYTHONS)
    assert [(run.python, run.target) for run in runs] == [
        (python, target) for python in PYTHONS.values() for target in ("check", "full", "nbval")
    ]


def test_the_oldest_environment_has_the_floors_of_pyproject_and_the_newest_has_what_there_is(workshop):
    floors = everywhere.floors()
    assert {"torch", "torchvision", "numpy"} <= set(floors)
    oldest, newest = (
        everywhere.write_lock(name, "numpy==2.4.6\njoblib==1.6.0\n").read_text().split()
        for name in ("oldest", "newest")
    )
    assert newest == ["joblib==1.6.0"]
    assert oldest == ["joblib==1.6.0", *(f"{name}=={version}" for name, version in floors.items())]


def test_a_dependency_without_a_floor_is_named(monkeypatch):
    monkeypatch.setitem(everywhere.PROJECT, "dependencies", ["torch>=2.10", "tqdm"])
    with pytest.raises(ValueError, match="got tqdm"):
        everywhere.floors()


def test_a_run_is_make_in_an_environment_of_its_own_and_counts_tests_and_bands(workshop, monkeypatch):
    monkeypatch.setenv("MNIST_COURSE_FAST", "1")
    monkeypatch.setenv("ATEN_CPU_CAPABILITY", "default")
    run = Run("oldest-2-wide", "oldest", "/old/python", lock="build/everywhere/oldest.txt")
    result = everywhere.carry_out(run, ["notebooks/02.ipynb"])
    [[target, chosen, variables]] = workshop.calls()
    assert target == "nbval"
    assert chosen == {
        "VENV": "build/everywhere/oldest",
        "PYTHON": "/old/python",
        "LOCK": "build/everywhere/oldest.txt",
        "NOTEBOOKS": "notebooks/02.ipynb",
    }
    assert not {"MNIST_COURSE_FAST", "ATEN_CPU_CAPABILITY"} & set(variables)
    assert (result.passed, result.failed, result.red) == (8, 0, False)
    assert result.bands == [("03/accuracy", 0.95, 0.9, 1.0)]
    assert "what the run says" in (everywhere.FOLDER / "oldest-2-wide.log").read_text()


@pytest.mark.parametrize(
    ("fault", "shown"),
    [
        ({"failures": 2, "code": 2}, "2"),
        ({"value": 0.89}, "oldest-2-wide: 03/accuracy is outside its band"),
        ({"code": 2}, "RED"),
    ],
    ids=["a test fails", "a band is missed", "make stops"],
)
def test_one_fault_makes_the_run_red_and_the_exit_code_1(workshop, capsys, fault, shown):
    runs = everywhere.plan_pytorch(PYTHONS, whole=False)
    assert everywhere.carry_out_all(runs, [], keep=False) == 0
    assert "RED" not in capsys.readouterr().out
    workshop(**fault)
    assert everywhere.carry_out_all(runs, [], keep=False) == 1
    assert shown in capsys.readouterr().out


def test_the_table_says_which_band_is_nearest_to_its_edge():
    bands = [("03/first", 0.95, 0.9, 1.0), ("06/second", 0.91, 0.9, 1.0), ("09/at-least", 3.0, 2.0, float("inf"))]
    versions = {"Python": "3.11.7", "torch": "2.10.0", "threads": 2, "instructions": "AVX2"}
    shown = everywhere.table([Result(Run("a", "a", "python"), True, 312.4, versions, 800, 0, bands)])
    header, row = shown.splitlines()
    assert "3.11.7" in row and "AVX2" in row and "06/second 10%" in row and "312" in row and row.endswith("ok")
    assert row.index("800") == header.index("passed")


def test_an_environment_serves_all_its_runs_and_is_deleted_unless_it_is_to_be_kept(workshop):
    runs = everywhere.plan_pytorch(PYTHONS, whole=True)
    everywhere.carry_out_all(runs, [], keep=True)
    assert {path.name for path in everywhere.FOLDER.iterdir() if path.is_dir()} == {"oldest", "newest"}
    everywhere.carry_out_all(runs, [], keep=False)
    assert not [path for path in everywhere.FOLDER.iterdir() if path.is_dir()]


def test_pythons_are_found_on_the_path_and_with_pyenv_and_only_if_they_work(tmp_path, monkeypatch):
    def program(path, version):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\necho {version}\n" if version else "#!/bin/sh\nexit 127\n")
        path.chmod(0o755)
        return str(path)

    on_path = program(tmp_path / "bin" / "python3.13", "3.13")
    program(tmp_path / "bin" / "python3.12", None)  # as pyenv's, for a version that is not chosen
    with_pyenv = program(tmp_path / "pyenv" / "versions" / "3.12.1" / "bin" / "python", "3.12")
    program(tmp_path / "pyenv" / "versions" / "3.10.13" / "bin" / "python", "3.10")
    monkeypatch.setattr(everywhere.sys, "executable", program(tmp_path / "old", "3.10"))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    assert everywhere.find_pythons() == {"3.12": with_pyenv, "3.13": on_path}


def test_a_wrong_beginning_of_a_chapter_is_refused(capsys):
    with pytest.raises(SystemExit):
        everywhere.main(["pytorch", "--chapters", "99"])
    assert "got 99" in capsys.readouterr().err
