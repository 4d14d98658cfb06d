"""A headless Chromium and a small web server, for the tests that look at the built site.

The browser is one that is found: the environment variable CHROMIUM, a Chromium or Chrome on the path, or Playwright's
own. On a Debian-like system where we are root, it is installed once from the system's packages. Without one the tests
fail on CI (environment variable CI), and are skipped elsewhere with a message that says what was not tested.
"""

import contextlib
import functools
import http.server
import os
import shutil
import subprocess
import threading
from pathlib import Path

NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome", "msedge", "microsoft-edge"]
PLACES = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
MISSING = (
    "the site was not tested in a browser (console errors, outside requests, formulas, search, phone width): {reason}. "
    "To test them, run `pip install playwright` and have Chromium or Chrome: install it from your system's packages or "
    "by `playwright install chromium`, or set CHROMIUM to its path."
)


def find_chromium(own=None):
    """Return the path of a Chromium, or None; `own` is where Playwright would keep its own."""
    if os.environ.get("CHROMIUM"):
        return os.environ["CHROMIUM"]
    for name in NAMES:
        if shutil.which(name):
            return shutil.which(name)
    return next((place for place in [*PLACES, own] if place and Path(place).exists()), None)


def install_chromium():
    """Install Debian's Chromium where that needs no question: as root, with apt-get. Return whether it was tried."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    for command in ["update"], ["install", "-y", "--no-install-recommends", "chromium"]:
        with contextlib.suppress(subprocess.TimeoutExpired):
            subprocess.run(
                ["apt-get", "-q", *command],
                env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
                capture_output=True,
                timeout=600,
            )
    return True


def give_up(message, **options):
    """Fail on CI, skip on a person's computer, and say what was not tested."""
    import pytest  # here, since doctor.py looks for a browser where nothing is installed

    if os.environ.get("CI"):
        pytest.fail(message, pytrace=False)
    pytest.skip(message, **options)


_opened = []  # the browser of this process, while somebody uses it: Playwright allows but one at a time


@contextlib.contextmanager
def open_browser():
    """Yield a headless Chromium, driven by Playwright: the one that is open already, if there is one."""
    if _opened:
        yield _opened[0]
        return
    try:
        from playwright.sync_api import expect, sync_playwright
    except ImportError as error:
        give_up(MISSING.format(reason=error))
    expect.set_options(timeout=30_000)  # as long as Playwright waits for all else: a busy machine is no fault
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
        path = find_chromium(own) or (find_chromium(own) if install_chromium() else None)
        if path is None:
            give_up(MISSING.format(reason="no Chromium was found"))
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        _opened.append(browser)
        try:
            yield browser
        finally:
            _opened.clear()
            browser.close()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@contextlib.contextmanager
def serve(folder):
    """Serve a folder on this computer only; yield its address, with a slash at the end."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
