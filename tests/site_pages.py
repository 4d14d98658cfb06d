"""The pages of the site, how it is built for the tests, and what a browser sees on each page, looked at once."""

import functools
import json
import os
import subprocess
import sys
from collections import namedtuple
from importlib.resources import files
from pathlib import Path

from browser import give_up

try:
    import bs4  # noqa: F401
    import jupyter_book  # noqa: F401
    import yaml
except ImportError as error:
    give_up(f"the site was neither built nor tested: {error}. `pip install 'jupyter-book<2'`", allow_module_level=True)

ROOT = Path(__file__).resolve().parent.parent
TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
BOOK = [TOC["root"], *(chapter["file"] for part in TOC["parts"] for chapter in part["chapters"])]
TITLES = {chapter["file"]: chapter.get("title") for part in TOC["parts"] for chapter in part["chapters"]}
CHAPTERS = [name for name in BOOK if name.startswith("notebooks/")]
PAGES = ["index", *BOOK, "search"]
PHONE = 390  # pixels

Build = namedtuple("Build", "folder returncode output")

# What a page looks like once its formulas are set.
LOOK = """async () => {
  await window.loadFormulas?.();
  const count = (wanted) => document.querySelectorAll(wanted).length;
  const groups = [...document.querySelectorAll("[role=group]")].map((group) => group.ariaLabel ?? "");
  const shown = (element) => element.checkVisibility();
  return {
    formulas: [count(".math"), count(".math mjx-container > svg")],
    wrongFormulas: count(".math [data-mml-node=merror], .math [fill=red]"),
    predictions: groups.filter((name) => name === "Prediction").length,
    questions: groups.filter((name) => name.startsWith("Question")).length,
    covered: count("[hidden='until-found']"),
    taken: [...document.querySelectorAll("details.choose-taken")].filter(shown).length,
    sum: document.querySelector(".choose-sum p")?.textContent ?? "",
    shift: self.shift,
  };
}"""
SHIFT = """
self.shift = 0;
new PerformanceObserver((list) => list.getEntries().forEach((entry) => (self.shift += entry.value)))
  .observe({ type: "layout-shift", buffered: true });
"""
# Folds are opened, and of the thousands of coloured words of code and of the formulas one of each kind is left.
THIN_OUT = """() => {
  const still = { textContent: "* { content-visibility: visible !important; transition: none !important }" };
  document.head.append(Object.assign(document.createElement("style"), still));
  dispatchEvent(new Event("resize"));
  document.querySelectorAll("details").forEach((fold) => (fold.open = true));
  const kinds = new Set();
  for (const word of document.querySelectorAll("pre span, mjx-container")) {
    const kind = word.className + Boolean(word.closest(".output"));
    if (word.isConnected && kinds.has(kind)) word.replaceWith(word.textContent);
    kinds.add(kind);
  }
}"""
VIOLATIONS = """async ([place, options]) => {
  const { violations } = await axe.run(place, { ...options, resultTypes: ["violations"] });
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => `${node.target.join(" ")} ${node.failureSummary}`)}`,
  );
}"""
WITH_BARS = ["index", "search", CHAPTERS[3]]  # the bars beside and above the text have the same colours on all pages
COLOURS = {"runOnly": ["color-contrast"]}
ALL_BUT_COLOURS = {"rules": {"color-contrast": {"enabled": False}}}


def built(folder):
    """Build the site in a folder, without PyTorch, and return the exit status and what was printed."""
    for name in "torch", "torchvision":
        (folder / "without" / f"{name}.py").write_text(f"raise ImportError('the site is built without {name}')")
    own = "MNIST_COURSE_REPOSITORY", "MNIST_COURSE_SITE_URL"
    environment = {key: value for key, value in os.environ.items() if not key.startswith(own)}
    environment["MNIST_COURSE_REPOSITORY_URL"] = ""  # none, wherever this clone is from
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


@functools.cache
def axe():
    """Return axe-core's script, or nothing where it is not installed."""
    try:
        return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    except ModuleNotFoundError:
        return None


def look_at(browser, base, name, *, judge=True):
    """Open a page on a phone, in the light and in the dark; return what was seen."""
    context = browser.new_context(viewport={"width": PHONE, "height": 800}, color_scheme="light")
    page = context.new_page()
    errors, outside, failed = watch(page, base)
    page.add_init_script(SHIFT)
    page.goto(f"{base}{name}.html", wait_until="load")
    page.wait_for_function("document.fonts.status === 'loaded'")
    seen = page.evaluate(LOOK)
    widths, violations = {}, {}
    for mode in "light", "dark":
        page.emulate_media(color_scheme=mode)
        page.wait_for_selector(f"html[data-theme={mode}]")
        widths[mode] = page.evaluate("[document.documentElement, document.body].map(box => box.scrollWidth)")
    if judge and axe():
        page.evaluate(THIN_OUT)
        page.evaluate(axe())
        place = "html" if name in WITH_BARS else "article"
        violations["on a phone"] = page.evaluate(VIOLATIONS, ["html", ALL_BUT_COLOURS])
        violations["colours in the dark"] = page.evaluate(VIOLATIONS, [place, COLOURS])
        page.emulate_media(color_scheme="light")
        page.wait_for_selector("html[data-theme=light]")
        violations["colours in the light"] = page.evaluate(VIOLATIONS, [place, COLOURS])
    context.close()
    return {**seen, "errors": errors, "outside": outside, "failed": failed, "widths": widths, "violations": violations}


def kept(path, make):
    """Return what is kept in a JSON file, or make it: of several workers one does, and the others wait for it."""
    from filelock import FileLock

    with FileLock(f"{path}.lock"):
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(make()), encoding="utf-8")
    return json.loads(path.read_text(encoding="utf-8"))
