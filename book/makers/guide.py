"""What the guide for instructors shows: minutes of all chapters, and a classroom's machine, once it is on record."""

from makers import teach
from mnist_course import records
from mnist_course.figures.tables import Table
from mnist_course.records import Record
from mnist_course.session.modes import FAST_STEPS


def values() -> dict:
    """Return what the page's template names."""
    pages = {chapter: teach.values(chapter) for chapter in teach.CHAPTERS}
    rows = [
        [f"[{chapter}]({chapter}.md)", *(page[name] for name in ("seconds", "reading", "told", "doing", "whole"))]
        for chapter, page in pages.items()
    ]
    headers = ["chapter", "runs (s)", "reading", "class", "exercises", "in all"]
    return {
        "chapters": Table(headers, rows).markdown(),
        "fast_steps": FAST_STEPS,
        "prediction": teach.PREDICTION,
        "exercise": teach.EXERCISE,
        "question": teach.QUESTION,
        "hours": f"{sum(int(page['whole']) for page in pages.values()) / 60:.0f}",
        "provenance": records.load("chapters").provenance(),
        **classroom_values(records.load("classroom") if "classroom" in records.names() else None),
    }


def classroom_values(record: Record | None) -> dict:
    """Return the table of learners who share a machine; without a record, that there is none."""
    if record is None:
        return {"classroom": None}
    rows = [
        [
            entry["labels"]["learners"],
            f"{entry['labels']['learners'] / entry['cores']:g}",
            f"{max(entry['seconds']):.0f}",
            f"{max(entry['peak_megabytes']):.0f}",
        ]
        for entry in record.entries
    ]
    headers = ["learners", "per core", "seconds, the slowest", "peak of a kernel (MB)"]
    return {"classroom": Table(headers, rows).markdown(), "classroom_provenance": record.provenance()}
