"""What slides need to know of text and outputs: their parts, and how tall they are. For ``slides.py``."""

import base64
import re
import struct

import nbformat

LINES = 17  # of code and results, or of text, on one slide
ROWS = 12  # of a table on one slide
SENTENCES = 240  # characters that the first sentences below a heading may have
COVERED = re.compile(
    r"\([^()]*[.?!]\)|\$[^$]+\$|`[^`]+`|\[[^\]]*\]\([^)]*\)|\*\*.+?\*\*"
)
SENTENCE = re.compile(r"(?<=[.?!])(?<![ (][A-Z]\.)(?<!e\.g\.)\s+(?=[\"*(A-Z0-9\ue000])")
ORIGIN = re.compile(
    r"(?:^|(?<=\. ))Recorded by .*?\.$\n?", re.MULTILINE | re.DOTALL
)  # of a record


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
