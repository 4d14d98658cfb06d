"""The tutorials' way of training beside the course's, and a training beside another one."""

from mnist_course.studies.benchmark.rounds import BENCHMARK
from mnist_course.studies.benchmark.sharing import SHARING

STUDIES = {study.name: study for study in (BENCHMARK, SHARING)}
