"""A record in the making: a file that is written after each run, so that its making can be stopped and resumed."""

import hashlib
import json
import math
import os
import platform
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock

from mnist_course import __version__
from mnist_course.records.record import Entry, Record, read
from mnist_course.records.settings import Run, run_of
from mnist_course.session.files import replacing


class RecordFile(Record):
    """A record that can be added to.

    Several commands may work on one file: each change is made to what the file holds at that moment, under a
    lock, and the file is replaced as a whole. A record without entries is no file.

    Parameters
    ----------
    path : Path
        Of the JSON file; what it holds already is kept. Results that are NumPy arrays go into an ``.npz`` beside it.
    question, command : str
        What the record answers, and what makes it.
    runs : list of Run
        In the order of the file; others stand behind them.
    """

    def __init__(self, path: Path, question: str, command: str, runs: list[Run]) -> None:
        super().__init__(Path(path).stem)
        self.path, self.runs = Path(path), list(runs)
        self._made = {"question": question, "command": command}
        self._versions = f"mnist_course {__version__}, Python {platform.python_version()}, torch {version('torch')}"
        with self._locked():
            self._read()

    def missing(self, wanted: list[Run]) -> list[Run]:
        """Return the wanted runs that are not in the file, as it is now."""
        with self._locked():
            self._read()
        done = {run_of(entry).key() for entry in self.entries}
        return [run for run in wanted if run.key() not in done]

    def has(self, run: Run) -> bool:
        """Return True if the run is in the file, as it is now."""
        return not self.missing([run])

    def add(self, run: Run, results: dict[str, Any], device: str = "cpu") -> None:
        """Add a run's results, in place of older ones of the same run, and write the file."""
        places = {run.key(): place for place, run in enumerate(self.runs)}
        settings = run.settings and asdict(run.settings)
        with self.changing():
            self.entries = [entry for entry in self.entries if run_of(entry).key() != run.key()]
            self.entries.append({"labels": run.labels, "settings": settings, "seed": run.seed, **rounded(results)})
            self.entries.sort(key=lambda entry: places.get(run_of(entry).key(), len(places)))
            self.about["machines"] = sorted({*self.about["machines"], machine(device)})
            versions = [*self.about["versions"].split(" and "), self._versions]
            self.about["versions"] = " and ".join(dict.fromkeys(versions))

    def forget(self, which: Callable[[Entry], bool] = lambda entry: True) -> None:
        """Remove from the file the entries for which `which` is true; by default, all."""
        with self.changing():
            self.entries = [entry for entry in self.entries if not which(entry)]

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Within the block, change ``entries`` and ``about``: they are as the file has them, and written at its end."""
        with self._locked():
            self._read()
            yield
            self._write()

    @contextmanager
    def _locked(self) -> Iterator[None]:
        file = self.path.with_name(f".{self.path.name}.lock")
        with FileLock(file):
            try:
                yield
            finally:
                # Who waits for it sees that it is gone, and opens a new one (filelock 3.24.3 or later).
                with suppress(OSError):  # Windows keeps a file that is open
                    file.unlink()

    def _read(self) -> None:
        self.about, self.entries = {**self._made, "versions": self._versions, "machines": []}, []
        if self.path.exists():
            found = read(self.path)
            self.about, self.entries = {**found.about, **self._made}, found.entries
        self._before = _arrays(self.entries)

    def _write(self) -> None:
        arrays_file, arrays, lines = self.path.with_suffix(".npz"), _arrays(self.entries), []
        for entry in self.entries:
            run = run_of(entry)
            kept = {**entry, "settings": run.settings and run.settings.changes()}
            for quantity in [name for name, value in entry.items() if isinstance(value, np.ndarray)]:
                kept.setdefault("arrays", {})[quantity] = _key(quantity, kept.pop(quantity))
            lines.append(json.dumps(kept, allow_nan=False))
        if arrays:  # with those of the entries before: whoever is killed now leaves a whole record
            with replacing(arrays_file) as file:
                np.savez_compressed(file, **self._before | arrays)
        if lines:
            with replacing(self.path, text=True) as file:
                joined = ",\n".join(lines)
                file.write(f'{{"about": {json.dumps(self.about, indent=1)},\n"entries": [\n{joined}\n]}}\n')
        else:
            self.path.unlink(missing_ok=True)
        if not arrays:
            arrays_file.unlink(missing_ok=True)


def _arrays(entries: list[Entry]) -> dict[str, np.ndarray]:
    pairs = [pair for entry in entries for pair in entry.items()]
    return {_key(name, value): value for name, value in pairs if isinstance(value, np.ndarray)}


def _key(quantity: str, array: np.ndarray) -> str:
    """Return what an array is called in its file: another name for every other content."""
    content = f"{array.dtype}{array.shape}".encode() + array.tobytes()
    return f"{hashlib.sha256(content).hexdigest()[:12]}-{quantity}"


def make_writable(folder: Path) -> None:
    """Create the folder if need be, and raise OSError unless files can be written into it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise OSError(f"expected a folder that can be written, got {folder} ({error.strerror})") from error


def rounded(value: Any) -> Any:
    """Return numbers, lists and dictionaries of numbers with five significant digits, for a short file.

    JSON has neither NaN nor infinity: both become None. Arrays stay as they are.
    """
    if isinstance(value, float):
        return float(f"{value:.5g}") if math.isfinite(value) else None
    if isinstance(value, dict):
        return {name: rounded(v) for name, v in value.items()}
    return [rounded(v) for v in value] if isinstance(value, list | tuple) else value


def machine(device: str) -> str:
    """Return what does the arithmetic on `device`, in words."""
    if str(device).startswith("cuda"):
        import torch  # here, because it takes seconds

        return f"one {torch.cuda.get_device_name()}"
    return f"{os.cpu_count()} CPU cores ({_processor()})"


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8", errors="replace").splitlines() if info.exists() else []
    names = [line for line in lines if line.startswith("model name")]
    return names[0].partition(":")[2].strip() if names else platform.processor() or platform.machine()
