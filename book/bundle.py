"""Pack the course for a room without a network: ``python book/bundle.py build/bundle``.

One zip: the site, the chapters, the student notebooks, slides, the question bank, the package as a wheel with the
images in it, and how to start. The site must have been built. What it needs besides is Python and the packages that
``packages.txt`` names; fetch them beforehand, where there is a network, with the command that START.md gives.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from safetensors.torch import save

import mnist_course
from mnist_course import models
from mnist_course.widgets import weights

ROOT = Path(__file__).parent.parent
SITE = ROOT / "build" / "site" / "_build" / "html"
START = """# MNIST from the first pixel, without a network

To read: open `site/index.html`. Nothing needs to be installed; the demos on the pages work, too.

To run, you need Python {python} and the packages of `packages.txt`. On a machine that has them:

    python -m pip install --no-index --no-deps {wheel}
    jupyter lab notebooks            # or: jupyter lab student

The images of MNIST are in the wheel. On a machine that has nothing yet, fetch the packages once where there is a
network, on the same system and with the same Python, take the folder along, and install from it:

    python -m pip download -d packages -r packages.txt
    python -m pip install --no-index --find-links packages -r packages.txt
    python -m pip install --no-index --no-deps {wheel}

| folder | what is in it |
| --- | --- |
| `site` | all pages, with figures, results and demos |
| `notebooks` | the chapters with solutions and outputs: who is stuck opens the same chapter here, and goes on |
| `student` | the chapters without solutions, answers and outputs |
| `slides` | slides of each chapter: open `slides/index.html`, which says the keys; S shows the speaker's notes |
| `questions` | the questions and predictions, for Moodle |
| `catch_up` | trained networks, for whoever has no time to train them |

## To catch up

No chapter needs what another has left behind: who missed one begins with the next. Whoever falls behind within a
chapter opens it in `notebooks`, with all its outputs, and takes a trained network instead of training one. Those that a
learner has at the end of each chapter are in `catch_up`:

    from mnist_course import models
    from safetensors.torch import load_file

    model = models.build("{network}")
    model.load_state_dict(load_file("../catch_up/{file}"))

| chapter | network | file | pixels | validation images read rightly |
| --- | --- | --- | --- | --- |
{catch_up}

## If a machine is slow

Set `MNIST_COURSE_FAST=1` before Jupyter starts: every training then takes a few steps only. It
shows that the code runs; its numbers are no results.
"""


def make(folder, site=SITE):
    """Write the zip into a folder, and return its path; a ValueError if there is no site."""
    if not (Path(site) / "index.html").is_file():
        raise ValueError(f"expected the site in {site}, found none: run make book first")
    name = f"mnist-course-{mnist_course.__version__}"
    top = Path(folder) / name
    shutil.rmtree(top, ignore_errors=True)
    top.mkdir(parents=True)
    shutil.copytree(site, top / "site", ignore=shutil.ignore_patterns(".buildinfo"))
    shutil.copytree(
        ROOT / "notebooks", top / "notebooks", ignore=lambda _, names: [n for n in names if n[-6:] != ".ipynb"]
    )
    call("notebooks/student.py", top / "student")
    call("notebooks/slides.py", top / "slides")
    call("notebooks/question_bank.py", top / "questions")
    with tempfile.TemporaryDirectory() as source:  # not in place: an earlier build would add what is gone since
        for item in ("mnist_course", "pyproject.toml", "README.md", "LICENSE", "LICENSE-text.md", "MANIFEST.in"):
            copy(ROOT / item, Path(source, item))
        pip("wheel", "--no-deps", "--wheel-dir", top, source)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    packages = [*project["dependencies"], *project["optional-dependencies"]["notebooks"]]
    (top / "packages.txt").write_text("\n".join(packages) + "\n", encoding="utf-8")
    wheel = next(top.glob("*.whl")).name
    python = project["requires-python"].lstrip(">=") + " or later"
    start = START.format(python=python, wheel=wheel, **catch_up(top / "catch_up"))
    (top / "START.md").write_text(start, encoding="utf-8")
    return Path(shutil.make_archive(str(top), "zip", folder, name))


def catch_up(folder):
    """Write the networks of the chapters into a folder; return what START.md says of them.

    They are those of the pages: each is built anew, and gets its numbers in the order in which its layers use them.
    """
    folder.mkdir()
    told, row, last = [], "none yet | | | |", {}
    entries = {entry["chapter"]: entry for entry in weights.about()["networks"]}
    for chapter in sorted((ROOT / "notebooks").glob("*.ipynb")):
        number, entry = chapter.name[:2], entries.get(chapter.name[:2])
        if entry:
            name = entry["settings"].get("network", entry["model"])
            row = f'{name} | `pretrained.load("{name}")` of `mnist_course.models` | standardised | |'
            if name not in models.SMALL:  # those come with the wheel
                last = {"network": name, "file": f"{chapter.stem}.safetensors"}
                model, numbers = models.build(name), weights.network(entry, weights.numbers())
                state = dict(zip(model.state_dict(), numbers.state_dict().values()))
                (folder / last["file"]).write_bytes(save(state))
                pixels = "0 to 1" if entry["scaling"] == [0, 1] else "standardised"
                row = f"{name} | `{last['file']}` | {pixels} | {entry['accuracy']:.2%} |"
        told.append(f"| {number} | {row}")
    return {**last, "catch_up": "\n".join(told)}


def copy(source, target):
    """Copy a file, or a folder without what Python keeps in it."""
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copyfile(source, target)


def call(script, *arguments):
    """Run one of the project's commands."""
    subprocess.run([sys.executable, ROOT / script, *arguments], check=True, cwd=ROOT)


def pip(*arguments):
    """Run pip."""
    subprocess.run([sys.executable, "-m", "pip", "--quiet", *arguments], check=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", help="where the zip is written")
    path = make(parser.parse_args().folder)
    print(f"{path.stat().st_size / 1e6:.0f} MB: {path}")
