"""Fixtures that several test modules share."""

import mnist_course  # noqa: F401  before PyTorch, whose threads and memory it sets up

# isort: split
import functools
import os
from pathlib import Path

import pytest
import torch

from mnist_course import data
from mnist_course.data import preprocess


@pytest.hookimpl(tryfirst=True)  # before pytest chooses by marker
def pytest_collection_modifyitems(items):
    """Whatever needs a browser or the built site is slow."""
    for item in items:
        if {"browser", "build"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("slow")


@pytest.fixture(autouse=True)
def fixed_seed():
    torch.manual_seed(0)


@pytest.fixture(scope="session")
def validation():
    """The 10,000 validation images as the files have them."""
    return data.load("validation")


@pytest.fixture(scope="session")
def small(validation):
    """1,000 real images, standardised, with their labels."""
    return preprocess.standardize(validation.images[:1000]), validation.labels[:1000]


# The site -----------------------------------------------------------------------------------------------------------
# It is built once, into a temporary folder; set MNIST_COURSE_SITE to the folder of a built one to test that instead.


@pytest.fixture(scope="session")
def shared(tmp_path_factory):
    """A folder that the workers of a run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def build(shared):
    from site_pages import Build, built, kept

    if os.environ.get("MNIST_COURSE_SITE"):
        return Build(Path(os.environ["MNIST_COURSE_SITE"]).resolve(), None, "")
    folder = shared / "site"
    (folder / "without").mkdir(parents=True, exist_ok=True)
    return Build(folder / "_build" / "html", *kept(folder / "done.json", lambda: built(folder)))


@pytest.fixture(scope="session")
def site(build):
    if not (build.folder / "index.html").exists():
        pytest.fail(f"no site was built in {build.folder}\n{build.output[-3000:]}", pytrace=False)
    return build.folder


@pytest.fixture(scope="session")
def parse(site):
    """Read a page of the site, once."""
    import bs4

    @functools.cache
    def read(name):
        return bs4.BeautifulSoup((site / f"{name}.html").read_text(encoding="utf-8"), "html.parser")

    return read


@pytest.fixture(scope="session")
def browser():
    from browser import open_browser

    with open_browser() as browser:
        yield browser


@pytest.fixture(scope="session")
def address(site):
    from browser import serve

    with serve(site) as address:
        yield address


@pytest.fixture(scope="session")
def visit(browser, address, shared):
    """Look at a page in a browser, once for all workers; return what was seen."""
    from site_pages import kept, look_at

    return lambda name: kept(shared / "seen" / f"{name}.json", lambda: look_at(browser, address, name))
