"""Let notebooks know where the course is published: ``python notebooks/badges.py [--remove] [FOLDER ...]``.

Below its title a notebook gets badges that open it in Colab and in Binder, and its first cell the address to install
the course from. This is for copies that are published, as ``.github/workflows/pages.yml`` does on the branch ``launch``:
in the repository itself, no chapter names an address, so that a fork has none to edit. Where the address comes from is
said in ``book/_ext/address.py``. On that branch a folder has the name that it has here: ``notebooks``, or ``student``.
Without folders, the chapters themselves are written; ``--remove`` takes all out again.
"""

import argparse
import re
import sys
from pathlib import Path

import nbformat

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent / "book" / "_ext"))
import address as published  # noqa: E402

TITLE = re.compile(r"\A# .*")
BADGES = re.compile(r"\n\n\[!\[Open in Colab\]\(.*")
ADDRESS = re.compile(r'^ADDRESS = ".*?"', re.MULTILINE)


def badges(address, branch, path):
    """Return the line of badges for a notebook at `path` in the repository, or nothing."""
    colab = published.colab(address, branch, path)
    binder = published.binder(address, branch, path)
    return (
        f"[![Open in Colab]({published.COLAB}/assets/colab-badge.svg)]({colab}) "
        f"[![Open in Binder]({published.BINDER}/badge_logo.svg)]({binder})"
        if colab
        else ""
    )


def stamp(notebook, address, branch, path):
    """Put the badges and the address into a notebook; with neither, take them out."""
    title = next(cell for cell in notebook.cells if cell.cell_type == "markdown")
    set_up = next(cell for cell in notebook.cells if cell.cell_type == "code")
    line = badges(address, branch, path)
    title.source = BADGES.sub("", title.source)
    if line:
        title.source = TITLE.sub(
            lambda found: f"{found[0]}\n\n{line}", title.source, count=1
        )
    set_up.source = ADDRESS.sub(f'ADDRESS = "{address}"', set_up.source, count=1)


def main(folders, remove=False):
    """Write the notebooks of folders anew, and return the address that they know now."""
    address = "" if remove else published.repository()
    if not (address or remove):
        sys.exit("no address of the course's repository is known: nothing was changed")
    branch = published.launch_branch() or "launch"
    for folder in folders or [FOLDER]:
        for path in sorted(Path(folder).resolve().glob("*.ipynb")):
            notebook = nbformat.read(path, as_version=4)
            stamp(notebook, address, branch, f"{path.parent.name}/{path.name}")
            nbformat.write(notebook, path)
    return address


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "folders", nargs="*", help="with notebooks; without any, the chapters"
    )
    parser.add_argument("--remove", action="store_true", help="take all out again")
    given = parser.parse_args()
    print(main(given.folders, given.remove) or "no address")
