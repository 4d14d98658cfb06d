"""What the results page shows, from the records ``results``, ``augmentation`` and ``epoch_seconds``."""

from statistics import mean

from mnist_course import records
from mnist_course.figures.tables import Table


def values() -> dict:
    """Return what the page's template names."""
    book, augmented, costs = (records.load(name) for name in ("results", "augmentation", "epoch_seconds"))
    rows = [(name, book.select(model=name), name) for name in book.settings("model")]
    for augmentation, name, cost in (
        (None, "T2 CNN, one-cycle", "T2 CNN, one-cycle"),
        ("affine", "T2 CNN, one-cycle, affine augmentation", "T2 CNN, augmented"),
    ):
        entries = augmented.select(network="T2 CNN", augmentation=augmentation, label_smoothing=0.0)
        rows.append((name, entries, cost))
    lines = []
    for name, entries, cost in rows:
        accuracies = [100 * entry["validation_accuracy"][-1] for entry in entries]
        epochs = len(entries[0]["train_loss"])
        seconds = epochs * costs.values("seconds", model=cost)[0][0]
        lines.append(
            [
                name,
                f"{entries[0]['parameters']:,}",
                epochs,
                f"{seconds:.0f}",
                f"{mean(accuracies):.2f} %",
                f"{max(accuracies) - min(accuracies):.2f}",
            ]
        )
    headers = ["network", "parameters", "epochs", "seconds", "validation accuracy", "spread"]
    return {
        "table": Table(headers, sorted(lines, key=lambda line: line[4])).markdown(),
        "seeds": len({entry["seed"] for entry in book.entries}),
        "seconds": costs.provenance(),
        "results": book.provenance(),
    }
