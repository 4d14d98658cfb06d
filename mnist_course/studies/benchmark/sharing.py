"""How fast a training is alone, with another one beside it, and with a quota of one core.

    python -m mnist_course.studies.benchmark.sharing

Each is measured as PyTorch starts by itself, and as `mnist_course.session.startup` settles it. Let nothing else run
meanwhile.
"""

import argparse
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from tqdm import tqdm

from mnist_course.records.writing import RECORDS, Recording
from mnist_course.session.modes import is_fast
from mnist_course.studies import command

QUESTION = "How fast is a training alone, beside another one, and with a quota of one core?"
COMMAND = "python -m mnist_course.studies.benchmark.sharing"
NETWORKS = ("softmax regression", "T1 MLP", "T1 CNN")
# GNU's OpenMP lets its threads spin so often unless it is told otherwise; PyTorch starts a thread per core.
PYTORCH = {"GOMP_SPINCOUNT": "300000", "OMP_NUM_THREADS": str(os.cpu_count())}
WAYS = {"PyTorch's": PYTORCH, "the course's": {}, "one thread": {"OMP_NUM_THREADS": "1"}}
LOADS = {"alone": 1, "two at once": 2, "quota of one core": 1}  # name: processes
SECONDS = 2.0


def main(arguments: list[str] | None = None) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog=COMMAND, description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5, help="measurements of each kind (default 5)")
    parser.add_argument("--out", type=Path, default=RECORDS, help="folder of the record (default: the package's)")
    options = parser.parse_args(arguments)
    if options.rounds < 1:
        parser.error(f"expected --rounds of at least 1, got {options.rounds}")
    if is_fast():
        parser.error("expected MNIST_COURSE_FAST to be unset: the fast mode trains too little to be measured")
    # Ways that are compared stand side by side, so that a slow minute of the machine falls on all alike.
    runs = [({"load": load, "way": way}, seed) for seed in range(options.rounds) for load in LOADS for way in WAYS]
    recording = Recording(options.out / "sharing.json", QUESTION, COMMAND, runs)
    recording.forget()
    for settings, seed in tqdm(runs, desc="measurements", file=sys.stdout):
        recording.add(settings, seed, measure(**settings), "cpu")
    print(f"written: {recording.path}; make pages shows it")


def measure(load: str, way: str, seconds: float = SECONDS) -> dict:
    """Train every network of ``NETWORKS`` in one process or two, and count the images of a second.

    Parameters
    ----------
    load : str
        A key of ``LOADS``.
    way : str
        A key of ``WAYS``.
    seconds : float
        How long each network is trained, after a second that is not counted.

    Returns
    -------
    dict
        For each network a list, the images per second of each process, and ``threads`` of a process; or
        ``skipped`` with the reason.
    """
    settled = {"GOMP_SPINCOUNT", "OMP_NUM_THREADS", "OMP_WAIT_POLICY"}
    inherited = {name: value for name, value in os.environ.items() if name not in settled}
    start = [sys.executable, "-c", f"from mnist_course.studies.benchmark.sharing import train; train({seconds!r})"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    results = {}
    try:
        with quota_of_one_core() if load == "quota of one core" else nothing() as join:
            environment = {**inherited, **WAYS[way]}
            processes = [subprocess.Popen(start, env=environment, preexec_fn=join, **pipes) for _ in range(LOADS[load])]
            results["threads"] = max(int(process.stdout.readline()) for process in processes)  # they are ready
            for network in NETWORKS:
                for process in processes:
                    process.stdin.write("go\n")
                    process.stdin.flush()
                results[network] = [float(process.stdout.readline()) for process in processes]
            for process in processes:
                process.communicate()
    except OSError as error:
        return {"skipped": f"no control group could be made here ({error.strerror})"}
    return results


def train(seconds: float) -> None:
    """Train each network when `measure` says so; print the number of threads, then the images per second."""
    import torch

    from mnist_course.studies.trial import DEFAULTS, tensors

    examples = tensors("validation", DEFAULTS["scaling"])
    print(torch.get_num_threads(), flush=True)
    for network in NETWORKS:
        input()
        print(_images_per_second(network, examples, seconds), flush=True)


def _images_per_second(network, examples, seconds):
    from mnist_course.studies.trial import DEFAULTS, prepare
    from mnist_course.training import fit

    setup = prepare({**DEFAULTS, "network": network}, *examples)
    for duration in (1.0, seconds):  # the first ones load libraries and choose how to compute
        started = time.perf_counter()

        def stop(state, end=started + duration):
            state.stop = time.perf_counter() > end

        history = fit(
            setup.model, setup.batches, optimizer=setup.optimizer, epochs=10**6, on_step=[stop], progress=False
        )
    return history.examples[-1] / (time.perf_counter() - started)


@contextmanager
def nothing():
    """Yield nothing that a new process should call."""
    yield None


@contextmanager
def quota_of_one_core(root: Path = Path("/sys/fs/cgroup")):
    """Make a control group with a quota of one core; yield what a new process calls to join it. It needs root."""
    old = root / "cpu" / "cpu.cfs_quota_us"  # version 1
    group = (root / "cpu" if old.exists() else root) / f"mnist-course-{os.getpid()}"
    group.mkdir()
    try:
        if old.exists():
            (group / "cpu.cfs_period_us").write_text("100000", encoding="utf-8")
            (group / "cpu.cfs_quota_us").write_text("100000", encoding="utf-8")
        else:
            (group / "cpu.max").write_text("100000 100000", encoding="utf-8")
        yield lambda: (group / "cgroup.procs").write_text(str(os.getpid()), encoding="utf-8")
    finally:
        group.rmdir()


if __name__ == "__main__":
    command.run(main)
