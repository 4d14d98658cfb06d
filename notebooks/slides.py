"""Write slides of the chapters: ``python notebooks/slides.py FOLDER [03 05 ...]``.

nbconvert writes them, for reveal.js; the folder holds all that they need. What a slide is follows from rules, so that a
chapter needs no marks: a heading begins one, with the first sentence or two below it; a figure fills one; code stands
with its result; a prediction, a question and an exercise have one each. What is read rather than looked at goes to the
speaker's notes: the rest of the prose, the answers, the solutions. Set-up, bands and folded code are left out. A cell
whose metadata say what to make of it (``slideshow``: ``slide_type``, as in JupyterLab) is shown as it is.
"""

import argparse
import base64
import html
import re
import shutil
import struct
from dataclasses import dataclass, field
from pathlib import Path

import choices

import nbformat
from nbconvert import SlidesExporter
from nbformat.v4 import new_markdown_cell, new_notebook
from traitlets.config import Config

FOLDER = Path(__file__).parent
MATHJAX = FOLDER.parent / "book" / "assets" / "vendor" / "mathjax"
LEFT_OUT = {"choice", "remove-cell", "hide-cell", "chapter-cost"}
LINES = 17  # of code and results, or of text, on one slide
LONGEST = 24  # lines of code and results on one slide, smaller
BESIDE_FIGURE = 14  # code that is shown before its figure
SHORT = 60  # characters of a first sentence that takes the second along
ROWS = 12  # of a table on one slide
TALL = 1.25  # times as wide as high: beside such a figure is room for text
SENTENCES = 240  # characters that the first sentences below a heading may have
HIDDEN = {"transient": {"remove_source": True}}
COVERED = re.compile(r"\$[^$]+\$|`[^`]+`|\[[^\]]*\]\([^)]*\)|\*\*.+?\*\*")
SENTENCE = re.compile(r"(?<=[.?!])(?<![ (][A-Z]\.)(?<!e\.g\.)\s+(?=[\"*(A-Z0-9\ue000])")
CHECKED = re.compile(r"equal to within|as expected")
ORIGIN = re.compile(
    r"(?:^|(?<=\. ))Recorded by .*?\.$\n?", re.MULTILINE | re.DOTALL
)  # of a record
FOLDED = re.compile(r"<details>\s*<summary>.*?</summary>\n*(.*?)</details>", re.DOTALL)
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


@dataclass
class Slide:
    """A slide: its cells, what its speaker reads, how many lines it has, and what it is."""

    cells: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    lines: float = 0
    kind: str = "text"
    part: str = ""
    starts: bool = False


class Deck:
    """The slides of a chapter, as they are put together."""

    def __init__(self):
        self.slides, self.part, self.lead, self.origin = [], "", "", ""
        self.starts = True

    def new(self, kind="text"):
        """Begin a slide."""
        self.slides.append(Slide(kind=kind, part=self.part, starts=self.starts))
        self.starts, self.lead = False, ""
        return self.slides[-1]

    @property
    def last(self):
        """The slide that is being made."""
        return self.slides[-1]

    def write(self, text, lines=0.0, fragment=False):
        """Put Markdown on the last slide."""
        kind = "fragment" if fragment else "-"
        self.last.cells.append(marked(new_markdown_cell(linked(text)), kind))
        self.last.lines += lines

    def note(self, text):
        """Give the last slide a note for its speaker."""
        if self.slides and text:
            self.last.notes.append(linked(text))

    # Text

    def markdown(self, cell):
        """Make slides of a cell of text."""
        source = re.sub(r"<!-- .*?-->", "", cell.source, flags=re.DOTALL)
        block = choices.BEGIN.search(source)
        exercise = re.search(r"^> \*\*Your turn\.\*\* ", source, re.MULTILINE)
        begins = block or exercise
        self.prose(source[: begins.start()] if begins else source)
        if block:
            self.choice(cell.source[block.start() :], block)
        elif exercise:
            self.exercise(source[exercise.start() :])

    def prose(self, source):
        """Make slides of text: heading, first sentences, formulas, lists, tables; the rest is for the speaker."""
        before, told, fresh = "", True, False  # the text above, whether it was shown
        kept = FOLDED.findall(source)
        source = FOLDED.sub("", source)
        for kind, text in blocks(source):
            if kind == "heading":
                self.note("\n\n".join(kept))
                kept, before, told, fresh = [], "", True, True
                self.heading(text)
                continue
            kept.append(text)
            if kind == "text":
                first = opening(text)
                if fresh:
                    self.write(first, height(first))
                else:
                    first = self.remark(text) if kept == [text] else ""
                before = " ".join(text.split())[len(first) :].strip()
                told, fresh = not before, False
                self.lead = leading(before)
            else:
                self.shown(kind, text, "" if told else leading(before))
                told, fresh = True, False
        self.note("\n\n".join(kept))

    def heading(self, text):
        """Begin a slide with a heading."""
        level = len(text) - len(text.lstrip("#"))
        if level < 3:
            self.part = re.sub(r"[*`]|^\d\d · ", "", text.lstrip("# "))
            self.starts = True
        self.new("heading")
        self.write(text, 2)

    def remark(self, text):
        """Say the first sentence of what is said of a result below it, if there is room, and return it."""
        leads = text.endswith(":") or text.startswith("**")  # to what comes next
        slide = self.slides[-1] if self.slides else None
        first = sentences(text)[0]
        if len(first) < SHORT:
            first = opening(text)
        lines = 0 if slide and slide.kind == "tall" else height(first)
        if (
            not slide
            or slide.kind not in ("result", "tall")
            or leads
            or slide.lines + lines > LINES
        ):
            return ""
        self.write(first, lines, fragment=True)
        slide.kind = "explained"
        return first

    def shown(self, kind, text, intro):
        """Put a formula, a list, a table or code with the sentence that leads to it on a slide, or on several."""
        pieces = [text]
        if kind == "list":
            pieces = re.split(r"\n(?=[-*] |\d+\. )", text)
        if intro:
            pieces.insert(0, intro + "\n")
        joined = sum(height(piece) for piece in pieces)
        if self.last.kind not in ("heading", "text") or (
            self.last.lines + joined > LINES - 3 and self.last.lines > 3
        ):
            self.new()
        on_slide, lines = [], 0
        for piece in pieces:
            if on_slide and self.last.lines + lines + height(piece) > LINES:
                self.write("\n".join(on_slide), lines)
                self.new()
                on_slide, lines = [], 0
            on_slide.append(piece)
            lines += height(piece)
        self.write("\n".join(on_slide), lines)

    def choice(self, source, begin):
        """Make a slide of a prediction, or of a question and then its answer."""
        quoted, rest = unquoted(source)
        text, options = choices.listed(quoted)
        text = text.removeprefix(begin[0].removeprefix("> "))
        if not (
            self.slides and self.last.kind == "heading" and len(self.last.cells) == 1
        ):
            self.new()
        self.last.kind = "choice"
        self.write(f"### {begin[1]}\n\n{text}", 2 + height(text))
        items = [f"- **{letter}** {option}" for letter, option in options.items()]
        self.write("\n".join(items), sum(map(height, items)))
        answer = choices.COMMENT.search(source)[1]
        details = choices.DETAILS.search(rest)
        if details:
            says = choices.listed(details[1])[1]
            right = f"**{answer}** {says[answer]}"
            self.write(right, height(right), fragment=True)
            self.note("\n".join(f"- **{a}** {said}" for a, said in says.items()))
        else:
            self.note(f"Answer: {answer}.")

    def exercise(self, source):
        """Make a slide of an exercise."""
        text, rest = unquoted(source)
        text = text.removeprefix("**Your turn.** ")
        self.new("exercise")
        self.write(f"### Your turn\n\n{text}", 2 + height(text))
        self.note(rest.strip())

    # Code

    def code(self, cell):
        """Make slides of a cell of code and what came out of it."""
        tags = set(cell.metadata.get("tags", []))
        if "nbgrader" in cell.metadata:
            solution = re.search(
                r"### BEGIN SOLUTION\n(.*?)\n *### END SOLUTION", cell.source, re.DOTALL
            )
            self.note(f"```python\n{solution[1]}\n```" if solution else "")
            return
        outputs = [one for one in map(without_origin, cell.outputs) if shape(one)]
        self.origin = "\n".join(ORIGIN.findall("\n".join(map(words, cell.outputs))))
        pictures = [one for one in outputs if shape(one) == "figure"]
        texts = [one for one in outputs if one not in pictures]
        printed = "".join(one.text for one in texts if one.output_type == "stream")
        tables = any(one.output_type != "stream" for one in texts)
        folded = "hide-input" in tags
        if LEFT_OUT & tags or cell.source.startswith("# Set-up") or not self.slides:
            return
        if len({slide.part for slide in self.slides}) < 2:  # no section yet
            folded = True
            if not pictures:
                return
        if not pictures and not tables:
            if folded and all(map(CHECKED.search, printed.splitlines())):
                return
            if "check_band(" in cell.source and (
                folded or len(printed.splitlines()) < 2
            ):
                return
        self.cell(cell, texts, pictures, folded)

    def cell(self, cell, texts, pictures, folded):
        """Put code, printed results and figures on slides."""
        before, lead = self.last.kind, self.lead
        shown = not folded
        if pictures and len(cell.source.splitlines()) > BESIDE_FIGURE:
            shown = False
        leads = lead.endswith(":") or lead.startswith("**")
        if before == "choice" or (not leads if shown else pictures):
            lead = ""
        code = parted(cell.source, LONGEST - int(height(lead))) if shown else []
        lines = sum(map(tall, texts))
        tops = code[-1].count("\n") + 1 if code else 0
        if code or not pictures:
            most = LONGEST if len(self.last.cells) == 1 else LINES  # a bare heading
            fits = self.last.lines + height(lead) + tops + lines <= most - 3
            if not (fits and len(code) < 2 and before == "heading"):
                self.new("code")
            if lead:
                self.write(lead, height(lead))
        for n, piece in enumerate(code):
            if n:
                self.new("code")
            self.put(cell, piece, [])
        if not pictures and texts:
            if code and self.last.lines + lines > LONGEST and lines > 3:
                self.new()
            self.results(cell, texts)
        caption = texts if lines <= 4 else []
        for n, picture in enumerate(pictures):
            self.new("figure")
            self.put(cell, "", [picture, *(caption if n == len(pictures) - 1 else [])])
            if ratio(picture) < TALL and not caption:
                self.last.kind, self.last.lines = "tall", 0
        if pictures and texts and not caption:
            self.new()
            self.results(cell, texts)
        self.note(self.origin)

    def results(self, cell, texts):
        """Put printed lines and tables on the last slide, and on more of them if a table is long."""
        *before, last = texts
        tables = rows_parted(last) if shape(last) == "table" else [last]
        if len(tables) > 1 and self.last.lines > 2:
            if before:
                self.put(cell, "", before)
            before = []
            self.new()
        for n, table in enumerate(tables):
            if n:
                self.new()
            self.put(cell, "", [*before, table])
            before = []
        self.last.kind = "result"

    def put(self, cell, source, outputs):
        """Put code and outputs of a cell on the last slide."""
        made = nbformat.from_dict(
            {**cell, "source": source, "outputs": [dict(one) for one in outputs]}
        )
        made.metadata = nbformat.from_dict({} if source else HIDDEN)
        alt = cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")
        for output in made.outputs:
            if shape(output) == "figure":
                output.metadata = nbformat.from_dict(
                    {"image/png": {"alt": html.escape(alt)}}
                )
        self.last.cells.append(marked(made, "-"))
        self.last.lines += len(source.splitlines()) + sum(map(tall, outputs))

    def own(self, cell, kind):
        """Show a cell as its own metadata ask for."""
        if kind == "notes":
            self.note(cell.source)
        elif kind != "skip":
            if kind in ("slide", "subslide") or not self.slides:
                self.starts = self.starts or kind == "slide"
                self.new("own")
            made = nbformat.from_dict(dict(cell))
            made.metadata = nbformat.from_dict({})
            self.last.cells.append(
                marked(made, "fragment" if kind == "fragment" else "-")
            )


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


def marked(cell, kind):
    """Say in a cell's metadata what it is on its slide."""
    cell.metadata.slideshow = {"slide_type": kind}
    return cell


def blocks(source):
    """Yield the blocks of a text, each with its kind."""
    fenced = re.split(r"(^```.*?^```$|^\$\$.*?\$\$$)", source, flags=re.M | re.DOTALL)
    for n, part in enumerate(fenced):
        for text in [part] if n % 2 else re.split(r"\n\s*\n|\n(?=[-*] )(?<=:\n)", part):
            text = text.strip("\n")
            if text.strip():
                yield kind_of(text), text


def kind_of(text):
    """Return what a block is."""
    if re.match(r"#+ ", text):
        return "heading"
    if text.startswith("$$"):
        return "formula"
    if text.startswith("|"):
        return "table"
    if re.match(r"[-*] |\d+\. ", text):
        return "list"
    return "code" if text.startswith("```") else "text"


def sentences(text):
    """Return the sentences of a text."""
    found = []
    covered = COVERED.sub(
        lambda match: found.append(match[0]) or f"\ue000{len(found) - 1}\ue001", text
    )

    def restore(sentence):
        return re.sub(r"\ue000(\d+)\ue001", lambda m: found[int(m[1])], sentence)

    return [" ".join(restore(one).split()) for one in SENTENCE.split(covered)]


def opening(text):
    """Return the first sentence of a text, or its first two if they are short."""
    first, *more = sentences(text)
    if more and len(first) + len(more[0]) < SENTENCES:
        return f"{first} {more[0]}"
    return first


def leading(text):
    """Return the end of a text, which leads to what comes next: all of it if it is short or has a title of its own."""
    if text.startswith("**") or len(text) < SENTENCES:
        return opening(text) if len(text) >= SENTENCES else " ".join(text.split())
    return sentences(text)[-1]


def unquoted(source):
    """Return the text of a quotation that a source begins with, and what comes after it."""
    lines = source.splitlines()
    end = next(
        (n for n, line in enumerate(lines) if not line.startswith(">")), len(lines)
    )
    quoted = "\n".join(line[1:].removeprefix(" ") for line in lines[:end])
    return quoted, "\n".join(lines[end:])


def linked(text):
    """Return a text whose links lead to slides, or are gone where they would lead to a page of the book."""
    text = re.sub(r"\]\((\d\d_\w+)\.ipynb(#[^)]*)?\)", r"](\1.html)", text)
    return re.sub(r"\[([^\]]*)\]\((?!https?:|\d\d_\w+\.html)[^)]*\)", r"\1", text)


def height(text):
    """Return about how many lines a text takes on a slide."""
    if not text.strip():
        return 0
    kind = kind_of(text)
    if kind == "formula":
        return 2.5 + 1.5 * text.count(r"\\")
    if kind == "table":
        return 1.3 * (len(text.splitlines()) - 1)
    if kind == "code":
        return len(text.splitlines()) - 1
    shown = re.sub(r"\]\([^)]*\)|\\[a-zA-Z]+", "", text)
    return len(shown) // 68 + 1.4


def shape(output):
    """Return what an output is: a figure, a table, text, or "" if it is nothing to look at."""
    if output.output_type == "stream":
        return "text" if output.name == "stdout" and output.text.strip() else ""
    kinds = output.get("data", {})
    if "image/png" in kinds:
        return "figure"
    if "text/html" in kinds:
        return "table" if "<table" in kinds["text/html"] else ""  # else it moves
    return "text" if kinds else ""


def words(output):
    """Return what an output has printed."""
    return output.text if output.output_type == "stream" else ""


def without_origin(output):
    """Return an output without the lines that say how a record was made."""
    if not ORIGIN.search(words(output)):
        return output
    return nbformat.from_dict({**output, "text": ORIGIN.sub("", output.text)})


def ratio(output):
    """Return how many times as wide as high a figure is."""
    head = base64.b64decode(output.data["image/png"][:64])
    width, high = struct.unpack(">II", head[16:24].ljust(8, b"\1"))
    return width / high


def rows_parted(output):
    """Return a table in parts that have no more rows than a slide."""
    table = output.data["text/html"]
    rows = re.findall(r"<tr>.*?</tr>", table.partition("<tbody>")[2], re.DOTALL)
    if len(rows) <= ROWS:
        return [output]
    size = -(-len(rows) // -(-len(rows) // ROWS))
    made = []
    for n in range(0, len(rows), size):
        body = "".join(rows[n : n + size]) + "</tbody></table>"
        data = {"text/html": table.partition("<tbody>")[0] + "<tbody>" + body}
        made.append(nbformat.from_dict({**output, "data": data}))
    return made


def tall(output):
    """Return about how many lines of code an output is as tall as."""
    if shape(output) == "figure":
        return LINES
    if shape(output) == "table":
        return 1.8 * output.data["text/html"].count("<tr")
    text = output.get("text") or output.get("data", {}).get("text/plain", "")
    return len(text.strip().splitlines())


def parted(source, longest):
    """Return code in pieces of no more lines than a slide has, parted where nothing is indented."""
    lines = re.sub(r"\n{3,}", "\n\n", source).splitlines()
    count = -(-len(lines) // longest)
    pieces, begin = [], 0
    for n in range(1, count):
        wanted = n * len(lines) / count
        places = [
            k
            for k in range(begin + 1, len(lines))
            if re.match(r"[\w@#]", lines[k])
            and not re.match("else|elif|except", lines[k])
        ]
        end = min(places, key=lambda k: abs(k - wanted), default=len(lines))
        pieces.append("\n".join(lines[begin:end]).strip("\n"))
        begin = end
    pieces.append("\n".join(lines[begin:]).strip("\n"))
    return [piece for piece in pieces if piece]


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
