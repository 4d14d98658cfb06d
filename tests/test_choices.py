"""Predictions and questions: in the chapters, in the file that a kernel reads, as buttons, and as they add up."""

import json
import subprocess
import sys
from pathlib import Path

import choices as maker
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from mnist_course import checks
from mnist_course.checks import choices
from mnist_course.checks.block import Block
from mnist_course.checks.choices import blocks, choose, summed_up
from mnist_course.checks.progress import NAME, choices_made, note, note_choice, solved

ROOT = Path(__file__).parent.parent
CHAPTERS = sorted((ROOT / "notebooks").glob("*.ipynb"))

CAN = """## What you will be able to do

- say `why`, and say it
  aloud;
- guess.

You need nothing."""
PREDICTION = """Text before.

> **Predict.** What will
> the loss be?
>
> - **A** about `0`
> - **B** about
>   2.3

<!-- answer: B, name: the-loss, about: the loss, objective: 2 -->"""
QUESTION = """## Check yourself

> **Question 1.** Why?
>
> - **A** so
> - **B** thus
> - **C** hence

<details><summary>What each answer says</summary>

- **A** Right: so *it* is.
- **B** Thus is `not` so,
  since $a < b$.
- **C** Hence not.

</details>

<!-- answer: A, name: why, about: why it is so, objective: 1 -->"""
SECOND = QUESTION.replace("Question 1", "Question 2").replace("name: why", "name: why-not")


def notebook(*sources):
    return new_notebook(cells=[new_markdown_cell(source) for source in sources])


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("MNIST_COURSE_PROGRESS", str(tmp_path))
    monkeypatch.setenv("MNIST_COURSE_FAST", "0")
    return tmp_path


@pytest.fixture
def two(monkeypatch):
    """A chapter of two predictions and three questions, in place of all others."""
    letters = {"A": "a", "B": "b"}
    says = {"A": "Right: yes.", "B": "`No`: $a < b$ *is* **not** so."}
    made = {f"03/p{n}": Block(f"03/p{n}", "prediction", n, "?", letters, "A", f"p{n}", "", {}) for n in (1, 2)}
    for n in (1, 2, 3):
        made[f"03/q{n}"] = Block(f"03/q{n}", "question", n, "?", letters, "A", f"q{min(n, 2)}", "", says)
    monkeypatch.setattr(choices, "blocks", lambda: made)
    return made


# The blocks of the chapters -----------------------------------------------------------------------------------------


def test_block_is_read_from_its_markdown():
    found = maker.put_cells(notebook(CAN, PREDICTION, QUESTION), "03")
    assert found == {
        "03/the-loss": {
            "kind": "prediction",
            "number": 1,
            "text": "What will the loss be?",
            "choices": {"A": "about `0`", "B": "about 2.3"},
            "answer": "B",
            "about": "the loss",
            "objective": "2 guess",
            "says": {},
        },
        "03/why": {
            "kind": "question",
            "number": 1,
            "text": "Why?",
            "choices": {"A": "so", "B": "thus", "C": "hence"},
            "answer": "A",
            "about": "why it is so",
            "objective": "1 say `why`, and say it aloud",
            "says": {"A": "Right: so *it* is.", "B": "Thus is `not` so, since $a < b$.", "C": "Hence not."},
        },
    }


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            ", name: why",
            "",
            "question 1: expected <!-- answer: B, name: .*, got <!-- answer: A, about",
        ),
        ("-->", "-->\n\nMore.", "expected <!-- answer: .* as its last line, got More"),
        ("name: why", "name: Why Not", "expected <!-- answer"),
        ("why it is so", "one two three four five six seven", "expected one to six words .* got one two"),
        (", objective: 1", "", "expected <!-- answer: .*, objective: 1 -->"),
        ("objective: 1", "objective: 3", "expected an objective from 1 to 2, .* got 3"),
        ("answer: A", "answer: D", "expected an answer from A, B, C, got D"),
        ("answer: A", "answer: B", "expected what is said of B, and of no other, to begin with Right, got .'A'"),
        ("> - **B** thus\n", "", "expected choices from A on, got .'A', 'C'"),
        ("- **C** Hence not.\n", "", "expected something said of A, B, C, got .'A', 'B'"),
        ("<summary>What each answer says</summary>", "", "expected <details><summary>What .* got none"),
        ("hence", "[hence](x.md)", "expected choices without links"),
        ("Question 1", "Question 3", "expected the number 1, got 3"),
        ("## Check yourself\n", PREDICTION, "expected one prediction or question in a cell, got 2"),
        ("name: why", "name: the-loss", "expected a name of its own, got the-loss"),
    ],
)
def test_malformed_block_is_named_with_what_was_expected(old, new, message):
    spoilt = QUESTION.replace(old, new)
    assert spoilt != QUESTION
    with pytest.raises(ValueError, match=f"^chapter 03, .*{message}"):
        maker.put_cells(notebook(CAN, PREDICTION, spoilt), "03")


def test_cells_that_choose_are_put_below_the_blocks_and_put_again_change_nothing():
    made = notebook(f"# Title\n\n{CAN}", PREDICTION, "Then.", QUESTION, SECOND, "## The way on")
    made.cells.insert(2, new_code_cell("1 + 1", execution_count=1))
    maker.put_cells(made, "03")
    assert [cell.source for cell in made.cells if cell.cell_type == "code"] == [
        'checks.choose("03/the-loss")',
        "1 + 1",
        'checks.choose("03/why")',
        'checks.choose("03/why-not")',
        'checks.summary("03")',
    ]
    assert [cell.execution_count for cell in made.cells if cell.cell_type == "code"] == [1, 2, 3, 4, 5]
    assert made.cells[2].id == "choose-03-the-loss" and made.cells[2].metadata.tags == maker.TAGS
    before = nbformat.writes(made)
    maker.put_cells(made, "03")
    assert nbformat.writes(made) == before
    nbformat.validate(made)


def test_what_was_not_run_is_not_numbered():
    made = notebook(f"{CAN}\n\n{PREDICTION}")
    made.cells += [new_code_cell("a", execution_count=1), new_code_cell("b")]
    maker.put_cells(made, "03")
    assert [cell.execution_count for cell in made.cells[1:]] == [None, 1, None]


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_chapter_has_its_cells_and_the_file_has_its_blocks(path):
    made = nbformat.read(path, as_version=4)
    before = nbformat.writes(made)
    chapter = path.name[:2]
    found = maker.put_cells(made, chapter)
    in_step = nbformat.writes(made) == before
    assert in_step, "the cells that choose are not in step with the blocks: run notebooks/choices.py"
    stored = json.loads(choices.FILE.read_text(encoding="utf-8"))
    assert {key: fields for key, fields in stored.items() if key[:2] == chapter} == found


def test_there_are_five_questions_a_chapter_and_no_letter_is_right_too_often():
    questions = [block for block in blocks().values() if block.kind == "question"]
    assert len(questions) >= 60
    for chapter in {block.key[:2] for block in questions}:
        answers = [block.answer for block in questions if block.key[:2] == chapter]
        assert len(answers) == 5 and max(map(answers.count, answers)) <= 3, (chapter, answers)


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_every_objective_has_a_prediction_or_a_question(path):
    can = maker.objectives(nbformat.read(path, as_version=4))
    asked = {block.objective for key, block in blocks().items() if key[:2] == path.name[:2]}
    assert asked == {f"{number} {one}" for number, one in enumerate(can, 1)}


def test_right_answers_are_not_the_longest_too_often():
    questions = [block for block in blocks().values() if block.kind == "question"]
    longest = [max(block.choices, key=lambda letter: len(block.choices[letter])) == block.answer for block in questions]
    assert sum(longest) <= len(longest) / 2


# Choosing -----------------------------------------------------------------------------------------------------------


def test_prediction_is_noted_and_its_first_choice_counts(two, capsys):
    for letter in "b", " A ":
        choose("03/p1", letter)
    assert capsys.readouterr().out.splitlines() == [
        "Noted: B. Run on, and see.",
        "Noted: A. What counts is your first choice, B.",
    ]
    assert choices_made() == {"03/p1": ["B", "A"]}


def test_question_says_whether_and_why(two, capsys):
    choose("03/q1", "B")
    choose("03/q1", "A")
    assert capsys.readouterr().out == "Not right. `No`: $a < b$ *is* **not** so.\nRight: yes.\n"


def test_what_does_not_exist_is_named(two):
    with pytest.raises(KeyError, match="such as 03/p2.*, got '03/p22'"):
        choose("03/p22")
    with pytest.raises(ValueError, match="expected one of A, B, got 'C'"):
        choose("03/p2", "C")
    with pytest.raises(ValueError, match="expected the number of a chapter, such as '03', got '3'"):
        checks.summary("3")


def test_without_a_notebook_it_is_said_how_to_choose_and_what_was_chosen(two, capsys):
    choose("03/p1")
    choose("03/p1", "A")
    choose("03/p1")
    how, noted = 'Choose with checks.choose("03/p1", "B")', "Noted: A. Run on, and see."
    assert capsys.readouterr().out.splitlines() == [how, noted, how, noted]


# The buttons --------------------------------------------------------------------------------------------------------


@pytest.fixture
def buttons(two):
    pytest.importorskip("ipywidgets")
    from mnist_course.checks.buttons import Buttons

    def make(key):
        made = Buttons(two[key])
        return made, made.children[0].children, made.children[1]

    return make


def test_buttons_choose_and_say_what_was_chosen_after_a_restart_too(buttons):
    for _ in range(2):
        made, (a, b), says = buttons("03/q1")
        assert (a.description, b.description, a.tooltip) == ("A", "B", "a")
        assert repr(made) == 'Choose with checks.choose("03/q1", "B")'
    assert "<p" in says.value and "Not right" not in says.value
    b.click()
    formula = "<code>No</code>: $a &lt; b$ <i>is</i> <b>not</b> so."
    assert says.value == f'<p role="status">Not right. {formula}</p>' and (b.icon, a.icon) == ("check", "")
    a.click()
    assert "Right: yes." in says.value and (b.icon, a.icon) == ("", "check")
    _, (a, b), says = buttons("03/q1")
    assert "Right: yes." in says.value and a.icon == "check"
    assert choices_made() == {"03/q1": ["B", "A"]}


@pytest.mark.slow
def test_buttons_are_shown_in_ipython_and_words_where_there_are_no_widgets(folder):
    pytest.importorskip("ipywidgets")
    code = """
import sys
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
from mnist_course import checks
from mnist_course.checks import choices
key = next(iter(choices.blocks()))
print("ipywidgets" in sys.modules)
checks.choose(key)
print("ipywidgets" in sys.modules)
sys.modules["mnist_course.checks.buttons"] = None
checks.choose(key)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    before, shown, after, said = done.stdout.splitlines()
    assert (before, after) == ("False", "True") and shown == said and said.startswith("Choose with checks.choose(")


# What is kept -------------------------------------------------------------------------------------------------------


def test_old_file_is_read_and_added_to(folder):
    (folder / NAME).write_text('["02/softmax", "03/epoch-loss"]')
    note("03/gradient", "right")
    note_choice("03/p1", "B")
    assert solved() == {"02/softmax", "03/epoch-loss", "03/gradient"} and choices_made() == {"03/p1": ["B"]}


@pytest.mark.parametrize(
    "damage", ['{"chose": "03/p', "null", "[1, {}", "3\n[[]]", '{"chose": 1, "letter": []}', "\x00"]
)
def test_damaged_line_costs_only_itself(folder, damage):
    note_choice("03/p1", "A")
    with (folder / NAME).open("a") as file:
        file.write("\n" + damage)
    (folder / NAME).write_bytes((folder / NAME).read_bytes() + b"\xff")
    note_choice("03/p1", "B")
    note("03/x", "right")
    assert choices_made() == {"03/p1": ["A", "B"]} and solved() >= {"03/x"}


def test_what_cannot_be_written_is_known_until_the_kernel_ends(folder, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError("read-only")

    monkeypatch.setattr(Path, "open", refuse)
    note_choice("03/p1", "A")
    note("03/x", "right")
    assert choices_made() == {"03/p1": ["A"]} and solved() == {"03/x"} and list(folder.iterdir()) == []
    checks.progress(reset=True)
    assert choices_made() == {} and solved() == set()


def test_the_same_again_is_not_kept_and_nothing_in_the_fast_mode(folder, monkeypatch):
    for _ in range(3):
        note_choice("03/p1", "A")
        note("03/x", "right")
        note("03/x", "wrong")
    assert len((folder / NAME).read_text().split("\n")) == 3
    monkeypatch.setenv("MNIST_COURSE_FAST", "1")
    note_choice("03/p1", "B")
    note("03/y", "right")
    assert choices_made() == {"03/p1": ["A"]} and solved() == {"03/x"}


@pytest.mark.slow
def test_two_processes_lose_nothing_of_each_other(folder):
    code = """
import sys
from mnist_course.checks.progress import note
for n in range(40):
    note(f"{sys.argv[1]}/{n}", "right")
"""
    processes = [subprocess.Popen([sys.executable, "-c", code, name]) for name in "ab"]
    assert [process.wait() for process in processes] == [0, 0]
    assert len(solved()) == 80


CHECK = 'checks.q("03/epoch-loss").check(lambda means, sizes: sum(m * s for m, s in zip(means, sizes)) / sum(sizes))'
CELLS = ["from mnist_course import checks", f"### BEGIN SOLUTION\n### END SOLUTION\n{CHECK}", CHECK]


@pytest.mark.slow
def test_chapter_that_runs_its_own_solutions_has_solved_nothing(folder):
    code = f"""
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
for cell in {CELLS}:
    shell.run_cell(cell, store_history=True)
    shell.run_cell("from mnist_course.checks.progress import solved; print(solved())", store_history=True)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert done.count("Right.") == 2 and done.count("set()") == 2 and done.endswith("{'03/epoch-loss'}\n")


@pytest.mark.slow
@pytest.mark.parametrize("history", [True, False])  # JupyterLab keeps one, nbval none
def test_chapter_that_runs_its_own_solutions_in_a_kernel_has_solved_nothing(folder, history):
    manager, client = pytest.importorskip("jupyter_client.manager").start_new_kernel()
    try:
        for cell in CELLS[:2]:
            client.execute_interactive(cell, store_history=history, timeout=60, output_hook=lambda message: None)
        assert solved() == set()
        client.execute_interactive(CELLS[2], store_history=history, timeout=60, output_hook=lambda message: None)
        assert solved() == {"03/epoch-loss"}
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


# How it adds up -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        ({}, "You have made no prediction yet. Questions: none answered yet."),
        (
            {"p1": "A"},
            "You foresaw 1 of 1; 1 prediction was not made. Questions: none answered yet.",
        ),
        (
            {"p1": "BA", "p2": "B", "q1": "BA", "q2": "B", "q3": "B"},
            "You foresaw none of 2. Questions: none of 3 right at the first try. Worth another look: p1; p2; q1; q2.",
        ),
        (
            {"p1": "AB", "p2": "A", "q1": "AB", "q2": "B"},
            "You foresaw 2 of 2. Questions: 1 of 2 right at the first try; 1 not answered. Worth another look: q2.",
        ),
        (
            {"p1": "A", "p2": "A", "q1": "A", "q2": "A", "q3": "A"},
            "You foresaw 2 of 2. Questions: 3 of 3 right at the first try.",
        ),
        (
            {"p1": "Z", "q1": "A", "q2": "ZA"},
            "You have made no prediction yet. Questions: 2 of 2 right at the first try; 1 not answered.",
        ),
    ],
)
def test_choices_of_a_chapter_add_up(two, chosen, says, capsys):
    for name, letters in chosen.items():
        for letter in letters:
            note_choice(f"03/{name}", letter)
    assert summed_up("03") == says
    checks.summary("03")
    assert " ".join(capsys.readouterr().out.split()) == says


def test_progress_tells_of_each_chapter_and_forgets(two, capsys):
    note("03/epoch-loss", "right")
    note_choice("03/p1", "B")
    checks.progress()
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("chapter 03")]
    assert "1 of " in line and "exercises, 1 of 2 predictions, 0 of 3 questions; exercises left: " in line
    checks.progress(reset=True)
    assert all(": 0 of " in line for line in capsys.readouterr().out.splitlines())
