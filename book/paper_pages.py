"""One long page from the pages of the site, for paper: every name unique, links inside, answers at the back."""

import posixpath
import re
from collections import Counter
from copy import copy
from html import escape
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

import bs4
import yaml

ROOT = Path(__file__).parent.parent
LEFT_OUT = "a.headerlink, script, noscript, .prev-next-area, p.d-print-none, .choose-note, .choose-sum, .choices-made"
ANSWER = re.compile("What each answer says|Show a solution")
NAMES = ("id", "for", "headers", "aria-labelledby", "aria-describedby", "aria-controls")


def pages():
    """Return the names of the book's pages in their order, as `_toc.yml` has it."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    return [toc["root"], *(chapter["file"] for part in toc["parts"] for chapter in part["chapters"])]


def slug(page):
    """Return the name of a page as part of the names in it: ``notebooks/05_mlp`` gives ``notebooks-05_mlp``."""
    return page.replace("/", "-")


class Paper:
    """The book as one document.

    Parameters
    ----------
    site : Path
        Where the built site is.
    names : list of str
        The pages that are taken, in this order.
    pictures : dict
        What stands for a demo on paper: paths of pictures by page and number of the demo there, from 0.
    """

    def __init__(self, site, names, pictures=None):
        self.site, self.names, self.pictures = Path(site), names, pictures or {}
        self.soup = bs4.BeautifulSoup("", "html.parser")
        self.titles, self.sections, self.answers = {}, {}, {}
        articles = {name: self.article(name) for name in names}
        for name, article in articles.items():
            self.rename(name, article)
            self.titles[name] = article.h1.get_text(" ", strip=True)
            self.sections[name] = [
                (section["id"], section.h2.get_text(" ", strip=True))
                for section in article.select("section[id]")
                if section.find("h2", recursive=False)
            ]
            self.move_answers(name, article)
        self.body = "\n".join(self.text(name, article) for name, article in articles.items())

    @staticmethod
    def text(name, article):
        """Return a page as a part of the document, which knows its own header on paper."""
        part = slug(name)
        return f'<article class="bd-article" id="{part}" style="page: {part}">{article.decode_contents()}</article>'

    def article(self, name):
        """Return the text of a page without what is for the screen only."""
        text = (self.site / f"{name}.html").read_text(encoding="utf-8")
        article = bs4.BeautifulSoup(text, "html.parser").select_one("article.bd-article")
        if article is None or article.h1 is None:
            raise ValueError(f"expected an article with a title in {name}.html of {self.site}: build the site anew")
        for comment in article.find_all(string=lambda string: isinstance(string, bs4.Comment)):
            comment.extract()
        for number, demo in enumerate(article.select(".demo")):
            picture = self.pictures.get((name, number))
            if picture:
                image = self.tag("img", src=Path(picture).resolve().as_uri(), alt="The demo after a first try.")
                caption = self.tag("figcaption", "On the course’s pages, and in the notebook, this can be tried.")
                figure = self.tag("figure", class_="paper-demo")
                figure.extend([image, caption])
                demo.insert_before(figure)
            demo.decompose()
        for element in article.select(LEFT_OUT):
            element.decompose()
        return article

    def rename(self, name, article):
        """Make the names of a page its own, and have links and pictures lead where they led."""
        for element in article.find_all(True):
            for attribute in NAMES:
                if element.has_attr(attribute):
                    element[attribute] = " ".join(f"{slug(name)}--{one}" for one in element[attribute].split())
            if element.has_attr("src") and not urlsplit(element["src"]).scheme:
                element["src"] = (self.site / self.path(name, element["src"])).resolve().as_uri()
                element["loading"] = "eager"
            if element.name == "a" and element.has_attr("href"):
                self.lead(name, element)

    @staticmethod
    def path(name, address):
        """Return the path in the site of an address that stands on a page."""
        return posixpath.normpath(posixpath.join(posixpath.dirname(name), address))

    def lead(self, name, link):
        """Have a link lead to the same place in the document; without one, leave its words."""
        address, fragment = urldefrag(link["href"])
        if urlsplit(address).scheme:
            return
        page = self.path(name, address).removesuffix(".html") if address else name
        if page not in self.names:
            link.unwrap()
            return
        link.attrs.pop("target", None)
        link["href"] = f"#{slug(page)}--{fragment}" if fragment else f"#{slug(page)}"

    def move_answers(self, name, article):
        """Move solutions and answers of a page to the back, and say where they are."""
        folds = [fold for fold in article.select("details") if fold.summary]
        found = [fold for fold in folds if ANSWER.match(fold.summary.get_text(" ", strip=True))]
        for number, fold in enumerate(found):
            place = f"{slug(name)}--answer-{number}"
            solution = "solution" in fold.summary.get_text()
            question = fold.find_previous("blockquote")
            label = question.strong.get_text(" ", strip=True).rstrip(".") if question and question.strong else ""
            if solution:
                label = f"{fold.find_previous(['h2', 'h3']).get_text(' ', strip=True)}: {label.lower()}"
            fold.summary.decompose()
            answer = self.tag("section", class_="paper-answer", id=place)
            heading = self.tag("p")
            heading.append(self.tag("strong", label))
            heading.append(self.refer(f"{place}-asked", ", page "))
            answer.append(heading)
            answer.extend([copy(part) for part in fold.contents])
            self.answers.setdefault(name, []).append(str(answer))
            line = self.tag("p", class_="paper-see", id=f"{place}-asked")
            line.append(self.refer(place, "A solution: page " if solution else "What each answer says: page "))
            fold.replace_with(line)

    def refer(self, place, words):
        """Return words with the number of the page where a place is: filled in once it is known."""
        link = self.tag("a", words, href=f"#{place}")
        link.append(self.tag("span", "000", class_="paper-number", data_place=place))
        return link

    def tag(self, kind, words="", **attributes):
        """Return a new element; in the names of attributes, ``class_`` and ``data_x`` stand for themselves."""
        element = self.soup.new_tag(kind, attrs={n.rstrip("_").replace("_", "-"): v for n, v in attributes.items()})
        if words:
            element.string = words
        return element

    def contents(self):
        """Return the table of contents: the pages, and of chapters the sections that no other chapter has."""
        often = Counter(words for sections in self.sections.values() for _, words in sections)
        lines = []
        for name in self.names:
            lines.append(self.line(slug(name), self.titles[name], "paper-title"))
            if name.startswith("notebooks/"):
                own = [(place, words) for place, words in self.sections[name] if often[words] == 1]
                lines += [self.line(place, words, "paper-section") for place, words in own]
        lines.append(self.line("answers", "Solutions and answers", "paper-title"))
        return "\n".join(lines)

    def line(self, place, words, kind):
        """Return a line of the contents."""
        number = self.refer(place, "").find("span")
        return f'<li class="{kind}"><a href="#{place}"><span>{escape(words)}</span><i></i>{number}</a></li>'

    def back(self):
        """Return the solutions and answers, chapter by chapter."""
        parts = [f"<h2>{escape(self.titles[name])}</h2>" + "".join(answers) for name, answers in self.answers.items()]
        return "\n".join(parts)

    def headers(self):
        """Return the rules that put a page's title above its text on paper."""
        rule = '@page {} {{ @top-left {{ content: "{}" }} }}'
        titled = {slug(name): title for name, title in self.titles.items()} | {"answers": "Solutions and answers"}
        return "\n".join(rule.format(name, title.replace('"', r"\"")) for name, title in titled.items())
