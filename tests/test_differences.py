"""An answer that nobody foresaw is told how it differs, where, and not what the right one is."""

import math

import numpy as np
import pytest
import torch

from mnist_course import checks
from mnist_course.checks.answers import seen
from mnist_course.checks.differences import VAGUE, difference, given, kind
from mnist_course.checks.exercise import RIGHT, WRONG, Exercise

ROWS = torch.tensor([[1.5, 2.25, -3.1], [4.4, 0.6, 7.7]])
CASES = ((ROWS,), (ROWS * 2 + 1,))
ROOTS = Exercise(
    "00/roots",
    lambda numbers: numbers.clamp(min=0).sqrt(),
    "",
    (),
    (),
    "",
    cases=CASES,
    without=("sqrt",),
)


def root(numbers):
    return numbers.clamp(min=0) ** 0.5


def fragile(numbers):
    if numbers[0, 0] > 2:
        raise ValueError("too large")
    return root(numbers)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (3, "a number"),
        ([1, 2], "numbers of the shape (2,)"),
        ([], "an empty list"),
        (None, "nothing (None)"),
        ("x", "a text"),
        (["a", "b", "c"], "3 things, each a text"),
        (["a"], "1 thing: a text"),
        ([[1, 2], [3]], "2 things of the shapes (2,) and (1,)"),
        ([["a"] * 6, ["b"] * 6], "2 things, each a list of 6"),
        ((torch.zeros(2, 3), 1.0), "2 things: numbers of the shape (2, 3) and a number"),
        ([["a", 1]] * 3 + [1, 2, 3], "6 things: a list of 2, a list of 2, a list of 2 and so on"),
        ({"bias": 1, "weight": 2}, "a dictionary with 2 names"),
    ],
)
def test_kind_of_an_answer_is_said_without_its_numbers_or_names(value, said):
    assert kind(seen(value)) == said


@pytest.mark.parametrize(
    ("attempt", "said"),
    [
        (lambda x: -root(x), "The sign is the wrong way round."),
        (lambda x: 3 * root(x), "Each number is the right one times the same factor."),
        (lambda x: root(x) + 0.25, "Each number is off by the same amount."),
        (lambda x: root(x).int(), "What stands behind the point is cut off."),
        (lambda x: root(x).round(decimals=1), "It is rounded. Give all the digits."),
        (lambda x: root(x).flip(1), "These are the right numbers, in another order."),
        (
            lambda x: root(x).T,
            "got numbers of the shape (3, 2). The numbers are right, with rows and columns exchanged.",
        ),
        (lambda x: root(x).flatten(), "got numbers of the shape (6,). The numbers are right, in another shape."),
        (lambda x: root(x).flatten()[1:], "Expected numbers of the shape (2, 3), got numbers of the shape (5,)."),
        (lambda x: x**0.5, "There is nan or inf in it."),
        (lambda x: None if x[0, 0] > 2 else root(x), "Does every way through the function return it? It was called"),
        (lambda x: root(x) * (x[0, 0] < 2), "It is right in 1 of the 2 cases that were tried. In one that is not,"),
        (lambda x: x * 0.3, "It is right in none of the 2 cases that were tried."),
        (fragile, 'It stopped with ValueError: too large, in the line `raise ValueError("too large")`. It was called'),
    ],
)
def test_difference_is_named(attempt, said):
    outcome = ROOTS.judge(attempt)
    assert outcome.kind == WRONG and said in outcome.text, outcome
    assert ("hint()" in outcome.text) == ("cases" in said), "a hint is offered where nothing else helps"


@pytest.mark.parametrize("attempt", [lambda x: 0 * x, lambda x: torch.zeros(2, 3), lambda x: torch.ones(2, 3)])
def test_of_a_single_number_nothing_is_concluded(attempt):
    assert "none of the 2 cases" in ROOTS.judge(attempt).text


def test_what_an_attempt_gives_is_said_where_one_can_follow_it_by_hand():
    cases = ((2, [1.0, 3.0]), (5, [4.0]))
    exercise = Exercise("00/sum", lambda n, numbers: n * sum(numbers), "", (), (), "", cases=cases)
    said = exercise.judge(lambda n, numbers: n - sum(numbers)).text
    assert "in none of the 2 cases that were tried. Called with 2 and [1.0, 3.0], it gives -2. `checks" in said
    assert "it gives" not in ROOTS.judge(lambda x: x * 0.3).text


def test_texts_in_another_order_are_told_apart_from_other_texts():
    exercise = Exercise("00/names", ["weight", "bias"], "", (), (), "")
    assert exercise.judge(["bias", "weight"]).text == "Not right yet. These are the right texts, in another order."
    assert "order" not in exercise.judge(["bias", "rate"]).text


def test_single_number_is_not_given_away_by_its_difference():
    exercise = Exercise("00/one", 12.5, "", (), (), "")
    said = {exercise.judge(answer).text for answer in (-12.5, 12, 13, 25, 125)}
    assert said == {"Not right yet. `checks.q('00/one').hint()` gives a hint."}
    for quoted in (" 12.5 ", "25/2"):
        assert "Without the quotation marks it would be one." in exercise.judge(quoted).text
    assert exercise.judge("a dozen").text == "Not right yet. Expected a number, got a text."
    assert exercise.judge(lambda: 12.5).text == "Not right: expected a number, got a function."


def test_of_a_few_numbers_the_right_ones_are_named():
    exercise = Exercise("00/pair", (235, 96), "", (), (), "")
    assert "Of the 2 numbers, only the first is right. `checks.q" in exercise.judge((235, 95)).text
    assert "only the" not in exercise.judge((234, 95)).text


def test_factor_may_be_another_one_in_each_case():
    assert "times the same factor" in ROOTS.judge(lambda x: root(x) / x.mean()).text
    assert "off by the same amount" in ROOTS.judge(lambda x: root(x) - x.mean()).text


def test_part_of_an_answer_that_differs_is_named():
    right = [seen((torch.zeros(2, 2), [1.0, 2.0], 3))]
    swapped = [seen((torch.zeros(2, 2), [2.0, 1.0], 3))]
    assert difference(swapped, right, 1e-3, None) == f"The second of the 3 things: it is not right.{VAGUE}"
    short = [seen((torch.zeros(2, 2), [1.0], 3))]
    said = "The second of the 3 things: expected numbers of the shape (2,), got numbers of the shape (1,)."
    assert difference(short, right, 1e-3, None) == said


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"weight": [1, 3], "bias": 0}, "Under 'weight': it is not right."),
        (
            {"weight": [1], "bias": 0},
            "Under 'weight': expected numbers of the shape (2,), got numbers of the shape (1,).",
        ),
        ({"weight": [1, 2]}, "Expected a dictionary with 2 names, got a dictionary with 1 name: 1 missing."),
        ({"weight": [1, 2], "b": 0}, "The name 'b' is not among the 2 that were expected."),
        ([1, 2], "Expected a dictionary with 2 names, got numbers of the shape (2,)."),
    ],
)
def test_dictionary_is_compared_without_giving_away_the_wanted_names(answer, said):
    right = [seen({"weight": [1, 2], "bias": 0})]
    text = difference([seen(answer)], right, 1e-3, None)
    assert text.strip() == said and ("bias" in text) == ("bias" in said)


def test_arguments_are_quoted_if_they_are_short():
    assert given((0.8, True, [1, 2], "x", None)) == "0.8, True, [1, 2], 'x' and None"
    assert (
        given((torch.tensor([3, 0, 2]), torch.zeros(9, 9))) == "the tensor [3, 0, 2] and a tensor of the shape (9, 9)"
    )
    assert given((math.exp, torch.nn.Linear(2, 2), b"\x00\x08")) == (
        "a builtin_function_or_method, a Linear and the bytes 0008"
    )
    assert given(([0.123] * 20, np.arange(3))) == "a list and the tensor [0, 1, 2]"
    assert given(()) == "nothing"


@pytest.mark.parametrize("answer", [3, torch.zeros(2), "softmax", None])
def test_value_in_place_of_a_function_is_named(answer):
    assert "Give its name alone, without brackets after it." in ROOTS.judge(answer).text
    assert "got a class." in ROOTS.judge(torch.nn.Linear).text


def test_function_that_was_to_be_left_aside_is_noticed():
    assert ROOTS.judge(root).kind == RIGHT
    for attempt in (lambda x: x.clamp(min=0).sqrt(), lambda x: torch.sqrt(x.clamp(min=0))):
        outcome = ROOTS.judge(attempt)
        assert outcome.kind == WRONG and "it comes from PyTorch's `sqrt`" in outcome.text
    assert "There is nan" in ROOTS.judge(torch.sqrt).text, "a wrong result is more worth saying"


@pytest.mark.parametrize(
    ("key", "attempt"),
    [
        ("02/softmax", lambda scores: torch.softmax(scores, 1)),
        ("02/softmax", torch.nn.Softmax(dim=1)),
        ("02/softmax", lambda scores: torch.nn.functional.log_softmax(scores, dim=-1).exp()),
        ("02/cross-entropy", torch.nn.functional.cross_entropy),
        ("02/cross-entropy", torch.nn.CrossEntropyLoss()),
        ("02/soft-loss", torch.nn.functional.cross_entropy),
    ],
)
def test_ready_made_function_is_no_answer_to_the_exercise_that_builds_it(key, attempt):
    outcome = checks.q(key).judge(attempt)
    assert outcome.kind == WRONG and "Here you are to do what that does" in outcome.text


def test_autograd_is_no_answer_to_the_exercise_that_asks_for_the_chain_rule():
    def by_autograd(delta_s, w2, z):
        z = z.clone().requires_grad_()
        (torch.nn.functional.leaky_relu(z, 0.1) @ w2.T * delta_s).sum().backward()
        return z.grad

    def by_grad(delta_s, w2, z):
        z = z.clone().requires_grad_()
        return torch.autograd.grad((torch.nn.functional.leaky_relu(z, 0.1) @ w2.T * delta_s).sum(), z)[0]

    for attempt in (by_autograd, by_grad):
        outcome = checks.q("05/hidden-delta").judge(attempt)
        assert outcome.kind == WRONG and "without it" in outcome.text
