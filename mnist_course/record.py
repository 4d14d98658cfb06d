"""Make a record: ``python -m mnist_course.record width_sweep`` (or ``all``).

Runs every setting of an experiment with every seed and writes ``records/NAME.json`` after each run, so
that a stopped recording goes on where it stopped.
"""

import argparse
import json
import os
import platform
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

import torch
from tqdm import tqdm

from mnist_course import __version__
from mnist_course.devices import best_device
from mnist_course.experiments import EXPERIMENTS, trial
from mnist_course.modes import is_fast

FOLDER = Path(__file__).parent / "records"


def main(arguments=None):
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m mnist_course.record", description=__doc__)
    parser.add_argument("names", nargs="+", metavar="NAME", help=f"all, or some of: {', '.join(EXPERIMENTS)}")
    parser.add_argument("--device", help="cpu, cuda or mps (default: CUDA if there is one, else CPU)")
    parser.add_argument("--jobs", type=int, default=1, help="runs at the same time (default 1)")
    parser.add_argument("--threads", type=int, help="CPU threads per run (default: PyTorch's)")
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder of the records (default: the package's)")
    parser.add_argument("--afresh", action="store_true", help="forget the entries that are there")
    options = parser.parse_args(arguments)
    names = list(EXPERIMENTS) if options.names == ["all"] else options.names
    unknown = [name for name in names if name not in EXPERIMENTS]
    if unknown:
        parser.error(f"expected names from {', '.join(EXPERIMENTS)}, got {unknown[0]!r}")
    if options.jobs < 1:
        parser.error(f"expected at least one job, got {options.jobs}")
    if is_fast():
        parser.error("expected MNIST_COURSE_FAST to be unset: the fast mode trains too little to be recorded")
    try:
        device = str(best_device(options.device))
        options.out.mkdir(parents=True, exist_ok=True)
        (options.out / ".writable").touch()
        (options.out / ".writable").unlink()
    except (ValueError, OSError) as error:
        parser.error(str(error))
    record(names, device, options.jobs, options.threads, options.out, options.afresh)


def record(names, device, jobs, threads, folder, afresh=False):
    """Run what is missing of the experiments `names`; see `main` for the options."""
    books, todo = {}, []
    for name in names:
        path, command = folder / f"{name}.json", f"python -m mnist_course.record {name}"
        if afresh:
            path.unlink(missing_ok=True)
        books[name] = read_or_new(path, EXPERIMENTS[name].question, command)
        done = {_key(entry["settings"], entry["seed"]) for entry in books[name]["entries"]}
        todo += [(name, *run) for run in EXPERIMENTS[name].runs if _key(*run) not in done]
    context = get_context("spawn")  # a forked process cannot use CUDA
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_start, initargs=(threads,)) as pool:
        running = {
            pool.submit(trial, seed, device, **settings): (name, settings, seed) for name, settings, seed in todo
        }
        for future in tqdm(as_completed(running), total=len(running), desc="runs", file=sys.stdout):
            name, settings, seed = running[future]
            entry = {"settings": settings, "seed": seed, **_rounded(future.result())}
            books[name]["entries"].append(entry)
            made_on = books[name]["about"]["machines"]
            if machine(device) not in made_on:
                made_on.append(machine(device))
            _sort(books[name], EXPERIMENTS[name])
            write(folder / f"{name}.json", books[name])


def write_chapter(notebook, seconds, reading_minutes):
    """Write down how long a chapter ran here, and how long it takes to read, in the record ``chapters``."""
    path = FOLDER / "chapters.json"
    book = read_or_new(path, "How long does each chapter take?", "make notebooks")
    entry = {"seed": 0, "seconds": seconds, "reading_minutes": reading_minutes, "machine": machine("cpu")}
    others = [e for e in book["entries"] if e["settings"]["notebook"] != notebook]
    book["entries"] = [*others, {"settings": {"notebook": notebook}, **entry}]
    book["entries"].sort(key=lambda e: e["settings"]["notebook"])
    book["about"]["machines"] = sorted({e["machine"] for e in book["entries"]})
    write(path, book)


def _start(threads):
    if threads:
        torch.set_num_threads(threads)


def _key(settings, seed):
    return json.dumps([settings, seed], sort_keys=True)


def read_or_new(path, question, command):
    """Return the content of the record at `path`, or that of a new one without entries."""
    if path.exists():
        return json.loads(path.read_text())
    versions = f"mnist_course {__version__}, Python {platform.python_version()}, torch {torch.__version__}"
    return {"about": {"question": question, "command": command, "versions": versions, "machines": []}, "entries": []}


def _sort(book, experiment):
    places = {_key(*run): place for place, run in enumerate(experiment.runs)}
    book["entries"].sort(key=lambda e: places.get(_key(e["settings"], e["seed"]), len(places)))


def write(path, book):
    """Write a record, an entry a line, and move it into place."""
    lines = ",\n".join(json.dumps(entry) for entry in book["entries"])
    part = path.with_suffix(".part")
    part.write_text(f'{{"about": {json.dumps(book["about"], indent=1)},\n"entries": [\n{lines}\n]}}\n')
    os.replace(part, path)


def _rounded(results):
    def short(value):
        if isinstance(value, float):
            return float(f"{value:.5g}")
        return [short(v) for v in value] if isinstance(value, list) else value

    return {name: short(value) for name, value in results.items() if name not in {"steps", "examples", "learning_rate"}}


def machine(device):
    """Return what does the arithmetic on `device`, in words."""
    if device.startswith("cuda"):
        return f"one {torch.cuda.get_device_name()}"
    return f"{os.cpu_count()} CPU cores ({_processor()})"


def _processor():
    info = Path("/proc/cpuinfo")
    names = [line for line in info.read_text().splitlines() if line.startswith("model name")] if info.exists() else []
    return names[0].partition(":")[2].strip() if names else platform.processor() or platform.machine()


if __name__ == "__main__":
    main()
