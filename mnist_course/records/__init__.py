"""The recorded results that ship in the package, and how a record is read and added to."""

from mnist_course.records.reading import Record, chapter_cost, load, names

__all__ = ["Record", "chapter_cost", "load", "names"]
