"""The doctor: each thing that can be wrong with a machine is found, and the way to fix it said, on one screen."""

import ast
import importlib.util
import shutil
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SPEC = importlib.util.spec_from_file_location("doctor", ROOT / "doctor.py")
doctor = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(doctor)

Usage = namedtuple("Usage", "total used free")
TRUE = shutil.which("true")  # prints nothing
MISSING = (None, "ModuleNotFoundError: No module named 'something'")


@pytest.fixture
def healthy(monkeypatch):
    """A machine on which nothing is wrong; answers may be changed: the code that asks, and what comes of it."""
    answers = {
        doctor.PACKAGE: (str(ROOT / "mnist_course" / "__init__.py"), ""),
        doctor.PYTORCH: (["2.14.1+cpu", "0.29.1+cpu"], ""),
        doctor.THREADS: ([2, 2], ""),
        doctor.KERNEL: (sys.prefix, ""),
        doctor.FONTS: ("DejaVuSans.ttf", ""),
        doctor.PLAYWRIGHT: (None, ""),
        doctor.CACHE: ("/cache/MNIST/raw", ""),
    }
    monkeypatch.setattr(doctor, "ask", lambda code: answers.get(code, (0, "")))
    monkeypatch.setattr(doctor, "find_chromium", lambda own: sys.executable)
    monkeypatch.setattr(doctor.platform, "python_version", lambda: "3.12.1")
    monkeypatch.setattr(doctor.platform, "libc_ver", lambda: ("glibc", "2.36"))
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda path: Usage(0, 0, 100 * doctor.GIGABYTE))
    monkeypatch.setattr(doctor.shutil, "which", {}.get)
    monkeypatch.setattr(doctor, "free_memory", lambda: 16.0)
    return answers


def report(capsys):
    """Run the doctor; return its exit code, and its lines by the name of the check, with the line that fixes it."""
    code = doctor.main()
    lines = capsys.readouterr().out.splitlines()
    found = {}
    for line, below in zip(lines, [*lines[1:], ""]):
        if not line.startswith("       -> "):
            level, _, rest = line.strip().partition(" ")
            name, _, seen = rest.strip().partition(" ")
            found[name] = (level, seen.strip(), below.removeprefix("       -> ") if "->" in below else "")
    return code, found, lines


def test_a_machine_on_which_nothing_is_wrong_is_ready(healthy, capsys):
    code, found, lines = report(capsys)
    assert code == 0 and lines[-1] == "Ready."
    assert all(found[name][0] in ("ok", "-") for name in doctor.CHECKS), lines


def a_disk_with(gigabytes, elsewhere=100):
    def usage(path):
        return Usage(0, 0, (gigabytes if path == str(ROOT) else elsewhere) * doctor.GIGABYTE)

    return lambda patch, answers: patch.setattr(doctor.shutil, "disk_usage", usage)


def before_the_set_up(fault):
    def change(patch, answers):
        answers[doctor.PYTORCH] = MISSING
        fault(patch, answers)

    return change


def answer(code, found, error=""):
    return lambda patch, answers: answers.update({code: (found, error)})


def attribute(place, name, value):
    return lambda patch, answers: patch.setattr(place, name, value)


FAULTS = {
    "an old Python": ("WRONG Python", attribute(doctor.platform, "python_version", lambda: "3.10.13"), "Python 3.11"),
    "another C library": ("WRONG Python", attribute(doctor.platform, "libc_ver", lambda: ("", "")), "Colab"),
    "an old system": ("WRONG Python", attribute(doctor.platform, "libc_ver", lambda: ("glibc", "2.17")), "Colab"),
    "no venv": ("WRONG Python", answer("import ensurepip, venv; print(0)", None, "x"), "python3-venv"),
    "no room to install": ("WRONG disk", before_the_set_up(a_disk_with(5)), "CPUs only"),
    "a full disk": ("note disk", a_disk_with(0.5), "make room"),
    "a small temporary folder": ("note disk", before_the_set_up(a_disk_with(100, elsewhere=1)), "TMPDIR"),
    "little memory": ("note memory", attribute(doctor, "free_memory", lambda: 0.9), "close"),
    "no package": ("WRONG package", answer(doctor.PACKAGE, None), "make"),
    "another copy of it": ("note package", answer(doctor.PACKAGE, "/x/mnist_course/__init__.py"), "install -e ."),
    "no PyTorch": ("WRONG PyTorch", answer(doctor.PYTORCH, *MISSING), "make lab"),
    "an old PyTorch": ("WRONG PyTorch", answer(doctor.PYTORCH, ["2.9.1", "0.24.1"]), "--upgrade torch torchvision"),
    "a pair that does not go together": (
        "WRONG PyTorch",
        answer(doctor.PYTORCH, None, "RuntimeError: operator torchvision::nms does not exist"),
        "--force-reinstall torch torchvision",
    ),
    "a kernel that stops": ("WRONG kernel", answer(doctor.KERNEL, None, "RuntimeError: Kernel died"), "ipykernel"),
    "a kernel of another Python": ("WRONG kernel", answer(doctor.KERNEL, "/elsewhere"), "kernelspec remove"),
    "no fonts for figures": ("WRONG fonts", answer(doctor.FONTS, None, "ValueError: no font"), "matplotlib"),
    "no fonts for pages": ("note fonts", attribute(doctor.shutil, "which", {"fc-list": TRUE}.get), "fonts-"),
    "no browser": ("note browser", attribute(doctor, "find_chromium", lambda own: None), "CHROMIUM"),
    "a browser that does not start": (
        "note browser",
        attribute(doctor, "find_chromium", lambda own: "/none"),
        "CHROMIUM",
    ),
    "a folder that is not ours": ("WRONG images", answer(doctor.CACHE, None, "DataError: ..."), "MNIST_COURSE_DATA"),
    "too many threads": ("note threads", answer(doctor.THREADS, [8, 2]), "unset OMP_NUM_THREADS"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found_with_its_fix_and_fails_if_it_is_in_the_way(fault, healthy, capsys, monkeypatch):
    expected, change, fix = FAULTS[fault]
    change(monkeypatch, healthy)
    code, found, lines = report(capsys)
    level, name = expected.split()
    assert found[name][0] == level, lines
    assert fix in found[name][2] and " ... " not in found[name][2], lines
    assert code == any(found[name][0] == "WRONG" for name in doctor.CHECKS)


def test_nothing_is_said_twice_of_what_is_not_installed_yet(healthy, capsys):
    healthy.update(dict.fromkeys(healthy, MISSING))
    code, found, _ = report(capsys)
    assert code == 1
    assert [name for name in doctor.CHECKS if found[name][0] == "WRONG"] == ["package", "PyTorch"]


def test_the_worst_machine_fits_one_screen(monkeypatch, capsys):
    long = doctor.Finding(doctor.WRONG, "/a/long/path" * 20, "a long way" * 20)
    monkeypatch.setattr(doctor, "CHECKS", {name: lambda: long for name in doctor.CHECKS})
    assert doctor.main() == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) <= 24 and max(map(len, lines)) <= 80


def test_asking_says_what_came_or_the_last_line_of_the_error():
    assert doctor.ask("print(json.dumps([1, 'ü']))") == ([1, "ü"], "")
    assert doctor.ask("raise ValueError('what\\nhappened')") == (None, "happened")
    assert doctor.ask("import os; os._exit(3)") == (None, "Python stopped with exit code 3")
    assert doctor.lacks(doctor.ask("import no_such_module")[1])


def test_it_starts_with_an_old_python_in_which_nothing_is_installed():
    for path in ROOT / "doctor.py", ROOT / "tests" / "browser.py":
        ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 8))
    command = [sys.executable, "-I", "-S", "-c", f"import runpy; runpy.run_path({str(ROOT / 'doctor.py')!r})"]
    assert subprocess.run(command, capture_output=True, text=True).stderr == ""
