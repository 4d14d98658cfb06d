"""The live demos where they stand on the site: from disk, without a network, without scripts, on paper."""

import pytest
from demo_page import LARGE, PHONE, draw_by_finger, draw_by_mouse, open_page
from playwright.sync_api import expect
from site_pages import BOOK, TOC

from mnist_course.studies.page_weights import RIGHT
from mnist_course.widgets import bundle


def scripts(page):
    return [script["src"].partition("?")[0].rpartition("/")[2] for script in page.find_all("script", src=True)]


@pytest.mark.parametrize("name", BOOK)
def test_a_page_asks_for_the_demos_script_only_if_it_has_a_demo(name, parse):
    has = parse(name).find(class_="demo") is not None
    assert ("demos.js" in scripts(parse(name))) == has
    sheets = [link["href"] for link in parse(name).find_all("link", rel="stylesheet")]
    assert any("demos.css" in sheet for sheet in sheets) == has
    for demo in parse(name).find_all(class_="demo"):
        assert demo.get_text(strip=True).endswith(".")  # where there are no scripts


def test_all_that_the_demos_may_ask_for_lies_beside_their_script(site):
    for name in bundle.DATA:
        assert (site / "_static" / f"demo-{name}.js").read_text(encoding="utf-8") == bundle.data_script(name)


@pytest.mark.parametrize("name", ["index", "book/draw"])
def test_a_digit_is_drawn_and_read_on_the_site_opened_from_disk(name, site, browser):
    with open_page(browser, (site / f"{name}.html").as_uri(), viewport={"width": 1280, "height": 900}) as page:
        page.locator(".demo").scroll_into_view_if_needed()
        page.locator(".demo-pad").scroll_into_view_if_needed()
        draw_by_mouse(page, LARGE[4])
        expect(page.locator(".demo [role=status]")).to_contain_text("reads a 4")


def test_a_digit_is_drawn_by_touch_on_the_front_page_which_stays_where_it_is(site, browser):
    with open_page(browser, (site / "index.html").as_uri(), **PHONE) as page:
        page.locator(".demo").scroll_into_view_if_needed()
        page.locator(".demo-pad").evaluate("(pad) => pad.scrollIntoView({ block: 'center' })")
        before = page.evaluate("scrollY")
        draw_by_finger(page, LARGE[2])
        expect(page.locator(".demo [role=status]")).to_contain_text("reads a 2")
        assert page.evaluate("scrollY") == before > 0
        assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_the_front_page_loads_no_networks_and_no_still_picture_before_a_demo_is_touched(address, browser):
    page = browser.new_page()
    loaded = []
    page.on("request", lambda request: loaded.append(request.url.rpartition("/")[2]))
    page.goto(f"{address}index.html", wait_until="networkidle")
    page.locator(".demo-pad").wait_for()
    assert not [name for name in loaded if name.startswith("demo-") or name == "draw.png"], loaded
    page.close()


def test_a_still_picture_stands_in_on_paper_and_without_scripts(site, browser):
    address = (site / "book" / "draw.html").as_uri()
    still = browser.new_context(java_script_enabled=False).new_page()
    still.goto(address)
    expect(still.locator("img.demo-still")).to_be_visible()
    expect(still.locator(".demo")).to_contain_text("With JavaScript")
    still.context.close()
    with open_page(browser, address) as page:
        page.locator(".demo-pad").wait_for()
        expect(page.locator("img.demo-still")).to_be_hidden()
        page.emulate_media(media="print")
        expect(page.locator("img.demo-still")).to_be_visible()
        expect(page.locator(".demo-pad")).to_be_hidden()


def test_the_page_says_how_often_a_sure_answer_is_right(parse):
    assert f"{RIGHT:.1%} of its answers" in parse("book/draw").article.get_text()
    assert "book/draw" in [chapter["file"] for part in TOC["parts"] for chapter in part["chapters"]]
