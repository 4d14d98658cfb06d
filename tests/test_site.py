"""The built site, as files."""

import importlib.util
import json
import os
import re
from types import SimpleNamespace
from urllib.parse import unquote, urlsplit

import pytest
from site_pages import BOOK, CHAPTERS, PAGES, ROOT, TITLES, TOC, bs4


def extension_named(name):
    spec = importlib.util.spec_from_file_location(name, ROOT / "book" / "_ext" / f"{name}.py")
    extension = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(extension)
    return extension


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
    assert [neighbour(name, "left-prev") for name in BOOK] == [None, "index", *BOOK[1:-1]]
    assert neighbour("index", "right-next") == BOOK[1]


def test_where_no_address_is_known_nothing_leads_to_one(build, parse):
    if build.returncode is None:
        pytest.skip("MNIST_COURSE_SITE names a site that was built before")
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
    assert not re.findall(r"\{\w[\w:]*\}`|.*`.*|:::|\$\$|\]\(\S+\)|^#{1,6} .*|\*\*\w.*|\(fig-\S+=", text, re.M)


@pytest.mark.parametrize("name", BOOK)
def test_nothing_on_the_page_shows_a_path_of_the_machine_that_made_it(name, parse):
    traces = rf"(?:{re.escape(str(ROOT))}|/home/\w+|/Users/\w+|/root)/\S*|\S*/site-packages/\S*|at 0x[0-9a-f]{{6,}}"
    assert not re.findall(traces, parse(name).article.get_text())


@pytest.mark.parametrize("name", PAGES)
def test_every_picture_keeps_its_place_and_at_most_one_is_fetched_at_once(name, parse):
    pictures = parse(name).article.find_all("img") if name != "search" else []
    for picture in pictures:
        assert picture["src"].endswith(".svg") or int(picture["width"]) > 0 < int(picture["height"]), picture["src"]
        assert "style" not in picture.attrs, picture["src"]
    assert sum(picture.get("loading") != "lazy" for picture in pictures) <= 1


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_citation_leads_to_its_entry(name, parse):
    places = [link["href"] for link in parse(name).article.find_all("a") if "references.html" in link.get("href", "")]
    assert all("references.html#" in place for place in places)


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("LeCun et al. (1998)", "lecun1998"),
        ("LeCun, Cortes and Burges (1998)", "lecunmnist"),
        ("Loshchilov and Hutter, 2017", "loshchilov2017sgdr"),
        ("McNemar’s (1947)", "mcnemar1947"),
        ("Northcutt, Jiang and Chuang (2021)", "northcutt2021confident"),
        ("tuomaso’s train_mnist_fast", "tuomaso"),
        ("Loshchilov and Hutter", None),
        ("LeCun et al. (1997)", None),
    ],
)
def test_words_of_a_citation_name_one_entry(words, key):
    database = pytest.importorskip("pybtex.database")
    entries = database.parse_file(str(ROOT / "book" / "references.bib")).entries
    assert extension_named("page_body").entry_of(words, entries) == key


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_for_nothing_that_it_has_no_use_for(name, site, parse):
    text = (site / f"{name}.html").read_text(encoding="utf-8")
    assert ("mathjax/tex-svg" in text) == bool(parse(name).find(class_="math"))
    assert len([one for one in re.findall(r"<link [^>]*stylesheet[^>]*>", text) if "demos" not in one]) == 1
    assert ("searchindex.js" in text) == (name == "search")
    waits = [script["src"] for script in parse(name).find_all("script", src=True) if "defer" not in script.attrs]
    assert all("documentation_options" in one for one in waits if name != "search"), waits
    assert not re.search(r"fontawesome|design-tabs|type=.text/x-thebe", text)


def test_the_joined_style_sheet_finds_what_it_names(site):
    style = (site / "_static" / "site.css").read_text(encoding="utf-8")
    named = re.findall(r"""url\(["']?((?!data:|#)[^)"']+)""", style)
    assert not [name for name in named if not (site / "_static" / name.split("?")[0]).is_file()]
    assert "@import" not in style and 'html[data-theme="dark"] .highlight' in style


# What others read of a page -----------------------------------------------------------------------------------------


def content(page, **attributes):
    found = page.find("meta", attrs=attributes)
    return found and found["content"]


def test_every_page_says_what_it_is_about(parse):
    said = [content(parse(name), name="description") for name in BOOK]
    assert all(50 <= len(text or "") <= 160 for text in said), said
    assert len(set(said)) == len(said)
    for name in ["index", *BOOK]:
        assert len(parse(name).find_all("meta", attrs={"name": "viewport"})) == 1
        assert content(parse(name), property="og:title") == re.sub(" — .*", "", parse(name).title.get_text())
        assert parse(name).find("link", rel="apple-touch-icon")
    course = json.loads(parse("index").find("script", type="application/ld+json").get_text())
    assert course["@type"] == "Course" and len(course["hasPart"]) == len(CHAPTERS)


def test_home_is_the_root_and_there_are_a_page_for_lost_readers_and_no_empty_index(site, parse):
    for name in set(PAGES) - {"index", TOC["root"]}:
        brand = parse(name).find("a", class_="navbar-brand")["href"]
        assert (site / name).parent.joinpath(brand).resolve() == site / "index.html"
    lost = (site / "404.html").read_text(encoding="utf-8")
    assert 'href="/"' in lost and (site / ".nojekyll").exists() and not (site / "genindex.html").exists()


def test_absolute_addresses_are_there_when_the_place_is_known(tmp_path, monkeypatch):
    pytest.importorskip("sphinx")
    head = extension_named("page_head")
    monkeypatch.delenv("MNIST_COURSE_SITE_URL", raising=False)
    assert head.address() == ""
    monkeypatch.setenv("MNIST_COURSE_SITE_URL", "https://somebody.github.io/course")
    (tmp_path / "_static").mkdir()
    app = SimpleNamespace(
        builder=SimpleNamespace(format="html", style_sheets=[]),
        config=SimpleNamespace(root_doc=TOC["root"]),
        env=SimpleNamespace(found_docs=set(BOOK)),
        outdir=tmp_path,
        srcdir=ROOT,
    )
    head.write_files(app, None)
    places = re.findall("<loc>(.*)</loc>", (tmp_path / "sitemap.xml").read_text(encoding="utf-8"))
    base = "https://somebody.github.io/course/"
    assert sorted(places) == sorted([base, *(f"{base}{name}.html" for name in BOOK if name != TOC["root"])])
    assert f"Sitemap: {base}sitemap.xml" in (tmp_path / "robots.txt").read_text(encoding="utf-8")
    assert 'href="/course/"' in (tmp_path / "404.html").read_text(encoding="utf-8")


def test_what_is_offered_below_a_title_is_saved_and_not_opened(parse):
    for link in parse(CHAPTERS[0]).find_all("a", href=re.compile(r"\.ipynb$")):
        assert "download" in link.attrs and link.get("target") is None


def test_percentages_are_written_in_one_way(parse):
    spaced = {name: re.findall(r"\d %(?! \d)", parse(name).article.get_text()) for name in BOOK}
    assert not {name: found for name, found in spaced.items() if found}
