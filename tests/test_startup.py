"""What importing the package settles before PyTorch starts, in processes of their own."""

import os
import subprocess
import sys
from contextlib import suppress

import pytest

from mnist_course.session import startup

SETTLED = ("GOMP_SPINCOUNT", "OMP_NUM_THREADS", "OMP_WAIT_POLICY", "KMP_BLOCKTIME")
THREADS = "; import torch; print(torch.get_num_threads())"
SHOW = f"import os, mnist_course; print({{n: os.environ[n] for n in {SETTLED} if n in os.environ}})"


def python(code, before=None, **environment):
    """Run code in a new Python, in this process's environment without what is settled there; return what it prints."""
    clean = {name: value for name, value in os.environ.items() if name not in SETTLED}
    done = subprocess.run(
        [sys.executable, "-c", code], env={**clean, **environment}, preexec_fn=before, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout.strip()


def groups(folder, **files):
    """Write control groups' files, named by their path with __ for a slash and _ for a dot; return the arguments."""
    for name, text in files.items():
        path = folder / "groups" / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_name({"cpu_max": "cpu.max"}.get(path.name, f"cpu.{path.name}")).write_text(text)
    return folder / "processes", folder / "groups"


@pytest.fixture
def many_cores(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(64)), raising=False)


def test_gnu_threads_are_told_to_spin_briefly():
    assert "'GOMP_SPINCOUNT': '1000'" in python(SHOW)


@pytest.mark.parametrize(
    "chosen", [{"GOMP_SPINCOUNT": "7"}, {"OMP_WAIT_POLICY": "active"}, {"GOMP_SPINCOUNT": "7", "OMP_NUM_THREADS": "3"}]
)
def test_what_the_user_has_set_is_left_alone(chosen):
    found = eval(python(SHOW, **chosen))
    assert {name: found.get(name) for name in chosen} == chosen
    assert "OMP_WAIT_POLICY" not in chosen or "GOMP_SPINCOUNT" not in found


def test_waiting_of_intels_and_llvms_threads_is_left_alone():
    """They yield to other processes by themselves; told not to wait at all, they are three times as slow alone."""
    assert "KMP" not in python(SHOW)


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="no affinity on this system")
@pytest.mark.parametrize("code", [SHOW + THREADS, "import torch; " + SHOW + THREADS])
def test_a_process_on_one_core_gets_one_thread_also_when_torch_came_first(code):
    one = {min(os.sched_getaffinity(0))}
    assert python(code, before=lambda: os.sched_setaffinity(0, one)).splitlines()[-1] == "1"


def test_quota_of_a_group_of_version_2_counts_and_so_does_one_around_it(tmp_path, many_cores):
    places = groups(tmp_path, a__cpu_max="400000 100000", a__b__cpu_max="max 100000")
    places[0].write_text("0::/a/b\n")
    assert startup.cores_granted(*places) == 4


def test_quota_of_a_group_of_version_1_counts(tmp_path, many_cores):
    places = groups(tmp_path, cpu__a__cfs_quota_us="250000\n", cpu__a__cfs_period_us="100000\n")
    places[0].write_text("3:cpuset:/other\n2:cpu,cpuacct:/a\n1:name=systemd:/\n0::/\n")
    assert startup.cores_granted(*places) == 2, "two and a half cores keep two threads busy"


def test_quota_of_a_container_whose_path_is_the_hosts_counts(tmp_path, many_cores):
    places = groups(tmp_path, cpu_max="300000 100000")
    places[0].write_text("0::/system.slice/docker-1a2b.scope\n")
    assert startup.cores_granted(*places) == 3


def test_half_a_core_is_one_thread(tmp_path, many_cores):
    places = groups(tmp_path, cpu_max="50000 100000")
    places[0].write_text("0::/\n")
    assert startup.cores_granted(*places) == 1


@pytest.mark.parametrize("quota", ["max 100000", "", "nonsense"])
def test_without_a_quota_the_affinity_counts(tmp_path, many_cores, quota):
    places = groups(tmp_path, cpu_max=quota)
    places[0].write_text("0::/\n")
    assert startup.cores_granted(*places) == 64


def test_without_control_groups_the_cores_count(tmp_path, monkeypatch):
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    assert startup.cores_granted(tmp_path / "none", tmp_path) == os.cpu_count()


def test_quota_lowers_the_number_of_threads(monkeypatch):
    monkeypatch.setattr(startup, "cores_granted", lambda: 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    environment = {}
    with suppress(KeyError):  # this process keeps its threads
        monkeypatch.delitem(sys.modules, "torch")
    startup.prepare(environment)
    assert environment["OMP_NUM_THREADS"] == "1"
