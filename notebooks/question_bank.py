"""Write the chapters' questions and predictions for Moodle: ``python notebooks/question_bank.py build/questions``.

One file in GIFT, which Moodle (and much else) imports: a category for each chapter, in it one for each of its objectives,
and in that the questions, each with what is said of every choice, and the predictions. The name of an entry is its key, such as ``03/first-loss``.
Source: Moodle's documentation, "GIFT format".
"""

import argparse
import html
import json
import re
from pathlib import Path

from mnist_course.checks.choices import FILE
from mnist_course.session.files import replacing

import yaml
from markdown_it import MarkdownIt

TITLES = Path(__file__).parent.parent / "_toc.yml"
SPECIAL = re.compile(r"([~=#{}:\\])")
ORDER = ("objective", "kind", "number")
FORMULA = re.compile(r"(?<![\\$])\$([^$]+)\$")


def gift(blocks, titles):
    """Return blocks (from their keys to their fields, as in ``choices.json``) as one text in GIFT."""
    entries, category = [], None
    for key, block in sorted(
        blocks.items(), key=lambda one: (one[0][:2], *map(one[1].get, ORDER))
    ):
        wanted = f"{titles[key[:2]]}/{plain(block['objective'])}"
        if wanted != category:
            category = wanted
            entries.append(f"$CATEGORY: $course$/top/MNIST/{category}")
        choices = "\n".join(
            f"{'=' if letter == block['answer'] else '~'}{escaped(text)}#{escaped(feedback(block, letter))}"
            for letter, text in block["choices"].items()
        )
        entries.append(
            f"// {block['kind']}, about: {block['about']}\n::{escaped(key)}::[html]{escaped(block['text'])} {{\n{choices}\n}}"
        )
    return "\n\n".join(entries) + "\n"


def feedback(block, letter):
    """Return what is said of a choice; of a prediction, whether it is what happens."""
    if block["says"]:
        return block["says"][letter]
    return (
        "That is what happens."
        if letter == block["answer"]
        else "Run the chapter's next cell, and see."
    )


def escaped(text):
    r"""Return Markdown as GIFT takes it: as HTML, formulas between ``\(`` and ``\)``, its own signs escaped."""
    parts = FORMULA.split(text)
    parts[::2] = [MarkdownIt().renderInline(part) for part in parts[::2]]
    parts[1::2] = [rf"\({html.escape(part, quote=False)}\)" for part in parts[1::2]]
    return SPECIAL.sub(r"\\\1", "".join(parts))


def plain(text):
    """Return Markdown as the name of a category: without its signs; a slash would begin another one."""
    return re.sub(r"[`*$]", "", text).replace("/", "//")


def chapter_titles():
    """Return the titles in the table of contents by the chapters' numbers; a slash would begin another category."""
    parts = yaml.safe_load(TITLES.read_text(encoding="utf-8"))["parts"]
    named = [
        one["title"] for part in parts for one in part["chapters"] if "title" in one
    ]
    return {title[:2]: title.replace("/", "//") for title in named}


def main(folder):
    """Write ``questions.gift`` into a folder."""
    blocks = json.loads(FILE.read_text(encoding="utf-8"))
    path = Path(folder) / "questions.gift"
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path, text=True) as file:
        file.write(gift(blocks, chapter_titles()))
    print(f"{len(blocks)} questions and predictions: {path}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", help="where questions.gift is written")
    main(parser.parse_args().folder)
