"""What counts in the time that a chapter takes to read, and what does not."""

import pytest
import reading
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

FIGURE = new_output("display_data", data={"image/png": ""})
PREDICTION = (
    "> **Predict.** What now?\n>\n> - **A** one\n> - **B** two\n\n<!-- answer: A, name: now, about: this and that -->"
)
DETAILS = "<details><summary>What each answer says</summary>\n\n- **A** no\n\n</details>"


def counted(*cells):
    return tuple(reading.counts(new_notebook(cells=cells)).values())


@pytest.mark.parametrize(
    ("cell", "counts"),
    [
        (new_markdown_cell("three words long"), (3, 0, 0, 0)),
        (new_markdown_cell(f"three words long\n\n{DETAILS}\n\nand one more\n\n{DETAILS}"), (6, 0, 0, 0)),
        (new_markdown_cell(PREDICTION), (len(PREDICTION.partition("<")[0].split()), 0, 0, 1)),
        (new_markdown_cell("three words long", metadata={"tags": ["exercise"]}), (0, 0, 0, 0)),
        (new_code_cell("a = 1\n\nb = 2", outputs=[FIGURE]), (0, 2, 1, 0)),
        (new_code_cell("a = 1", outputs=[FIGURE], metadata={"tags": ["hide-input"]}), (0, 0, 1, 0)),
        (new_code_cell('checks.choose("03/now")', metadata={"tags": ["choice", "remove-cell"]}), (0, 0, 0, 0)),
    ],
)
def test_what_is_folded_is_not_counted(cell, counts):
    assert counted(cell) == counts


def test_minutes_are_the_sum_of_what_is_counted():
    words, lines = new_markdown_cell("word " * 260), new_code_cell("a = 1\n" * 30, outputs=[FIGURE] * 3)
    cells = [words, lines, new_markdown_cell("> **Predict.**")]
    assert reading.minutes(new_notebook(cells=cells)) == pytest.approx(2 + 2 + 1 + 1 + 2 / 130)
