"""The pages that are made from records agree with them, and so do their tables."""

import re

import pages
import pytest
from makers import benchmark_tables as tables
from makers import ledger

from mnist_course import records
from mnist_course.records import Record
from mnist_course.studies.benchmark import sharing
from mnist_course.studies.benchmark.rounds import NETWORKS


@pytest.mark.parametrize("file", pages.PAGES)
def test_page_agrees_with_its_records(file):
    assert (pages.BOOK / file).read_text(encoding="utf-8") == pages.made(file), "run python book/pages.py"


def test_a_page_that_cannot_be_made_is_left_as_it_was(tmp_path, monkeypatch):
    def fail():
        raise KeyError("expected entries")

    (tmp_path / "a.md").write_text("old", encoding="utf-8")
    monkeypatch.setattr(pages, "BOOK", tmp_path)
    monkeypatch.setattr(pages, "PAGES", {"a.md": fail})
    with pytest.raises(KeyError):
        pages.main()
    assert (tmp_path / "a.md").read_text(encoding="utf-8") == "old"


@pytest.mark.parametrize("file", pages.PAGES)
def test_every_text_that_is_computed_for_a_page_is_shown_on_it(file):
    marked = {name: f"<{name}>" if isinstance(value, str) else value for name, value in pages.PAGES[file]().items()}
    text = pages.TEMPLATES.get_template(file).render(marked)
    assert all(value in text for value in marked.values() if isinstance(value, str))


def test_every_row_of_the_ledger_stands_below_its_command_and_is_counted():
    text, found = pages.made("tutorials.md"), ledger.values()
    parts = [part for tutorial in found["tutorials"].values() for part in tutorial["parts"]]
    for part in parts:
        section = text[text.index(f"```bash\n{part['command']}\n```") :]
        section = section[: section.find("\n##")]
        for row in part["rows"]:
            line = pages.tidy(f"| {row.claim} | {row.measured} | {ledger.MARKS[row.verdict]} | [{row.chapter}](")
            assert line in section
    total = sum(len(part["rows"]) for part in parts)
    assert len(re.findall(r"^\| .* \| \[\d\d\]\(", text, re.M)) == total
    assert re.search(rf"^\| together .* {total} \|$", text, re.M)


def test_our_way_learns_no_less_on_record():
    table = tables.accuracy_table(records.load("benchmark"))
    verdicts = {row[0]: row[-1] for row in table.rows}
    assert set(verdicts) == set(NETWORKS) and set(verdicts.values()) <= {"as much", "more"}


@pytest.mark.parametrize(
    ("theirs", "ours", "verdict"),
    [
        ([0.90, 0.91, 0.92], [0.90, 0.92, 0.92], "as much"),
        ([0.90, 0.91, 0.92], [0.70, 0.71, 0.72], "less"),
        ([0.90, 0.91, 0.92], [0.96, 0.97, 0.98], "more"),
        ([0.90], [0.90], "one round only"),
    ],
)
def test_verdict_on_learning_weighs_the_difference_against_the_seeds(theirs, ours, verdict):
    settings = {"network": "T1 MLP", "measure": "speed"}
    entries = [
        {"labels": {}, "settings": settings, "seed": seed, "tutorial_accuracy": a, "ours_accuracy": b}
        for seed, (a, b) in enumerate(zip(theirs, ours))
    ]
    assert tables.accuracy_table(Record("x", {}, entries)).rows[0][-1] == verdict


def test_median_of_the_pairs_is_reported():
    settings = {"network": "T1 MLP", "measure": "speed"}
    same = {"images": 100, "ours_loading_seconds": 0.1, "tutorial_loading_seconds": 1, "fixed_seconds": 0.1}
    rates = {"flops": 2e9, "matmul_rate": 4e9, "convolution_rate": 8e9}
    entries = [
        {"labels": {}, "settings": settings, "seed": seed, "tutorial_seconds": t, "ours_seconds": o, **same, **rates}
        for seed, (t, o) in enumerate([(8, 1), (6, 2), (20, 2)])
    ]
    record = Record("x", {}, entries)
    assert tables.speed_table(record).rows == [["T1 MLP", "12", "50", "8.0", "3.0 to 10.0"]]
    assert tables.limit_table(record).rows == [["T1 MLP", "2", "0.25", "2.00", "12 %", "32.0"]]


def test_table_pairs_the_rounds_and_leaves_out_a_load_that_could_not_be_made():
    def entry(load, way, seed, *speeds):
        speeds = {"T1 MLP": list(speeds)} if speeds else {"skipped": "no control group"}
        return {"labels": {}, "settings": {"load": load, "way": way}, "seed": seed, **speeds}

    plain, ours, one = sharing.WAYS
    entries = [entry("alone", plain, 1, 200), entry("alone", plain, 0, 100), entry("alone", ours, 0, 90)]
    entries += [entry("alone", ours, 1, 160), entry("alone", one, 0, 60), entry("alone", one, 1, 70)]
    entries += [entry("two at once", way, 0, 2 * n, 4 * n) for n, way in enumerate(sharing.WAYS, 1)]
    entries += [entry("quota of one core", way, 0) for way in sharing.WAYS]
    assert tables.sharing_table(Record("sharing", {}, entries)).rows == [
        ["T1 MLP", "alone", "150", "125", "65", "0.85 (0.8 to 0.9)"],
        ["T1 MLP", "two at once", "3", "6", "9", "2 (2 to 2)"],
    ]
