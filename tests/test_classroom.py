"""Learners who share a machine: what is measured of them, and what the guide for instructors makes of it."""

import pytest
from makers import guide

from mnist_course.records import Record
from mnist_course.records.settings import run_of
from mnist_course.studies.benchmark import classroom


@pytest.mark.full
def test_every_learner_has_a_kernel_that_is_timed_and_weighed(monkeypatch):
    monkeypatch.setenv("MNIST_COURSE_FAST", "1")
    found = classroom.measure(2, "02_one_hot_labels")
    assert len(found["seconds"]) == len(found["peak_megabytes"]) == 2 and found["cores"] >= 1
    assert min(found["seconds"]) > 1
    assert 100 < min(found["peak_megabytes"]) <= max(found["peak_megabytes"]) < 5_000  # of PyTorch, not of nbclient


@pytest.mark.slow
def test_a_chapter_that_cannot_run_is_an_error_and_leaves_no_process():
    with pytest.raises(RuntimeError, match="expected two numbers from a learner's process, got ''"):
        classroom.measure(1, "no_such_chapter")


def test_the_guide_has_the_table_once_there_is_a_record_and_says_so_until_then():
    assert guide.classroom_values(None) == {"classroom": None}
    found = {"seconds": [30.0, 34.0], "peak_megabytes": [700.0, 712.4], "cores": 2}
    entry = {"labels": {"learners": 2}, "settings": None, "seed": 0, **found}
    about = {"command": "make it", "versions": "torch", "machines": ["two cores"]}
    values = guide.classroom_values(Record("classroom", about, [entry]))
    assert values["classroom"].splitlines()[-1] == "| 2 | 1 | 34 | 712 |"
    assert run_of(entry).key() in {run.key() for run in classroom.CLASSROOM.runs()}
