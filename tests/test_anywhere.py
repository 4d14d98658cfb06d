"""A learner's session where things are less tidy than here: in processes of its own, with one thing in the way."""

import json
import os
import pickle
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from mnist_course import data
from mnist_course.data import preprocess
from mnist_course.data.batches import Batches
from mnist_course.training import tutorial_loop

ROOT = Path(__file__).resolve().parent.parent
PLACE = "Müllers Übung – 数字 №1 (copy)"

# What a session does: data, a figure, a demo, an answer, a checkpoint, each of which may meet what is in the way.
SESSION = """
import json, os, sys, warnings
from pathlib import Path

warnings.filterwarnings("error", category=EncodingWarning, module="mnist_course")
import mnist_course
from mnist_course import checks, data, figures, models, records
from mnist_course.checks.progress import choices_made
from mnist_course.training import checkpoint
from mnist_course.widgets import bundle

import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt
import torch

said = {"package": mnist_course.__file__}
def attempt(name, do):
    try:
        said[name] = do()
    except Exception as error:
        said[name] = f"{type(error).__name__}: {error}"

def picture():
    figures.use_style()
    figures.digit_grid(torch.zeros(2, 28, 28))
    plt.savefig("a picture.png")

attempt("images", lambda: len(data.load("validation").images))
attempt("picture", picture)
attempt("demo", lambda: len(bundle.notebook_module()) > 1000)
attempt("chosen", lambda: checks.choose("03/no-zero-grad", sys.argv[1]))
attempt("choices", choices_made)
attempt("checkpoint", lambda: checkpoint.save("a state.pt", torch.nn.Linear(1000, 1000)))
attempt("cost", lambda: records.chapter_cost("03_softmax_regression"))
print("\\n" + json.dumps(said), file=sys.stderr)
"""

# From here on, this process writes below nothing but the folders that are named: as on a disk that can only be read,
# also for root, who may write everywhere else.
READ_ONLY = """
import errno, os, sys
FREE = [os.path.realpath(name) for name in {free!r}] + ["/dev/"]
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
def refuse(event, arguments):
    places = []
    if event == "open" and not isinstance(arguments[0], int) and arguments[2] & WRITES:
        places = arguments[:1]
    elif event in ("os.mkdir", "os.remove", "os.rmdir", "os.chmod", "os.truncate"):
        places = arguments[:1]
    elif event in ("os.rename", "os.link", "os.symlink"):
        places = arguments[:2]
    for place in places:
        if place and not os.path.realpath(os.fsdecode(place)).startswith(tuple(FREE)):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), os.fsdecode(place))
sys.addaudithook(refuse)
"""
SMALL_FILES = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
"""


def session(folder, choice="B", before="", **environment):
    """Start a session in a folder, with a home beside it and the package elsewhere on a path with odd letters."""
    for name in "home", "lib":
        (folder / name).mkdir(exist_ok=True)
    if not (folder / "lib" / "mnist_course").exists():
        shutil.copytree(ROOT / "mnist_course", folder / "lib" / "mnist_course", ignore=without_what_is_large)
    work = folder / "work"
    work.mkdir(exist_ok=True)
    (folder / "session.py").write_text(before + SESSION, encoding="utf-8")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("MNIST_COURSE", "XDG_"))}
    home = {"HOME": str(folder / "home"), "USERPROFILE": str(folder / "home"), "LOCALAPPDATA": str(folder / "home")}
    return subprocess.Popen(
        [sys.executable, "-X", "warn_default_encoding", folder / "session.py", choice],
        cwd=work,
        env={**inherited, **home, "PYTHONPATH": str(folder / "lib"), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def without_what_is_large(folder, names):
    """Leave out what no session reads: the predictions and other arrays of the records."""
    return [name for name in names if name == "__pycache__" or name.endswith(".npz")]


def said(process):
    """What a session has to say in the end."""
    printed, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    return next(json.loads(line) for line in errors.splitlines() if line.startswith('{"package"'))


@pytest.mark.slow
@pytest.mark.parametrize(
    "environment",
    [{}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "cp1252:replace"}],
    ids=["this locale", "a locale without these letters"],
)
def test_two_sessions_start_at_once_in_a_folder_with_spaces_and_letters_of_many_alphabets(tmp_path, environment):
    folder = tmp_path / PLACE
    folder.mkdir()
    running = [session(folder, choice, **environment) for choice in "AB"]
    for choice, one in zip("AB", [said(process) for process in running]):
        assert one["images"] == 10_000 and one["demo"] is True, one
        assert choice in one["choices"]["03/no-zero-grad"]
        assert PLACE in one["package"] or environment
        assert [one[name] for name in ("picture", "chosen", "checkpoint")] == [None] * 3, one
        assert "minutes to read" in one["cost"]
    left = (folder / "work" / ".mnist_course_progress.json").read_text(encoding="utf-8")
    assert sorted(re.findall('"letter": "(.)"', left)) == ["A", "B"]
    assert len(list((folder / "home").rglob("*-ubyte"))) == 4 and not list(folder.rglob("*.part"))


@pytest.mark.slow
def test_where_nothing_can_be_written_a_session_says_so_and_goes_on(tmp_path):
    (tmp_path / "free").mkdir()
    free = {"TMPDIR": str(tmp_path / "free")}
    one = said(session(tmp_path, before=READ_ONLY.format(free=[str(tmp_path / "free")]), **free))
    assert re.search("(?s)^DataError: expected a folder .*Read-only.*MNIST_COURSE_DATA", one["images"]), one["images"]
    assert "Read-only" in one["picture"] and "Read-only" in one["checkpoint"]
    assert one["demo"] is True and one["chosen"] is None and one["choices"] == {"03/no-zero-grad": ["B"]}
    one = said(
        session(
            *(tmp_path, "A", READ_ONLY.format(free=[str(tmp_path / "free")])),
            **{**free, "MNIST_COURSE_DATA": str(tmp_path / "free" / "data")},
        )
    )
    assert one["images"] == 10_000, "what the message asks for helps"
    assert not list((tmp_path / "work").iterdir()) and not list((tmp_path / "home").iterdir())


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows sets no limit to files")
def test_where_a_file_cannot_be_written_to_its_end_none_is_left(tmp_path):
    """As on a full disk: the system itself breaks off in the middle of a file."""
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "a state.pt").write_bytes(b"the last one")
    one = said(session(tmp_path, before=SMALL_FILES))
    assert re.search("(?s)^DataError: .*File too large.*MNIST_COURSE_DATA", one["images"]), one["images"]
    assert "Error" in one["checkpoint"], one
    assert (tmp_path / "work" / "a state.pt").read_bytes() == b"the last one"
    assert one["picture"] is None and one["choices"] == {"03/no-zero-grad": ["B"]}
    assert not list(tmp_path.rglob("*.part")) and not list(tmp_path.rglob("train-images*ubyte"))


UNPICKLE = """
import pickle, sys
with open(sys.argv[1], "rb") as file:
    while file.peek(1):
        print(len(pickle.load(file)[0]))
"""


@pytest.mark.slow
def test_what_a_chapter_gives_to_workers_reaches_processes_that_are_started_anew(tmp_path):
    """On Windows and macOS a worker inherits nothing: a class or function of the notebook would not be there."""
    from torch.utils.data import Subset
    from torchvision import datasets
    from torchvision.transforms import InterpolationMode, v2

    given = []

    class Loader:
        def __init__(self, dataset, *_, num_workers=0, **__):
            given.append(dataset)

        def __iter__(self):
            return iter([(torch.zeros(1, 1, 28, 28), 0)])

    order = torch.randperm(50_000)
    space = {
        **{"torch": torch, "v2": v2, "datasets": datasets, "Subset": Subset, "DataLoader": Loader},
        **{"BILINEAR": InterpolationMode.BILINEAR, "root": data.unpack().parent.parent, "data": data, "order": order},
        **{
            "loader": tutorial_loop.make_loader("standardized", 64, order),
            "Batches": Batches,
            "preprocess": preprocess,
        },
    }
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            source = "".join(cell["source"])
            if cell["cell_type"] == "code" and re.search("num_workers=[1-9]", source):
                exec(source, {"__name__": "__main__", **space})
    assert len(given) >= 5
    with (tmp_path / "given").open("wb") as file:
        for dataset in given:
            pickle.dump(dataset, file)
    command = [sys.executable, "-c", UNPICKLE, tmp_path / "given"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert done.stdout.split() == ["2"] * len(given), done.stderr


# Names and letters of files -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def names():
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("not a clone: what belongs to the course is not known")
    listed = subprocess.run(["git", "ls-files", "-s", "-z"], cwd=ROOT, capture_output=True, text=True).stdout
    return dict(reversed(line.split("\t")) for line in listed.split("\0") if line)


def test_every_system_can_hold_the_files_of_the_course(names):
    folders = {str(folder) for name in names for folder in Path(name).parents}
    folded = [name.casefold() for name in [*names, *folders]]
    assert len(set(folded)) == len(folded), "two names differ only in small and capital letters"
    for name, stored in names.items():
        assert name.isascii() and not re.search(r'[<>:"|?*\\]', name), name
        assert len(name) <= 120, f"{name}: Windows takes paths of 260 letters, with the folder of the clone"
        assert not stored.startswith("120000"), f"{name}: Windows lets no user make symbolic links"
        for part in Path(name).parts:
            assert not part.endswith((".", " ")) and part.split(".")[0].lower() not in RESERVED, name


def test_line_ends_are_the_same_on_every_system(names):
    assert "* text=auto eol=lf" in (ROOT / ".gitattributes").read_text(encoding="utf-8").splitlines()
    command = ["git", "ls-files", "--eol"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    assert not [line for line in found if line.startswith(("i/crlf", "i/mixed"))]


RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}


def test_no_file_is_read_or_written_in_the_letters_of_the_machine():
    """Windows' own letters are not UTF-8: what opens a text file says which it has."""
    ruff = shutil.which("ruff", path=str(Path(sys.executable).parent)) or shutil.which("ruff")
    places = ["mnist_course", "book", "notebooks", "doctor.py"]
    command = [ruff, "check", "--preview", "--select", "PLW1514", "--no-cache", "--output-format", "concise", *places]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
