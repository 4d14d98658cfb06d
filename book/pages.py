"""Write the pages of the site that are made from records: ``python book/pages.py``.

A page's text is a template in ``templates/``, and what is measured comes from its module in ``makers/``.
"""

import re
from functools import partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from makers import benchmark, growth, guide, ledger, results, teach

from mnist_course.session.files import replacing
from mnist_course.studies import command

BOOK = Path(__file__).parent
PAGES = {
    "results.md": results.values,
    "tutorials.md": ledger.values,
    "benchmark.md": benchmark.values,
    "teach/guide.md": guide.values,
    **{f"teach/{chapter}.md": partial(teach.values, chapter) for chapter in teach.CHAPTERS},
}
FIGURES = {"images/seconds_growth.png": growth.draw}
TEMPLATES = Environment(
    loader=FileSystemLoader(BOOK / "templates"),
    undefined=StrictUndefined,
    trim_blocks=True,
    keep_trailing_newline=True,
)


def listed(names: list[str]) -> str:
    """Return the names as a sentence has them; "no network" if there are none."""
    if len(names) < 2:
        return names[0] if names else "no network"
    return f"{', '.join(names[:-1])} and {names[-1]}"


TEMPLATES.filters.update(listed=listed, thousands="{:,}".format)


def tidy(text: str) -> str:
    """Return text with its percentages written as in the prose of the chapters."""
    return re.sub(r"(?<=\d) %(?! \d)", "%", text)


def made(name: str) -> str:
    """Return the Markdown of a page."""
    values = PAGES[name]()
    return tidy(TEMPLATES.get_template(name).render(values))


def main() -> None:
    """Write every page and its figures."""
    for name in PAGES:
        text = made(name)
        (BOOK / name).parent.mkdir(parents=True, exist_ok=True)
        with replacing(BOOK / name, text=True) as file:
            file.write(text)
        print(f"written: book/{name}")
    for name, draw in FIGURES.items():
        (BOOK / name).parent.mkdir(parents=True, exist_ok=True)
        draw(BOOK / name)
        print(f"written: book/{name}")


if __name__ == "__main__":
    command.run(main)
