"""The slides of the chapters: what is on them by the rules, and in a browser that each is whole."""

import re

import bs4
import nbformat
import pytest
import slide_deck
import slides
from browser import open_browser
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

CHAPTERS = sorted(slides.FOLDER.glob("*.ipynb"))
LOOKED_AT = ("03", "11")  # formulas, long code; wide and tall figures
SEEN = """() => Reveal.getSlides().map((slide) => {
    const place = Reveal.getIndices(slide);
    Reveal.slide(place.h, place.v, 99);
    const [page, content] = [slide.querySelector(".page"), slide.querySelector(".content")];
    const pictures = [...content.querySelectorAll(".jp-OutputArea img")];
    return {
        over: Math.max(
            slide.scrollHeight - 720,
            content.scrollHeight - page.clientHeight,
            content.scrollWidth - page.clientWidth,
        ),
        size: parseFloat(content.style.fontSize),
        pictures: pictures.map((picture) => picture.offsetHeight),
    };
})"""


def printed(text):
    return new_output("stream", name="stdout", text=text)


def drawn():
    return new_output("display_data", {"image/png": "iVBORw0KGgo="})


def made(*cells):
    """Return the slides of cells, each as (what is on it, what is in the notes)."""
    notebook = slides.slides(new_notebook(cells=[new_markdown_cell("# 99 · A title"), *cells]))
    shown = []
    for cell in notebook.cells:
        kind = cell.metadata.slideshow.slide_type
        if kind in ("slide", "subslide"):
            shown.append([[], ""])
        if kind == "notes":
            shown[-1][1] = cell.source
        else:
            shown[-1][0].append(cell)
    return shown


def text(slide):
    return "\n".join(cell.source for cell in slide[0])


def test_a_heading_begins_a_slide_with_the_first_sentences_and_the_rest_is_for_the_speaker():
    prose = "## Here\n\nFirst, $x. Y$ and `a. B`. Second. " + "Third is long. " * 30
    slide = made(new_markdown_cell(prose))[1]
    assert text(slide) == "## Here\nFirst, $x. Y$ and `a. B`. Second."
    assert slide[1].count("Third is long.") == 30


def test_short_code_stands_with_its_result_and_long_code_is_parted():
    code = new_code_cell("a = 1\nprint(a)", outputs=[printed("1\n")])
    slide = made(new_markdown_cell("## Here\n\nSome text."), code)[1]
    assert text(slide).endswith("a = 1\nprint(a)\n") and slide[0][-1].outputs
    source = "\n".join(f"def f{n}():\n    return {n}\n\n\n" for n in range(15))
    parts = made(new_markdown_cell("## Here\n\nSome text."), new_code_cell(source))[2:]
    assert len(parts) > 1 and all(len(text(part).splitlines()) <= slide_deck.LONGEST for part in parts)
    assert re.findall(r"f\d+", "".join(map(text, parts))) == [f"f{n}" for n in range(15)]


@pytest.mark.parametrize(("lines", "shown"), [(3, True), (40, False)])
def test_a_figure_has_its_slide_and_short_code_is_on_the_one_before(lines, shown):
    source = "\n".join(f"draw({n})" for n in range(lines))
    metadata = {"mystnb": {"image": {"alt": 'A "line"'}}}
    *_, before, figure = made(
        new_markdown_cell("## Here\n\nSome text."),
        new_code_cell(source, outputs=[drawn()], metadata=metadata),
    )
    assert text(figure) == "" and figure[0][0].outputs[0].metadata["image/png"].alt == "A &quot;line&quot;"
    assert ("draw(0)" in text(before)) is shown


def test_a_prediction_is_a_slide_with_its_choices_and_the_answer_comes_after_it():
    comment = "<!-- answer: B, name: x, about: a thing, objective: 1 -->"
    source = f"> **Predict.** What?\n>\n> - **A** this\n> - **B** that\n\n{comment}"
    choose = new_code_cell("checks.choose()", metadata={"tags": ["choice", "remove-cell"]})
    result = new_code_cell("print(2)", outputs=[printed("2\n")])
    _, _, prediction, answer = made(new_markdown_cell("## Here\n\nSome text.\n\n" + source), choose, result)
    assert text(prediction) == "### Predict\n\nWhat?\n- **A** this\n- **B** that"
    assert prediction[1] == "Answer: B."
    assert text(answer).startswith("print(2)")


def test_what_cells_say_of_themselves_wins():
    cells = [
        new_markdown_cell("## Left out", metadata={"slideshow": {"slide_type": "skip"}}),
        new_markdown_cell("long " * 99, metadata={"slideshow": {"slide_type": "slide"}}),
        new_markdown_cell("to be said", metadata={"slideshow": {"slide_type": "notes"}}),
    ]
    _, slide = made(*cells)
    assert text(slide) == "long " * 99 and slide[1] == "to be said"


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem[:2])
def test_every_prediction_question_exercise_and_section_has_its_slide(path):
    chapter = nbformat.read(path, as_version=4)
    source = "\n".join(cell.source for cell in chapter.cells if cell.cell_type == "markdown")
    deck = slides.slides(chapter)
    shown = "\n".join(
        cell.source
        for cell in deck.cells
        if cell.cell_type == "markdown" and cell.metadata.slideshow.slide_type != "notes"
    )
    for begin, count in (
        ("Predict", r"> \*\*Predict\."),
        ("Question", r"> \*\*Question"),
        ("Your turn", r"> \*\*Your turn"),
    ):
        assert len(re.findall(f"^### {begin}", shown, re.M)) == len(re.findall(f"^{count}", source, re.M)) > 0
    assert re.findall("^## .*", shown, re.M) == re.findall("^## .*", source, re.M)
    assert "<!--" not in shown and "SOLUTION" not in shown and ".md" not in shown
    figures = sum("image/png" in out.get("data", {}) for cell in chapter.cells for out in cell.get("outputs", []))
    assert figures == sum("image/png" in out.get("data", {}) for cell in deck.cells for out in cell.get("outputs", []))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("a room") / "slides"
    slides.main(folder, LOOKED_AT)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("chapter", LOOKED_AT)
def test_from_a_disk_without_a_network_every_slide_is_whole(folder, chapter):
    path = next(folder.glob(f"{chapter}_*.html"))
    with open_browser() as browser, browser.new_context(viewport={"width": 1280, "height": 720}) as context:
        page, asked, wrong = context.new_page(), [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("requestfailed", lambda request: wrong.append(request.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.goto(path.as_uri())
        page.wait_for_function("window.Reveal && Reveal.isReady()")
        seen = page.evaluate(SEEN)
        formulas = page.locator("mjx-container").count()
    assert not wrong and not [url for url in asked if not url.startswith(("file:", "data:"))]
    assert len(seen) > 40 and formulas > 0
    assert [n for n, slide in enumerate(seen, 1) if slide["over"] > 1] == []
    assert [n for n, slide in enumerate(seen, 1) if slide["size"] < 20] == []
    assert [n for n, slide in enumerate(seen, 1) if any(height < 300 for height in slide["pictures"])] == []


def test_the_first_page_leads_to_the_chapters(folder):
    page = bs4.BeautifulSoup((folder / "index.html").read_text(encoding="utf-8"), "html.parser")
    links = [link["href"] for link in page.find_all("a")]
    assert [name[:2] for name in links] == list(LOOKED_AT)
    assert all((folder / name).is_file() for name in links)
