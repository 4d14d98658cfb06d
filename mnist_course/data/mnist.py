"""The 70,000 images: found in the package, verified, unpacked once, loaded as tensors.

Nothing here uses the network. The four files are the original IDX files of the MNIST database
(LeCun, Cortes and Burges), compressed again with xz; see ``idx/LICENSE.md``.
"""

import hashlib
import lzma
import os
import struct
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import numpy as np
import platformdirs
import torch

from mnist_course.session.files import replacing

SHA256 = {
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}
SPLITS = {  # name: (first word of the file names, the rows that belong to it)
    "train": ("train", slice(0, 50_000)),
    "validation": ("train", slice(50_000, 60_000)),
    "train+validation": ("train", slice(0, 60_000)),
    "test": ("t10k", slice(0, 10_000)),
}
RED_THREAD = {  # images of the validation split that return in every chapter: name: row
    "clean 7": 6841,
    "sloppy 4": 5294,
    "unreadable 5": 9701,
}


class DataError(RuntimeError):
    """A data file is missing, damaged, or not what its name says; or there is no folder to unpack it into."""


class Digits(NamedTuple):
    """Images, uint8 of shape (N, 28, 28), 0 paper to 255 ink; labels, int64 of shape (N,), 0-9."""

    images: torch.Tensor
    labels: torch.Tensor


def load(split: str) -> Digits:
    """Load one split of MNIST, in the order of the files.

    Parameters
    ----------
    split : {"train", "validation", "train+validation", "test"}
        The first 50,000 images of the training file; its last 10,000; all its 60,000; or the
        10,000 images of the test file, which this course does not open before chapter 13.

    Raises
    ------
    ValueError
        If there is no such split.
    DataError
        If a data file is missing or damaged, or cannot be unpacked (see `unpack`).
    """
    if split not in SPLITS:
        raise ValueError(f"expected a split from {', '.join(map(repr, SPLITS))}, got {split!r}")
    prefix, rows = SPLITS[split]
    folder = unpack()
    images = read_idx(folder / f"{prefix}-images-idx3-ubyte")[rows]
    labels = read_idx(folder / f"{prefix}-labels-idx1-ubyte")[rows]
    return Digits(torch.from_numpy(images), torch.from_numpy(labels).long())


def read_idx(path: str | Path) -> np.ndarray:
    """Read one file in the IDX format of the MNIST database: uint8, of the shape that the file states.

    The format: two zero bytes, a byte for the type of number (8: unsigned byte), a byte for the
    number of dimensions, one big-endian 32-bit size per dimension, then the numbers row by row. A `DataError`
    says that the file is missing, is no IDX file of bytes, or is shorter or longer than it states.
    """
    path = Path(path)
    if not path.is_file():
        raise DataError(f"expected an IDX file at {path}, found none")
    content = path.read_bytes()
    if len(content) < 4 or content[:3] != b"\x00\x00\x08":
        raise DataError(f"{path.name}: expected an IDX file to begin with 00 00 08, got {content[:3].hex(' ')}")
    dimensions = content[3]
    start = 4 + 4 * dimensions
    if len(content) < start:
        raise DataError(f"{path.name}: expected a header of {start} bytes, the file has {len(content)}")
    shape = struct.unpack(f">{dimensions}I", content[4:start])
    expected = start + int(np.prod(shape))
    if len(content) != expected:
        raise DataError(f"{path.name}: expected {expected:,} bytes for shape {shape}, got {len(content):,}")
    return np.frombuffer(bytearray(content), dtype=np.uint8, offset=start).reshape(shape)


def default_root() -> Path:
    """Return the folder to unpack into: ``MNIST_COURSE_DATA``, or this user's cache folder."""
    return Path(os.environ.get("MNIST_COURSE_DATA") or platformdirs.user_cache_path("mnist_course"))


def unpack(root: str | Path | None = None) -> Path:
    """Unpack and verify the four files, unless it was done before, and return their folder, ``root/MNIST/raw``.

    The layout is torchvision's own: ``torchvision.datasets.MNIST(root, download=False)`` finds them. See
    `default_root`; a leading ``~`` is the user's home. A folder that has the files already need not be writable.

    Raises
    ------
    DataError
        If a compressed file of the package is missing or damaged; if an unpacked file was changed since (the
        message names the file, the expected and the actual SHA-256); or if the folder cannot be used.
    """
    try:
        folder = Path(root or default_root()).expanduser() / "MNIST" / "raw"
    except RuntimeError as error:  # this user has no home
        raise _unusable(root or "the cache folder of this user", error) from error
    for name in SHA256:
        target = folder / name
        try:
            if not target.exists():
                _unpack_one(name, target)
            content = target.read_bytes()
        except OSError as error:
            raise _unusable(folder, error) from error
        _verify(target, content)
    return folder


def _unpack_one(name: str, target: Path) -> None:
    source = resources.files("mnist_course.data") / "idx" / f"{name}.xz"
    try:
        content = lzma.decompress(source.read_bytes())
    except OSError as error:
        raise DataError(f"expected {name}.xz in the package, got {error}: reinstall mnist_course") from error
    except (lzma.LZMAError, EOFError) as error:
        raise DataError(f"{name}.xz in the package is damaged ({error}): reinstall mnist_course") from error
    _verify(Path(str(source)), content, name)
    with replacing(target) as file:  # a second process sees a whole file or none
        file.write(content)


def _unusable(folder: str | Path, error: Exception) -> DataError:
    return DataError(
        f"expected a folder to unpack the images into, got {folder} ({getattr(error, 'strerror', None) or error})\n"
        "Set the environment variable MNIST_COURSE_DATA to a folder that you can write to: it needs 55 MB."
    )


def _verify(path: Path, content: bytes, name: str | None = None) -> None:
    expected = SHA256[name or path.name]
    actual = hashlib.sha256(content).hexdigest()
    if actual != expected:
        raise DataError(
            f"{path} is not the file that MNIST publishes\n"
            f"  expected SHA-256 {expected}\n  actual SHA-256   {actual} ({len(content):,} bytes)\n"
            "Delete it, and it will be unpacked again; if it is inside the package, reinstall mnist_course."
        )
