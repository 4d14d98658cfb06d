"""Runs that are made one after the other or several at the same time, each result handed on as soon as it is there."""

import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import active_children, get_context, parent_process
from typing import Any

from mnist_course.session.startup import cores_granted


def completed(
    runs: Iterable[Any],
    function: Callable[[Any], Any],
    *,
    jobs: int = 1,
    threads: int | None = None,
    skip: Callable[[Any], bool] | None = None,
) -> Generator[tuple[Any, Any]]:
    """Call ``function(run)`` for every run; yield (run, results) as each is done.

    An error in a run ends it: no other is started, those that are running are waited for and yielded, then the
    error is raised, with a note that names its run. After Ctrl-C, or if the iterator is closed, the runs in
    other processes are stopped at once: iterate within ``contextlib.closing``.

    Parameters
    ----------
    runs : iterable
        Whatever `function` takes; its ``str`` names it in an error.
    function : callable
        That a new process can import, if `jobs` is more than 1.
    jobs : int
        Runs at the same time, each in a process of its own; 1 runs them here, one after the other.
    threads : int, optional
        CPU threads per run; by default PyTorch's, and for several jobs no more together than the cores granted.
    skip : callable, optional
        Asked about each run just before it would start; a run for which it says True is left out.
    """
    due = (run for run in runs if not (skip and skip(run)))
    if jobs > 1:
        together = cores_granted()
        yield from side_by_side(due, function, jobs=jobs, threads=threads or max(1, together // jobs))
        return
    _set_threads(threads)
    for run in due:
        try:
            results = function(run)
        except Exception as error:
            error.add_note(f"in the run {run}")
            raise
        yield run, results


def side_by_side(
    runs: Iterable[Any], function: Callable[[Any], Any], *, jobs: int, threads: int | None = None
) -> Generator[tuple[Any, Any]]:
    """Do what `completed` does in `jobs` new processes, even if that is one."""
    waiting = iter(runs)
    running: dict[Future, Any] = {}
    failed: list[tuple[Any, BaseException]] = []
    others = set(active_children())
    context = get_context("spawn")  # a forked process cannot use CUDA
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin, initargs=(threads,))
    try:
        while True:
            # Not more than can run: what waits in the pool's own queue could not be left out any more.
            while not failed and len(running) < jobs and (run := next(waiting, None)) is not None:
                with _undisturbed():
                    running[pool.submit(_call, function, run)] = run
            if not running:
                break
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                run = running.pop(future)
                error = future.exception()
                if error is None:
                    yield run, future.result()
                    continue
                failed.append((run, error))
                print(f"failed: the run {run}; {len(running)} more to end", file=sys.stderr, flush=True)
        if failed:
            raise _noted(failed)
    except BaseException:
        for process in set(active_children()) - others:
            process.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _noted(failed: list[tuple[Any, BaseException]]) -> BaseException:
    """Return the first of the errors, with notes of all."""
    first = failed[0][1]
    for run, error in failed:
        again = "" if error is first else f": {type(error).__name__}: {error}"
        first.add_note(f"in the run {run}{again}")
    if isinstance(first, BrokenProcessPool):
        first.add_note("its process ended without an answer: killed, perhaps, because there was too little memory")
    return first


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Put Ctrl-C off until the block has ended; the processes that it starts do not hear it (see `_begin`).

    A terminal sends Ctrl-C to every process of a command, and each would print a traceback.
    """
    came = []
    before = signal.signal(signal.SIGINT, lambda *_: came.append(True))
    _mask(signal.SIG_BLOCK)
    try:
        yield
    finally:
        _mask(signal.SIG_UNBLOCK)
        signal.signal(signal.SIGINT, before)
    if came:
        signal.raise_signal(signal.SIGINT)


def _mask(how: int) -> None:
    if hasattr(signal, "pthread_sigmask"):  # not on Windows
        signal.pthread_sigmask(how, {signal.SIGINT})


def _begin(threads: int | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _mask(signal.SIG_UNBLOCK)  # it was born with the mask of `_undisturbed`
    threading.Thread(target=_end_with_the_command, daemon=True).start()
    _set_threads(threads)


def _end_with_the_command() -> None:
    parent_process().join()
    os._exit(1)


def _set_threads(threads: int | None) -> None:
    if threads and "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(threads)
    elif threads:
        os.environ["OMP_NUM_THREADS"] = str(threads)  # for when it starts


def _call(function: Callable[[Any], Any], run: Any) -> Any:
    try:
        return function(run)
    except Exception as error:
        try:
            pickle.loads(pickle.dumps(error))
        except Exception:  # the other process could not read it, and would give up all runs
            raise RuntimeError(f"{type(error).__name__}: {error}") from error
        raise
