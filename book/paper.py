"""Print the whole book as one PDF: ``python book/paper.py build/mnist-course.pdf`` once the site is built.

Chromium prints the pages of the site as one document: cover, contents, chapters, reference, instructors' pages, and the
solutions at the back. It is printed twice, since a page's number is known only when all stand: the first time numbers
are blank, the second time they are filled in. Folded code of figures is left out, as in the print of a page.
"""

import argparse
import json
import re
import sys
import tempfile
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from paper_pages import Paper, pages
from PIL import Image
from pypdf import PdfReader

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from browser import open_browser  # noqa: E402

from mnist_course import __version__  # noqa: E402
from mnist_course.widgets.bundle import drawings  # noqa: E402

SITE = ROOT / "build" / "site" / "_build" / "html"
TEMPLATES = ROOT / "book" / "templates"
NEEDED = 131  # the first Chromium that prints the numbers of pages
WIDTH = {"width": 643, "height": 900}  # pixels, of the text on A4
MINUTES = 5  # that Chromium may take for a print
TALL = 1500  # pixels of screen: a demo that is taller shows its upper part
FIRST = re.compile("^(Train|Slide over all|Cover every place)$")
BUSY = re.compile("^(Stop|Loading …)$")
FILL = """(numbers) => document.querySelectorAll("[data-place]").forEach(
  (number) => (number.textContent = numbers[number.dataset.place]))"""


def start(page, demo):
    """Have a demo show what it is for, by the button or the slider that a reader would try first."""
    button = demo.get_by_role("button", name=FIRST)
    if button.count():
        button.click()
    elif demo.get_attribute("data-demo") == "turn":
        demo.get_by_role("slider").first.press("PageUp")
    page.wait_for_timeout(1000)
    demo.get_by_role("button", name=BUSY).wait_for(state="detached")
    page.wait_for_timeout(500)


def pictures(browser, site, folder, names):
    """Take a picture of every demo that has no still one, once started; return paths by page and number of the demo."""
    taken = {}
    four = next(one["strokes"] for one in drawings()["drawings"] if one["digit"] == 4)
    context = browser.new_context(viewport={"width": 760, "height": 1000}, device_scale_factor=2, color_scheme="light")
    context.add_init_script(f"localStorage.setItem('mnist-course-demo-draw', '{json.dumps({'strokes': four})}')")
    page = context.new_page()
    page.set_default_timeout(MINUTES * 60_000)
    for name in names:
        text = (site / f"{name}.html").read_text(encoding="utf-8")
        if 'class="demo"' not in text or "demo-still" in text:
            continue
        page.goto((site / f"{name}.html").resolve().as_uri())
        page.add_style_tag(content="#pst-back-to-top { display: none !important }")
        for number, demo in enumerate(page.locator(".demo").all()):
            demo.scroll_into_view_if_needed()
            demo.locator(".demo-note", has_text="when you run this cell").wait_for(state="detached")
            start(page, demo)
            picture = Image.open(BytesIO(demo.screenshot()))
            path = Path(folder, f"{name.replace('/', '-')}-{number}.png")
            picture.crop((0, 0, picture.width, min(picture.height, 2 * TALL))).convert("RGB").quantize(128).save(path)
            taken[name, number] = path
    context.close()
    return taken


@contextmanager
def opened(browser, paper):
    """Yield the whole book as one page, with its formulas set and its pictures there."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "book.html")
        path.write_text(document(paper), encoding="utf-8")
        page = browser.new_page(viewport=WIDTH, color_scheme="light")
        page.set_default_timeout(MINUTES * 60_000)
        page.goto(path.as_uri())
        page.evaluate("() => MathJax.startup.promise")
        page.evaluate("() => Promise.all([...document.images].map((image) => image.decode()))")
        yield page
        page.close()


def document(paper):
    """Return the text of the whole book, as Chromium gets it."""
    fill = {
        "VERSION": __version__,
        "PICTURE": (ROOT / "book" / "images" / "front.png").resolve().as_uri(),
        "STATIC": (paper.site / "_static").resolve().as_uri(),
        "STYLE": (TEMPLATES / "paper.css").read_text(encoding="utf-8") + paper.headers(),
        "CONTENTS": paper.contents(),
        "BODY": paper.body,
        "ANSWERS": paper.back(),
    }
    text = (TEMPLATES / "paper.html").read_text(encoding="utf-8")
    for word, value in fill.items():
        text = text.replace(f"@{word}@", value)
    return text


def printed(page):
    """Return a page's print, and the numbers of the pages where its places are."""
    made = page.pdf(prefer_css_page_size=True, print_background=True, outline=True, tagged=True)
    reader = PdfReader(BytesIO(made))
    places = reader.named_destinations
    return made, {name.lstrip("/"): reader.get_destination_page_number(place) + 1 for name, place in places.items()}


def make(target, site=SITE, names=None):
    """Write the book, or the pages that are named, as a PDF; a ValueError if there is no site, or an old Chromium."""
    site, names = Path(site), names or pages()
    if not (site / "index.html").is_file():
        raise ValueError(f"expected the site in {site}, found none: run make book first")
    target = Path(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, open_browser() as browser:
        if int(browser.version.split(".")[0]) < NEEDED:
            raise ValueError(f"expected Chromium {NEEDED} or later, got {browser.version}")
        with opened(browser, Paper(site, names, pictures(browser, site, folder, names))) as page:
            _, numbers = printed(page)
            page.evaluate(FILL, {place: str(number) for place, number in numbers.items()})
            made, again = printed(page)
    if again != numbers:
        raise RuntimeError("expected places to stay on their pages when the numbers are filled in")
    target.write_bytes(made)
    return target


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("target", help="the PDF that is written")
    parser.add_argument("pages", nargs="*", help="pages such as notebooks/05_mlp; all, if none is named")
    arguments = parser.parse_args()
    path = make(arguments.target, names=arguments.pages)
    print(f"{path.stat().st_size / 1e6:.0f} MB, {len(PdfReader(path).pages)} pages: {path}")
