"""Files that are written whole or not at all: beside their place first, then moved into it."""

import glob
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # Windows, which removes and moves no file that is open: that is lock enough
    fcntl = None  # type: ignore[assignment]


@contextmanager
def replacing(path: str | Path, *, text: bool = False) -> Iterator[IO]:
    """Open a new file for writing that takes the place of `path` at the end of the ``with`` block.

    A process that is killed while writing leaves the old file or the new one, never half a file. After an
    error the old file is as it was, and nothing else is left. An OSError if `path` is a folder or a device.

    Missing folders are made; of a symbolic link, the file that it points to is replaced. The file holds bytes, or
    `text`, in UTF-8 and with Unix line ends on every machine. Its permissions are those that ``open(path, "w")`` would
    give: those of the file replaced, or of a new one.
    """
    target = Path(os.path.realpath(path))
    target.parent.mkdir(parents=True, exist_ok=True)
    permissions = _permissions(target)
    _remove_abandoned_parts(target)
    part, file = _open_part(target, text)
    try:
        with file:
            if permissions is not None:
                os.chmod(part, permissions)
            yield file
            file.flush()
            os.fsync(file.fileno())
            if fcntl is None:
                file.close()
            os.replace(part, target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _permissions(target: Path) -> int | None:
    try:
        mode = os.stat(target).st_mode
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(mode):
        raise OSError(f"expected the name of a file to write, got {target}, which is a folder or a device")
    return stat.S_IMODE(mode)


def _open_part(target: Path, text: bool) -> tuple[Path, IO]:
    while True:
        part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
        file = part.open("x", encoding="utf-8", newline="\n") if text else part.open("xb")
        if fcntl:
            with suppress(OSError):  # on a disk without locks nobody takes it for abandoned either
                fcntl.flock(file, fcntl.LOCK_EX)
        if part.exists():  # else somebody took it for abandoned before it was locked
            return part, file
        file.close()


def _remove_abandoned_parts(target: Path) -> None:
    """Remove what processes that were killed have left of `target`: a living one holds a lock on its part."""
    for part in target.parent.glob(f".{glob.escape(target.name)}.{'[0-9a-f]' * 8}.part"):
        with suppress(OSError):  # it is being written, or is not ours, or has just been moved into place
            if fcntl is None:
                part.unlink()
                continue
            with part.open("r+b") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                part.unlink()
