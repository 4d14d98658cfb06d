"""Runs side by side: nothing that was finished is lost, whatever happens to the others. No PyTorch needed."""

import os
import signal
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from multiprocessing import active_children
from pathlib import Path
from typing import NamedTuple

import pytest

from mnist_course.session.startup import cores_granted
from mnist_course.studies.jobs import completed, side_by_side


class Run(NamedTuple):
    """A stand-in for `records.Run`, which takes seconds to import: a run is whatever the function takes."""

    seed: int
    folder: str = ""

    def __str__(self):
        return f"of the seed {self.seed}"


def runs(*seeds, folder=""):
    return [Run(seed, folder) for seed in seeds]


def square(run):
    return run.seed**2


@pytest.mark.parametrize("jobs", [1, 2])
def test_every_run_is_yielded_with_its_results(jobs):
    found = sorted(completed(runs(*range(5)), square, jobs=jobs), key=lambda pair: pair[1])
    assert found == [(run, run.seed**2) for run in runs(*range(5))]


def process(run):
    return os.getpid()


def test_a_single_job_runs_here_and_another_process_is_taken_if_asked_for():
    assert [here for _, here in completed(runs(0), process)] == [os.getpid()]
    assert [there for _, there in side_by_side(runs(0), process, jobs=1)] != [os.getpid()]


def fail_second(run):
    """Note that the run has begun; the second one fails, the first one ends a second later."""
    seed, folder = run.seed, run.folder
    Path(folder, f"begun {seed}").touch()
    if seed == 1:
        Path(folder, "fails").touch()
        raise ZeroDivisionError("division by zero")
    while seed == 0 and not Path(folder, "fails").exists():
        time.sleep(0.05)
    time.sleep(1)
    return seed


def collect(iterator):
    """Return the results, and the error that ended them."""
    results = []
    try:
        for _, result in iterator:
            results.append(result)
    except Exception as error:
        return results, error
    pytest.fail("expected an error")


def test_an_error_starts_no_other_run_and_loses_none_that_is_running(tmp_path, capfd):
    results, error = collect(completed(runs(0, 1, 2, 3, folder=str(tmp_path)), fail_second, jobs=2))
    assert results == [0]
    assert {path.name for path in tmp_path.glob("begun *")} == {"begun 0", "begun 1"}
    assert isinstance(error, ZeroDivisionError) and "fail_second" in str(error.__cause__)  # where it happened
    assert error.__notes__ == ["in the run of the seed 1"]
    assert "1 more to end" in capfd.readouterr().err


def fail_all(run):
    raise LookupError(f"number {run.seed}")


def test_further_errors_are_told_beside_the_first():
    _, error = collect(completed(runs(0, 1), fail_all, jobs=2))
    assert isinstance(error, LookupError)
    assert "LookupError: number" in "\n".join(error.__notes__) and len(error.__notes__) == 2


def fail_third(run):
    if run.seed == 2:
        raise ValueError("expected labels")
    return run.seed


def test_an_error_shows_as_itself_and_names_its_run():
    results, error = collect(completed(runs(0, 1, 2, 3), fail_third))
    assert results == [0, 1]
    assert isinstance(error, ValueError) and str(error) == "expected labels" and "seed 2" in error.__notes__[0]


class OddError(Exception):
    """Cannot be read by another process: its message is not what it is made with."""

    def __init__(self, epoch, step):
        super().__init__(f"epoch {epoch}, step {step}")


def fail_oddly(run):
    if run.seed == 1:
        raise OddError(3, 4)
    time.sleep(1)
    return run.seed


def test_an_error_that_cannot_travel_is_told_in_words_and_ends_no_other_run():
    results, error = collect(completed(runs(0, 1), fail_oddly, jobs=2))
    assert results == [0] and str(error) == "OddError: epoch 3, step 4" and "seed 1" in error.__notes__[0]


def die_second(run):
    """The second run's process ends without an answer, when the first one's result has been taken."""
    if run.seed == 1:
        while not Path(run.folder, "taken").exists():
            time.sleep(0.05)
        os._exit(9)
    return run.seed


def test_a_process_that_dies_is_an_error_that_says_so_and_what_was_done_is_kept(tmp_path):
    taken = []
    with pytest.raises(RuntimeError, match="terminated abruptly") as caught:
        for _, result in completed(runs(0, 1, folder=str(tmp_path)), die_second, jobs=2):
            taken.append(result)
            Path(tmp_path, "taken").touch()
    assert taken == [0]
    assert "seed 1" in caught.value.__notes__[0] and "too little memory" in caught.value.__notes__[1]


def sleep(run):
    time.sleep(600 * run.seed)
    return run.seed


def test_closing_stops_what_is_running():
    others = set(active_children())
    with closing(completed(runs(0, 1, 1, 1), sleep, jobs=2)) as results:
        assert next(results)[1] == 0
        assert set(active_children()) > others
    assert set(active_children()) == others


@pytest.fixture
def ctrl_c():
    """Let Ctrl-C raise KeyboardInterrupt, also where the tests run in the background of a script."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_ctrl_c_that_comes_while_a_process_is_started_is_not_lost(monkeypatch, ctrl_c):
    def interrupted(pool, *arguments, submit=ProcessPoolExecutor.submit):
        signal.raise_signal(signal.SIGINT)
        return submit(pool, *arguments)

    others = set(active_children())
    monkeypatch.setattr(ProcessPoolExecutor, "submit", interrupted)
    with pytest.raises(KeyboardInterrupt):
        list(completed(runs(1), sleep, jobs=2))
    assert set(active_children()) == others
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_run_is_left_out_if_it_is_done_by_the_time_it_would_start(jobs):
    done = set()
    for run, _ in completed(runs(*range(6)), square, jobs=jobs, skip=lambda run, done=done: run.seed in done):
        done.update({run.seed, 4, 5})  # as another command may record them meanwhile
    assert done == set(range(6))
    made = [run.seed for run, _ in completed(runs(0, 1, 2), square, jobs=jobs, skip=lambda run: run.seed == 1)]
    assert sorted(made) == [0, 2]


def threads(run):
    import torch

    return torch.get_num_threads()


@pytest.mark.slow
def test_jobs_have_no_more_threads_together_than_there_are_cores(monkeypatch):
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    found = [count for _, count in completed(runs(0, 1), threads, jobs=2)]
    assert found == [max(1, cores_granted() // 2)] * 2
    assert [count for _, count in completed(runs(0), threads, jobs=2, threads=2)] == [2]
