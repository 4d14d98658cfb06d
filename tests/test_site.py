"""The built site: as files, and as a reader's browser shows it.

The site is built once, into a temporary folder; set MNIST_COURSE_SITE to the folder of a built one to test that
instead.
"""

import functools
import importlib.util
import json
import os
import re
import subprocess
import sys
from collections import namedtuple
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote, urlsplit

import pytest
from browser import give_up, open_browser, serve
from filelock import FileLock

from mnist_course.checks.choices import blocks, summed_up
from mnist_course.checks.progress import choices_made, note_choice

try:
    import bs4
    import jupyter_book  # noqa: F401
    import yaml
except ImportError as error:
    give_up(f"the site was neither built nor tested: {error}. `pip install 'jupyter-book<2'`", allow_module_level=True)

ROOT = Path(__file__).resolve().parent.parent
TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
BOOK = [TOC["root"], *(chapter["file"] for part in TOC["parts"] for chapter in part["chapters"])]
TITLES = {chapter["file"]: chapter.get("title") for part in TOC["parts"] for chapter in part["chapters"]}
CHAPTERS = [name for name in BOOK if name.startswith("notebooks/")]
PAGES = ["index", *BOOK, "genindex", "search"]
PHONE = 390  # pixels
FROM_DISK = ["index", CHAPTERS[0], CHAPTERS[-1], "book/glossary", "search"]

Build = namedtuple("Build", "folder returncode output")
Visit = namedtuple("Visit", "errors outside failed widths formulas wrong_formulas")


# The site -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def build(tmp_path_factory):
    if os.environ.get("MNIST_COURSE_SITE"):
        return Build(Path(os.environ["MNIST_COURSE_SITE"]).resolve(), None, "")
    # Of several workers one builds, and the others wait for it.
    workers = "PYTEST_XDIST_WORKER" in os.environ
    folder = (tmp_path_factory.getbasetemp().parent if workers else tmp_path_factory.getbasetemp()) / "site"
    with FileLock(f"{folder}.lock"):
        if not (folder / "done.json").exists():
            (folder / "without").mkdir(parents=True)
            (folder / "done.json").write_text(json.dumps(built(folder)), encoding="utf-8")
        return Build(folder / "_build" / "html", *json.loads((folder / "done.json").read_text(encoding="utf-8")))


def built(folder):
    """Build the site in a folder, without PyTorch, and return the exit status and what was printed."""
    for name in "torch", "torchvision":
        (folder / "without" / f"{name}.py").write_text(f"raise ImportError('the site is built without {name}')")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("MNIST_COURSE_REPOSITORY")}
    command = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()", "build", str(ROOT)]
    done = subprocess.run(
        [*command, "--path-output", str(folder), "-n", "-W", "--keep-going"],
        cwd=ROOT,
        env={**environment, "PYTHONPATH": str(folder / "without"), "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
    )
    return done.returncode, done.stdout


@pytest.fixture(scope="session")
def site(build):
    if not (build.folder / "index.html").exists():
        pytest.fail(f"no site was built in {build.folder}\n{build.output[-3000:]}", pytrace=False)
    return build.folder


@pytest.fixture(scope="session")
def parse(site):
    """Read a page of the site, once."""

    @functools.cache
    def read(name):
        return bs4.BeautifulSoup((site / f"{name}.html").read_text(encoding="utf-8"), "html.parser")

    return read


def test_the_site_builds_without_a_warning_and_without_torch(build):
    if build.returncode is None:
        pytest.skip("MNIST_COURSE_SITE names a site that was built before")
    problems = [line for line in build.output.splitlines() if re.search("WARNING|ERROR|Error", line)]
    assert build.returncode == 0, "\n".join(problems) or build.output[-3000:]


def test_the_front_page_at_the_root_is_a_real_page(parse):
    root, first = parse("index"), parse(TOC["root"])
    assert not root.find("meta", attrs={"http-equiv": re.compile("refresh", re.I)})
    assert root.article.get_text() == first.article.get_text()
    assert root.article.find("img")


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_has_the_same_title_in_the_contents_on_the_front_page_and_on_top(name, parse):
    title = TITLES[name]
    number, _, question = title.partition(" · ")
    assert number == name.removeprefix("notebooks/")[:2]
    rows = [row.get_text(" ", strip=True) for row in parse("index").article.find_all("tr")]
    assert any(row.startswith(title) for row in rows), rows
    heading = parse(name).article.h1.get_text().removesuffix("#").strip()
    assert re.sub(r"^(Chapter )?\d\d\W*", "", heading) == question


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_is_offered_as_it_is_and_as_a_student_notebook(name, site, parse):
    offered = [link["href"] for link in parse(name).article.h1.find_next("p").find_all("a", download=True)]
    complete, student = ((site / name).parent.joinpath(link).resolve().read_text(encoding="utf-8") for link in offered)
    assert complete == (ROOT / f"{name}.ipynb").read_text(encoding="utf-8")
    assert "BEGIN SOLUTION" in complete and "BEGIN SOLUTION" not in student and "  # your " in student
    assert not any(cell.get("outputs") for cell in json.loads(student)["cells"])


# Links --------------------------------------------------------------------------------------------------------------


def links(page):
    for tag, attribute in ("a", "href"), ("link", "href"), ("script", "src"), ("img", "src"), ("form", "action"):
        for element in page.find_all(tag):
            if element.get(attribute):
                yield element[attribute]


@pytest.mark.parametrize("name", PAGES)
def test_every_internal_link_leads_somewhere(name, site, parse):
    broken = []
    for link in set(links(parse(name))):
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            if parts.scheme not in ("http", "https", "mailto", "data"):
                broken.append(f"{link} (scheme)")
            continue
        target = (site / name).parent.joinpath(unquote(parts.path)).resolve() if parts.path else site / f"{name}.html"
        if not target.is_file() or not target.is_relative_to(site):
            broken.append(f"{link} (no such file)")
        elif parts.fragment and target.suffix == ".html":
            page = parse(target.relative_to(site).with_suffix("").as_posix())
            if not page.find(id=unquote(parts.fragment)):
                broken.append(f"{link} (no such place on the page)")
    assert not broken


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_chapter_links_its_terms_to_the_glossary(name, parse):
    places = [link["href"] for link in parse(name).article.find_all("a") if "glossary.html" in link.get("href", "")]
    assert places and all("#" in place for place in places)


def test_previous_and_next_lead_through_the_book_in_order(parse):
    def neighbour(name, side):
        link = parse(name).find("a", class_=side)
        return link and os.path.normpath(os.path.join(os.path.dirname(name), link["href"])).removesuffix(".html")

    assert [neighbour(name, "right-next") for name in BOOK] == [*BOOK[1:], None]
    assert [neighbour(name, "left-prev") for name in BOOK] == [None, *BOOK[:-1]]
    assert neighbour("index", "right-next") == BOOK[1]


def test_launch_buttons_appear_only_when_a_repository_is_named(build, parse, monkeypatch):
    spec = importlib.util.spec_from_file_location("course_site", ROOT / "book" / "_ext" / "course_site.py")
    extension = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(extension)

    def options():
        config = SimpleNamespace(html_theme_options={})
        extension.add_launch_buttons(None, config)
        return config.html_theme_options

    monkeypatch.delenv("MNIST_COURSE_REPOSITORY_URL", raising=False)
    assert options() == {}
    monkeypatch.setenv("MNIST_COURSE_REPOSITORY_URL", "https://github.com/somebody/course.git/")
    assert options()["repository_url"] == "https://github.com/somebody/course"
    assert options()["repository_branch"] == "main"
    assert "colab_url" in options()["launch_buttons"]
    monkeypatch.setenv("MNIST_COURSE_REPOSITORY_URL", "https://example.org/somebody/course")
    assert "launch_buttons" not in options()
    if build.returncode is not None:
        buttons = parse(CHAPTERS[0]).find(class_="article-header-buttons")
        assert not [link["href"] for link in buttons.find_all("a") if urlsplit(link["href"]).scheme]


# Pages --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_every_image_says_in_words_what_it_shows(name, parse):
    wordless = [
        image["src"]
        for image in parse(name).find_all("img")
        if len(image.get("alt", "").split()) < 3
        or re.search(r"\.(png|svg|jpe?g|gif|webp)$|^<?Figure\b.*\bAxes", image["alt"].strip())
    ]
    assert not wordless


@pytest.mark.parametrize("name", BOOK)
def test_headings_start_at_one_and_skip_no_level(name, parse):
    levels = [int(heading.name[1]) for heading in parse(name).article.find_all(re.compile("^h[1-6]$"))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in zip(levels, levels[1:], strict=False)), levels


@pytest.mark.parametrize("name", BOOK)
def test_no_markup_is_left_unrendered(name, parse):
    article = bs4.BeautifulSoup(str(parse(name).article), "html.parser")
    for element in article.find_all(["pre", "code", "script", "style"]):
        element.decompose()
    for element in article.find_all(class_="math"):
        element.decompose()
    text = article.get_text()
    assert not re.findall(r"\{\w[\w:]*\}`|`\{\w|:::|```|\$\$|\]\(\S+\)|^#{1,6} .*|\*\*\w.*|\(fig-\S+=", text, re.M)


@pytest.mark.parametrize("name", BOOK)
def test_nothing_on_the_page_shows_a_path_of_the_machine_that_made_it(name, parse):
    traces = rf"(?:{re.escape(str(ROOT))}|/home/\w+|/Users/\w+|/root)/\S*|\S*/site-packages/\S*|at 0x[0-9a-f]{{6,}}"
    assert not re.findall(traces, parse(name).article.get_text())


# In a browser -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser():
    with open_browser() as browser:
        yield browser


@pytest.fixture(scope="session")
def address(site):
    with serve(site) as address:
        yield address


def watch(page, inside):
    """Note what goes wrong on a page: errors, requests that leave the site (stopped), files not found."""
    errors, outside, failed = [], [], []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("response", lambda response: failed.append(response.url) if response.status >= 400 else None)

    def allow(route):
        if route.request.url.startswith((inside, "data:", "blob:")):
            return route.continue_()
        outside.append(route.request.url)
        return route.abort()

    page.route("**/*", allow)
    page.on("websocket", lambda socket: outside.append(socket.url))
    return errors, outside, failed


@pytest.fixture(scope="session")
def visit(browser, address, site):
    """Open a page on a phone, light and dark, once; say what was seen."""

    @functools.cache
    def look(name, base=address):
        context = browser.new_context(viewport={"width": PHONE, "height": 800})
        page = context.new_page()
        errors, outside, failed = watch(page, base)
        widths = {}
        page.emulate_media(color_scheme="light")
        page.goto(f"{base}{name}.html", wait_until="networkidle")
        page.evaluate("window.MathJax?.startup?.promise")
        for mode in "light", "dark":
            page.emulate_media(color_scheme=mode)
            page.wait_for_selector(f"html[data-theme={mode}]", timeout=5_000)
            widths[mode] = page.evaluate("[document.documentElement, document.body].map(box => box.scrollWidth)")
        formulas = page.evaluate(
            "['.math', '.math mjx-container > svg', '.math [data-mml-node=merror], .math [fill=red]']"
            ".map(wanted => document.querySelectorAll(wanted).length)"
        )
        context.close()
        return Visit(errors, outside, failed, widths, tuple(formulas[:2]), formulas[2])

    def from_disk(name):
        return look(name, site.as_uri() + "/")

    look.from_disk = from_disk
    return look


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_a_page_loads_without_errors_and_asks_nobody_outside(name, visit):
    seen = visit(name)
    assert seen.outside == []
    assert seen.failed == []
    assert seen.errors == []


@pytest.mark.slow
@pytest.mark.parametrize("name", FROM_DISK)
def test_a_page_opened_from_disk_works_too(name, visit):
    seen = visit.from_disk(name)
    assert seen.outside == []
    assert seen.errors == []
    assert seen.formulas == visit(name).formulas


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_a_phone_in_light_and_dark(name, visit):
    assert visit(name).widths == {"light": [PHONE, PHONE], "dark": [PHONE, PHONE]}


@pytest.mark.slow
@pytest.mark.parametrize("name", BOOK)
def test_formulas_are_set(name, visit):
    formulas, pictures = visit(name).formulas
    assert pictures == formulas
    assert visit(name).wrong_formulas == 0


@pytest.mark.slow
def test_the_chapters_hold_formulas_to_be_set(visit):
    assert any(visit(name).formulas[0] for name in CHAPTERS)


@pytest.mark.slow
@pytest.mark.parametrize("where", ["served", "from disk"])
def test_search_finds_pages_without_a_network(where, browser, address, site):
    base = address if where == "served" else site.as_uri() + "/"
    page = browser.new_page()
    errors, outside, _ = watch(page, base)
    page.goto(f"{base}search.html?q=softmax")
    page.wait_for_selector("#search-results li a", timeout=10_000)
    hits = page.eval_on_selector_all("#search-results li a", "links => links.map(link => link.href)")
    page.close()
    assert any("03_softmax_regression.html" in hit for hit in hits)
    assert any("glossary.html" in hit for hit in hits)
    assert not [hit for hit in hits if not (site / unquote(urlsplit(hit.removeprefix(base)).path)).is_file()]
    assert errors == outside == []


@pytest.mark.slow
def test_figures_stay_on_white_in_dark_mode(browser, address):
    page = browser.new_page(color_scheme="dark")
    page.goto(f"{address}index.html")
    behind = page.eval_on_selector("article img", "image => getComputedStyle(image).backgroundColor")
    page.close()
    assert behind == "rgb(255, 255, 255)"


@pytest.fixture
def chapter_page(browser, address):
    """Open chapter 03 in a browser that has chosen nothing yet; its predictions and questions."""
    context = browser.new_context(viewport={"width": PHONE, "height": 800})
    page = context.new_page()
    page.goto(f"{address}{CHAPTERS[3]}.html", wait_until="domcontentloaded")
    yield page, page.get_by_role("group", name="Prediction"), page.get_by_role("group", name="Question")
    context.close()


def choices_of(chapter, kind):
    return [block for block in blocks().values() if block.key[:2] == chapter and block.kind == kind]


@pytest.mark.parametrize("name", CHAPTERS)
def test_predictions_are_covered_and_questions_ask(name, browser, address):
    page = browser.new_page()
    page.goto(f"{address}{name}.html", wait_until="domcontentloaded")
    chapter = name.removeprefix("notebooks/")[:2]
    predictions = len(choices_of(chapter, "prediction"))
    assert page.get_by_role("group", name="Prediction").count() == predictions >= 2
    assert page.get_by_role("group", name="Question").count() == len(choices_of(chapter, "question")) == 5
    assert page.locator("[hidden='until-found']").count() >= predictions
    assert page.locator("details.choose-taken:visible").count() == 0
    assert page.get_by_text("You have made no prediction yet.").is_visible()
    page.close()


def test_prediction_is_made_by_the_keyboard_once_and_uncovers_its_answer(chapter_page):
    page, predictions, _ = chapter_page
    covered = page.locator("[hidden='until-found']")
    before = covered.count()
    box = predictions.first
    box.locator("button").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert covered.count() < before and "what happens" in box.get_by_role("status").inner_text()
    said = box.get_by_role("status").inner_text()
    box.locator("button").first.click(force=True)
    assert box.get_by_role("status").inner_text() == said
    assert box.locator("[aria-pressed='true']").inner_text().startswith("B")
    assert box.locator(".choose-happens").count() == 1


def test_question_says_whether_a_choice_is_right_and_why_and_lets_try_another(chapter_page):
    page, _, questions = chapter_page
    block = choices_of("03", "question")[0]
    wrong = next(letter for letter in block.choices if letter != block.answer)
    for letter, mark in (wrong, "not right"), (block.answer, "right"):
        button = questions.first.locator("button").nth("ABCDE".index(letter))
        button.focus()
        page.keyboard.press("Space")
        said = questions.first.get_by_role("status").inner_text()
        assert said.startswith("Right" if mark == "right" else "Not right. ")
        assert block.says[letter][:20] in said and button.get_attribute("aria-pressed") == "true"
        shown = button.evaluate("button => getComputedStyle(button, '::after').content")
        assert shown.replace("\xa0", " ") == f'" ← {mark}"'


def test_choices_are_kept_summed_up_as_in_the_notebook_and_forgotten(chapter_page, address, tmp_path, monkeypatch):
    page, predictions, questions = chapter_page
    monkeypatch.setenv("MNIST_COURSE_PROGRESS", str(tmp_path))
    monkeypatch.setenv("MNIST_COURSE_FAST", "0")
    for kind, boxes in ("prediction", predictions), ("question", questions):
        for n, block in enumerate(choices_of("03", kind)[:-1]):
            letters = list(block.choices)
            first = block.answer if n % 2 else letters[letters.index(block.answer) - 1]
            for letter in [first, block.answer][: 1 + (kind == "question")]:
                boxes.nth(n).locator("button").nth(letters.index(letter)).click()
                note_choice(block.key, letter)
    assert page.locator(".choose-sum p").inner_text() == summed_up("03")
    page.reload(wait_until="domcontentloaded")
    assert page.locator(".choose-sum p").inner_text() == summed_up("03")
    assert page.locator("[aria-pressed='true']").count() == len(choices_made())
    covered = page.locator("[hidden='until-found']").count()

    page.goto(f"{address}book/how_to_use.html")
    made = len(choices_of("03", "prediction")) - 1
    says = f"In this browser you have made {made} predictions ({made // 2} right) and answered 4 questions (2 right at"
    assert page.locator(".choices-made").inner_text().startswith(says)
    page.goto(f"{address}index.html")
    assert page.locator(".choices-made").inner_text().startswith(says)

    page.goto(f"{address}{CHAPTERS[3]}.html")
    page.get_by_role("button", name="Forget what I chose").click()
    page.get_by_text("You have made no prediction yet.").wait_for()
    assert page.locator("[aria-pressed='true']").count() == 0
    assert page.locator("[hidden='until-found']").count() > covered
    page.goto(f"{address}book/how_to_use.html")
    assert page.get_by_text("In this browser you have chosen nothing yet.").is_visible()


@pytest.mark.parametrize("refusal", ["throw Error()", "return '{damaged'", "return '[1]'", "return 'null'"])
def test_choices_work_where_nothing_can_be_kept(refusal, browser, address):
    page = browser.new_page()
    errors, _, _ = watch(page, address)
    spoil = "of => function (key, value) { if (/choices/.test(key)) { %s } return of.call(this, key, value) }"
    for name in "getItem", "setItem":
        page.add_init_script(f"Storage.prototype.{name} = ({spoil % refusal})(Storage.prototype.{name})")
    page.goto(f"{address}{CHAPTERS[3]}.html", wait_until="domcontentloaded")
    page.get_by_role("group", name="Prediction").first.locator("button").first.click()
    assert page.locator(".choose-sum p").inner_text().startswith("You foresaw")
    assert errors == []
    page.close()


def test_without_scripts_and_on_paper_nothing_is_covered(browser, address):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{address}{CHAPTERS[3]}.html")
    assert page.locator("blockquote:has-text('Predict.')").count() >= 2
    assert page.locator("[hidden]:has(.output)").count() == 0
    assert page.get_by_text("What each answer says").count() == 5
    page = browser.new_page()
    page.goto(f"{address}{CHAPTERS[3]}.html", wait_until="domcontentloaded")
    page.emulate_media(media="print")
    assert page.get_by_text("What each answer says").first.is_visible()
    assert page.locator("details.choose-taken li:visible").count() >= 15
    assert page.locator("[hidden='until-found']").first.is_visible()
    page.close()
