"""A small page from disk with a live demo, for the tests of the demos, and drawing on it; no site has to be built."""

import contextlib
import functools

from browser import open_browser

from mnist_course.widgets import bundle
from mnist_course.widgets.show import division

__all__ = ["open_browser", "open_page", "write"]
DRAWINGS = bundle.drawings()["drawings"]
# One large drawing of each digit.
LARGE = {drawing["digit"]: drawing["strokes"] for drawing in DRAWINGS[::-1] if drawing["way"].endswith("large")}
PHONE = {"viewport": {"width": 390, "height": 800}, "has_touch": True, "is_mobile": True}
# A demo comes to life a moment after the page is loaded, and only when it is near the view.
LIVE = """() => [...document.querySelectorAll(".demo")].every(
  (demo) => demo.dataset.live || demo.getBoundingClientRect().top > innerHeight + 200,
)"""
PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>A page with a demo</title>
<link rel="stylesheet" href="_static/demos.css">
<script defer src="_static/demos.js"></script>
<body><main><h1>A page with a demo</h1>{demo}<p style="height: 1500px">Below it, the page goes on.</p></main></body>
</html>
"""


@functools.cache
def script():
    return bundle.site_script()


def write(folder, demo, data=(), **options):
    """Write a page with one demo, its script and the data that it may ask for; return the page's address on disk."""
    static = folder / "_static"
    static.mkdir(exist_ok=True)
    (static / "demos.js").write_text(script(), encoding="utf-8")
    (static / "demos.css").write_text(bundle.styles(), encoding="utf-8")
    for name in data:
        (static / f"demo-{name}.js").write_text(bundle.data_script(name), encoding="utf-8")
    page = folder / f"{demo}.html"
    page.write_text(PAGE.format(demo=division(demo, "What one could do here.", **options)), encoding="utf-8")
    return page.as_uri()


@contextlib.contextmanager
def open_page(browser, address, **options):
    """Yield the page in a browser of its own without a network; an error on the page is an error of the test."""
    context = browser.new_context(offline=True, **options)
    try:
        page = context.new_page()
        page.wrong = []
        page.on("pageerror", lambda error: page.wrong.append(str(error)))
        page.on("console", lambda message: message.type == "error" and page.wrong.append(message.text))
        page.goto(address)
        page.wait_for_function(LIVE)
        yield page
        assert not page.wrong, page.wrong
    finally:
        context.close()


def on_screen(page, strokes):
    box = page.locator(".demo-pad").bounding_box()
    return [[(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke] for stroke in strokes]


def draw_by_mouse(page, strokes):
    for first, *others in on_screen(page, strokes):
        page.mouse.move(*first)
        page.mouse.down()
        for point in others:
            page.mouse.move(*point)
        page.mouse.up()


def touch(page, kind, *points):
    places = [{"x": x, "y": y, "id": i} for i, (x, y) in enumerate(points)]
    page.cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})


def draw_by_finger(page, strokes):
    page.cdp = page.context.new_cdp_session(page)
    for first, *others in on_screen(page, strokes):
        touch(page, "touchStart", first)
        for point in others:
            touch(page, "touchMove", point)
        touch(page, "touchEnd")
