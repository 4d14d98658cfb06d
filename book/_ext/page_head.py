"""What a page tells browsers and search engines, and what it loads: nothing that it has no use for.

Where the site is published is read from the environment when it is built: ``MNIST_COURSE_SITE_URL``, as in
``https://somebody.github.io/course/``. Without it, pages carry no absolute address, and there is no map of the site.
"""

import json
import os
import re
import shutil
from hashlib import md5
from pathlib import Path

from docutils import nodes
from markupsafe import Markup
from sphinx.util.osutil import relative_uri

CHAPTERS = "notebooks/"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
DESCRIPTION = 160  # characters that a search engine shows

# (what the themes write, what stands there in the end)
FINISH = [
    (r"<script src=(?!\"[^\"]*documentation_options)", "<script defer src="),
    (r'<a href="(?!https?:)([^"]*\.ipynb)" target="_blank"', r'<a href="\1" download'),
    (r"<(i|span) class=\"(fa[bs]? |fa-)([^\"]*)\"></\1>", r'<\1 class="\2\3" aria-hidden="true"></\1>'),
    (r'title="Toggle (\w+) sidebar"', r'title="Toggle \1 sidebar" aria-controls="pst-\1-sidebar"'),
]


def address():
    """Return where the site is published, with a slash at its end, or nothing."""
    named = os.environ.get("MNIST_COURSE_SITE_URL", "").strip()
    return named.rstrip("/") + "/" if named else ""


def described(doctree):
    """Return a page's first paragraph, cut at a sentence or a word."""
    for paragraph in doctree.findall(nodes.paragraph):
        text = " ".join(paragraph.astext().split())
        if isinstance(paragraph.parent, nodes.section) and len(text) >= 50:
            break
    else:
        return ""
    if len(text) <= DESCRIPTION:
        return text
    sentences = re.match(rf"(.{{80,{DESCRIPTION - 1}}}[.?!])\s", text)
    return sentences[1] if sentences else text[: DESCRIPTION - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def course_data(app, description):
    """Return what search engines read of a course, as JSON-LD."""
    titles = {name: title.astext() for name, title in sorted(app.env.titles.items()) if name.startswith(CHAPTERS)}
    where = {name: {"url": f"{address()}{name}.html"} if address() else {} for name in titles}
    course = {
        "@context": "https://schema.org",
        "@type": "Course",
        "name": app.config.html_title,
        "description": description,
        "provider": {"@type": "Organization", "name": app.config.author},
        "inLanguage": app.config.language,
        "isAccessibleForFree": True,
        "license": LICENCE,
        "educationalLevel": "Beginner",
        "hasCourseInstance": {"@type": "CourseInstance", "courseMode": "Online", "courseWorkload": "PT11H15M"},
        "offers": {"@type": "Offer", "category": "Free", "price": 0},
        "hasPart": [{"@type": "LearningResource", "name": titles[name], **where[name]} for name in titles],
    }
    if address():
        course["url"] = address()
    return Markup(json.dumps(course, ensure_ascii=False).replace("</", "<\\/"))


def head(app, pagename, templatename, context, doctree):
    """Give the template what it says of the page; ask for MathJax only where there is a formula."""
    root = app.config.root_doc
    context["metatags"] = context.get("metatags", "").replace(
        '<meta name="viewport" content="width=device-width, initial-scale=1" />', ""
    )
    context["site_address"] = address()
    context["description"] = described(doctree) if doctree else ""
    context["course_data"] = course_data(app, context["description"]) if pagename == root else ""
    own = "" if pagename == root else f"{pagename}.html"
    context["canonical"] = address() + own if address() else ""
    formulas = 'class="math' in context.get("body", "")
    context["script_files"] = [
        script
        for script in context["script_files"]
        if not re.search("design-tabs", str(script.filename))
        and (formulas or not re.search("mathjax", f"{script.filename}{script.attributes.get('body')}", re.I))
    ]


def joined(page, sheets):
    """Return a page that asks for one style sheet in place of many, and note in `sheets` which it joins."""
    links = re.findall(r'<link [^>]*href="[^"]*_static/(?!demos)[^"]*\.css[^"]*"[^>]*>', page)
    names = [re.search(r'href="([^"]*)_static/([^"?]*)', link) for link in links]
    sheets.extend(name[2] for name in names if name[2] not in sheets)
    digest = md5("".join(links).replace(names[0][1], "").encode(), usedforsecurity=False).hexdigest()[:8]
    page = page.replace(links[0], f'<link rel="stylesheet" href="{names[0][1]}_static/site.css?v={digest}">')
    for link in links[1:]:
        page = page.replace(link, "")
    return page


def join_sheets(static, names):
    """Write site.css: the style sheets one below the other, without the theme's font of two thousand icons."""
    icons = r"@font-face\{[^}]*fontawesome[^}]*\}|(?:\.fa-[\w-]+:before,?)+\{[^}]*\}"

    def read(path):
        text = re.sub(r"/\*(?!!).*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
        text = re.sub(rf'@charset "[^"]*";|{icons}', "", text)
        text = re.sub(r"url\((?!data:|#|\"data:)[\"']?([^)\"']*)[\"']?\)", lambda match: moved(path, match[1]), text)
        return re.sub(r'@import "([^"]*)";', lambda match: read((path.parent / match[1]).resolve()), text)

    def moved(path, url):
        return f'url("{os.path.relpath(path.parent / url, static)}")'.replace(os.sep, "/")

    (static / "site.css").write_text("\n".join(read(static / name) for name in names), encoding="utf-8")


def finished(page, pagename, root):
    """Return the text of a page with its last loose ends tied up."""
    for pattern, text in FINISH:
        page = re.sub(pattern, text, page)
    # MathJax is large: formulas.js asks for it when a formula comes near, or the reader does anything.
    page = re.sub(
        r'<script defer="defer" src="([^"]*)(vendor/mathjax/[^"]*)"></script>',
        r'<script defer src="\1formulas.js" data-mathjax="\1\2"></script>',
        page,
    )
    home, top = relative_uri(f"{pagename}.html", f"{root}.html"), relative_uri(f"{pagename}.html", "index.html")
    return re.sub(rf'href="{re.escape(home)}(?=[#"])', f'href="{top}', page) if pagename != root else page


def finish_pages(app):
    """Have every page finished between its template and its file."""
    if app.builder.format != "html":
        return
    render = app.builder.templates.render
    app.builder.style_sheets = []

    def rendered(template, context):
        page = render(template, context)
        if "</head>" not in page:  # a part of a page
            return page
        return joined(finished(page, context["pagename"], app.config.root_doc), app.builder.style_sheets)

    app.builder.templates.render = rendered


def write_files(app, exception):
    """Write what a host and search engines look for: a page for lost readers, a map, and no Jekyll."""
    if exception or app.builder.format != "html":
        return
    folder = Path(app.outdir)
    join_sheets(folder / "_static", app.builder.style_sheets)
    (folder / "_static/scripts/fontawesome.js").unlink(missing_ok=True)
    shutil.rmtree(folder / "_static/vendor/fontawesome", ignore_errors=True)
    (folder / ".nojekyll").write_text("")
    lost = Path(app.srcdir, "book/assets/404.html").read_text(encoding="utf-8")
    path = re.sub(r"^\w+://[^/]+", "", address()) or "/"
    (folder / "404.html").write_text(lost.replace("{{ home }}", path), encoding="utf-8")
    if address():
        pages = ["", *(f"{name}.html" for name in sorted(app.env.found_docs) if name != app.config.root_doc)]
        urls = "".join(f"<url><loc>{address()}{page}</loc></url>\n" for page in pages)
        start = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        (folder / "sitemap.xml").write_text(f"{start}{urls}</urlset>\n", encoding="utf-8")
        (folder / "robots.txt").write_text(f"User-agent: *\nSitemap: {address()}sitemap.xml\n", encoding="utf-8")


def setup(app):
    """Connect the functions above to Sphinx's events."""
    app.connect("builder-inited", finish_pages)
    app.connect("html-page-context", head, priority=900)
    app.connect("build-finished", write_files, priority=900)  # the theme has written its colours of code by then
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
