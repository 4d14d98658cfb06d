"""Records in the making: files of runs that are written after each run, and so can be stopped and resumed."""

import json
import os
import platform
from concurrent.futures import ProcessPoolExecutor, as_completed
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path

from mnist_course import __version__

RECORDS = Path(__file__).parent / "records"


class Recording:
    """A file of results, and the runs that it should hold in the end.

    Parameters
    ----------
    path : Path
        Of the JSON file; what it holds already is kept.
    question, command : str
        What the record answers, and what makes it.
    runs : list of (dict, int)
        Settings and seed of every run, in the order of the file.
    afresh : bool
        Forget what the file holds.
    """

    def __init__(self, path, question, command, runs, afresh=False):
        self.path, self.runs = Path(path), list(runs)
        versions = f"mnist_course {__version__}, Python {platform.python_version()}, torch {version('torch')}"
        self.about = {"question": question, "command": command, "versions": versions, "machines": []}
        self.entries = []
        if self.path.exists() and not afresh:
            content = _read(self.path)
            self.about = {**content["about"], "question": question, "command": command}
            self.entries = content["entries"]

    def missing(self):
        """Return the runs that are not in the file yet."""
        done = {_key(entry["settings"], entry["seed"]) for entry in self.entries}
        return [run for run in self.runs if _key(*run) not in done]

    def add(self, settings, seed, results, device):
        """Add a run's results, in place of older ones of the same run, and write the file."""
        key, places = _key(settings, seed), {_key(*run): place for place, run in enumerate(self.runs)}
        self.entries = [e for e in self.entries if _key(e["settings"], e["seed"]) != key]
        self.entries.append({"settings": settings, "seed": seed, **rounded(results)})
        self.entries.sort(key=lambda e: places.get(_key(e["settings"], e["seed"]), len(places)))
        self.about["machines"] = sorted({*self.about["machines"], machine(device)})
        self.write()

    def write(self):
        """Write the file, an entry a line, and move it into place."""
        lines = ",\n".join(json.dumps(entry) for entry in self.entries)
        part = self.path.with_suffix(".part")
        part.write_text(f'{{"about": {json.dumps(self.about, indent=1)},\n"entries": [\n{lines}\n]}}\n')
        os.replace(part, self.path)


def completed(runs, function, *, device, jobs=1, threads=None):
    """Run ``function(seed, device=device, **settings)`` for every run; yield (run, results) as each is done.

    Parameters
    ----------
    runs : list of tuple
        Each ends in settings (dict) and seed (int).
    function : callable
        That a new process can import, if `jobs` is more than 1.
    device : str
    jobs : int
        Runs at the same time, each in a process of its own; 1 runs them here, one after the other.
    threads : int, optional
        CPU threads per run.
    """
    _start(threads)
    if jobs == 1:
        for run in runs:
            yield run, function(run[-1], device=device, **run[-2])
        return
    context = get_context("spawn")  # a forked process cannot use CUDA
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_start, initargs=(threads,)) as pool:
        running = {pool.submit(function, run[-1], device=device, **run[-2]): run for run in runs}
        for future in as_completed(running):
            yield running[future], future.result()


def make_writable(folder):
    """Create the folder if need be, and raise OSError unless files can be written into it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ".writable").touch()
        (folder / ".writable").unlink()
    except OSError as error:
        raise OSError(f"expected a folder that can be written, got {folder} ({error.strerror})") from error


def rounded(value):
    """Return numbers, lists and dictionaries of numbers with five significant digits, for a short file."""
    if isinstance(value, float):
        return float(f"{value:.5g}")
    if isinstance(value, dict):
        return {name: rounded(v) for name, v in value.items()}
    return [rounded(v) for v in value] if isinstance(value, list) else value


def machine(device):
    """Return what does the arithmetic on `device`, in words."""
    if str(device).startswith("cuda"):
        import torch  # here, because it takes seconds

        return f"one {torch.cuda.get_device_name()}"
    return f"{os.cpu_count()} CPU cores ({_processor()})"


def _read(path):
    try:
        content = json.loads(path.read_text())
        return {"about": dict(content["about"]), "entries": list(content["entries"])}
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{path}: expected a record, got a file that is none ({error}); move it away") from error


def _start(threads):
    if threads:
        import torch

        torch.set_num_threads(threads)


def _key(settings, seed):
    return json.dumps([settings, seed], sort_keys=True)


def _processor():
    info = Path("/proc/cpuinfo")
    names = [line for line in info.read_text().splitlines() if line.startswith("model name")] if info.exists() else []
    return names[0].partition(":")[2].strip() if names else platform.processor() or platform.machine()
