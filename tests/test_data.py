import errno
import hashlib
import lzma
import os
import shutil
import subprocess
import sys

import numpy as np
import pytest
import torch
import torchvision

from mnist_course import data
from mnist_course.data import mnist


def test_arrays_are_those_of_torchvision(tmp_path):
    data.unpack(tmp_path)
    for train, split in ((True, "train+validation"), (False, "test")):
        theirs = torchvision.datasets.MNIST(tmp_path, train=train, download=False)
        ours = data.load(split)
        assert torch.equal(ours.images, theirs.data)
        assert torch.equal(ours.labels, theirs.targets)


def test_validation_is_the_last_ten_thousand_training_images():
    everything, train, validation = (data.load(split) for split in ("train+validation", "train", "validation"))
    assert len(train.images) == 50_000 and len(validation.images) == 10_000
    assert torch.equal(torch.cat([train.images, validation.images]), everything.images)
    assert torch.equal(torch.cat([train.labels, validation.labels]), everything.labels)


def test_classes_are_not_quite_balanced():
    counts = data.load("train+validation").labels.bincount()
    assert (counts.min(), counts.max()) == (5421, 6742)


def test_loaded_tensors_do_not_share_memory_between_calls():
    first = data.load("validation")
    first.images.zero_()
    assert data.load("validation").images.any()


def test_unknown_split_names_those_there_are():
    with pytest.raises(ValueError, match="'train', 'validation', 'train\\+validation', 'test', got 'valid'"):
        data.load("valid")


@pytest.fixture
def unpacked(tmp_path):
    """A writable copy of the unpacked folder."""
    shutil.copytree(data.unpack(), tmp_path / "MNIST" / "raw")
    return tmp_path


def test_unpacked_file_that_was_changed_is_named_with_both_checksums(unpacked):
    path = unpacked / "MNIST" / "raw" / "t10k-labels-idx1-ubyte"
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(content)
    with pytest.raises(data.DataError) as error:
        data.unpack(unpacked)
    for part in (path.name, data.SHA256[path.name], hashlib.sha256(content).hexdigest()):
        assert part in str(error.value)


def test_truncated_unpacked_file_is_refused(unpacked):
    path = unpacked / "MNIST" / "raw" / "train-images-idx3-ubyte"
    path.write_bytes(path.read_bytes()[:1_000_000])
    with pytest.raises(data.DataError, match=r"1,000,000 bytes"):
        data.unpack(unpacked)


def test_swapped_files_are_refused(unpacked):
    folder = unpacked / "MNIST" / "raw"
    shutil.copy(folder / "t10k-images-idx3-ubyte", folder / "train-images-idx3-ubyte")
    with pytest.raises(data.DataError, match="expected SHA-256 ba8910"):
        data.unpack(unpacked)


def test_missing_unpacked_file_is_unpacked_again(unpacked):
    path = unpacked / "MNIST" / "raw" / "t10k-labels-idx1-ubyte"
    path.unlink()
    data.unpack(unpacked)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == data.SHA256[path.name]


def file_in_the_way(place):
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(b"a file")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda root: file_in_the_way(root),
        lambda root: file_in_the_way(root / "MNIST"),
        lambda root: file_in_the_way(root / "MNIST" / "raw"),
        lambda root: (root / "MNIST" / "raw" / "t10k-labels-idx1-ubyte").mkdir(parents=True),
    ],
    ids=["root is a file", "MNIST is a file", "raw is a file", "a data file is a folder"],
)
def test_folder_that_cannot_be_used_is_named_with_the_variable_that_moves_it(tmp_path, monkeypatch, spoil):
    root = tmp_path / "root"
    spoil(root)
    monkeypatch.setenv("MNIST_COURSE_DATA", str(root))
    with pytest.raises(data.DataError, match=r"expected a folder .*root/MNIST/raw \((.|\n)*MNIST_COURSE_DATA"):
        data.load("validation")


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="needs a folder that nobody can write to")
def test_folder_that_nobody_can_write_to_is_named_with_the_variable_that_moves_it(monkeypatch):
    monkeypatch.setenv("MNIST_COURSE_DATA", "/proc/cache")
    with pytest.raises(data.DataError, match=r"got /proc/cache/MNIST/raw \((.|\n)*MNIST_COURSE_DATA"):
        data.load("validation")


def test_full_disk_is_named_and_leaves_no_parts(tmp_path, monkeypatch):
    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(data.DataError, match=r"MNIST/raw \(No space left on device\)(.|\n)*MNIST_COURSE_DATA"):
        data.unpack(tmp_path)
    assert list((tmp_path / "MNIST" / "raw").iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows its homes otherwise")
def test_user_without_a_home_is_told_to_name_a_folder(tmp_path, monkeypatch):
    import pwd

    for variable in ("HOME", "XDG_CACHE_HOME", "MNIST_COURSE_DATA"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(pwd, "getpwuid", lambda _: {}["nobody"])
    monkeypatch.chdir(tmp_path)
    with pytest.raises(data.DataError, match="home(.|\n)*MNIST_COURSE_DATA"):
        data.load("validation")
    assert list(tmp_path.iterdir()) == [], "no folder is called ~"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows its homes otherwise")
def test_tilde_is_the_users_home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("MNIST_COURSE_DATA", "~/data")
    monkeypatch.chdir(tmp_path)
    assert data.unpack() == tmp_path / "data" / "MNIST" / "raw"
    assert list(tmp_path.iterdir()) == [tmp_path / "data"]


def test_folder_that_has_the_files_need_not_be_writable(unpacked, monkeypatch):
    def refuse(*_, **__):
        raise OSError(errno.EROFS, "Read-only file system")

    for name in ("replace", "mkdir", "chmod"):
        monkeypatch.setattr(os, name, refuse)
    monkeypatch.setattr(mnist, "replacing", refuse)
    assert data.unpack(unpacked) == unpacked / "MNIST" / "raw"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
def test_unpacked_files_have_the_permissions_that_the_user_asks_for(tmp_path):
    before = os.umask(0o007)
    try:
        folder = data.unpack(tmp_path)
    finally:
        os.umask(before)
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o660}


@pytest.fixture
def package_files(tmp_path, monkeypatch):
    """The package's compressed files, in a folder that a test may spoil."""
    folder = tmp_path / "package"
    shutil.copytree(mnist.resources.files("mnist_course.data") / "idx", folder / "idx")
    monkeypatch.setattr(mnist.resources, "files", lambda _: folder)
    return folder / "idx"


@pytest.mark.parametrize("spoil", ["missing", "truncated", "damaged", "swapped"])
def test_spoilt_compressed_file_is_named(package_files, tmp_path, spoil):
    path = package_files / "t10k-labels-idx1-ubyte.xz"
    if spoil == "missing":
        path.unlink()
    elif spoil == "truncated":
        path.write_bytes(path.read_bytes()[:-500])
    elif spoil == "damaged":
        path.write_bytes(b"x" * 100)
    else:
        path.write_bytes(lzma.compress(b"something else"))
    with pytest.raises(data.DataError, match="(?s)t10k-labels-idx1-ubyte.*(reinstall|expected SHA-256)") as error:
        data.unpack(tmp_path / "root")
    assert "reinstall" in str(error.value)
    assert not (tmp_path / "root" / "MNIST" / "raw" / "t10k-labels-idx1-ubyte").exists()


@pytest.mark.slow
def test_two_processes_may_unpack_at_once(tmp_path):
    code = f"from mnist_course import data; print(sum(1 for _ in data.unpack({str(tmp_path)!r}).iterdir()) >= 4)"
    running = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [process.communicate()[0].strip() for process in running] == ["True", "True"]
    assert sorted(path.name for path in (tmp_path / "MNIST" / "raw").iterdir()) == sorted(data.SHA256)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "begin with 00 00 08"),
        (b"\x00\x00\x0d\x01" + b"\x00\x00\x00\x01" + b"\x00", "begin with 00 00 08, got 00 00 0d"),
        (b"\x00\x00\x08\x03\x00\x00", "header of 16 bytes, the file has 6"),
        (b"\x00\x00\x08\x01\x00\x00\x00\x05abc", r"expected 13 bytes for shape \(5,\), got 11"),
    ],
)
def test_file_that_is_no_idx_file_says_what_was_expected(tmp_path, content, message):
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(data.DataError, match=message):
        data.read_idx(tmp_path / "file")


def test_idx_reader_reads_a_file_written_by_hand(tmp_path):
    (tmp_path / "file").write_bytes(b"\x00\x00\x08\x02" + b"\x00\x00\x00\x02\x00\x00\x00\x03" + bytes(range(6)))
    assert np.array_equal(data.read_idx(tmp_path / "file"), [[0, 1, 2], [3, 4, 5]])


def test_missing_idx_file_is_an_error(tmp_path):
    with pytest.raises(data.DataError, match="found none"):
        data.read_idx(tmp_path / "nothing")


def test_red_thread_digits_are_what_they_are_called():
    labels = data.load("validation").labels
    assert {name: labels[row].item() for name, row in data.RED_THREAD.items()} == {
        "clean 7": 7,
        "sloppy 4": 4,
        "unreadable 5": 5,
    }
