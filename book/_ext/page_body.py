"""What the body of a page needs beyond Sphinx: citations that lead to their entry, pictures that keep their place."""

import re
import struct
from pathlib import Path

from sphinx.util import logging

REFERENCES = "book/references"
LOGGER = logging.getLogger(__name__)


def entry_of(words, entries):
    """Return the key of the one entry that words such as "Smith and Topin, 2018" cite, or None.

    Of two papers of the same first author and year, "et al." means the one whose key is just that, as in smith2018.
    """
    year = re.search(r"\b(1[89]|20)\d\d\b", words)
    fits = {}
    for key, entry in entries.items():
        names = [str(person).split(",")[0].strip("{}") for person in entry.persons.get("author", [])]
        named = [name for name in names if re.search(rf"\b{re.escape(name)}\b", words)]
        if names and names[0] in named and (not year or entry.fields.get("year") == year[0]):
            fits[key] = "et al." not in words and len(named) == len(names)
    whole = [key for key, all_named in fits.items() if all_named]
    plain = [key for key in fits if re.fullmatch(r"[a-z]+\d{4}", key)]
    return next((found[0] for found in (whole, list(fits), plain) if len(found) == 1), None)


def link_citations(app, pagename, templatename, context, doctree):
    """Have each citation lead to its entry, not to the top of the references."""
    if "body" not in context or pagename == REFERENCES:
        return
    entries = app.env.get_domain("cite").bibdata.data.entries

    def link(match):
        words = " ".join(re.sub("<[^>]*>", "", match[3]).split())
        key = entry_of(words, entries)
        if not key and words != app.env.titles[REFERENCES].astext():
            LOGGER.warning("citation %r fits no entry of the bibliography, or several", words, location=pagename)
        return f"{match[1]}#{key}{match[2]}{match[3]}</a>" if key else match[0]

    citation = r'(<a [^>]*href="[^"]*references\.html)("[^>]*>)(.*?)</a>'
    context["body"] = re.sub(citation, link, context["body"], flags=re.S)


def size(path):
    """Return the width and height of a PNG, or None."""
    with Path(path).open("rb") as file:
        start = file.read(24)
    return struct.unpack(">II", start[16:]) if start[:8] == b"\x89PNG\r\n\x1a\n" else None


def place_pictures(app, pagename, templatename, context, doctree):
    """Say how large each picture is, so that no text moves when it arrives; fetch those below when near."""
    if "body" not in context:
        return
    paths = {name: app.srcdir / path for path, name in app.builder.images.items()}
    first = True

    def place(match):
        nonlocal first
        tag, path = match[0], paths.get(match[1])
        styled = re.search(r' style="width: (\d+)px; height: (\d+)px;"', tag)
        known = styled.groups() if styled else size(path) if path and path.exists() and " width=" not in tag else None
        attributes = ' width="{}" height="{}"'.format(*known) if known else ""
        still = "demo-still" in tag  # in a demo's place on paper: not in sight where the demo is
        lazy = "" if " loading=" in tag else ' loading="lazy" decoding="async"'
        attributes += ' fetchpriority="high"' if first and not still and lazy else lazy
        first = first and still
        return f"<img{attributes} {(tag.replace(styled[0], '') if styled else tag).removeprefix('<img ')}"

    context["body"] = re.sub(r'<img [^>]*src="[^"]*_images/([^"]+)"[^>]*>', place, context["body"])


def mend_tables(app, pagename, templatename, context, doctree):
    """Have no heading of a column without words."""
    if "body" in context:
        context["body"] = re.sub(r"<th\b([^>]*)>(?:<p>)?\s*(?:</p>)?</th>", r"<td\1></td>", context["body"])


def measure_code(app, pagename, templatename, context, doctree):
    """Say how many lines each cell of code has, so that a browser keeps its place and sets it when it comes near."""
    if "body" not in context:
        return
    cell = r'(<div class="cell_input docutils container">\n<div [^>]*><div class="highlight"><pre)(>.*?)</pre>'

    def measure(match):
        lines = re.sub("<[^>]*>", "", match[2]).rstrip("\n").count("\n") + 1
        return f'{match[1]} style="--lines: {lines}"{match[2]}</pre>'

    context["body"] = re.sub(cell, measure, context["body"], flags=re.S)


def setup(app):
    """Connect the functions above to Sphinx's events."""
    app.connect("html-page-context", link_citations)
    app.connect("html-page-context", place_pictures)
    app.connect("html-page-context", mend_tables)
    app.connect("html-page-context", measure_code)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
