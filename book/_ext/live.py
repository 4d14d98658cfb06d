"""The live demos on the site: their script and style sheet, only on pages that have one, and their data beside them."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def bundle():
    """Return the module that joins the JavaScript: of this checkout, whether the package is installed or not."""
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    from mnist_course.widgets import bundle

    return bundle


def write_demos(app):
    """Write the script, the style sheet and the data into the site before its pages, which carry their checksums."""
    if app.builder.format != "html":
        return
    made = bundle()
    static = Path(app.outdir, "_static")
    static.mkdir(parents=True, exist_ok=True)
    files = {"demos.js": made.site_script(), "demos.css": made.styles()}
    files |= {f"demo-{name}.js": made.data_script(name) for name in made.DATA}
    for name, text in files.items():
        (static / name).write_text(text, encoding="utf-8")


def add_demos(app, pagename, templatename, context, doctree):
    """Ask for the script and the style sheet where a page has a demo."""
    if 'class="demo"' in context.get("body", ""):
        app.add_js_file("demos.js", loading_method="defer")
        app.add_css_file("demos.css")


def setup(app):
    """Connect the functions above to Sphinx's events."""
    app.connect("builder-inited", write_demos)
    app.connect("html-page-context", add_demos)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
