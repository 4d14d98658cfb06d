"""Write slides of the chapters: ``python notebooks/slides.py FOLDER [03 05 ...]``.

nbconvert writes them, for reveal.js; the folder holds all that they need. What a slide is follows from rules, so that a
chapter needs no marks: a heading begins one, with the first sentence or two below it; a figure fills one; code stands
with its result; a prediction, a question and an exercise have one each. What is read rather than looked at goes to the
speaker's notes: the rest of the prose, the answers, the solutions. Set-up, bands and folded code are left out. A cell
whose metadata say what to make of it (``slideshow``: ``slide_type``, as in JupyterLab) is shown as it is.
"""

import argparse
import re
import shutil
from pathlib import Path

from slide_deck import Deck, marked

import nbformat
from nbconvert import SlidesExporter
from nbformat.v4 import new_markdown_cell, new_notebook
from traitlets.config import Config

FOLDER = Path(__file__).parent
MATHJAX = FOLDER.parent / "book" / "assets" / "vendor" / "mathjax"
INDEX = """<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Slides</title>
<link rel="stylesheet" href="assets/slides.css">
<body class="cover">
<h1>Slides</h1>
<ul>
{items}
</ul>
<p>Space or → goes on, ← goes back. F fills the screen, S opens the speaker's window with the notes, Esc shows all
slides, G goes to a number. For paper, put <code>?print-pdf</code> behind the address of a chapter, and print.</p>
</body>
</html>
"""


def slides(notebook):
    """Return a chapter as a notebook of slides."""
    deck = Deck()
    for cell in notebook.cells:
        kind = cell.metadata.get("slideshow", {}).get("slide_type", "")
        if kind:
            deck.own(cell, kind)
        elif cell.cell_type == "markdown":
            deck.markdown(cell)
        elif cell.cell_type == "code":
            deck.code(cell)
    chapter = deck.slides[0].cells[0].source.lstrip("# ")
    made = new_notebook(metadata={**notebook.metadata, "title": chapter})
    for slide in deck.slides:
        first = slide.cells[0].metadata
        data = {"part": " · ".join(filter(None, [chapter[:2], slide.part]))}
        first.slideshow = {
            "slide_type": "slide" if slide.starts else "subslide",
            "data": data,
        }
        made.cells += slide.cells
        if slide.notes:
            text = "\n\n".join(slide.notes)
            made.cells.append(marked(new_markdown_cell(text), "notes"))
    for number, cell in enumerate(made.cells):
        cell.id = f"slide-{number}"
    return made


def main(folder, wanted=()):
    """Write slides of the chapters whose names begin with one of `wanted` (all if it is empty) into a folder."""
    folder = Path(folder)
    assets = folder / "assets"
    assets.mkdir(parents=True, exist_ok=True)
    shutil.copytree(FOLDER / "slides" / "reveal", assets / "reveal", dirs_exist_ok=True)
    shutil.copytree(MATHJAX, assets / "mathjax", dirs_exist_ok=True)
    for name in ("slides.css", "slides.js"):
        shutil.copyfile(FOLDER / "slides" / name, assets / name)
    config = Config()
    config.SlidesExporter.extra_template_basedirs = [str(FOLDER)]
    config.SlidesExporter.template_name = "slides"
    exporter = SlidesExporter(config=config)
    for path in sorted(FOLDER.glob("*.ipynb")):
        if not wanted or path.name.startswith(tuple(wanted)):
            made = slides(nbformat.read(path, as_version=4))
            text, _ = exporter.from_notebook_node(made)
            (folder / f"{path.stem}.html").write_text(text, encoding="utf-8")
    items = []
    for path in sorted(folder.glob("[0-9]*.html")):
        title = re.search("<title>(.*?)</title>", path.read_text(encoding="utf-8"))[1]
        items.append(f'<li><a href="{path.name}">{title}</a></li>')
    index = INDEX.replace("{items}", "\n".join(items))
    (folder / "index.html").write_text(index, encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Write slides of the chapters.")
    parser.add_argument("folder", help="to write into, such as build/slides")
    parser.add_argument("chapters", nargs="*", help="such as 03 05; without any, all")
    given = parser.parse_args()
    main(given.folder, given.chapters)
