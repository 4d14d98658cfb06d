"""Proves that the chapters come out alike wherever the course may run: ``make everywhere`` and ``make pythons``.

``everywhere.py pytorch`` runs the chapters with the oldest and the newest PyTorch, torchvision and NumPy that
pyproject.toml allows, on one thread and on two, with the processor's wide instructions and without. Four runs meet
every pair of these; ``--all`` makes all eight. ``everywhere.py pythons`` runs ``make test`` step by step with
every supported Python that it finds: on the path, or with pyenv.

Each environment is set up by the Makefile in ``build/everywhere``, is used by all its runs, and is deleted after them:
one takes up to 8 GB, since pip's usual PyTorch brings the libraries of NVIDIA. Where your pip is set to take PyTorch
from an index of CPU builds, it is about 1.5 GB. What a run printed stays in ``build/everywhere/NAME.log``.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
FOLDER = ROOT / "build" / "everywhere"
NARROW = {"ATEN_CPU_CAPABILITY": "default", "ONEDNN_MAX_CPU_ISA": "SSE41"}
# What a run decides for itself, whatever the terminal that starts it has set.
DECIDED = {*NARROW, "OMP_NUM_THREADS", "MNIST_COURSE_FAST", "MNIST_COURSE_SEED", "MAKEFLAGS", "MFLAGS", "MAKELEVEL"}
VERSIONS = """
import json, platform, mnist_course, torch, torchvision, numpy
print(json.dumps({"Python": platform.python_version(), "torch": torch.__version__, "torchvision":
    torchvision.__version__, "numpy": numpy.__version__, "threads": torch.get_num_threads(),
    "instructions": torch.backends.cpu.get_cpu_capability()}))
"""
COLUMNS = ["Python", "torch", "torchvision", "numpy", "threads", "instructions"]


@dataclass(frozen=True)
class Run:
    """One call of make: what it makes, in which environment, with which variables."""

    name: str
    environment: str
    python: str
    target: str = "nbval"
    lock: str = "constraints.txt"
    variables: tuple[tuple[str, str], ...] = ()


@dataclass
class Result:
    """What came of a run: versions as the run saw them, counts, bands as (key, value, low, high)."""

    run: Run
    completed: bool
    seconds: float
    versions: dict[str, object] = field(default_factory=dict)
    passed: int = 0
    failed: int = 0
    bands: list[tuple[str, float, float, float]] = field(default_factory=list)

    @property
    def outside(self) -> list[str]:
        """The bands that a value has missed."""
        return [key for key, value, low, high in self.bands if not low <= value <= high]

    @property
    def nearest(self) -> str:
        """The band whose value lies nearest to an edge, and how near: 0% on the edge, 50% in the middle."""
        margins = [
            (min(value - low, high - value) / (high - low), key)
            for key, value, low, high in self.bands
            if math.isfinite(high - low) and high > low
        ]
        return "{1} {0:.0%}".format(*min(margins)) if margins else "-"

    @property
    def red(self) -> bool:
        """Whether anything is wrong with it."""
        return not self.completed or self.failed > 0 or self.passed == 0 or bool(self.outside)


def floors() -> dict[str, str]:
    """Return the oldest version of each dependency that pyproject.toml allows."""
    found = {}
    for requirement in PROJECT["dependencies"]:
        match = re.fullmatch(r"([\w-]+)>=([\d.]+)", requirement)
        if not match:
            raise ValueError(f"expected a dependency with a floor, as in torch>=2.10, got {requirement}")
        found[match[1]] = match[2]
    return found


def write_lock(environment: str, lock: str) -> Path:
    """Write what an environment is held to: the lock without the dependencies, these as old or as new as can be."""
    pins = [line for line in lock.splitlines() if re.match(r"[\w.-]*", line)[0] not in floors()]
    if environment == "oldest":
        pins += [f"{name}=={version}" for name, version in floors().items()]
    path, text = FOLDER / f"{environment}.txt", "\n".join([*pins, ""])
    if not path.exists() or path.read_text(encoding="utf-8") != text:  # make installs anew where it is newer
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return path


def find_pythons() -> dict[str, str]:
    """Return the supported Pythons on this machine, from the oldest: for each version (as 3.12) a program."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    found = {}
    for version in (name.rpartition(" ")[2] for name in PROJECT["classifiers"] if "Python :: 3." in name):
        candidates = [sys.executable, shutil.which(f"python{version}"), *sorted(pyenv.glob(f"{version}.*/bin/python"))]
        works = (str(path) for path in candidates if path and version_of(path) == version)
        if path := next(works, None):
            found[version] = path
    return found


def version_of(python: str | Path) -> str | None:
    """Return the version (as 3.12) of a Python that can make environments, or None."""
    code = "import sys, ensurepip, venv; print('%d.%d' % sys.version_info[:2])"
    done = subprocess.run([python, "-c", code], capture_output=True, text=True)
    return done.stdout.strip() or None


def plan_pytorch(pythons: dict[str, str], whole: bool) -> list[Run]:
    """Return the runs that meet every pair of settings; of all of them if `whole`."""
    programs = list(pythons.values())
    kinds = itertools.product([("oldest", programs[0]), ("newest", programs[-1])], (2, 1), ("wide", "narrow"))
    runs = []
    for number, ((environment, python), threads, instructions) in enumerate(kinds):
        # The four of the eight in which an even number of settings is the second one: each pair is among them.
        if whole or number.bit_count() % 2 == 0:
            variables = {"OMP_NUM_THREADS": str(threads), **(NARROW if instructions == "narrow" else {})}
            runs.append(
                Run(
                    name=f"{environment}-{threads}-{instructions}",
                    environment=environment,
                    python=python,
                    lock=f"build/everywhere/{environment}.txt",
                    variables=(*variables.items(), ("CUDA_VISIBLE_DEVICES", "")),
                )
            )
    return runs


def plan_pythons(pythons: dict[str, str]) -> list[Run]:
    """Return what is run with each Python: all tests, then all chapters."""
    return [
        Run(name=f"python{version}-{target}", environment=f"python{version}", python=python, target=target)
        for version, python in pythons.items()
        for target in ("check", "full", "nbval")
    ]


def carry_out(run: Run, notebooks: Sequence[str] = ()) -> Result:
    """Make the run, with what it prints in its log; return what came of it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    report, bands = FOLDER / f"{run.name}.xml", FOLDER / f"{run.name}.bands"
    for old in report, bands:
        old.unlink(missing_ok=True)
    variables = {
        **{name: value for name, value in os.environ.items() if name not in DECIDED},
        **dict(run.variables),
        "PYTEST_ADDOPTS": f'-p no:cacheprovider "--junitxml={report}"',
    }
    if run.target == "nbval":
        variables["MNIST_COURSE_BAND_LOG"] = str(bands)  # then a missed band stops no chapter: it is counted here
    place = FOLDER.relative_to(ROOT) / run.environment
    command = ["make", run.target, f"VENV={place}", f"PYTHON={run.python}", f"LOCK={run.lock}"]
    if notebooks:
        command.append(f"NOTEBOOKS={' '.join(notebooks)}")
    started = time.monotonic()
    with open(FOLDER / f"{run.name}.log", "w", encoding="utf-8") as log:
        code = subprocess.run(command, cwd=ROOT, env=variables, stdout=log, stderr=subprocess.STDOUT).returncode
    result = Result(run, code == 0, time.monotonic() - started, see_versions(ROOT / place, variables))
    if report.exists():
        result.passed, result.failed = count(report)
    if bands.exists():
        result.bands = read_bands(bands)
    return result


def see_versions(environment: Path, variables: dict[str, str]) -> dict[str, object]:
    """Return what a run in that environment works with; nothing where it was not set up."""
    try:
        command = [environment / "bin" / "python", "-c", VERSIONS]
        done = subprocess.run(command, cwd=FOLDER, env=variables, capture_output=True, text=True)
        return json.loads(done.stdout)
    except (OSError, ValueError):
        return {}


def count(report: Path) -> tuple[int, int]:
    """Return how many tests passed and how many failed, by pytest's report."""
    suites = [suite.attrib for suite in ElementTree.parse(report).iter("testsuite")]
    total = {name: sum(int(suite[name]) for suite in suites) for name in ("tests", "failures", "errors", "skipped")}
    failed = total["failures"] + total["errors"]
    return total["tests"] - failed - total["skipped"], failed


def read_bands(path: Path) -> list[tuple[str, float, float, float]]:
    """Return the values that ``checks.check_band`` has noted, as (key, value, low, high)."""
    entries = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [(entry["key"], entry["value"], entry["low"], entry["high"]) for entry in entries]


def table(results: Iterable[Result]) -> str:
    """Return a table with a line for each run, and below it the bands that were missed."""
    rows = [["run", *COLUMNS, "passed", "failed", "bands", "nearest to its edge", "seconds", ""]]
    missed = []
    for result in results:
        versions = [str(result.versions.get(name, "-")) for name in COLUMNS]
        counts = [str(result.passed), str(result.failed), str(len(result.bands))]
        verdict = "RED" if result.red else "ok"
        rows.append([result.run.name, *versions, *counts, result.nearest, f"{result.seconds:.0f}", verdict])
        missed += [f"{result.run.name}: {key} is outside its band" for key in result.outside]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([*lines, *missed])


def carry_out_all(runs: Sequence[Run], notebooks: Sequence[str], keep: bool) -> int:
    """Make the runs one after the other, print the table, and return the exit code."""
    for environment in {run.environment for run in runs if run.lock != "constraints.txt"}:
        write_lock(environment, (ROOT / "constraints.txt").read_text(encoding="utf-8"))
    results = []
    for run, after in zip(runs, [*runs[1:], None], strict=True):
        print(f"{run.name} ...", end=" ", flush=True)
        results.append(carry_out(run, notebooks))
        print(f"{'RED' if results[-1].red else 'ok'}, see build/everywhere/{run.name}.log", flush=True)
        if not keep and (after is None or after.environment != run.environment):
            shutil.rmtree(FOLDER / run.environment, ignore_errors=True)
    print("\n" + table(results))
    return int(not results or any(result.red for result in results))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the command line asks for; return the exit code: 1 if anything is red."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("what", choices=["pytorch", "pythons"])
    parser.add_argument("--all", action="store_true", help="pytorch: all eight runs, not the four that meet every pair")
    parser.add_argument("--keep", action="store_true", help="leave the environments for the next call, as they are")
    parser.add_argument("--chapters", nargs="*", default=[], metavar="03", help="only the chapters that begin so")
    asked = parser.parse_args(arguments)
    notebooks = [
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / "notebooks").glob("*.ipynb"))
        if path.name.startswith(tuple(asked.chapters))
    ]
    if asked.chapters and not notebooks:
        parser.error(f"expected beginnings of notebook names, such as 03, got {' '.join(asked.chapters)}")
    pythons = find_pythons()
    if not pythons:
        parser.error(f"expected a Python {PROJECT['requires-python']} with ensurepip and venv, found none")
    runs = plan_pytorch(pythons, asked.all) if asked.what == "pytorch" else plan_pythons(pythons)
    return carry_out_all(runs, notebooks if asked.chapters else [], asked.keep)


if __name__ == "__main__":
    sys.exit(main())
