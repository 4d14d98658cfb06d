"""A record in the making: several commands at once, Ctrl-C, kill, and files that are none."""

import json
import math
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from mnist_course.records import Run, Settings, file, record
from mnist_course.records.file import RecordFile, make_writable, rounded
from mnist_course.records.settings import run_of
from mnist_course.studies.command import resumable

WIDTHS = [Settings(network="T3 MLP", width=width) for width in (1, 2)]
RUNS = [Run({"a": "label"}, settings, seed) for settings in WIDTHS for seed in (0, 1)]
ABOUT = {"question": "?", "command": "x", "versions": "torch 1", "machines": ["an abacus"]}
NOT_ON_WINDOWS = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.json"


def begun(path):
    return RecordFile(path, "A question?", "a command", RUNS)


def content(path, *others):
    """The runs in the file, which must be JSON as other languages read it, and the only file there but for others."""
    assert set(path.parent.iterdir()) == {path, *others}
    strictly = json.loads(path.read_text(encoding="utf-8"), parse_constant=lambda name: pytest.fail(name))
    return [run_of(entry) for entry in strictly["entries"]]


def test_entries_stand_in_the_order_of_the_runs_whoever_adds_them(path):
    first, second = begun(path), begun(path)
    second.add(RUNS[3], {"loss": 3.0})
    first.add(RUNS[0], {"loss": 0.0})
    second.add(RUNS[2], {"loss": 2.0})
    assert content(path) == [RUNS[0], RUNS[2], RUNS[3]]
    assert first.missing(RUNS) == second.missing(RUNS) == [RUNS[1]] and first.has(RUNS[2]) and not first.has(RUNS[1])


def test_a_run_made_again_takes_the_place_of_its_older_results(path):
    for loss in (1.0, 2.0):
        begun(path).add(RUNS[0], {"loss": loss})
    assert [entry["loss"] for entry in begun(path).entries] == [2.0]


def test_only_wanted_runs_are_missing(path):
    begun(path).add(RUNS[3], {})
    assert begun(path).missing(RUNS[2:]) == [RUNS[2]]


def test_the_file_says_what_is_not_by_default_and_the_reader_all(path):
    begun(path).add(RUNS[2], {"loss": 1.0})
    begun(path).add(Run({"not": "trained"}, None, 0), {"loss": 2.0})
    first, second = json.loads(path.read_text(encoding="utf-8"))["entries"]
    assert first == {**RUNS[2]._asdict(), "settings": {"network": "T3 MLP", "width": 2}, "loss": 1.0}
    assert second == {"labels": {"not": "trained"}, "settings": None, "seed": 0, "loss": 2.0}
    first, second = record.read(path).entries
    assert first["settings"]["momentum"] == 0.0 and second["settings"] is None


def test_forgetting_is_done_once_and_spares_what_is_not_meant_or_comes_later(path):
    for run in RUNS[:3]:
        begun(path).add(run, {"loss": 1.0})
    afresh, other = begun(path), begun(path)
    afresh.forget(lambda entry: entry["settings"]["width"] == 1)
    assert content(path) == [RUNS[2]]
    other.add(RUNS[0], {"loss": 1.0})
    afresh.add(RUNS[1], {"loss": 1.0})
    assert content(path) == RUNS[:3]


def test_a_record_without_entries_is_no_file_and_begins_anew(path):
    path.write_text(
        json.dumps({"about": ABOUT, "entries": [{"labels": {}, "settings": None, "seed": 0}]}), encoding="utf-8"
    )
    again = begun(path)
    assert again.about["versions"] == "torch 1" and again.about["question"] == "A question?"
    again.forget()
    assert not path.exists()
    again.add(RUNS[0], {"loss": 1.0})
    assert again.about["versions"] != "torch 1" and "an abacus" not in again.about["machines"]


def test_versions_and_machines_of_all_that_was_added_are_named_once(path):
    path.write_text(
        json.dumps({"about": ABOUT, "entries": [{**RUNS[1]._asdict(), "settings": None}]}), encoding="utf-8"
    )
    for run in RUNS[2:]:
        begun(path).add(run, {})
    about = begun(path).about
    assert about["versions"].split(" and ") == ["torch 1", begun(path.with_name("b.json")).about["versions"]]
    assert len(about["machines"]) == 2 and "an abacus" in about["machines"]


def test_numbers_that_json_does_not_have_become_null(path):
    begun(path).add(RUNS[0], {"loss": [0.123456, math.nan], "rates": (math.inf, -math.inf)})
    assert content(path) == RUNS[:1]
    (entry,) = begun(path).entries
    assert entry["loss"] == [0.12346, None] and entry["rates"] == [None, None]
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
        json.dumps({"about": ABOUT, "entries": [{"labels": {}, "settings": {"x": 1}, "seed": 0}]}).encode(),
        json.dumps({"about": ABOUT, "entries": [{"labels": {}, "settings": None, "seed": 0, "arrays": 1}]}).encode(),
        '{"about": "±"}'.encode("latin-1"),
    ],
)
def test_a_file_that_is_no_record_is_named_and_left_alone(path, text):
    path.write_bytes(text)
    with pytest.raises(ValueError, match=r"a\.json: expected a record, got a file that is none .*; move it away"):
        begun(path)
    assert path.read_bytes() == text and list(path.parent.iterdir()) == [path]


ARRAYS = {
    "answers": np.arange(9, dtype=np.uint8),
    "log_odds": np.array([-(2**15), 2**15 - 1], dtype=np.int16),
    "sums": np.array([[0.1 + 0.2, np.nan], [np.inf, -0.0]]),
}


@pytest.fixture
def arrays_file(path):
    return path.with_suffix(".npz")


def are_the_same(found, array):
    return (found.dtype, found.shape, found.tobytes()) == (array.dtype, array.shape, array.tobytes())


def test_arrays_come_back_bit_for_bit_whatever_other_commands_add_and_forget(path, arrays_file):
    begun(path).add(RUNS[1], {"loss": 1.0, **ARRAYS})
    begun(path).add(RUNS[0], {"loss": 0.0})
    begun(path).add(RUNS[2], {"answers": ARRAYS["answers"] + 1})
    begun(path).forget(lambda entry: entry["seed"] == 0 and "loss" in entry)
    assert content(path, arrays_file) == RUNS[1:3]
    first, second = record.read(path).entries
    assert all(are_the_same(first[name], array) for name, array in ARRAYS.items()) and "arrays" not in first
    assert are_the_same(second["answers"], ARRAYS["answers"] + 1)


def test_a_run_made_again_takes_the_place_of_its_older_arrays(path, arrays_file):
    for count in (1, 2, 2):
        begun(path).add(RUNS[0], {"answers": np.ones(count)})
    assert are_the_same(record.read(path).entries[0]["answers"], np.ones(2))
    assert len(np.load(arrays_file).files) == 1


def test_arrays_that_nobody_asks_for_have_no_file(path, arrays_file):
    begun(path).add(RUNS[0], ARRAYS)
    begun(path).forget()
    assert list(path.parent.iterdir()) == []
    begun(path).add(RUNS[0], ARRAYS)
    begun(path).add(RUNS[0], {"loss": 1.0})
    assert content(path) == RUNS[:1]


@pytest.mark.parametrize(
    "change",
    [
        lambda book: book.add(RUNS[1], {"answers": np.ones(3)}),
        lambda book: book.add(RUNS[0], {"answers": np.ones(3)}),
        lambda book: book.forget(lambda entry: entry["seed"] == 0),
        lambda book: book.forget(),
    ],
    ids=["adds", "replaces", "forgets one", "forgets all"],
)
def test_a_command_that_is_killed_between_the_two_files_leaves_a_whole_record(path, arrays_file, monkeypatch, change):
    """Either the old one or the new one, and the same command again makes the new one."""
    other = path.with_name("b.json")
    for target in (path, other):
        begun(target).add(RUNS[0], ARRAYS)
        begun(target).add(RUNS[2], ARRAYS)
    change(begun(other))
    old, new, written = shown(begun(path)), shown(begun(other)), []

    def killed(function):
        def called(target, **options):
            written.extend({target} & {path, arrays_file})
            if len(written) == 2:
                raise KeyboardInterrupt
            return function(target, **options)

        return called

    book = begun(path)
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(file, "replacing", killed(file.replacing))
        patched.setattr(type(path), "unlink", killed(type(path).unlink))
        change(book)
    assert set(written) == {path, arrays_file} and shown(begun(path)) in (old, new)
    change(begun(path))
    assert shown(begun(path)) == new


def shown(book):
    """What a record has, in a form that can be compared."""
    return [
        (run_of(entry).key(), {name: value.tobytes() for name, value in entry.items() if hasattr(value, "tobytes")})
        for entry in book.entries
    ]


def damages(arrays_file):
    whole = arrays_file.read_bytes()
    yield lambda: arrays_file.write_bytes(b"")
    yield lambda: arrays_file.write_bytes(b"no archive")
    yield lambda: arrays_file.write_bytes(whole[: len(whole) // 2])
    yield lambda: arrays_file.write_bytes(whole.replace(whole[60:90], b"x" * 30))
    yield lambda: np.save(arrays_file.open("wb"), np.ones(3))
    yield lambda: np.savez(arrays_file, others=np.ones(3))
    yield lambda: arrays_file.unlink()


def test_arrays_that_are_damaged_or_missing_are_named(path, arrays_file):
    begun(path).add(RUNS[0], ARRAYS)
    text = path.read_bytes()
    for damage in damages(arrays_file):
        damage()
        with pytest.raises(
            ValueError, match=r"a\.npz: expected the arrays of a\.json, got none \(.+\); move both away"
        ):
            begun(path)
        assert path.read_bytes() == text


ADD = """
import sys
from pathlib import Path
from mnist_course.records import Run
from mnist_course.records.file import RecordFile
path, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
book = RecordFile(path, "?", "add", [])
print("begins", flush=True)
for seed in range(count):
    book.add(Run({"name": name}, None, seed), {"values": [0.5] * 200})
"""


def adding(path, name, count):
    return subprocess.Popen([sys.executable, "-c", ADD, path, name, str(count)], stdout=subprocess.PIPE)


@pytest.mark.slow
def test_commands_that_add_to_one_record_at_once_lose_nothing(path):
    processes = [adding(path, name, 25) for name in "abcd"]
    assert [process.wait(timeout=120) for process in processes] == [0, 0, 0, 0]
    assert len(content(path)) == 4 * 25


@pytest.mark.slow
@NOT_ON_WINDOWS
def test_a_command_that_is_killed_while_it_adds_leaves_a_whole_record(path):
    begun(path).add(RUNS[0], {})
    for name in "abc":
        with adding(path, name, 100_000) as process:
            process.stdout.readline()
            while f'"name": "{name}"' not in path.read_text(encoding="utf-8"):
                time.sleep(0.01)
            process.kill()
    begun(path).add(RUNS[1], {})
    found = content(path)
    assert found[:2] == RUNS[:2] and {run.labels["name"] for run in found[2:]} == {"a", "b", "c"}


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

from mnist_course.records import Run
from mnist_course.records.file import RecordFile
from mnist_course.studies import command
from mnist_course.studies.jobs import completed

RUNS = [Run({"seconds": seconds}, None, seed) for seed, seconds in enumerate([0, 600, 600, 0])]


def work(run):
    print("begun", run.seed, flush=True)
    time.sleep(run.labels["seconds"])
    return {"value": run.seed}


def main():
    book, jobs = RecordFile(Path(sys.argv[1]), "?", "x", RUNS), int(sys.argv[2])
    with command.resumable([(book, RUNS)]), closing(completed(RUNS, work, jobs=jobs)) as results:
        for run, result in results:
            book.add(run, result)
            print("recorded", run.seed, flush=True)


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


@pytest.mark.slow
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
    assert content(path) == [Run({"seconds": 0}, None, 0)]


@pytest.mark.slow
@NOT_ON_WINDOWS
def test_processes_of_a_command_that_is_killed_end_with_it(started):
    process = started(2)
    process.kill()
    process.communicate(timeout=60)  # waits until nobody can write into the pipes any more


def test_an_error_says_how_much_is_recorded_and_how_to_go_on(path):
    first, second = begun(path), begun(path.with_name("b.json"))
    first.add(RUNS[0], {})
    plans = [(first, RUNS[:2]), (second, RUNS)]
    with pytest.raises(ZeroDivisionError) as caught, resumable(plans, afresh=True):
        raise ZeroDivisionError
    assert caught.value.__notes__ == [
        "1 of 6 runs are recorded; the same command, without --afresh, goes on with the others"
    ]
