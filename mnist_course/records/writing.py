"""Records in the making: files of runs that are written after each run, and so can be stopped and resumed."""

import json
import math
import os
import platform
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path

from filelock import FileLock

from mnist_course import __version__
from mnist_course.session.files import replacing

RECORDS = Path(__file__).parent


class Recording:
    """A file of results, and the runs that it should hold in the end.

    Several commands may work on one file: each change is made to what the file holds at that moment, under a
    lock, and the file is replaced as a whole. A record without entries is no file.

    Parameters
    ----------
    path : Path
        Of the JSON file; what it holds already is kept.
    question, command : str
        What the record answers, and what makes it.
    runs : list of (dict, int)
        Settings and seed of every run, in the order of the file.
    wanted : list of (dict, int), optional
        The runs that are to be made now; by default, all.

    Attributes
    ----------
    about : dict
    entries : list of dict
        What the file held when it was last read.
    """

    def __init__(
        self, path: Path, question: str, command: str, runs: list[tuple], wanted: list[tuple] | None = None
    ) -> None:
        self.path, self.runs = Path(path), list(runs)
        self.wanted = self.runs if wanted is None else list(wanted)
        self._question, self._command = question, command
        with self._locked():
            self._read()

    def missing(self) -> list[tuple]:
        """Return the wanted runs that are not in the file, as it is now."""
        done = self._done()
        return [run for run in self.wanted if _key(*run) not in done]

    def has(self, settings: dict, seed: int) -> bool:
        """Return True if the run is in the file, as it is now."""
        return _key(settings, seed) in self._done()

    def add(self, settings: dict, seed: int, results: dict, device: str) -> None:
        """Add a run's results, in place of older ones of the same run, and write the file."""
        key, places = _key(settings, seed), {_key(*run): place for place, run in enumerate(self.runs)}
        with self.changing():
            self.entries = [e for e in self.entries if _key(e["settings"], e["seed"]) != key]
            self.entries.append({"settings": settings, "seed": seed, **rounded(results)})
            self.entries.sort(key=lambda e: places.get(_key(e["settings"], e["seed"]), len(places)))
            self.about["machines"] = sorted({*self.about["machines"], machine(device)})

    def forget(self, which: Callable[[dict], bool] = lambda entry: True) -> None:
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
    def _locked(self):
        file = self.path.with_name(f".{self.path.name}.lock")
        with FileLock(file):
            try:
                yield
            finally:
                # Who waits for it sees that it is gone, and opens a new one (filelock 3.24.3 or later).
                with suppress(OSError):  # Windows keeps a file that is open
                    file.unlink()

    def _done(self):
        with self._locked():
            self._read()
        return {_key(entry["settings"], entry["seed"]) for entry in self.entries}

    def _read(self):
        versions = f"mnist_course {__version__}, Python {platform.python_version()}, torch {version('torch')}"
        made = {"question": self._question, "command": self._command}
        self.about, self.entries = {**made, "versions": versions, "machines": []}, []
        if self.path.exists():
            about, self.entries = _content(self.path)
            self.about = {**about, **made}

    def _write(self):
        if not self.entries:
            self.path.unlink(missing_ok=True)
            return
        lines = ",\n".join(json.dumps(entry, allow_nan=False) for entry in self.entries)
        with replacing(self.path, text=True) as file:
            file.write(f'{{"about": {json.dumps(self.about, indent=1)},\n"entries": [\n{lines}\n]}}\n')


@contextmanager
def resumable(recordings: list[Recording], afresh: bool = False) -> Iterator[None]:
    """Add to an error, or to Ctrl-C, in the block a note of how many wanted runs are recorded, and how to go on."""
    try:
        yield
    except BaseException as error:
        wanted, missing = (sum(map(len, runs)) for runs in zip(*((r.wanted, r.missing()) for r in recordings)))
        again = "the same command" + (", without --afresh," if afresh else "")
        error.add_note(f"{wanted - missing} of {wanted} runs are recorded; {again} goes on with the others")
        raise


def make_writable(folder: Path) -> None:
    """Create the folder if need be, and raise OSError unless files can be written into it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise OSError(f"expected a folder that can be written, got {folder} ({error.strerror})") from error


def rounded(value):
    """Return numbers, lists and dictionaries of numbers with five significant digits, for a short file.

    JSON has neither NaN nor infinity: both become None.
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


def _content(path):
    """Return what a record is about, and its entries; a ValueError names a file that is none."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        about, entries = dict(content["about"]), list(content["entries"])
        _ = about["versions"], about["machines"], [(entry["settings"], entry["seed"]) for entry in entries]
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{path}: expected a record, got a file that is none ({error}); move it away") from error
    return about, entries


def _key(settings, seed):
    return json.dumps([settings, seed], sort_keys=True)


def _processor():
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8", errors="replace").splitlines() if info.exists() else []
    names = [line for line in lines if line.startswith("model name")]
    return names[0].partition(":")[2].strip() if names else platform.processor() or platform.machine()
