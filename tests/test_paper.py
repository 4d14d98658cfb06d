"""The book as one PDF: all of it, nothing cut, every link and every number of a page right."""

import re
import sys
from pathlib import Path

import pytest
from browser import open_browser
from site_pages import BOOK, CHAPTERS

sys.path.insert(0, str(Path(__file__).parent.parent / "book"))
import paper
from paper_pages import Paper, slug
from pypdf import PdfReader

WIDER = """() => [...document.querySelectorAll("article *")]
  .filter((one) => !one.closest("mjx-assistive-mml") && one.getBoundingClientRect().width)
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 || one.scrollWidth > one.clientWidth + 1
    && one.matches("pre, table, .output, .highlight"))
  .map((one) => `${one.tagName} ${one.className}: ${one.textContent.slice(0, 80)}`)"""
NAMES = """() => [...document.querySelectorAll("[id]")].map((one) => one.id)"""
INSIDE = (
    """() => [...document.querySelectorAll("a[href^='#']")].map((link) => decodeURIComponent(link.hash.slice(1)))"""
)
PRINTED = [CHAPTERS[3], "book/glossary", "book/teach/03"]


def test_without_a_site_nothing_is_printed(tmp_path):
    with pytest.raises(ValueError, match=r"expected the site in .*run make book first"):
        paper.make(tmp_path / "made.pdf", site=tmp_path)
    assert not (tmp_path / "made.pdf").exists()


def test_a_page_without_a_title_is_named(tmp_path):
    (tmp_path / "empty.html").write_text("<html></html>")
    with pytest.raises(ValueError, match=r"expected an article with a title in empty\.html"):
        Paper(tmp_path, ["empty"])


@pytest.mark.slow
def test_the_book_is_whole_and_nothing_is_wider_than_the_paper(site):
    book = Paper(site, paper.pages())
    assert book.names == BOOK
    with open_browser() as browser, paper.opened(browser, book) as page:
        page.emulate_media(media="print")
        assert page.evaluate(WIDER) == []
        names = page.evaluate(NAMES)
        assert len(names) == len(set(names))
        places = page.evaluate(INSIDE)
        assert set(map(slug, BOOK)) <= set(places) <= set(names)
        text = page.locator("body").inner_text()
    questions = sum(len(re.findall(r"^Question \d", answer, re.M)) for answer in answers(book))
    solutions = sum("### BEGIN SOLUTION" in answer for answer in answers(book))
    assert questions == text.count("What each answer says: page") >= 5 * len(CHAPTERS)
    assert solutions == text.count("A solution: page") >= 2 * len(CHAPTERS)


def answers(book):
    """Return the text of each answer and solution at the back."""
    from bs4 import BeautifulSoup

    return [BeautifulSoup(one, "html.parser").get_text() for part in book.answers.values() for one in part]


@pytest.mark.full
def test_contents_and_links_of_the_pdf_lead_to_the_right_pages(site, tmp_path):
    reader = PdfReader(paper.make(tmp_path / "made" / "book.pdf", site=site, names=PRINTED))
    texts = [" ".join(page.extract_text().split()) for page in reader.pages]
    titles = [item.title for item in reader.outline if not isinstance(item, list)]
    assert len(titles) == len(PRINTED) + 1 and titles[-1] == "Solutions and answers"
    for title in titles:
        number = int(re.search(rf"{re.escape(title)} (\d+)", texts[1])[1])
        assert texts[number - 1].startswith(f"{title} {number} {title}"), texts[number - 1][:200]

    places = reader.named_destinations
    links = [link.get_object() for page in reader.pages for link in page.get("/Annots", [])]
    inside = [link["/Dest"] for link in links if "/Dest" in link]
    assert len(inside) > 50 and {str(name).lstrip("/") for name in inside} <= {name.lstrip("/") for name in places}
    outside = [link["/A"]["/URI"] for link in links if "/URI" in link.get("/A", {})]
    assert all(address.startswith("http") for address in outside)

    asked = next(page for page in texts if "What each answer says: page" in page)
    number = int(re.search(r"What each answer says: page (\d+)", asked)[1])
    assert "Question 1." in asked and f"Question 1, page {texts.index(asked) + 1}" in texts[number - 1]
    assert "page 000" not in " ".join(texts)
    assert sum("this can be tried" in text for text in texts) == 2, "a picture for each demo of the chapter"
