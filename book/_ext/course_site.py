"""What the site needs beyond Jupyter Book's settings: no outside requests, a real front page, working labels.

The buttons that lead to the repository, to Colab and to Binder need its address: ``address.py`` knows it, or there are
none.
"""

import json
import re
import sys
from pathlib import Path
from posixpath import join, normpath

sys.path.insert(0, str(Path(__file__).parent))
import address as published  # noqa: E402

CHAPTERS = "notebooks/"
STUDENT = "_downloads/student/"


def drop_thebe(app, config):
    """Undo what sphinx_thebe adds to every page: a script that throws, and an address outside the site."""
    for name, listeners in app.events.listeners.items():
        app.events.listeners[name] = [one for one in listeners if one.handler.__module__ != "sphinx_thebe"]
    app.registry.css_files = [one for one in app.registry.css_files if one[0] != "sphinx-thebe.css"]


def add_buttons(app, config):
    """When the address is known, lead to the repository, its issues and a page's source, and launch chapters."""
    address = published.repository()
    options = config.html_theme_options
    if not re.match(r"https?://[^/]*git(hub|lab)", address):  # of other hosts the theme knows no pages
        options.pop("repository_url", None)  # as _config.yml, or Jupyter Book by itself, has it
        return
    options["repository_url"] = address
    options["repository_branch"] = published.branch()
    for button in "repository", "issues", "edit_page":
        options[f"use_{button}_button"] = True
    if address.startswith(published.GITHUB):
        options["launch_buttons"] = {"binderhub_url": published.BINDER, "notebook_interface": "jupyterlab"}
        if published.launch_branch():
            options["launch_buttons"]["colab_url"] = published.COLAB


def launch_what_knows_the_address(app, pagename, templatename, context, doctree):
    """Have Colab open the notebook whose first cell can install the course."""
    for group in context.get("header_buttons", []):
        for button in group.get("buttons", []):
            if button.get("text") == "Colab":
                address = published.repository()
                button["url"] = published.colab(address, published.launch_branch(), f"{pagename}.ipynb")


def edit_the_template(app, pagename, templatename, context, doctree):
    """Have the button that edits a page lead to the template, where the page is written from one."""
    folder, name = pagename.partition("/")[::2]
    if not Path(__file__).parents[1].joinpath("templates", f"{name}.md").is_file():
        return
    for group in context.get("header_buttons", []):
        for button in group.get("buttons", []):
            if button.get("label") == "source-edit-button":
                button["url"] = button["url"].replace(f"/{pagename}.md", f"/{folder}/templates/{name}.md")


def leave_badges_out(app, docname, source):
    """Take out what ``notebooks/badges.py`` puts below a title: a page has buttons, and asks nobody for pictures."""
    if "[![Open in Colab](" not in source[0] or not docname.startswith(CHAPTERS):
        return
    notebook = json.loads(source[0])
    for cell in notebook["cells"]:
        text = re.sub(r"\n\n\[!\[Open in Colab\]\(.*", "", "".join(cell["source"]))
        cell["source"] = text.splitlines(keepends=True)
    source[0] = json.dumps(notebook)


def title_front_page(app, pagename, templatename, context, doctree):
    """Call the first page by the course's name once, not twice."""
    if pagename == app.config.root_doc:
        context["docstitle"] = ""


def mend_labels(app, pagename, templatename, context, doctree):
    """Mend labels and roles for those who listen to a page.

    A folded cell is announced by the words on it ("Show the solution"), not by a label that hides them; an entry of the
    bibliography is an item of its list, not a role that browsers have given up.
    """
    if "body" in context:
        context["body"] = (
            context["body"]
            .replace('<summary aria-label="Toggle hidden content">', "<summary>")
            .replace('role="doc-biblioentry"', 'role="listitem"')
        )


def offer_notebooks(app, pagename, templatename, context, doctree):
    """Offer a chapter below its title as a notebook, complete and as a student gets it."""
    if not pagename.startswith(CHAPTERS) or "body" not in context:
        return
    name = f"{pagename.removeprefix(CHAPTERS)}.ipynb"
    complete, student = (
        f'<a href="{context["pathto"](folder + name, 1)}" download="{download}">{text}</a>'
        for folder, download, text in (
            (f"_sources/{CHAPTERS}", name, "complete"),
            (STUDENT, name.replace(".ipynb", "_student.ipynb"), "without solutions and outputs, for students"),
        )
    )
    line = f'<p class="small d-print-none">This chapter as a notebook: {complete}, or {student}.</p>'
    context["body"] = context["body"].replace("</h1>", f"</h1>\n{line}", 1)


def write_student_notebooks(app, exception):
    """Put the chapters without their solutions beside the pages."""
    if exception or app.builder.format != "html":
        return
    sys.path.insert(0, str(Path(app.srcdir, CHAPTERS)))
    import badges
    from student import main

    chapters = [name.removeprefix(CHAPTERS) for name in app.env.found_docs if name.startswith(CHAPTERS)]
    main(Path(app.outdir, STUDENT), chapters)
    if published.repository() and published.launch_branch():
        badges.main([Path(app.outdir, STUDENT)])


def write_front_page(app, exception):
    """Put the first page of the book at the root as well, in place of a bare redirect."""
    if exception or app.builder.format != "html":
        return
    root = Path(app.outdir)
    first = root / f"{app.config.root_doc}.html"
    folder = Path(app.config.root_doc).parent.as_posix()
    if folder == "." or not first.exists():
        return

    def relocate(match):
        attribute, target = match.groups()
        if not target or re.match(r"[a-z][a-z0-9+.-]*:|//|#", target, re.I):
            return match.group(0)
        path, mark, rest = re.match(r"([^?#]*)([?#]?)(.*)", target, re.S).groups()
        moved = normpath(join(folder, path)) + ("/" if path.endswith("/") else "")
        return f'{attribute}="{"" if moved == "./" and mark else moved}{mark}{rest}"'

    page = first.read_text(encoding="utf-8")
    page = re.sub(r'\b(href|src|action|data-content_root)="([^"]*)"', relocate, page)
    (root / "index.html").write_text(page, encoding="utf-8")


def drop_source_maps(app, exception):
    """Leave out the theme's source maps, a third of the site that no reader needs."""
    for path in Path(app.outdir).glob("_static/**/*.map"):
        path.unlink()


def setup(app):
    """Connect the functions above to Sphinx's events."""
    app.connect("config-inited", drop_thebe)
    app.connect("config-inited", add_buttons)
    app.connect("source-read", leave_badges_out)
    app.connect("html-page-context", launch_what_knows_the_address, priority=600)  # the theme's are there by then
    app.connect("html-page-context", edit_the_template, priority=600)
    app.connect("html-page-context", title_front_page)
    app.connect("html-page-context", mend_labels)
    app.connect("html-page-context", offer_notebooks)
    app.connect("build-finished", write_front_page, priority=100)
    app.connect("build-finished", drop_source_maps)
    app.connect("build-finished", write_student_notebooks)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
