"""The ledger: its rules, and that its rows follow the records."""

import copy
import re

import pytest

from mnist_course import records
from mnist_course.tutorials import selection
from mnist_course.tutorials.claims import (
    CHAPTERS,
    CLAIMS,
    FAILS,
    HOLDS,
    OPEN,
    ROUGHLY,
    UNSEEN,
    VERDICTS,
    claims,
    complete,
    read,
    rows,
    verdict,
    written,
)
from mnist_course.tutorials.looks import FOLDS
from mnist_course.tutorials.tutorials import TUTORIALS

PARTS = [(name, part) for name, parts in CLAIMS.items() for part in parts if part != "pixel-scale"]
ONE = """
chapters = { "01" = "01_data" }
[[T2.linear]]
kind = "claim"
says = "The linear model reaches about 92 %."
measured = "{test_accuracy:percent}"
rule = { of = "test_accuracy", within = [0.915, 0.925], slack = 0.01 }
chapter = "01"
"""


def test_ledger_has_a_row_for_each_claim_with_verdict_and_chapter():
    found = [row for name, part in PARTS for row in claims(records.load(name), part)]
    found += rows("T2", "pixel-scale", records.load("pixel_scales"))
    assert len(found) >= 60 and len({row.claim for row in found}) == len(found)
    assert all(row.verdict in VERDICTS and row.chapter in CHAPTERS and row.measured for row in found)
    assert {row.kind for row in found} == {"claim", "practice", "promised"}


@pytest.mark.parametrize(("name", "part"), PARTS)
def test_claims_need_only_the_runs_of_their_part_and_seeds_that_all_of_them_have(name, part):
    book, runs = records.load(name), TUTORIALS[name].parts[part].runs
    kept = complete(book, part)
    assert len(kept.entries) == sum(len(kept.select(run=run)) for run in runs)
    if len(runs) > 1:
        lonely = {**book.select(run=runs[0])[0], "seed": 99}
        assert claims(records.Record(name, {}, [*book.entries, lonely]), part) == claims(book, part)


def test_a_part_without_claims_has_no_rows():
    assert claims(records.load("T2"), "view") == []


@pytest.mark.parametrize(
    ("values", "expected"),
    [([0.970, 0.972], HOLDS), ([0.975, 0.985], ROUGHLY), ([0.99, 0.992], FAILS), ([0.9], FAILS)],
)
def test_verdict_on_a_value_claimed(values, expected):
    assert verdict({"of": "test", "within": [0.965, 0.975], "slack": 0.01}, {"test": values}) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0.1, 0.11, 0.12], HOLDS),
        ([-0.1, 0.2, 0.1], UNSEEN),
        ([-0.1, -0.11, -0.12], FAILS),
        ([0.1], OPEN),
    ],
)
def test_verdict_on_a_difference_claimed(values, expected):
    assert verdict({"positive": "gain"}, {"gain": values}) == expected


@pytest.mark.parametrize(("values", "expected"), [([3, 3], HOLDS), ([3, 4], ROUGHLY), ([4, 4], FAILS), ([1, 2], OPEN)])
def test_verdict_of_the_first_condition_that_is_met(values, expected):
    rule = {"holds": "every n = 3", "roughly": "any n = 3", "fails": "mean n > 3", "otherwise": OPEN}
    assert verdict(rule, {"n": values}) == expected


def test_a_fixed_verdict_stands():
    assert verdict({"verdict": OPEN, "because": "nothing to compare"}, {}) == OPEN


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{test:percent}", "97.50 ± 6.35 %"),
        ("{test:percent .0f}, {test:share}", "98 ± 6 %, 97.50 %"),
        ("{gain:points} more", "+0.10 ± 2.54 points more"),
        ("{one:estimate .3f} and {one:first g}", "0.500 and 0.5"),
        ("{test:estimate .1f}, {test:mean .3f}, {test:max .2f}", "1.0 ± 0.1, 0.975, 0.98"),
        ("with {same:tally} seeds{same:if , all}", "with 1 of 2 seeds"),
        ("{epochs:list}; {epochs:choices}; {epochs:sum}", "4, 3, 4; 3 (1×), 4 (2×); 11"),
    ],
)
def test_values_are_written_with_their_interval_or_as_the_template_says(template, text):
    values = {"test": [0.97, 0.98], "gain": [-0.001, 0.003], "one": [0.5], "same": [True, False], "epochs": [4, 3, 4]}
    assert written(template, values) == text


@pytest.mark.parametrize(
    ("name", "part", "run", "change"),
    [
        ("T1", "mlp", "MLP", {"test_accuracy": [0.9]}),
        ("T1", "best-epoch", "CNN", {"kept_test_loss": 9.0}),
        ("T2", "linear", "linear", {"test_accuracy": [0.5]}),
        ("T2", "pipeline", "pipeline", {"printed": 3}),
        ("T3", "widths", "width 10", {"test_accuracy": [0.99]}),
        ("T4", "mlp", "MLP", {"untrained_accuracy": 0.5}),
    ],
)
def test_rows_change_with_the_record(name, part, run, change):
    book = records.load(name)
    changed = copy.deepcopy(book)
    for entry in changed.select(run=run):
        entry.update(change)
    assert claims(changed, part) != claims(book, part)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("T2.linear", "T5.linear", "a tutorial from T1, T2, T3, T4, got 'T5'"),
        ("T2.linear", "T2.line", "a part of T2 from view, linear, .*, got 'line'"),
        ("says", "say", "a claim of chapter, kind, .*, got one of chapter, .*say"),
        ('"claim"', '"boast"', "a kind from claim, practice, promised, got 'boast'"),
        ('chapter = "01"', 'chapter = "99"', "a chapter from 01, got '99'"),
        (", slack", ", slak", "a rule of of, within, slack or .*, got one of of, within, slak"),
        ('of = "test_accuracy", within = [0.915, 0.925], slack = 0.01', "", "a rule of .*, got one of "),
        ("of = .*0.01", 'verdict = "true", because = "so"', "a verdict from holds, .*, got 'true'"),
        ("of = .*0.01", 'holds = "all x > 0", otherwise = "holds"', "a condition such as .*, got 'all x > 0'"),
    ],
)
def test_what_is_unknown_in_the_file_is_named_beside_what_is_known(old, new, message):
    read(ONE)
    with pytest.raises(ValueError, match=f"expected {message}"):
        read(re.sub(old if "*" in old else re.escape(old), new, ONE, count=1))


def test_an_unknown_quantity_or_format_is_named_beside_what_is_known(monkeypatch):
    _, content = read(ONE.replace("{test_accuracy:percent}", "{accuracy:percent}"))
    monkeypatch.setitem(CLAIMS, "T2", content["T2"])
    with pytest.raises(ValueError, match="expected a quantity from .*test_accuracy.*, got 'accuracy'") as error:
        claims(records.load("T2"), "linear")
    assert error.value.__notes__ == ["in claims.toml: The linear model reaches about 92 %."]
    with pytest.raises(ValueError, match="expected a format from percent, .*, got 'per'"):
        written("{a:per}", {"a": [1]})


def test_choosing_among_noise_looks_better_only_where_it_was_chosen():
    """Two candidates, each perfect on its own half of the folds: the one chosen is right there, wrong elsewhere."""
    half = FOLDS // 2
    accuracies = [[1.0] * half + [0.0] * half, [0.0] * half + [1.0] * half]
    losses = [[1 - value for value in row] for row in accuracies]
    assert selection.optimism(losses, accuracies) > 0.1
    same = [[0.3] * FOLDS, [0.3] * FOLDS]
    assert selection.optimism(same, same) == 0
