"""The pages for instructors: their minutes, links and plans follow from the chapters and their record."""

import json
import re

import nbformat
import pages
import pytest
from makers import guide, teach
from reading import minutes
from site_pages import BOOK

from mnist_course import records


@pytest.fixture(params=teach.CHAPTERS)
def chapter(request):
    return request.param


def template(name):
    return (pages.BOOK / "templates" / "teach" / f"{name}.md").read_text(encoding="utf-8")


def test_every_chapter_has_its_page_in_the_contents_after_the_guide():
    assert [name for name in BOOK if "teach/" in name] == [f"book/teach/{one}" for one in ("guide", *teach.CHAPTERS)]


def test_seconds_and_reading_minutes_are_those_on_record(chapter):
    (cost,) = [e for e in records.load("chapters").entries if e["labels"]["notebook"].startswith(chapter)]
    page = pages.made(f"teach/{chapter}.md")
    assert f"it runs in {cost['seconds']} s, and a beginner reads it in {cost['reading_minutes']} minutes" in page
    assert f" | {cost['seconds']} | {cost['reading_minutes']} | " in guide.values()["chapters"]


def test_a_class_reads_what_a_beginner_reads_and_talks_longer_about_predictions_and_questions(chapter):
    path = teach.CHAPTERS[chapter]
    parts = teach.sections(path)
    asked = sum(part.told for part in parts if part.questions)
    told = sum(part.told for part in parts) - asked
    reading = minutes(nbformat.read(path, as_version=4))
    predictions = sum(part.predictions for part in parts)
    questions = [p for p in parts if p.questions]
    assert [p.name for p in questions] == ["Check yourself"] and asked == teach.QUESTION * questions[0].questions
    read_questions = minutes(nbformat.from_dict({"cells": [vars(cell) for cell in questions[0].cells]}))
    assert told == pytest.approx(reading - read_questions + (teach.PREDICTION - 1) * predictions)


def test_each_page_has_plans_for_three_lengths_and_asks_what_the_chapter_asks(chapter):
    text = template(chapter)
    assert re.findall(r"\*\*(\d+) minutes\*\* \(\{\{ plan\((\d+)", text) == [(n, n) for n in ("60", "90", "180")]
    assert len(re.findall(r"\{\{ ask\(", text)) >= 3 and len(re.findall(r"^\| .*\{\{ see\(", text, re.M)) >= 4


def test_the_shortest_plan_names_what_it_leaves_out(chapter):
    (line,) = re.findall(r"^.*plan\(60, .*$", template(chapter), re.M)
    words = {"Check yourself": "questions", "Common errors": "common errors"}
    for name in re.findall(r'"(.*?)"', line[line.index("plan(60") : line.index("}}")]):
        assert words.get(name, f'see("{name}")') in line


def test_a_percentage_on_a_page_stands_in_its_chapter(chapter):
    cells = json.loads(teach.CHAPTERS[chapter].read_text(encoding="utf-8"))["cells"]
    text = "".join("".join(cell["source"]) for cell in cells) + json.dumps([c.get("outputs") for c in cells])
    numbers = re.findall(r"\d+(?:\.\d+)?(?=%)", template(chapter))
    assert all(re.search(rf"(?<![\d.]){re.escape(number)}\s?%", text) for number in numbers)


def test_headings_predictions_and_sections_that_are_gone_and_plans_that_are_too_long_are_errors():
    page = teach.values("03")
    with pytest.raises(ValueError, match="expected a heading of 03_softmax_regression.ipynb from .*, got 'No such'"):
        page["see"]("No such")
    with pytest.raises(ValueError, match="expected a prediction of .* from untrained-loss, .*, got 'no-such'"):
        page["ask"]("no-such")
    with pytest.raises(ValueError, match="expected sections from Opening; .*, got No such"):
        page["plan"](60, "No such")
    with pytest.raises(ValueError, match="expected a plan of 60 minutes, got one of 1[0-9][0-9]"):
        page["plan"](60, exercises=6)


@pytest.mark.parametrize(
    ("heading", "place"),
    [
        ("The loop, by hand", "the-loop-by-hand"),
        ("Dropout in T3's loop", "dropout-in-t3s-loop"),
        ("`strict=False`: an error that is worth having", "strictfalse-an-error-that-is-worth-having"),
    ],
)
def test_a_heading_has_its_place_on_the_site(heading, place):
    assert teach.slug(heading) == place
