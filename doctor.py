"""Says what on this machine stands in the way of the course, and how to fix it: `make doctor`, or `python doctor.py`.

It runs with every Python from 3.8 on, with nothing installed. What takes an installed package is asked of this Python
in a process of its own, so that one broken package hides nothing else. The exit code is 1 if something needed is wrong.
"""

import functools
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections import namedtuple
from pathlib import Path

ROOT = Path(__file__).resolve().parent
sys.path.append(str(ROOT / "tests"))

from browser import find_chromium  # noqa: E402

PROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
GIGABYTE = 10**9
INSTALLED, DOWNLOADED = 8, 4  # gigabytes that the largest set-up takes: in .venv, and in the temporary folder meanwhile
MEMORY = 2  # gigabytes that a chapter takes at most
WIDTH = 80
INSTALL = "make lab (for the chapters), or make test (for everything)"

OK, NOTE, WRONG, SKIPPED = "ok", "note", "WRONG", "-"
Finding = namedtuple("Finding", "level seen fix", defaults=("",))

# Each is run in a new process of this Python, and prints JSON.
PACKAGE = """
from importlib.util import find_spec
spec = find_spec("mnist_course")
print(json.dumps(spec and spec.origin))
"""
PYTORCH = """
import torch, torchvision
print(json.dumps([torch.__version__, torchvision.__version__]))
"""
THREADS = """
from mnist_course.session.startup import cores_granted
import torch
print(json.dumps([torch.get_num_threads(), cores_granted()]))
"""
KERNEL = """
from jupyter_client.manager import start_new_kernel
manager, client = start_new_kernel(kernel_name="python3", startup_timeout=60)
said = []
hook = lambda message: said.append(message["content"].get("text", ""))
client.execute_interactive("import sys; print(sys.prefix)", output_hook=hook, timeout=60)
client.stop_channels()
manager.shutdown_kernel(now=True)
print(json.dumps("".join(said).strip()))
"""
FONTS = """
from matplotlib import font_manager
print(json.dumps(font_manager.findfont("DejaVu Sans", fallback_to_default=False)))
"""
PLAYWRIGHT = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(json.dumps(playwright.chromium.executable_path))
"""
CACHE = """
from mnist_course import data
print(json.dumps(str(data.unpack())))
"""


@functools.lru_cache(maxsize=None)
def ask(code):
    """Run code in a new process of this Python; return what it printed as JSON, or None, and its error, or ''."""
    # Without the current folder, where the package would be found without being installed.
    code = "import json, sys; sys.path = [place for place in sys.path if place]\n" + code
    try:
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=180, encoding="utf-8")
    except subprocess.TimeoutExpired:
        return None, "no answer within three minutes"
    lines = done.stderr.strip().splitlines()
    if done.returncode:
        return None, lines[-1] if lines else f"Python stopped with exit code {done.returncode}"
    return json.loads(done.stdout.splitlines()[-1]), ""


def lacks(error):
    """Return whether an error says that a module is not installed."""
    return error.startswith("ModuleNotFoundError")


def as_numbers(version):
    """Return the numbers of a version, to be compared: (2, 14, 1) for 2.14.1+cpu."""
    return tuple(map(int, re.match(r"\d+(?:\.\d+)*", version).group().split(".")))


def pip(arguments):
    """Return the command that calls pip in this environment: the course's own, or one that is activated."""
    own = Path(sys.prefix) == ROOT / ".venv"
    return f"{os.path.relpath(sys.executable, str(ROOT)) if own else 'python'} -m pip {arguments}"


def floor(name):
    """Return the oldest version of a dependency, or of Python, that pyproject.toml allows."""
    return re.search(rf'\b{name}(?: = ")?>=([\d.]+)"', PROJECT).group(1)


def check_python():
    """Look for a Python that the course runs with, on a system that PyTorch is published for."""
    version, oldest = platform.python_version(), floor("requires-python")
    seen = f"{version} in {sys.prefix}"
    if as_numbers(version) < as_numbers(oldest):
        fix = f"install Python {oldest} or later; make clean; make PYTHON=python{oldest} lab"
        return Finding(WRONG, seen, fix)
    libc, release = platform.libc_ver() if sys.platform == "linux" else ("glibc", "2.28")
    builds = sys.maxsize > 2**32 and libc == "glibc" and as_numbers(release) >= (2, 28)
    if not builds or (sys.platform == "darwin" and platform.machine() == "x86_64"):
        return Finding(WRONG, "no PyTorch is published for this kind of system", "take another one, or Google Colab")
    _, error = ask("import ensurepip, venv; print(0)")
    if error:
        return Finding(WRONG, seen + ", without venv", "install it: on Debian, apt-get install python3-venv")
    return Finding(OK, seen)


def check_disk():
    """Look for room for what is still to be installed."""
    free = shutil.disk_usage(str(ROOT)).free / GIGABYTE
    seen = f"{free:.0f} GB free"
    if not lacks(ask(PYTORCH)[1]):
        fix = "" if free >= 1 else "make room: a site, logs and records are still to be written"
        return Finding(NOTE if fix else OK, seen, fix)
    fix = "make room, or install PyTorch for CPUs only (README): about 1.5 GB"
    if free < INSTALLED:
        return Finding(WRONG, seen + f", the set-up takes up to {INSTALLED}", fix)
    temporary = shutil.disk_usage(tempfile.gettempdir()).free / GIGABYTE
    if temporary < DOWNLOADED:
        seen += f", but {temporary:.0f} in {tempfile.gettempdir()}"
        return Finding(NOTE, seen, f"set TMPDIR to a folder with {DOWNLOADED} GB before you install")
    return Finding(OK, seen)


def free_memory():
    """Return how many gigabytes of memory programs may still take, or None where the system does not say."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="utf-8").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("MemAvailable:")) * 1024 / GIGABYTE
    except (OSError, StopIteration):
        return None


def check_memory():
    """Look for memory for a chapter."""
    free = free_memory()
    if free is None:
        return Finding(SKIPPED, "not known on this system")
    fix = "" if free >= MEMORY else "close other programs, and other notebooks"
    return Finding(NOTE if fix else OK, f"{free:.1f} GB free", fix)


def check_package():
    """Look for the package in this environment, installed from this folder."""
    origin, error = ask(PACKAGE)
    if not origin:
        own = (ROOT / ".venv").exists() and Path(sys.prefix) != ROOT / ".venv"
        return Finding(WRONG, error or "mnist_course is not in this environment", "make doctor" if own else INSTALL)
    if ROOT not in Path(origin).resolve().parents:
        fix = pip("install -e .")
        return Finding(NOTE, f"another copy is installed, from {Path(origin).parent}", fix)
    return Finding(OK, "mnist_course, from this folder")


def check_pytorch():
    """Import PyTorch and torchvision, which must go together."""
    found, error = ask(PYTORCH)
    if lacks(error):
        return Finding(WRONG, error, INSTALL)
    if error:
        return Finding(WRONG, error, pip("install --force-reinstall torch torchvision"))
    seen = "torch {} with torchvision {}".format(*found)
    for name, version in zip(("torch", "torchvision"), found):
        if as_numbers(version) < as_numbers(floor(name)):
            fix = pip("install --upgrade torch torchvision")
            return Finding(WRONG, seen, fix)
    return Finding(OK, seen)


def check_kernel():
    """Start Jupyter's kernel, and see that it is this Python."""
    prefix, error = ask(KERNEL)
    if lacks(error):
        return Finding(SKIPPED, "Jupyter is not installed")
    if error:
        return Finding(WRONG, error, pip("install --force-reinstall ipykernel"))
    if os.path.realpath(prefix) != os.path.realpath(sys.prefix):
        fix = "jupyter kernelspec remove python3: it was made for another Python"
        return Finding(WRONG, f"chapters would run in {prefix}", fix)
    return Finding(OK, "a chapter's kernel starts, and answers")


def check_fonts():
    """Look for fonts, for figures and for pages in a browser."""
    _, error = ask(FONTS)
    if error and not lacks(error):
        return Finding(WRONG, error, pip("install --force-reinstall matplotlib"))
    lister = shutil.which("fc-list")
    if lister and not subprocess.run([lister], stdout=subprocess.PIPE).stdout.strip():
        fix = "install some: on Debian, apt-get install fonts-dejavu-core"
        return Finding(NOTE, "none on this system: a browser shows boxes", fix)
    return Finding(SKIPPED, "Matplotlib is not installed") if error else Finding(OK, "for figures and pages")


def check_browser():
    """Look for a browser for the tests of the site."""
    own, error = ask(PLAYWRIGHT)
    path = find_chromium(own)
    if not path:
        fix = "install Chromium or Chrome, or set CHROMIUM to its path"
        return Finding(NOTE, "no Chromium: the site would not be tested", fix)
    if sys.platform != "win32":  # there, it would open a window
        try:
            code = subprocess.run([path, "--version"], capture_output=True).returncode
        except OSError as unusable:
            code = unusable.strerror
        if code:
            return Finding(NOTE, f"{path} does not start ({code})", "install Chromium anew, or set CHROMIUM")
    return Finding(OK, path + (", but no Playwright: make test" if lacks(error) else ""))


def check_cache():
    """Unpack the images and verify them."""
    folder, error = ask(CACHE)
    if lacks(error):
        return Finding(SKIPPED, "the package is not installed")
    if error:
        return Finding(WRONG, error, "set MNIST_COURSE_DATA to a folder that you can write to")
    return Finding(OK, f"verified, in {folder}")


def check_threads():
    """Compare PyTorch's threads with the cores that this process is granted."""
    found, error = ask(THREADS)
    if lacks(error):
        return Finding(SKIPPED, "the package is not installed")
    if error:
        return Finding(SKIPPED, "PyTorch does not start")
    threads, cores = found
    fix = "" if threads <= cores else "unset OMP_NUM_THREADS: threads without a core of their own are slow"
    return Finding(NOTE if fix else OK, f"PyTorch takes {threads}, and {cores} cores are granted", fix)


CHECKS = {
    "Python": check_python,
    "disk": check_disk,
    "memory": check_memory,
    "package": check_package,
    "PyTorch": check_pytorch,
    "kernel": check_kernel,
    "fonts": check_fonts,
    "browser": check_browser,
    "images": check_cache,
    "threads": check_threads,
}


def fit(text, width):
    """Cut the middle out of a text that is too long for its line."""
    half = (width - 5) // 2
    return text if len(text) <= width else f"{text[:half]} ... {text[-half:]}"


def main():
    """Print a line for each check, and below it how to fix it; return the exit code."""
    sys.stdout.reconfigure(errors="replace")
    levels = []
    for name, check in CHECKS.items():
        finding = check()
        levels.append(finding.level)
        print(f"{finding.level:>5}  {name:<8} {fit(finding.seen, WIDTH - 16)}", flush=True)
        if finding.fix:
            print(f"       -> {fit(finding.fix, WIDTH - 10)}")
    wrong = levels.count(WRONG)
    print("Not ready: fix what is WRONG, then look again." if wrong else "Ready.")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
