"""What is settled before PyTorch starts: how many threads it has, and how they wait.

Importing `mnist_course` calls `prepare`, so import it before torch. A variable that is set already is left alone.

- *How many*: never more threads than the cores that this process is granted. PyTorch knows its affinity, but not
  the quota of a container or a classroom server, and twice as many threads as cores wait for each other.
- *How they wait*: between two parallel pieces of work GNU's OpenMP, which PyTorch's Linux builds use, lets its threads
  spin for milliseconds. Alone that is fastest; where two trainings share the cores, each keeps the other from
  working. With ``GOMP_SPINCOUNT`` at `SPINS` they sleep after microseconds. The runtimes of Intel and LLVM give
  their turn away by themselves and need nothing. The page "The benchmark" has what both choices cost and gain.
"""

import math
import os
import sys
from collections.abc import Iterator, MutableMapping
from pathlib import Path

SPINS = 1000  # turns of a waiting loop: microseconds, how many depends on the processor


def prepare(environment: MutableMapping[str, str] = os.environ) -> None:
    """Choose the threads and how they wait, by environment variables that are not set.

    Where PyTorch has started already it is too late for its waiting; the number of threads is still lowered.
    """
    if "OMP_WAIT_POLICY" not in environment:
        environment.setdefault("GOMP_SPINCOUNT", str(SPINS))
    granted = cores_granted()
    if "OMP_NUM_THREADS" not in environment and granted < (os.cpu_count() or 1):
        environment["OMP_NUM_THREADS"] = str(granted)
        if "torch" in sys.modules:
            torch = sys.modules["torch"]
            torch.set_num_threads(min(granted, torch.get_num_threads()))


def cores_granted(processes: Path = Path("/proc/self/cgroup"), groups: Path = Path("/sys/fs/cgroup")) -> int:
    """Return how many cores this process may keep busy: by its affinity, and by a quota of its control groups.

    Those that it is in are listed in `processes`, and mounted, of version 1 or 2, in `groups`. At least 1; a quota of
    1.5 cores counts as 1.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, math.floor(min([cores, *_quotas(processes, groups)])))


def _quotas(processes: Path, groups: Path) -> Iterator[float]:
    """Yield the quotas, in cores, of the process's control groups and of those around them."""
    try:
        lines = processes.read_text(encoding="utf-8").splitlines()
    except OSError:  # no Linux
        return
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if controllers and "cpu" not in controllers.split(","):
            continue
        # In a container a group's path may be the host's, and the mount is the group itself: what is there counts.
        mounts = [groups / controllers, groups / "cpu"] if controllers else [groups, groups / "unified"]
        for mount in mounts:
            inside = mount / path.lstrip("/")
            for folder in [inside, *inside.parents]:
                if folder.is_relative_to(mount):
                    yield from _quota(folder)


def _quota(folder: Path) -> Iterator[float]:
    try:
        if (folder / "cpu.max").exists():
            quota, period = (folder / "cpu.max").read_text(encoding="utf-8").split()
        else:
            names = ("cpu.cfs_quota_us", "cpu.cfs_period_us")
            quota, period = ((folder / name).read_text(encoding="utf-8").strip() for name in names)
        if quota not in {"max", "-1"}:
            yield int(quota) / int(period)
    except (OSError, ValueError):  # this folder sets no quota
        return
