"""How long a chapter takes to read, exercises apart: one formula, which the page prints and a test holds to its limit.

What is folded, code or words, is not counted, nor is a comment, which nobody sees.
"""

import re

WORDS_PER_MINUTE = 130
SECONDS_PER_LINE = 4  # of code that is in sight
SECONDS_PER_FIGURE = 20
SECONDS_PER_PREDICTION = 60
LIMIT = 45  # minutes
FOLDED = {"hide-input", "hide-cell", "remove-input", "remove-cell"}
UNREAD = re.compile(r"<details>.*?</details>|<!--.*?-->", re.DOTALL)


def counts(notebook):
    """Return the words, visible lines of code, figures and predictions of a notebook, in a dictionary."""
    words = lines = figures = predictions = 0
    for cell in notebook.cells:
        tags = set(cell.metadata.get("tags", []))
        if "exercise" in tags:
            continue
        if cell.cell_type == "markdown":
            words += len(UNREAD.sub(" ", cell.source).split())
            predictions += cell.source.count("> **Predict.**")
            continue
        if not FOLDED & tags:
            lines += sum(bool(line.strip()) for line in cell.source.splitlines())
        figures += sum("image/png" in output.get("data", {}) for output in cell.outputs)
    return {
        "words": words,
        "lines": lines,
        "figures": figures,
        "predictions": predictions,
    }


def minutes(notebook):
    """Return the minutes that a beginner needs for a notebook."""
    count = counts(notebook)
    return (
        count["words"] / WORDS_PER_MINUTE
        + count["lines"] * SECONDS_PER_LINE / 60
        + count["figures"] * SECONDS_PER_FIGURE / 60
        + count["predictions"] * SECONDS_PER_PREDICTION / 60
    )
