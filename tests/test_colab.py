"""A chapter alone on a machine that has PyTorch and not the course, as in Colab: its first cell installs the course.

The machine is an environment of its own, whose other packages are the ones that are here; without anywidget, which
Colab has not either. What is installed comes from a git repository on this disk, and nothing else can be fetched.
"""

import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import badges
import nbformat
import pytest

ROOT = Path(__file__).resolve().parent.parent
CHAPTERS = sorted((ROOT / "notebooks").glob("*.ipynb"))
WHOLE = 7  # the chapter that runs at full scale: it trains, and is soon done
KEPT = ("torch", "torchvision", "numpy")
NOWHERE = "http://127.0.0.1:9"  # nobody answers
LEFT_OUT = ("mnist", "__editable__", "__pycache__", "anywidget", "ipython_startup", "_virtualenv")

# Run notebooks one after the other, each as if by itself; with "first", up to the cell that says what a chapter takes.
CELLS = """
import json, sys
for path in sys.argv[2:]:
    print("@@@", path, flush=True)
    space = {"__name__": "__main__"}
    for cell in json.load(open(path, encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), path, "exec"), space)
            if sys.argv[1] == "first" and "chapter-cost" in cell["metadata"].get("tags", []):
                break
    if "plt" in space:
        space["plt"].close("all")
"""
VERSIONS = f"""
from importlib.metadata import version
import importlib.util
print([(name, version(name), importlib.util.find_spec(name).origin) for name in {KEPT}])
"""

pytestmark = [
    pytest.mark.full,
    pytest.mark.skipif(not shutil.which("git"), reason="there is no git"),
    pytest.mark.skipif(sys.platform == "win32", reason="Windows lets no user make symbolic links"),
]


class Machine:
    """A machine that has packages and not the course, with a folder that holds one notebook."""

    def __init__(self, folder):
        packages, here = folder / "packages", Path(sysconfig.get_path("purelib"))
        packages.mkdir()
        for item in here.iterdir():
            if not item.name.lower().startswith(LEFT_OUT) and item.suffix not in (".pth", ".egg-link"):
                (packages / item.name).symlink_to(item)
        venv.create(folder / "env", symlinks=True)
        self.python = folder / "env" / "bin" / "python"
        [self.own] = (folder / "env" / "lib").glob("python*/site-packages")
        (self.own / "there.pth").write_text(f"{packages}\n", encoding="utf-8")
        (folder / "home").mkdir()
        self.work = folder / "content"
        self.work.mkdir()
        kept = ("PATH", "TMPDIR", "OMP_NUM_THREADS", "LANG")
        self.environment = {name: os.environ[name] for name in kept if name in os.environ}
        self.environment |= {"HOME": str(folder / "home"), "MNIST_COURSE_FAST": "1"}
        self.environment |= {"http_proxy": NOWHERE, "https_proxy": NOWHERE, "PIP_NO_INDEX": "1"}
        # So pip spells that it builds with the setuptools that is here.
        self.environment |= {"PIP_NO_BUILD_ISOLATION": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}

    def notebook(self, chapter, address=""):
        """Put a chapter into the folder, as it is published with an address."""
        notebook = nbformat.read(chapter, as_version=4)
        badges.stamp(notebook, address, "launch", f"notebooks/{chapter.name}")
        nbformat.write(notebook, self.work / chapter.name)
        return self.work / chapter.name

    def run(self, *arguments, **environment):
        return subprocess.run(
            [self.python, *arguments],
            cwd=self.work,
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
        )


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    return Machine(tmp_path_factory.mktemp("a machine"))


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A git repository with the package as it is here, committed or not."""
    folder = tmp_path_factory.mktemp("repository")
    without = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "mnist_course", folder / "mnist_course", ignore=without)
    for name in ("pyproject.toml", "README.md", "LICENSE", "LICENSE-text.md", "MANIFEST.in"):
        shutil.copyfile(ROOT / name, folder / name)
    who = ["-c", "user.name=somebody", "-c", "user.email=somebody@example.org"]
    for command in (["init", "--quiet"], ["add", "."], [*who, "commit", "--quiet", "-m", "The course"]):
        subprocess.run(["git", "-C", folder, *command], check=True)
    return f"git+file://{folder}"


@pytest.fixture(scope="module")
def used(tmp_path_factory, address):
    """A machine where one chapter's first cell has installed the course."""
    machine = Machine(tmp_path_factory.mktemp("a used machine"))
    done = machine.run("-c", CELLS, "first", machine.notebook(CHAPTERS[0], address))
    assert done.returncode == 0, done.stderr[-3000:]
    return machine


def installed(machine):
    return {path.name.partition("-")[0] for path in machine.own.glob("*.dist-info")}


def run_through(machine, path, **environment):
    """Run a notebook to its end, and return the cells as they are stored then."""
    done = machine.run("-c", "from nbclient.cli import main; main()", "--inplace", path.name, **environment)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def test_without_an_address_or_a_network_the_first_cell_says_what_is_missing(machine):
    path = machine.notebook(CHAPTERS[3])
    done = machine.run("-c", CELLS, "first", path)
    assert done.returncode and "set MNIST_COURSE_REPOSITORY_URL to the address" in done.stderr, done.stderr
    path = machine.notebook(CHAPTERS[3], f"{NOWHERE}/somebody/course")
    done = machine.run("-c", CELLS, "first", path)
    assert done.returncode and "RuntimeError: expected to install the course from git+" in done.stderr, done.stderr
    assert "is there a network, and is the address right? pip says:" in done.stderr
    assert installed(machine) == set()


def test_a_chapter_alone_installs_the_course_and_nothing_else_and_trains_on_all_images(machine, address):
    before = machine.run("-c", VERSIONS).stdout
    assert all(importlib.metadata.version(name) in before for name in KEPT)
    for path in machine.work.iterdir():
        path.unlink()
    cells = run_through(machine, machine.notebook(CHAPTERS[WHOLE], address), MNIST_COURSE_FAST="")
    assert installed(machine) == {"mnist_course"}
    assert machine.run("-c", VERSIONS).stdout == before
    shown = str([output for cell in cells for output in cell.get("outputs", [])])
    assert "data-demo=" in shown, "a demo shows itself without its widget"
    assert "as expected" in shown and "[fast mode]" not in shown, "results are judged by their bands"
    where = machine.run("-c", "import mnist_course; print(mnist_course.__file__)").stdout
    assert Path(where.strip()).is_relative_to(machine.own)


@pytest.mark.parametrize("start", [0, 1], ids=["even", "odd"])
def test_every_other_chapter_runs_to_its_end_in_the_fast_mode(used, start):
    """In one process, which loads PyTorch once: to start a kernel for each chapter takes as long as the chapter."""
    before = used.run("-c", VERSIONS).stdout
    chapters = [path for path in CHAPTERS if path != CHAPTERS[WHOLE]][start::2]
    paths = [used.notebook(chapter, f"{NOWHERE}/somebody/course") for chapter in chapters]  # nothing comes from there
    done = used.run("-c", CELLS, "all", *paths, MPLBACKEND="Agg")
    assert done.returncode == 0, done.stdout[-1000:] + done.stderr[-3000:]
    parts = done.stdout.split("@@@ ")[1:]
    assert len(parts) == len(chapters) and all("[fast mode]" in part for part in parts)
    assert installed(used) == {"mnist_course"} and used.run("-c", VERSIONS).stdout == before
