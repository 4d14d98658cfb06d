"""The ledger's search and the sorted results: the pages' own Markdown and their script, in a browser, from disk."""

import functools
import re
from collections import Counter
from pathlib import Path

import pytest
from demo_page import open_browser, open_page

markdown_it = pytest.importorskip("markdown_it", reason="the tables were not tested: pip install 'jupyter-book<2'")

BOOK = Path(__file__).resolve().parent.parent / "book"
LEDGER = (BOOK / "tutorials.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (.*) \| (.*) \| (\S+ [\w ]+) \| \[(\d\d)\]\(.*\) \|$", LEDGER, re.M)
VERDICTS = Counter(verdict for _, _, verdict, _ in ROWS)


@functools.cache
def page_of(name):
    """A page's HTML as the site has it, in as far as the script looks: sections within sections, wrapped tables."""
    html = (
        markdown_it.MarkdownIt("commonmark").enable("table").render((BOOK / f"{name}.md").read_text(encoding="utf-8"))
    )
    html = html.replace("<table>", '<div class="pst-scrollable-table-container"><table>')
    html = html.replace("</table>", "</table></div>").replace("<h1>", "<section><h1>", 1)
    first, *parts = html.split("<h2>")
    for part in parts:
        head, *inner = part.split("<h3>")
        inside = "".join(f"<section><h3>{one}</section>" for one in inner)
        first += f"<section><h2>{head}{inside}</section>"
    scripts = "".join(
        f"<script>{(BOOK / 'assets' / f'{name}.js').read_text()}</script>" for name in ("choices", "tables")
    )
    style = (BOOK / "assets" / "tables.css").read_text(encoding="utf-8")
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{name}</title><style>{style}</style>{scripts}'
        f'<body><main class="bd-article">{first}</section></main></body></html>'
    )


@pytest.fixture(scope="module")
def browser():
    with open_browser() as browser:
        yield browser


@pytest.fixture
def ledger(browser, tmp_path):
    file = tmp_path / "tutorials.html"
    file.write_text(page_of("tutorials"), encoding="utf-8")
    with open_page(browser, file.as_uri()) as page:
        yield page


@pytest.fixture
def results(browser, tmp_path):
    file = tmp_path / "results.html"
    file.write_text(page_of("results"), encoding="utf-8")
    with open_page(browser, file.as_uri()) as page:
        yield page


def shown(page):
    """The claims of the rows that can be seen."""
    return page.locator("td.verdict:visible").count()


def test_the_ledger_shows_all_rows_until_somebody_chooses(ledger):
    assert shown(ledger) == len(ROWS) == 66
    assert ledger.get_by_role("status").inner_text() == "66 of 66 rows"
    assert not ledger.get_by_role("button", name="Show all rows").is_visible()
    assert ledger.get_by_role("search", name="Rows of the ledger").is_visible()


def test_rows_are_chosen_by_their_verdict(ledger):
    for verdict, count in VERDICTS.items():
        ledger.get_by_label("Verdict").select_option(f"{verdict} ({count})")
        assert shown(ledger) == count
        assert set(ledger.locator("td.verdict:visible").all_inner_texts()) == {verdict}
        assert ledger.get_by_role("status").inner_text() == f"{count} of 66 rows"


def test_words_tutorial_and_kind_are_chosen_together_and_empty_parts_vanish(ledger):
    ledger.get_by_label("Words").fill("dropout  Loss")
    rows = [
        claim for claim, measured, _, _ in ROWS if all(w in f"{claim} {measured}".lower() for w in ("dropout", "loss"))
    ]
    assert shown(ledger) == len(rows) > 1
    ledger.get_by_label("Tutorial").select_option("T4")
    ledger.get_by_label("Kind").select_option("claims")
    assert shown(ledger) == 1
    assert ledger.locator("h2:visible").all_inner_texts() == ["T4: MNIST Handwritten Digit Recognition"]
    assert ledger.locator("h3:visible").count() == ledger.locator("code.language-bash:visible").count() == 1
    ledger.get_by_label("Words").fill("zebra")
    assert ledger.get_by_role("status").inner_text() == "No row fits: take a word away, or choose less."
    assert ledger.locator("h2:visible").count() == 0
    ledger.get_by_role("button", name="Show all rows").click()
    assert shown(ledger) == 66
    assert ledger.evaluate("document.activeElement.type") == "search"


def test_a_link_to_a_part_that_is_left_out_brings_it_back(ledger):
    ledger.evaluate("document.querySelectorAll('h3')[2].parentElement.id = 'third'")
    ledger.evaluate("document.body.insertAdjacentHTML('afterbegin', '<a href=\"#third\">third</a>')")
    ledger.get_by_label("Tutorial").select_option("T4")
    assert not ledger.locator("#third").is_visible()
    ledger.get_by_role("link", name="third").click()
    assert ledger.locator("#third").is_visible() and shown(ledger) == len(ROWS)


def test_each_verdict_has_its_mark_and_its_colour_in_words_too(ledger):
    names = ledger.locator("td.verdict").evaluate_all("all => all.map(one => [one.textContent, one.className])")
    assert len({text for text, _ in names}) == len({name for _, name in names}) == len(VERDICTS) == 6
    assert not any("undefined" in name for _, name in names)


def column(page, name):
    """The texts of a column of the results, as the page has them now."""
    place = (
        page.locator("th").all_inner_texts().index(next(h for h in page.locator("th").all_inner_texts() if name in h))
    )
    return page.locator("tbody tr").evaluate_all(
        "(rows, place) => rows.map(row => row.cells[place].textContent)", place
    )


def test_results_are_sorted_by_a_heading_and_back_by_the_keyboard(results):
    numbers = [int(text.replace(",", "")) for text in column(results, "parameters")]
    assert numbers != sorted(numbers)
    head = results.get_by_role("columnheader", name="parameters")
    head.get_by_role("button").click()
    assert [int(text.replace(",", "")) for text in column(results, "parameters")] == sorted(numbers)
    assert head.get_attribute("aria-sort") == "ascending"
    results.keyboard.press("Enter")
    assert [int(text.replace(",", "")) for text in column(results, "parameters")] == sorted(numbers, reverse=True)
    assert head.get_attribute("aria-sort") == "descending"
    results.get_by_role("button", name="validation accuracy").click()
    means = [float(text.split(" ± ")[0]) for text in column(results, "validation accuracy")]
    assert means == sorted(means) and results.locator("th[aria-sort]").count() == 1


def test_what_was_not_measured_comes_last_both_ways(results):
    for _ in range(2):
        results.get_by_role("button", name="seconds").click()
        found = column(results, "seconds")
        assert found[-2:] == ["-", "-"] and "-" not in found[:-2]


def test_networks_are_sorted_by_their_names(results):
    results.get_by_role("button", name="network").click()
    names = column(results, "network")
    assert names == sorted(names, key=lambda name: re.sub(r"\d+", lambda number: number[0].zfill(4), name.lower()))
