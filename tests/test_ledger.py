"""The ledger: its rules, and that its rows follow the records."""

import copy

import pytest

from mnist_course import records
from mnist_course.tutorials.ledger import CLAIMS, claims, complete, page, row, selection
from mnist_course.tutorials.looks import FOLDS
from mnist_course.tutorials.tutorials import TUTORIALS


def test_ledger_has_a_row_for_each_claim_with_verdict_and_chapter():
    found = [claim for rows in page.rows().values() for claim in rows]
    assert len(found) >= 60 and len({claim.claim for claim in found}) == len(found)
    assert all(claim.verdict in {row.HOLDS, row.ROUGHLY, row.FAILS, row.OPEN} for claim in found)
    assert all(claim.chapter in row.CHAPTERS and claim.measured for claim in found)


def test_every_row_stands_on_the_page_below_its_command():
    text = page.page()
    for (name, part), rows in page.rows().items():
        section = text[text.index(page._section(name, part, rows)) :]
        assert rows[0].measured in section


@pytest.mark.parametrize(("name", "part"), [(name, part) for name, parts in CLAIMS.items() for part in parts])
def test_claims_need_only_the_runs_of_their_part_and_seeds_that_all_of_them_have(name, part):
    book, runs = records.load(name), TUTORIALS[name].parts[part].runs
    assert {entry["settings"]["run"] for entry in complete(book, part).entries} == set(runs)
    if len(runs) > 1:
        lonely = {**book.select(run=runs[0])[0], "seed": 99}
        assert claims(records.Record(name, {}, [*book.entries, lonely]), part) == claims(book, part)


def test_a_part_without_claims_has_no_rows():
    assert claims(records.load("T2"), "view") == []


@pytest.mark.parametrize(
    ("values", "verdict"),
    [([0.970, 0.972], row.HOLDS), ([0.975, 0.985], row.ROUGHLY), ([0.99, 0.992], row.FAILS), ([0.9], row.FAILS)],
)
def test_verdict_on_a_value_claimed(values, verdict):
    assert row.near(values, 0.965, 0.975, 0.01) == verdict


@pytest.mark.parametrize(
    ("differences", "verdict"), [([0.1, 0.2], row.HOLDS), ([-0.1, 0.2], row.ROUGHLY), ([-0.2, 0.1], row.FAILS)]
)
def test_verdict_on_a_difference_claimed(differences, verdict):
    assert row.above_zero(differences) == verdict


def test_values_are_given_with_their_range():
    assert row.percent([0.97, 0.98]) == "97.50 % (97.00 to 98.00)"
    assert row.points([-0.001, 0.003]) == "+0.10 points (-0.10 to +0.30)"


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
    assert CLAIMS[name][part](changed) != CLAIMS[name][part](book)


def test_choosing_among_noise_looks_better_only_where_it_was_chosen():
    """Two candidates, each perfect on its own half of the folds: the one chosen is right there, wrong elsewhere."""
    half = FOLDS // 2
    accuracies = [[1.0] * half + [0.0] * half, [0.0] * half + [1.0] * half]
    losses = [[1 - value for value in row] for row in accuracies]
    assert selection.optimism(losses, accuracies) > 0.1
    same = [[0.3] * FOLDS, [0.3] * FOLDS]
    assert selection.optimism(same, same) == 0
