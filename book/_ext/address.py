"""Where the course is published, asked for in one place, so that a fork needs no editing.

The address is that of the variable ``MNIST_COURSE_REPOSITORY_URL`` (empty: of none); else, on GitHub's machines, of the
repository that they work for; else of git's remote ``origin``, if that is on a host; else the one that ``_config.yml``
names as ``repository: url``. Where none is known, nothing leads to one: no button, no badge.
"""

import os
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GITHUB = "https://github.com/"
COLAB = "https://colab.research.google.com"
BINDER = "https://mybinder.org"

# A host has a dot in its name: `localhost`, a short name of somebody's own and a folder are no address for others.
HOST = r"(?:[^/@\s]*@)?(?P<host>[\w-]+(?:\.[\w-]+)*\.[a-zA-Z]{2,})"
FORMS = [
    rf"(?P<scheme>https?)://{HOST}(?P<port>:\d+)?/(?P<path>[\w./~+-]+)",
    rf"(?:git\+)?ssh://{HOST}(?::\d+)?/(?P<path>[\w./~+-]+)",
    rf"{HOST}:(?!//)(?P<path>[\w./~+-]+)",
]


def public(address):
    """Return an address as a browser takes it, without a name and password in it; nothing for what is on no host."""
    for form in FORMS:
        if found := re.fullmatch(form, address.strip()):
            part = {"scheme": "https", "port": None, **found.groupdict()}
            path = part["path"].strip("/").removesuffix(".git")
            return f"{part['scheme']}://{part['host'].lower()}{part['port'] or ''}/{path}" if path else ""
    return ""


def git(*arguments, root=ROOT):
    """Return what a command of git prints, or nothing where it fails, or where the course is no clone."""
    if not (root / ".git").exists():  # or one would be asked that lies around the course
        return ""
    try:
        done = subprocess.run(["git", "-C", root, *arguments], capture_output=True, text=True)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def repository(root=ROOT):
    """Return the address of the course's repository, without a slash or ``.git`` at its end, or nothing.

    Raises
    ------
    ValueError
        If the variable or ``_config.yml`` names what is no address.
    """
    named = os.environ.get("MNIST_COURSE_REPOSITORY_URL")
    if named is not None:
        return stated(named, "MNIST_COURSE_REPOSITORY_URL")
    if os.environ.get("GITHUB_REPOSITORY"):
        server = os.environ.get("GITHUB_SERVER_URL", GITHUB).rstrip("/")
        return public(f"{server}/{os.environ['GITHUB_REPOSITORY']}")
    return public(git("remote", "get-url", "origin", root=root)) or configured(root)


def configured(root=ROOT):
    """Return the address that ``_config.yml`` names, or nothing."""
    text = (root / "_config.yml").read_text(encoding="utf-8")
    found = re.search(r"^repository:\s*\n(?:[ #].*\n)*?\s+url:\s*[\"']?([^\s\"'#]*)", text, re.M)
    return stated(found[1] if found else "", "repository: url in _config.yml")


def stated(address, where):
    """Return an address that somebody wrote down as one."""
    if address.strip() and not public(address):
        raise ValueError(f"expected in {where} an address such as https://github.com/owner/name, got {address}")
    return public(address)


def branch(root=ROOT):
    """Return the branch whose pages are edited: as the variable says, or the one that is built, or the main one."""
    named = os.environ.get("MNIST_COURSE_REPOSITORY_BRANCH", "").strip()
    built = os.environ.get("GITHUB_REF_NAME", "") if os.environ.get("GITHUB_REF_TYPE") == "branch" else ""
    main = git("symbolic-ref", "--short", "refs/remotes/origin/HEAD", root=root).removeprefix("origin/")
    return named or ("" if built.endswith("/merge") else built) or main or "main"


def launch_branch(root=ROOT):
    """Return the branch with notebooks that know this address (see ``notebooks/badges.py``), or nothing."""
    named = os.environ.get("MNIST_COURSE_LAUNCH_BRANCH")
    if named is not None:
        return named.strip()
    return "launch" if git("rev-parse", "--verify", "--quiet", "refs/remotes/origin/launch", root=root) else ""


def colab(address, branch, path):
    """Return the address that opens a notebook in Colab, or nothing: Colab takes them from GitHub."""
    return f"{COLAB}/github/{address.removeprefix(GITHUB)}/blob/{branch}/{path}" if address.startswith(GITHUB) else ""


def binder(address, branch, path):
    """Return the address that opens a notebook in Binder, or nothing."""
    if not address.startswith(GITHUB):
        return ""
    return f"{BINDER}/v2/gh/{address.removeprefix(GITHUB)}/{branch}?urlpath=lab/tree/{path}"
