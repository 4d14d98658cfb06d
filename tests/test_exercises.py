"""Every exercise knows its right answers and its mistakes, and nothing else passes, whatever it is."""

import ast
import math
import random
import textwrap
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import nbformat
import numpy as np
import pytest
import torch

from mnist_course import checks
from mnist_course.checks.answers import alike, seen
from mnist_course.checks.exercise import NOT_YET, RIGHT, WRONG
from mnist_course.checks.exercises import EXERCISES

FOLDER = Path(__file__).parent.parent / "notebooks"
MARKS = ("### BEGIN SOLUTION", "### END SOLUTION")
ALL = [pytest.param(one, id=key) for key, one in EXERCISES.items()]
FUNCTIONS = [pytest.param(one, id=key) for key, one in EXERCISES.items() if one.cases]
MISTAKES = [
    pytest.param(one, number, id=f"{key}-{number}")
    for key, one in EXERCISES.items()
    for number in range(len(one.mistakes))
]


def forms(answer):
    """The same answer as other people would give it."""
    yield answer
    if isinstance(answer, bool | int | float):
        yield from [torch.tensor(answer), np.float64(answer), torch.tensor([float(answer)], requires_grad=True)]
    if isinstance(answer, torch.Tensor):
        yield from [answer.double(), answer.float().numpy(), answer.tolist(), answer.float().requires_grad_()]
    if isinstance(answer, list | tuple):
        yield from [list(answer), tuple(answer)]
    if isinstance(answer, str):
        yield from [answer.upper(), f" {answer.lower()} "]


def given_in(form, function):
    return lambda *arguments: form(function(*arguments))


@pytest.mark.parametrize("exercise", ALL)
def test_right_answer_is_right_in_every_form(exercise):
    for right in (exercise.right, *exercise.also):
        ways = list(forms(right))
        if exercise.cases:
            ways = [right, given_in(lambda x: x.double().tolist() if isinstance(x, torch.Tensor) else x, right)]
        for way in ways:
            outcome = exercise.judge(way)
            assert outcome.kind == RIGHT and exercise.why in outcome.text, outcome


@pytest.mark.parametrize("exercise", ALL)
def test_solution_is_right(exercise):
    names = {"torch": torch, "np": np, "math": math, **vars(torch.nn), "F": torch.nn.functional}
    for key, other in EXERCISES.items():  # a solution may use what those before it have built
        if key.partition("/")[0] == exercise.key.partition("/")[0]:
            exec(textwrap.dedent(other.code), names)
        if other is exercise:
            break
    last = ast.parse(textwrap.dedent(exercise.code).strip()).body[-1]
    name = last.name if isinstance(last, ast.FunctionDef) else last.targets[0].id
    assert exercise.judge(names[name]).kind == RIGHT


@pytest.mark.parametrize(("exercise", "number"), MISTAKES)
def test_mistake_is_recognised(exercise, number):
    outcome = exercise.judge(exercise.mistakes[number].wrong)
    assert outcome.kind == WRONG and outcome.text == f"Not right yet. {exercise.mistakes[number].says}"


@pytest.mark.parametrize("exercise", ALL)
def test_there_are_enough_mistakes_and_hints_and_none_says_the_answer(exercise):
    assert len(exercise.mistakes) >= 3 and len(exercise.hints) >= 2
    assert len({mistake.says for mistake in exercise.mistakes}) == len(exercise.mistakes)
    lines = [line.strip().removeprefix("return ") for line in textwrap.dedent(exercise.code).strip().splitlines()]
    said = [exercise.judge(mistake.wrong).text for mistake in exercise.mistakes]
    telling = [line for line in lines if len(line.split()) > 2]  # not a name, nor a call that the exercise itself names
    assert not [line for line in telling if any(line in " ".join(text.split()) for text in said)]


@pytest.mark.parametrize("stub", [..., lambda: ..., lambda *_: None])
@pytest.mark.parametrize("exercise", ALL)
def test_stub_is_not_answered_yet(exercise, stub):
    assert exercise.judge(stub).kind == NOT_YET


class Liar:
    """Equal to everything, and every question about it is an error."""

    def __eq__(self, other):
        return True

    __hash__ = None

    def __getattr__(self, name):
        raise RuntimeError(name)


def raises(*_):
    raise SystemError("no")


HOSTILE = [None, "", "x", [], {}, object(), Liar(), Liar, float("nan"), [[1], [2, 3]], 1 + 2j, -1e30, b"x", 7.3]
HOSTILE += [
    torch.zeros(0),
    torch.full((3, 4), float("nan")),
    torch.rand(2, 3, 4),
    np.array(["a"]),
    np.zeros(1, "M8[s]"),
]
HOSTILE += [torch.eye(3).to_sparse(), range(3), {"a": {"b": [None]}}, raises, print, lambda: 1, torch.nn.Linear(2, 3)]
HOSTILE += [lambda *_: Liar(), lambda *_: float("nan"), lambda *_: 0.123, lambda *_: [None, "x"], "".join]
HOSTILE += [lambda *given: given, lambda *given: given[0] if given else 1, lambda *_: torch.rand(5, 7)]


@pytest.mark.parametrize("exercise", ALL)
def test_nothing_hostile_passes_and_nothing_crashes(exercise):
    generator = random.Random(0)
    numbers = [generator.uniform(-3, 3) for _ in range(20)]
    for answer in [*HOSTILE, *numbers, *(torch.randn(n, 10) for n in range(1, 4))]:
        outcome = exercise.judge(answer)
        assert outcome.kind == WRONG and outcome.text, (answer, outcome)


def test_endless_loop_is_cut_off(monkeypatch):
    exercise = EXERCISES["02/softmax"]
    monkeypatch.setitem(exercise.__dict__, "seconds", 0.2)

    def endless(_):
        while True:
            pass

    assert "still running" in exercise.judge(endless).text
    assert exercise.judge(exercise.right).kind == RIGHT


def test_attempt_cannot_change_what_the_next_one_is_given():
    exercise = EXERCISES["02/softmax"]
    exercise.judge(lambda scores: scores.zero_())
    assert exercise.judge(exercise.right).kind == RIGHT


def test_error_and_shape_of_an_attempt_that_nobody_foresaw_are_named():
    exercise = EXERCISES["02/softmax"]
    assert "ValueError: too few" in exercise.judge(lambda _: (_ for _ in ()).throw(ValueError("too few"))).text
    assert "shape (4, 3), got numbers of the shape (4,)" in exercise.judge(lambda scores: scores.sum(1)).text


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (1, torch.tensor([1.0]), True),
        (Fraction(1, 4), Decimal("0.25"), True),
        (True, 1.0, True),
        ([1, 2], np.array([1, 2], dtype=np.uint8), True),
        (torch.zeros(3, 1), torch.zeros(3), False),
        ([torch.zeros(2), 3], (torch.zeros(2), 3.0), True),
        ("B", " b", True),
        ({"a": 1}, {"a": 1.0}, True),
        (float("nan"), float("nan"), True),
        (1e-9, 0.0, True),
        (100.0, 100.2, False),
    ],
)
def test_answers_that_say_the_same_are_alike(one, other, same):
    assert alike(seen(one), seen(other), 1e-3) is same


def test_check_hint_solution_and_progress_are_printed(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("MNIST_COURSE_PROGRESS", str(tmp_path))
    exercise = checks.q("02/softmax")
    exercise.check(...)
    exercise.check(lambda scores: scores.softmax(dim=0))
    exercise.hint()
    exercise.solution()
    checks.progress()
    before = capsys.readouterr().out
    assert "Not answered yet." in before and "Your columns" in before and "Hint 1 of 3" in before
    assert "def softmax(scores):" in before and "chapter 02: 0 of" in before
    exercise.check(exercise.right)
    checks.progress()
    after = capsys.readouterr().out
    assert "Right. Each row" in after and "chapter 02: 1 of" in after and "left: one-hot, cross-entropy" in after
    (tmp_path / ".mnist_course_progress.json").write_text("{")
    checks.progress(reset=True)
    assert "chapter 02: 0 of" in capsys.readouterr().out


def test_unknown_key_names_those_of_its_chapter():
    with pytest.raises(KeyError, match="02/softmax, 02/cross-entropy.* got '02/sofmax' .did you mean 02/softmax"):
        checks.q("02/sofmax")


def cells_of(exercise):
    """The chapter's cell that checks the exercise, and the one before it."""
    (path,) = FOLDER.glob(f"{exercise.key[:2]}_*.ipynb")
    cells = nbformat.read(path, as_version=4).cells
    places = [n for n, cell in enumerate(cells) if f'checks.q("{exercise.key}").check(' in cell.source]
    assert len(places) == 1, f"expected {exercise.key} once in {path.name}, got {len(places)}"
    return cells[places[0] - 1], cells[places[0]]


@pytest.mark.parametrize("exercise", ALL)
def test_exercise_stands_in_its_chapter_folded_with_its_solution_between_the_marks(exercise):
    text, cell = cells_of(exercise)
    assert text.source.startswith("> **Your turn.** ") and text.metadata["tags"] == ["exercise"]
    assert {"exercise", "hide-cell"} <= set(cell.metadata["tags"])
    assert cell.metadata["jupyter"]["source_hidden"] and cell.metadata["nbgrader"]["solution"]
    assert [line.strip() for line in cell.source.splitlines() if line.strip() in MARKS] == list(MARKS)
    kept = [line for line in cell.source.splitlines() if line.strip() not in MARKS and not line.endswith(" = ...")]
    assert kept.pop().startswith("checks.q(")
    assert ast.dump(ast.parse("\n".join(kept))) == ast.dump(ast.parse(textwrap.dedent(exercise.code)))
    (output,) = cell.outputs
    assert " ".join(output.text.split()) == f"Right. {exercise.why}"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (lambda logits, labels: print(), "got nothing (None). Does the function return it?"),
        (lambda logits, labels: {1, 2}, "Expected a number, got a value of the type set."),
        (lambda logits, labels: [], "Expected a number, got an empty list."),
        (lambda logits, labels: 1 / 0, "It stopped with ZeroDivisionError"),
    ],
    ids=["nothing", "a set", "an empty list", "an error"],
)
def test_what_a_function_gave_in_place_of_an_answer_is_said(given, said):
    outcome = checks.q("03/count-right").judge(given)
    assert outcome.kind == "wrong" and said in outcome.text
