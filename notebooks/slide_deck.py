"""Puts the slides of a chapter together, by the rules that ``slides.py`` states."""

import html
import re
from dataclasses import dataclass, field

import choices
from slide_parts import (
    LINES,
    ORIGIN,
    blocks,
    height,
    leading,
    linked,
    opening,
    parted,
    ratio,
    rows_parted,
    sentences,
    shape,
    tall,
    unquoted,
    without_origin,
    words,
)

import nbformat
from nbformat.v4 import new_markdown_cell

LEFT_OUT = {"choice", "remove-cell", "hide-cell", "chapter-cost"}
LONGEST = 21  # lines of code and results on one slide, smaller
BESIDE_FIGURE = 14  # code that is shown before its figure
SHORT = 60  # characters of a first sentence that takes the second along
TALL = 1.25  # times as wide as high: beside such a figure is room for text
HIDDEN = {"transient": {"remove_source": True}}
CHECKED = re.compile(r"equal to within|as expected")
FOLDED = re.compile(r"<details>\s*<summary>.*?</summary>\n*(.*?)</details>", re.DOTALL)


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
                    first = " ".join(text.split()) if self.part == "Recap" else first
                    self.write(first, height(first))
                else:
                    first = self.remark(text) if kept == [text] else ""
                before = " ".join(text.split())[len(first) :].strip()
                told, fresh = not before, False
                self.lead = leading(before)
            else:
                self.shown(kind, text, "" if told else leading(before))
                told, fresh = True, kind == "formula" and not before
                before = self.lead = ""
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
        if len(text) < 2 * SHORT:  # what it is about was said before
            text = f"{self.lead} {text}".strip()
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


def marked(cell, kind):
    """Say in a cell's metadata what it is on its slide."""
    cell.metadata.slideshow = {"slide_type": kind}
    return cell
