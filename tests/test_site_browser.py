"""Every page of the built site, as a browser shows it: on a phone and wide, light and dark, served and from disk."""

from urllib.parse import unquote, urlsplit

import pytest
from browser import give_up
from site_pages import BOOK, CHAPTERS, PAGES, PHONE, axe, look_at, watch

pytestmark = pytest.mark.slow
FROM_DISK = ["index", CHAPTERS[0], CHAPTERS[-1], "book/glossary", "search"]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_loads_without_errors_and_asks_nobody_outside(name, visit):
    seen = visit(name)
    assert seen["outside"] == []
    assert seen["failed"] == []
    assert seen["errors"] == []


@pytest.mark.parametrize("name", FROM_DISK)
def test_a_page_opened_from_disk_works_too(name, browser, site, visit):
    seen = look_at(browser, site.as_uri() + "/", name, judge=False)
    assert seen["outside"] == []
    assert seen["errors"] == []
    assert seen["formulas"] == visit(name)["formulas"]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_a_phone_in_light_and_dark(name, visit):
    assert visit(name)["widths"] == {"light": [PHONE, PHONE], "dark": [PHONE, PHONE]}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_stays_where_it_is_while_it_loads(name, visit):
    assert visit(name)["shift"] <= 0.02


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_on_a_phone_in_the_dark_and_with_open_folds(name, visit):
    if not axe():
        give_up("accessibility was not tested: pip install axe-playwright-python")
    assert visit(name)["violations"] == {"on a phone": [], "colours in the dark": [], "colours in the light": []}


@pytest.mark.parametrize("name", BOOK)
def test_formulas_are_set(name, visit):
    formulas, pictures = visit(name)["formulas"]
    assert pictures == formulas
    assert visit(name)["wrongFormulas"] == 0


def test_the_chapters_hold_formulas_to_be_set(visit):
    assert any(visit(name)["formulas"][0] for name in CHAPTERS)


@pytest.mark.parametrize("where", ["served", "from disk"])
def test_search_finds_pages_without_a_network(where, browser, address, site):
    base = address if where == "served" else site.as_uri() + "/"
    page = browser.new_page()
    errors, outside, _ = watch(page, base)
    page.goto(f"{base}search.html?q=softmax")
    page.wait_for_selector("#search-results li a")
    hits = page.eval_on_selector_all("#search-results li a", "links => links.map(link => link.href)")
    assert any("03_softmax_regression.html" in hit for hit in hits)
    assert any("glossary.html" in hit for hit in hits)
    assert not [hit for hit in hits if not (site / unquote(urlsplit(hit.removeprefix(base)).path)).is_file()]
    if where == "served":
        page.wait_for_selector("#search-results li p.context")
    assert errors == outside == []
    page.close()


@pytest.mark.parametrize(
    "words", ["overfitting", "standardization", "normalization", "confidence interval", "optimizer"]
)
def test_search_finds_what_others_call_it(words, browser, site):
    page = browser.new_page()
    page.goto(f"{site.as_uri()}/search.html?q={words}")
    page.locator("#search-results li a[href*='glossary']").first.wait_for()
    page.close()
