"""What a reader does with the site: a first visit in the dark, the keyboard, a phone, paper."""

import re

import pytest
from site_pages import CHAPTERS, PHONE

pytestmark = pytest.mark.slow
CHAPTER = CHAPTERS[3]
COLOURS = "['body', '.cell_input pre', 'p'].map(name => document.querySelector(name)).map(getComputedStyle)"
SHOWN = f"{COLOURS}.map(style => [style.color, style.backgroundColor].join())"


@pytest.fixture
def opened(browser, address):
    contexts = []

    def open_page(name, **options):
        contexts.append(browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options}))
        page = contexts[-1].new_page()
        page.goto(f"{address}{name}.html", wait_until="load")
        return page

    yield open_page
    for context in contexts:
        context.close()


# The first visit ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_first_visit_has_its_colours_before_any_other_script(scheme, browser, address, opened):
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.route("**/*.js*", lambda route: route.abort())
    page.goto(f"{address}{CHAPTER}.html", wait_until="domcontentloaded")
    before = page.evaluate(SHOWN)
    assert page.evaluate("document.documentElement.dataset.theme") == scheme
    context.close()
    assert opened(CHAPTER, color_scheme=scheme).evaluate(SHOWN) == before


def test_without_scripts_a_page_is_black_on_white_in_the_dark_too(opened):
    page = opened(CHAPTER, color_scheme="dark", java_script_enabled=False)
    assert page.locator("html").get_attribute("data-theme") == "light"


def test_theme_is_chosen_and_kept(opened):
    page = opened("index", color_scheme="light")
    button = page.get_by_role("button", name="Color mode")
    for _ in range(3):
        button.click()
        if page.evaluate("document.documentElement.dataset.mode") == "dark":
            break
    page.reload(wait_until="domcontentloaded")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_figures_stay_on_white_in_dark_mode(opened):
    page = opened("index", color_scheme="dark")
    behind = page.eval_on_selector("article img", "image => getComputedStyle(image).backgroundColor")
    assert behind == "rgb(255, 255, 255)"


# The keyboard -------------------------------------------------------------------------------------------------------

OUTLINE = "document.activeElement && (style => [style.outlineStyle, parseFloat(style.outlineWidth)])" + (
    "(getComputedStyle(document.activeElement))"
)


def test_what_the_keyboard_is_on_shows_and_stays_when_it_is_pressed(opened):
    page = opened(CHAPTER)
    names = {"Toggle primary sidebar", "Download this page", "Color mode"}
    met = set()
    for _ in range(80):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.ariaLabel || document.activeElement.dataset.bsOriginalTitle || ''")
        kind, width = page.evaluate(OUTLINE)
        assert kind != "none" and width >= 2, page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        if name in names:
            met.add(name)
            before = page.evaluate("document.documentElement.dataset.mode")
            page.keyboard.press("Enter")
            now = page.evaluate("document.activeElement.ariaLabel || document.activeElement.dataset.bsOriginalTitle")
            assert now == name
            if name == "Color mode":
                assert page.evaluate("document.documentElement.dataset.mode") != before
            page.keyboard.press("Escape" if "Download" in name else "F8")
        if met == names:
            break
    assert met == names


def test_ring_of_a_fold_is_not_cut(opened):
    page = opened(CHAPTER)
    page.locator("details.hide > summary").first.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    inside = "(style => parseFloat(style.outlineOffset) + parseFloat(style.outlineWidth))"
    assert page.evaluate(f"{inside}(getComputedStyle(document.activeElement))") <= 0


@pytest.mark.parametrize("width", [1280, PHONE])
def test_side_bar_says_whether_it_is_open(width, opened):
    page = opened(CHAPTER, viewport={"width": width, "height": 800})
    toggle = page.locator(".primary-toggle")
    open_at_first = width > 1000
    assert toggle.get_attribute("aria-expanded") == str(open_at_first).lower()
    toggle.click()
    page.wait_for_function(
        "open => document.querySelector('.primary-toggle').getAttribute('aria-expanded') === String(!open)",
        arg=open_at_first,
    )


def test_what_scrolls_is_reached_and_says_that_it_goes_on(opened):
    page = opened("book/results", viewport={"width": PHONE, "height": 800})
    box = page.locator(".pst-scrollable-table-container").first
    box.scroll_into_view_if_needed()
    page.wait_for_selector(".pst-scrollable-table-container[data-more][tabindex='0']")
    box.focus()
    box.evaluate("box => box.scrollTo(box.scrollWidth, 0)")
    page.wait_for_selector(".pst-scrollable-table-container:not([data-more])")


# A phone ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["book/results", "book/benchmark"])
def test_first_column_stays_and_the_result_is_in_sight(name, opened):
    page = opened(name, viewport={"width": PHONE, "height": 800})
    for table in page.locator(".pst-scrollable-table-container").all():
        second = table.locator("tbody tr").first.locator("td").nth(1).bounding_box()
        assert second["x"] + min(second["width"], 60) <= PHONE
        table.evaluate("box => box.scrollTo(box.scrollWidth, 0)")
        assert table.locator("tbody td").first.bounding_box()["x"] >= table.bounding_box()["x"] - 1


def test_printed_results_and_pictures_are_whole_on_a_phone(opened):
    page = opened(CHAPTER, viewport={"width": PHONE, "height": 800})
    page.evaluate("window.fetchAllPictures()")
    cut = "[...document.querySelectorAll('.cell_output pre')].filter(box => box.scrollWidth > box.clientWidth + 1)"
    assert page.evaluate(f"{cut}.length") == 0
    page.wait_for_function("[...document.images].every(image => image.complete)")
    wrong = "Math.abs(image.width / image.height - image.naturalWidth / image.naturalHeight) > 0.03"
    assert page.evaluate(f"[...document.images].filter(image => image.checkVisibility() && {wrong}).length") == 0


def test_outputs_have_no_copy_button(opened):
    page = opened(CHAPTER)
    assert page.locator(".cell_input button.copybtn").count() > 10
    assert page.locator(".cell_output button.copybtn").count() == 0


def test_most_code_is_seen_whole_at_1280_pixels(opened):
    page = opened(CHAPTER)
    page.add_style_tag(content="pre { content-visibility: visible !important }")
    cut = "[...document.querySelectorAll('.cell_input pre')].map(box => box.scrollWidth > box.clientWidth + 1)"
    found = page.evaluate(cut)
    assert sum(found) <= len(found) / 12


def test_code_has_its_height_before_it_is_set(opened):
    page = opened(CHAPTER)
    heights = "[...document.querySelectorAll('.cell_input pre')].map(box => box.getBoundingClientRect().height)"
    before = page.evaluate(heights)
    page.add_style_tag(content="pre { content-visibility: visible !important }")
    assert page.evaluate(heights) == pytest.approx(before, abs=1)


# Paper --------------------------------------------------------------------------------------------------------------


def test_paper_is_white_and_nothing_on_it_is_cut_covered_or_closed(opened):
    page = opened(CHAPTER, color_scheme="dark", viewport={"width": 750, "height": 1000})
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    boxes = ".bd-article :is(pre, table, .output, .pst-scrollable-table-container)"
    cut = f"[...document.querySelectorAll('{boxes}')].filter(box => box.checkVisibility())"
    assert (
        page.evaluate(
            f"{cut}.filter(box => box.scrollWidth > box.clientWidth + 2).map(box => box.outerHTML.slice(0, 200))"
        )
        == []
    )
    closed = "[...document.querySelectorAll('.bd-article details')].filter(fold => fold.checkVisibility())"
    hidden = "fold.lastElementChild.getBoundingClientRect().height === 0"
    assert page.evaluate(f"{closed}.length") >= 5
    assert page.evaluate(f"{closed}.filter(fold => {hidden}).map(fold => fold.outerHTML.slice(0, 100))") == []
    assert page.evaluate("[...document.images].filter(image => image.loading === 'lazy').length") == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_pages_on_paper_are_few(opened):
    page = opened("book/clinic_chart")
    assert len(re.findall(rb"/Type /Page\b", page.pdf(format="A4"))) == 1
