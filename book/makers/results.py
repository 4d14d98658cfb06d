"""What the results page shows, from the records ``results``, ``augmentation``, ``promise`` and ``epoch_seconds``."""

from mnist_course import records
from mnist_course.evaluation.noise import estimate
from mnist_course.figures.tables import Table

AUGMENTED = {"T2 CNN, one-cycle": None, "T2 CNN, augmented": "affine"}  # a name, and its augmentation
SMALL = ("small 80k", "small 285k")


def values() -> dict:
    """Return what the page's template names."""
    book, augmented, promise, costs = map(records.load, ("results", "augmentation", "promise", "epoch_seconds"))
    rows = {name: book.select(model=name) for name in book.settings("model")}
    for name, augmentation in AUGMENTED.items():
        rows[name] = augmented.select(network="T2 CNN", augmentation=augmentation, label_smoothing=0.0)
    lines = []
    for name, entries in rows.items():
        epochs = len(entries[0]["train_loss"])
        seconds = f"{epochs * records.epoch_seconds(name):.0f}"
        lines.append(_line(name, entries, epochs, seconds, [e["validation_accuracy"][-1] for e in entries]))
    for name in SMALL:
        entries = promise.select(model=name)
        lines.append(_line(name, entries, entries[0]["settings"]["epochs"], "-", [e["accuracy"] for e in entries]))
    headers = ["network", "validation accuracy (%)", "n", "parameters", "epochs", "seconds"]
    return {
        "table": Table(headers, sorted(lines, key=lambda line: line[1])).markdown(),
        "seconds": costs.provenance(),
        "results": book.provenance(),
        "promise": promise.provenance(),
    }


def _line(name, entries, epochs, seconds, accuracies):
    mean = estimate([100 * accuracy for accuracy in accuracies])
    return [name, f"{mean:.2f}", mean.n, f"{entries[0]['parameters']:,}", epochs, seconds]
