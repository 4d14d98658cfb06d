"""A record in the making: several commands at once, Ctrl-C, kill, and files that are none. No PyTorch needed."""

import json
import math
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from mnist_course.records.writing import Recording, make_writable, resumable, rounded

RUNS = [({"width": width}, seed) for width in (1, 2) for seed in (0, 1)]
ABOUT = {"question": "?", "command": "x", "versions": "torch 1", "machines": ["an abacus"]}
NOT_ON_WINDOWS = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.json"


def recording(path, **options):
    return Recording(path, "A question?", "a command", RUNS, **options)


def content(path):
    """The runs in the file, which must be JSON as other languages read it, and the only file there."""
    assert list(path.parent.iterdir()) == [path]
    strictly = json.loads(path.read_text(encoding="utf-8"), parse_constant=lambda name: pytest.fail(name))
    return [(entry["settings"], entry["seed"]) for entry in strictly["entries"]]


def test_entries_stand_in_the_order_of_the_runs_whoever_adds_them(path):
    first, second = recording(path), recording(path)
    second.add(*RUNS[3], {"loss": 3.0}, "cpu")
    first.add(*RUNS[0], {"loss": 0.0}, "cpu")
    second.add(*RUNS[2], {"loss": 2.0}, "cpu")
    assert content(path) == [RUNS[0], RUNS[2], RUNS[3]]
    assert first.missing() == second.missing() == [RUNS[1]] and first.has(*RUNS[2]) and not first.has(*RUNS[1])


def test_a_run_made_again_takes_the_place_of_its_older_results(path):
    for loss in (1.0, 2.0):
        recording(path).add(*RUNS[0], {"loss": loss}, "cpu")
    assert [entry["loss"] for entry in recording(path).entries] == [2.0]


def test_only_wanted_runs_are_missing(path):
    assert recording(path, wanted=RUNS[2:]).missing() == RUNS[2:]


def test_forgetting_is_done_once_and_spares_what_is_not_meant_or_comes_later(path):
    for run in RUNS[:3]:
        recording(path).add(*run, {"loss": 1.0}, "cpu")
    afresh, other = recording(path), recording(path)
    afresh.forget(lambda entry: entry["settings"]["width"] == 1)
    assert content(path) == [RUNS[2]]
    other.add(*RUNS[0], {"loss": 1.0}, "cpu")
    afresh.add(*RUNS[1], {"loss": 1.0}, "cpu")
    assert content(path) == RUNS[:3]


def test_a_record_without_entries_is_no_file_and_begins_anew(path):
    path.write_text(json.dumps({"about": ABOUT, "entries": [{"settings": {"width": 1}, "seed": 0}]}), encoding="utf-8")
    begun = recording(path)
    begun.forget()
    assert not path.exists()
    begun.add(*RUNS[0], {"loss": 1.0}, "cpu")
    assert begun.about["versions"] != "torch 1" and "an abacus" not in begun.about["machines"]


def test_numbers_that_json_does_not_have_become_null(path):
    recording(path).add(*RUNS[0], {"loss": [0.123456, math.nan], "rates": (math.inf, -math.inf)}, "cpu")
    assert content(path) == RUNS[:1]
    assert recording(path).entries[0] | RUNS[0][0] == {
        **{"settings": {"width": 1}, "seed": 0, "width": 1},
        **{"loss": [0.12346, None], "rates": [None, None]},
    }
    assert rounded({"a": 1, "b": True, "c": "nan"}) == {"a": 1, "b": True, "c": "nan"}


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"[]",
        b'{"about": {}}',
        b'{"about": {}, "entries": []}',
        json.dumps({"about": ABOUT, "entries": [{"seed": 0}]}).encode(),
        json.dumps({"about": ABOUT, "entries": [1]}).encode(),
        '{"about": "±"}'.encode("latin-1"),
    ],
)
def test_a_file_that_is_no_record_is_named_and_left_alone(path, text):
    path.write_bytes(text)
    with pytest.raises(ValueError, match=r"a\.json: expected a record, got a file that is none .*; move it away"):
        recording(path)
    assert path.read_bytes() == text and list(path.parent.iterdir()) == [path]


ADD = """
import sys
from pathlib import Path
from mnist_course.records.writing import Recording
path, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
recording = Recording(path, "?", "add", [])
print("begins", flush=True)
for seed in range(count):
    recording.add({"name": name}, seed, {"values": [0.5] * 200}, "cpu")
"""


def adding(path, name, count):
    return subprocess.Popen([sys.executable, "-c", ADD, path, name, str(count)], stdout=subprocess.PIPE)


def test_commands_that_add_to_one_record_at_once_lose_nothing(path):
    processes = [adding(path, name, 25) for name in "abcd"]
    assert [process.wait(timeout=120) for process in processes] == [0, 0, 0, 0]
    assert len(content(path)) == 4 * 25


@NOT_ON_WINDOWS
def test_a_command_that_is_killed_while_it_adds_leaves_a_whole_record(path):
    recording(path).add(*RUNS[0], {}, "cpu")
    for name in "abc":
        with adding(path, name, 100_000) as process:
            process.stdout.readline()
            while f'"name": "{name}"' not in path.read_text(encoding="utf-8"):
                time.sleep(0.01)
            process.kill()
    recording(path).add(*RUNS[1], {}, "cpu")
    found = content(path)
    assert found[:2] == RUNS[:2] and {settings["name"] for settings, _ in found[2:]} == {"a", "b", "c"}


def test_folders_can_be_tried_by_several_commands_at_once(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(make_writable, [tmp_path / "new"] * 400))
    assert list((tmp_path / "new").iterdir()) == []


COMMAND = """
import signal
import sys
import time
from contextlib import closing
from pathlib import Path

from mnist_course.studies import command
from mnist_course.studies.jobs import completed
from mnist_course.records.writing import Recording, resumable

RUNS = [({"seconds": seconds}, seed) for seed, seconds in enumerate([0, 600, 600, 0])]


def work(seed, seconds):
    print("begun", seed, flush=True)
    time.sleep(seconds)
    return {"value": seed}


def main():
    recording, jobs = Recording(Path(sys.argv[1]), "?", "x", RUNS), int(sys.argv[2])
    with resumable([recording]), closing(completed(recording.missing(), work, jobs=jobs)) as results:
        for (settings, seed), result in results:
            recording.add(settings, seed, result, "cpu")
            print("recorded", seed, flush=True)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # it is ignored in the background of a script
    command.run(main)
"""


@pytest.fixture
def started(path, tmp_path_factory):
    """Start a command that records one run and is then busy with others for a long time."""
    script, processes = tmp_path_factory.mktemp("script") / "x.py", []
    script.write_text(COMMAND, encoding="utf-8")

    def start(jobs):
        command = [sys.executable, script, path, str(jobs)]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        process = subprocess.Popen(command, start_new_session=True, **pipes)
        processes.append(process)
        awaited = {"recorded 0", *(f"begun {seed}" for seed in range(1 + jobs))}
        while awaited:
            awaited.discard(process.stdout.readline().strip())
        return process

    yield start
    for process in processes:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()


@NOT_ON_WINDOWS
@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("send", [os.killpg, os.kill], ids=["from the terminal", "to the command alone"])
def test_ctrl_c_keeps_what_was_recorded_and_ends_the_rest_with_a_line(started, path, jobs, send):
    """A terminal sends it to every process of the command. Without an end, the wait for it fails."""
    process = started(jobs)
    send(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert told.strip() == "stopped; 1 of 4 runs are recorded; the same command goes on with the others"
    assert content(path) == [({"seconds": 0}, 0)]


@NOT_ON_WINDOWS
def test_processes_of_a_command_that_is_killed_end_with_it(started):
    process = started(2)
    process.kill()
    process.communicate(timeout=60)  # waits until nobody can write into the pipes any more


def test_an_error_says_how_much_is_recorded_and_how_to_go_on(path):
    begun, other = recording(path, wanted=RUNS[:2]), recording(path.with_name("b.json"))
    begun.add(*RUNS[0], {}, "cpu")
    with pytest.raises(ZeroDivisionError) as caught, resumable([begun, other], afresh=True):
        raise ZeroDivisionError
    assert caught.value.__notes__ == [
        "1 of 6 runs are recorded; the same command, without --afresh, goes on with the others"
    ]
