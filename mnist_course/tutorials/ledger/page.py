"""The ledger as a page of the site."""

from collections import Counter

from mnist_course import records
from mnist_course.tutorials.ledger import CLAIMS, claims, complete, t2
from mnist_course.tutorials.ledger.row import CHAPTERS, FAILS, HOLDS, OPEN, ROUGHLY
from mnist_course.tutorials.tutorials import TUTORIALS

PAGE = """# The tutorials, claim by claim

```{{warning}}
These results look at the test images, as the tutorials do. Choose no model by them.
```

The course replaces four published tutorials, called T1 to T4. Here is what each of them claims, beside what comes out
when it is run as published: its network, optimiser, rate, batch size and epochs, on all 60,000 training images. Of
{total} claims, {counts}.

A measured value is the mean over as many seeds as its command names, with the lowest and the highest in brackets.
Accuracies are on the 10,000 test images. *Points* are percentage points. A claim *holds* if the mean rounds to it, or
if it is so for every seed; it *holds roughly* if the mean is a little off, or if it is so on average only. The exact
rules are in `mnist_course/tutorials/ledger/`, and no verdict is written by hand where a number decides it.

Above each table stands the command that makes its rows again, and draws the tutorial's figures. All of them, with the
records and this page, are made by `make ledger`. {how}

{sections}
"""


def rows():
    """Return the rows of every part: a dictionary from (tutorial, part) to a list of `row.Row`."""
    found = {(name, part): claims(records.load(name), part) for name, parts in CLAIMS.items() for part in parts}
    found["T2", "pixel scale"] = [t2.pixel_scale(records.load("pixel_scales"))]
    return found


def page():
    """Return the Markdown of the ledger."""
    found = rows()
    verdicts = Counter(row.verdict for part in found.values() for row in part)
    sections = []
    for name, tutorial in TUTORIALS.items():
        sections.append(f"## {name}: {tutorial.title}")
        sections += [_section(name, part, part_rows) for (owner, part), part_rows in found.items() if owner == name]
    return PAGE.format(
        total=verdicts.total(),
        counts=", ".join(f"{verdicts[verdict]} {words}" for verdict, words in _WORDS.items()),
        how=records.load("T1").provenance(),
        sections="\n\n".join(sections),
    )


_WORDS = {HOLDS: "hold", ROUGHLY: "hold roughly", FAILS: "do not hold", OPEN: "cannot be checked"}


def _section(name, part, rows):
    if (name, part) == ("T2", "pixel scale"):
        title, command = "the scale of the pixels", "python -m mnist_course.studies.record pixel_scales"
    else:
        title = TUTORIALS[name].parts[part].title
        seeds = {entry["seed"] for entry in complete(records.load(name), part).entries}
        command = f"python -m mnist_course.tutorials {name} --part {part} --seeds {len(seeds)}"
    lines = [[f"{name} says", "measured", "verdict, and where it is explained"], ["---"] * 3]
    for claim, measured, verdict, chapter in rows:
        lines.append([claim, measured, f"{verdict}; [chapter {chapter}](../notebooks/{CHAPTERS[chapter]}.ipynb)"])
    table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
    return f"### {name}: {title}\n\n```bash\n{command}\n```\n\n{table}"
