"""One place for the address of the repository: where it comes from, and what is derived from it."""

import json
import subprocess
from types import SimpleNamespace

import address
import badges
import nbformat
import pytest
import yaml
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

GITHUB = "https://github.com/somebody/course"
VARIABLES = [
    *("MNIST_COURSE_REPOSITORY_URL", "MNIST_COURSE_REPOSITORY_BRANCH", "MNIST_COURSE_LAUNCH_BRANCH"),
    *("GITHUB_REPOSITORY", "GITHUB_SERVER_URL", "GITHUB_REF_NAME", "GITHUB_REF_TYPE"),
]


@pytest.fixture(autouse=True)
def nothing_is_set(monkeypatch):
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def clone(tmp_path):
    """A clone, with a function that runs git there."""
    (tmp_path / "_config.yml").write_text("title: a course\nauthor: somebody\n", encoding="utf-8")

    def git(*arguments):
        subprocess.run(["git", "-C", tmp_path, *arguments], check=True, capture_output=True)

    git("init", "--initial-branch", "main")
    return tmp_path, git


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("https://github.com/somebody/course", GITHUB),
        ("https://GitHub.com/somebody/course.git/", GITHUB),
        ("https://somebody:secret@github.com/somebody/course.git", GITHUB),
        ("git@github.com:somebody/course.git", GITHUB),
        ("ssh://git@github.com:22/somebody/course", GITHUB),
        ("git@gitlab.example.org:group/below/course.git", "https://gitlab.example.org/group/below/course"),
        ("https://git.example.org:8443/course", "https://git.example.org:8443/course"),
        ("http://git.example.org/course", "http://git.example.org/course"),
        *((local, "") for local in ("", "/srv/git/course.git", "../course", "C:\\courses\\course", "C:/course")),
        *(
            (local, "")
            for local in ("file:///srv/course", "http://localhost:3000/a/b", "http://127.0.0.1/a/b", "me@box:a")
        ),
        *(
            (hostile, "")
            for hostile in ('https://github.com/a/b"><script>', "https://github.com/a b/c", "--upload-pack=x")
        ),
    ],
)
def test_only_what_is_on_a_host_is_an_address(written, read):
    assert address.public(written) == read


def test_addresses_are_asked_for_in_order(clone, monkeypatch):
    root, git = clone
    assert address.repository(root) == ""
    with (root / "_config.yml").open("a", encoding="utf-8") as file:
        file.write("repository:\n  # where it is published\n  url: https://example.org/from/config\n")
    assert yaml.safe_load((root / "_config.yml").read_text())["repository"] == {
        "url": "https://example.org/from/config"
    }
    assert address.repository(root) == "https://example.org/from/config"
    git("remote", "add", "origin", "/srv/course.git")
    assert address.repository(root) == "https://example.org/from/config", "a folder is no address"
    git("remote", "set-url", "origin", "git@github.com:from/origin.git")
    assert address.repository(root) == "https://github.com/from/origin"
    monkeypatch.setenv("GITHUB_REPOSITORY", "from/ci")
    assert address.repository(root) == "https://github.com/from/ci"
    monkeypatch.setenv("MNIST_COURSE_REPOSITORY_URL", "https://github.com/from/variable.git")
    assert address.repository(root) == "https://github.com/from/variable"
    monkeypatch.setenv("MNIST_COURSE_REPOSITORY_URL", "")
    assert address.repository(root) == "", "set to nothing, it says that there is none"


def test_the_courses_own_settings_name_an_address_only_when_asked_to():
    text = (address.ROOT / "_config.yml").read_text(encoding="utf-8")
    named = yaml.safe_load(text).get("repository", {}).get("url", "")
    assert address.configured() == address.public(named)
    changed = text.replace("# repository:", "repository:").replace("#   url:", "  url:")
    assert yaml.safe_load(changed)["repository"]["url"] == "https://github.com/owner/name"


def test_what_is_stated_and_no_address_is_an_error(clone, monkeypatch):
    monkeypatch.setenv("MNIST_COURSE_REPOSITORY_URL", "somebody/course")
    with pytest.raises(ValueError, match="MNIST_COURSE_REPOSITORY_URL an address such as .*, got somebody/course"):
        address.repository(clone[0])


def test_a_repository_around_the_course_is_not_asked(clone):
    root, git = clone
    git("remote", "add", "origin", GITHUB)
    inside = root / "unpacked"
    inside.mkdir()
    (inside / "_config.yml").write_text("title: a course\n", encoding="utf-8")
    assert address.repository(root) == GITHUB and address.repository(inside) == ""


def test_branches_are_those_that_are_built_and_that_are_there(clone, monkeypatch):
    root, git = clone
    assert (address.branch(root), address.launch_branch(root)) == ("main", "")
    git("-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "--allow-empty", "-m", "first")
    for name in "trunk", "launch":
        git("update-ref", f"refs/remotes/origin/{name}", "HEAD")
    git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk")
    assert (address.branch(root), address.launch_branch(root)) == ("trunk", "launch")
    monkeypatch.setenv("GITHUB_REF_NAME", "v1.0.0")
    assert address.branch(root) == "trunk", "nobody edits a tag"
    monkeypatch.setenv("GITHUB_REF_TYPE", "branch")
    monkeypatch.setenv("GITHUB_REF_NAME", "built")
    assert address.branch(root) == "built"
    monkeypatch.setenv("MNIST_COURSE_REPOSITORY_BRANCH", "said")
    monkeypatch.setenv("MNIST_COURSE_LAUNCH_BRANCH", "")
    assert (address.branch(root), address.launch_branch(root)) == ("said", "")


# What is derived ----------------------------------------------------------------------------------------------------


def buttons(named, monkeypatch, launch=""):
    pytest.importorskip("markupsafe")
    import course_site

    monkeypatch.setenv("MNIST_COURSE_REPOSITORY_URL", named)
    monkeypatch.setenv("MNIST_COURSE_LAUNCH_BRANCH", launch)
    config = SimpleNamespace(html_theme_options={"repository_url": "of Jupyter Book"})
    course_site.add_buttons(None, config)
    return config.html_theme_options


def test_buttons_of_the_site_are_those_that_the_address_allows(monkeypatch):
    assert buttons("", monkeypatch) == {}
    assert buttons("https://example.org/somebody/course", monkeypatch) == {}
    for named in GITHUB, "https://gitlab.com/somebody/course":
        options = buttons(f"{named}.git", monkeypatch)
        assert (options["repository_url"], options["repository_branch"]) == (named, "main")
        assert all(options[f"use_{one}_button"] for one in ("repository", "issues", "edit_page"))
        assert ("launch_buttons" in options) == (named == GITHUB)
    assert "colab_url" not in buttons(GITHUB, monkeypatch)["launch_buttons"], "no notebook there knows the address"
    assert "colab_url" in buttons(GITHUB, monkeypatch, "launch")["launch_buttons"]


def test_badges_and_the_button_open_the_same_notebook(monkeypatch):
    import course_site

    buttons(GITHUB, monkeypatch, "launch")
    button = {"text": "Colab", "url": "of another branch"}
    context = {"header_buttons": [{"buttons": [button]}, {"url": "a button by itself"}]}
    course_site.launch_what_knows_the_address(None, "notebooks/03_softmax_regression", "", context, None)
    line = badges.badges(GITHUB, "launch", "notebooks/03_softmax_regression.ipynb")
    assert f"]({button['url']})" in line
    assert button["url"].endswith("/github/somebody/course/blob/launch/notebooks/03_softmax_regression.ipynb")
    assert "/v2/gh/somebody/course/launch?urlpath=lab/tree/notebooks/03_softmax_regression.ipynb" in line


@pytest.mark.parametrize(
    "page, edited",
    [
        ("book/results", "book/templates/results"),
        ("book/teach/03", "book/templates/teach/03"),
        ("book/glossary", "book/glossary"),
    ],
)
def test_who_edits_a_page_edits_what_it_is_made_from(page, edited):
    pytest.importorskip("markupsafe")
    import course_site

    button = {"label": "source-edit-button", "url": f"{GITHUB}/edit/main/{page}.md"}
    context = {"header_buttons": [{"buttons": [button]}]}
    course_site.edit_the_template(None, page, "", context, None)
    assert button["url"] == f"{GITHUB}/edit/main/{edited}.md"


def test_a_link_to_elsewhere_opens_and_saves_nothing():
    pytest.importorskip("sphinx")
    import page_head

    link = '<a href="{}/03.ipynb" target="_blank"'
    pages = {place: page_head.finished(link.format(place), "notebooks/03", "book/index") for place in ("..", GITHUB)}
    assert pages == {"..": '<a href="../03.ipynb" download', GITHUB: link.format(GITHUB)}


@pytest.fixture
def published(tmp_path, request):
    """Copies of two chapters, as they are in the repository."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    for path in sorted((request.config.rootpath / "notebooks").glob("0[03]_*.ipynb")):
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


def test_a_published_notebook_knows_its_address_and_can_forget_it(published, monkeypatch):
    before = {path: path.read_bytes() for path in published.iterdir()}
    monkeypatch.setenv("MNIST_COURSE_REPOSITORY_URL", GITHUB)
    for _ in range(2):
        assert badges.main([published]) == GITHUB
        for path in before:
            notebook = nbformat.read(path, as_version=4)
            title, set_up = notebook.cells[:2]
            assert title.source.count("](https://colab.research.google.com/github/somebody/course/blob/launch/") == 1
            assert title.source.splitlines()[0].startswith("# ") and f"/notebooks/{path.name})" in title.source
            assert set_up.source.count(f'\nADDRESS = "{GITHUB}"') == 1
    badges.main([published], remove=True)
    assert {path: path.read_bytes() for path in published.iterdir()} == before


def test_a_host_that_neither_colab_nor_binder_knows_gets_no_badges_but_an_address(published, monkeypatch):
    monkeypatch.setenv("MNIST_COURSE_REPOSITORY_URL", "https://git.example.org/somebody/course")
    badges.main([published])
    for path in published.iterdir():
        text = path.read_text(encoding="utf-8")
        assert "badge" not in text and 'ADDRESS = \\"https://git.example.org/somebody/course\\"' in text


def test_without_an_address_nothing_is_written(published, monkeypatch):
    before = {path: path.stat().st_mtime_ns for path in published.iterdir()}
    monkeypatch.setenv("MNIST_COURSE_REPOSITORY_URL", "")
    with pytest.raises(SystemExit, match="no address"):
        badges.main([published])
    assert {path: path.stat().st_mtime_ns for path in published.iterdir()} == before


@pytest.mark.parametrize("text", ["# 03 · Title\n", "# 03 · Title\n\nA first sentence.", "# 03 · Title"])
def test_badges_are_left_out_of_a_page(text):
    import course_site

    title, set_up = new_markdown_cell(text), new_code_cell('ADDRESS = ""')
    notebook = new_notebook(cells=[title, set_up])
    before = nbformat.writes(notebook)
    badges.stamp(notebook, GITHUB, "launch", "notebooks/03.ipynb")
    source = [nbformat.writes(notebook)]
    course_site.leave_badges_out(None, "notebooks/03", source)
    first = json.loads(source[0])["cells"][0]
    assert "".join(first["source"]).strip() == "".join(json.loads(before)["cells"][0]["source"]).strip()


def test_the_repository_names_its_address_nowhere_else(request):
    """Chapters know none, so that a fork has none to edit; what is published is made from copies."""
    root = request.config.rootpath
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        text = path.read_text(encoding="utf-8")
        assert "[![Open in Colab]" not in text, f"{path.name}: python notebooks/badges.py --remove"
        assert text.count('ADDRESS = \\"\\"') == 1, path.name
    known = address.repository().removeprefix("https://")
    listed = address.git("ls-files", "*.md", "*.yml", "*.toml", "*.cff", "*.py").splitlines()
    for name in listed if known else []:
        if name != "_config.yml" and (root / name).is_file():
            assert known not in (root / name).read_text(encoding="utf-8"), name


def test_binder_installs_this_course_with_the_versions_that_go_together(request):
    folder = request.config.rootpath / ".binder"
    lines = [line for line in (folder / "requirements.txt").read_text().splitlines() if line[:1] not in ("", "#")]
    assert ".[notebooks]" in lines
    [constraints] = [line.split()[1] for line in lines if line.startswith("-c ")]
    assert (folder / constraints).resolve() == (request.config.rootpath / "constraints.txt").resolve()
