"""The recorded results that ship in the package, what a run's settings are, and how a record is added to."""

from mnist_course.records.record import Record, chapter_cost, epoch_seconds, load, names
from mnist_course.records.settings import Run, Settings

__all__ = ["Record", "Run", "Settings", "chapter_cost", "epoch_seconds", "load", "names"]
