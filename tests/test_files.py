import os
import signal
import stat
import subprocess
import sys

import pytest

from mnist_course.session.files import replacing


def permissions(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def umask():
    before = os.umask(0o027)
    yield
    os.umask(before)


def write(path, content, **settings):
    with replacing(path, **settings) as file:
        file.write(content)


def test_the_file_is_there_when_the_block_has_ended_and_not_before(tmp_path):
    with replacing(tmp_path / "new" / "a.bin") as file:
        file.write(b"whole")
        assert not (tmp_path / "new" / "a.bin").exists()
    assert (tmp_path / "new" / "a.bin").read_bytes() == b"whole"
    assert list((tmp_path / "new").iterdir()) == [tmp_path / "new" / "a.bin"]


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_an_error_leaves_the_old_file_and_nothing_else(tmp_path, error):
    path = tmp_path / "a.txt"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(type(error)), replacing(path, text=True) as file:
        file.write("half of the n")
        raise error
    assert path.read_text(encoding="utf-8") == "old" and list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
def test_permissions_are_those_that_open_gives(tmp_path, umask):
    (tmp_path / "opened").touch()
    write(tmp_path / "new", b"1")
    assert permissions(tmp_path / "new") == permissions(tmp_path / "opened") == 0o640
    os.chmod(tmp_path / "new", 0o604)
    write(tmp_path / "new", b"2")
    assert permissions(tmp_path / "new") == 0o604


@pytest.mark.parametrize("there_before", [True, False])
def test_a_symbolic_link_stays_and_what_it_points_to_is_written(tmp_path, there_before):
    disk = tmp_path / "big disk"
    disk.mkdir()
    if there_before:
        (disk / "a.bin").write_bytes(b"old")
    (tmp_path / "link").symlink_to(disk / "a.bin")
    write(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink() and (disk / "a.bin").read_bytes() == b"new"


WRITE_TEXT = r"""
import sys
from mnist_course.session.files import replacing
with replacing(sys.argv[1], text=True) as file:
    file.write("\u2264 \xe9\n")
"""


def test_text_is_utf_8_with_unix_line_ends_whatever_the_locale(tmp_path):
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    subprocess.run([sys.executable, "-c", WRITE_TEXT, tmp_path / "a.txt"], env=environment, check=True)
    assert (tmp_path / "a.txt").read_bytes() == "≤ é\n".encode()


@pytest.mark.parametrize("name", ["folder", "device"])
def test_a_folder_or_a_device_is_no_file_to_replace(tmp_path, name):
    (tmp_path / "folder").mkdir()
    path = tmp_path / "folder" if name == "folder" else os.devnull
    with pytest.raises(OSError, match="which is a folder or a device"):
        write(path, b"")
    assert list((tmp_path / "folder").iterdir()) == []


WRITE_SLOWLY = """
import sys
from mnist_course.session.files import replacing
with replacing(sys.argv[1]) as file:
    file.write(b"half of it")
    file.flush()
    print("half", flush=True)
    sys.stdin.readline()
"""


def slow_writer(path):
    """A process that has written half of the file, and goes on when it is told to."""
    command = [sys.executable, "-c", WRITE_SLOWLY, path]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    process.stdout.readline()
    return process


def test_what_a_killed_process_left_is_removed_by_the_next_that_writes(tmp_path):
    path = tmp_path / "[a].pt"
    with slow_writer(path) as process:
        os.kill(process.pid, signal.SIGKILL)
    assert len(list(tmp_path.iterdir())) == 1
    bystanders = {tmp_path / ".[a].pt.swp", tmp_path / ".[a].pt.old.01234567.part", tmp_path / ".a.pt.01234567.part"}
    for bystander in bystanders:
        bystander.touch()
    write(path, b"whole")
    assert set(tmp_path.iterdir()) == {path, *bystanders}


def test_what_a_living_process_is_writing_is_left_to_it(tmp_path):
    path = tmp_path / "a.pt"
    with slow_writer(path) as process:
        write(path, b"first")
        assert path.read_bytes() == b"first"
        process.communicate(b"go on\n")
    assert process.returncode == 0 and path.read_bytes() == b"half of it"
    assert list(tmp_path.iterdir()) == [path]
