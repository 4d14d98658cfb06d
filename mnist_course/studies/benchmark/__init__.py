"""The tutorials' way of training beside the course's and other libraries', and what happens on a shared machine."""

from mnist_course.studies.benchmark.classroom import CLASSROOM
from mnist_course.studies.benchmark.others import OTHERS
from mnist_course.studies.benchmark.rounds import BENCHMARK
from mnist_course.studies.benchmark.sharing import SHARING

STUDIES = {study.name: study for study in (BENCHMARK, OTHERS, SHARING, CLASSROOM)}
