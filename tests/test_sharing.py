"""Trainings that share a machine: what the measurement does, whatever it finds."""

import os

import pytest

from mnist_course import records
from mnist_course.records.settings import run_of
from mnist_course.studies.benchmark import sharing


def test_record_has_every_load_and_way_in_every_round():
    record = records.load("sharing")
    count = len({entry["seed"] for entry in record.entries})
    wanted = sharing.SHARING.with_seeds(count).runs()
    assert [run_of(entry).key() for entry in record.entries] == [run.key() for run in wanted]
    assert count >= 5


@pytest.mark.full
def test_each_of_two_processes_is_measured_with_the_threads_of_its_way():
    found = sharing.measure("two at once", "PyTorch's", seconds=0.1)
    assert found["threads"] == os.cpu_count()
    for network in sharing.NETWORKS:
        assert len(found[network]) == 2 and min(found[network]) > 0


@pytest.mark.full
def test_a_quota_of_one_core_gives_the_course_one_thread():
    found = sharing.measure("quota of one core", "the course's", seconds=0.1)
    if "skipped" in found:
        pytest.skip(found["skipped"])
    assert found["threads"] == 1


def test_without_control_groups_the_quota_is_left_out_with_its_reason(monkeypatch):
    def refuse():
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(sharing, "quota_of_one_core", refuse)
    reason = "no control group could be made here (Permission denied)"
    assert sharing.measure("quota of one core", "the course's") == {"skipped": reason}
