"""The choices on the chapters' pages: made, kept, summed up, and nothing covered where they cannot be made."""

import pytest
from site_pages import CHAPTERS, PHONE, watch

from mnist_course.checks.choices import blocks, summed_up
from mnist_course.checks.progress import choices_made, note_choice


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


@pytest.mark.slow
@pytest.mark.parametrize("name", CHAPTERS)
def test_predictions_are_covered_and_questions_ask(name, visit):
    seen, chapter = visit(name), name.removeprefix("notebooks/")[:2]
    assert seen["predictions"] == len(choices_of(chapter, "prediction")) >= 2
    assert seen["questions"] == len(choices_of(chapter, "question")) == 5
    assert seen["covered"] >= seen["predictions"]
    assert seen["taken"] == 0
    assert seen["sum"].startswith("You have made no prediction yet.")


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
