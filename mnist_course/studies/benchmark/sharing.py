"""How fast a training is alone, with another one beside it, and with a quota of one core.

Each is measured as PyTorch starts by itself, and as `mnist_course.session.startup` settles it.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import torch

from mnist_course.records import Run, Settings
from mnist_course.studies.study import Place, Results, Study, Variant
from mnist_course.training import State
from mnist_course.training.parts import tensors
from mnist_course.training.trainer import prepare

NETWORKS = ("softmax regression", "T1 MLP", "T1 CNN")
# GNU's OpenMP lets its threads spin so often unless it is told otherwise; PyTorch starts a thread per core.
PYTORCH = {"GOMP_SPINCOUNT": "300000", "OMP_NUM_THREADS": str(os.cpu_count())}
WAYS = {"PyTorch's": PYTORCH, "the course's": {}, "one thread": {"OMP_NUM_THREADS": "1"}}
LOADS = {"alone": 1, "two at once": 2, "quota of one core": 1}  # name: processes
SECONDS = 2.0


def share(run: Run, place: Place) -> Results:
    """Measure under the load of the label ``load``, in the way of the label ``way``."""
    return measure(**run.labels)


def measure(load: str, way: str, seconds: float = SECONDS) -> Results:
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
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    results: Results = {}
    try:
        with quota_of_one_core() if load == "quota of one core" else nullcontext() as join:
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
    examples = tensors("validation")
    print(torch.get_num_threads(), flush=True)
    for network in NETWORKS:
        input()
        print(_images_per_second(network, examples, seconds), flush=True)


def _images_per_second(network: str, examples: tuple, seconds: float) -> float:
    training = prepare(Settings(network=network, epochs=10**6), examples[0], examples[1], 0)
    for duration in (1.0, seconds):  # the first ones load libraries and choose how to compute
        before, started = sum(training.history.examples[-1:]), time.perf_counter()

        def stop(state: State, end: float = started + duration) -> None:
            state.stop = time.perf_counter() > end

        training.run(on_step=[stop])
    return (training.history.examples[-1] - before) / (time.perf_counter() - started)


@contextmanager
def quota_of_one_core(root: Path = Path("/sys/fs/cgroup")) -> Iterator[Callable[[], object]]:
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


SHARING = Study(
    "sharing",
    "How fast is a training alone, beside another one, and with a quota of one core?",
    [Variant({"load": load, "way": way}) for load in LOADS for way in WAYS],
    5,
    share,
    timed=True,
)
