"""Setting up: the same versions everywhere, one floor for Python, a distribution that is whole."""

import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]
PYTHONS = [name.rpartition(" ")[2] for name in PROJECT["classifiers"] if "Python :: 3." in name]
UNLOCKED = {"others"}  # an extra that only a measurement asks for
LEFT_OUT = {"torch", "torchvision", "setuptools"}


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def asked_for():
    """What pyproject.toml and the site's requirements name, but for what is not locked."""
    extras = [extra for name, extra in PROJECT["optional-dependencies"].items() if name not in UNLOCKED]
    lines = [*PROJECT["dependencies"], *sum(extras, [])]
    lines += [line for line in read("book/requirements.txt").splitlines() if line and not line.startswith("#")]
    return [Requirement(line) for line in lines]


def locked():
    return [Requirement(line) for line in read("constraints.txt").splitlines() if line and not line.startswith("#")]


def test_the_lock_pins_all_that_is_asked_for_but_pytorch_to_a_version_that_is_allowed():
    pins = {pin.name: next(iter(pin.specifier)) for pin in locked()}
    for wanted in asked_for():
        if wanted.name not in LEFT_OUT:
            assert pins[wanted.name].operator == "==" and pins[wanted.name].version in wanted.specifier, wanted


def test_the_lock_leaves_pytorch_and_what_comes_with_it_to_the_machine():
    assert not {pin.name for pin in locked()} & LEFT_OUT
    assert not [pin for pin in locked() if pin.name.startswith(("nvidia", "cuda", "triton"))]


def test_the_lock_names_no_place_that_packages_come_from():
    assert not re.search(r"://|--\w*index|@", read("constraints.txt"))


def test_each_dependency_of_the_package_has_a_floor():
    for wanted in map(Requirement, PROJECT["dependencies"]):
        assert [part.operator for part in wanted.specifier] == [">="], wanted


def test_everywhere_is_the_same_oldest_python():
    floor = PYTHONS[0]
    assert PROJECT["requires-python"] == f">={floor}"
    assert f"sys.version_info >= ({floor.replace('.', ', ')})" in read("Makefile")
    assert f"--python-version {floor} " in read("Makefile")
    assert f"You need Python {floor} or later" in read("README.md")
    assert f"You need Python {floor} or later" in read("book/how_to_use.md")


def test_condas_environment_has_a_supported_python_and_names_files_that_lie_beside_it():
    *conda, last = yaml.safe_load(read("environment.yml"))["dependencies"]
    allowed = SpecifierSet(next(name.removeprefix("python") for name in conda if name.startswith("python")))
    assert [f"3.{minor}" for minor in range(8, 30) if f"3.{minor}" in allowed] == PYTHONS
    for option, place in (line.split() for line in last["pip"]):
        assert option in ("-c", "-r", "-e") and (ROOT / place.partition("[")[0]).exists()


def test_what_the_pages_tell_to_make_can_be_made():
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.M))
    for page in "README.md", "CONTRIBUTING.md", "book/how_to_use.md":
        named = set(re.findall(r"(?:^|`)make ([a-z]+)", read(page), re.M))
        assert named and named <= targets, (page, named - targets)


@pytest.fixture(scope="module")
def distributions(tmp_path_factory):
    """The source distribution and the wheel, built without a network from the files that are under version control."""
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("not a clone: what belongs to the course is not known")
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    names = [name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]
    folder = tmp_path_factory.mktemp("source")
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, folder / name)
    code = "from setuptools import build_meta; build_meta.build_sdist('dist'); build_meta.build_wheel('dist')"
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    assert "Deprecat" not in done.stdout + done.stderr, done.stderr[-3000:]
    [source], [wheel] = ((folder / "dist").glob(f"*{ending}") for ending in (".tar.gz", ".whl"))
    return names, source, wheel


@pytest.mark.slow
def test_the_source_distribution_is_the_whole_course(distributions):
    names, source, _ = distributions
    with tarfile.open(source) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    assert {"tests/conftest.py", "tests/browser.py"} <= inside
    assert not set(names) - inside


def test_the_wheel_is_the_package_with_its_data_and_licences(distributions):
    names, _, wheel = distributions
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
        metadata = archive.read(next(name for name in inside if name.endswith("METADATA"))).decode()
    assert {name for name in names if name.startswith("mnist_course/")} <= inside
    assert {name.partition("/")[0] for name in inside if "dist-info" not in name} == {"mnist_course"}
    assert "License-Expression: MIT AND CC-BY-SA-3.0 AND CC-BY-4.0" in metadata
    assert metadata.count("License-File:") == len(PROJECT["license-files"])
