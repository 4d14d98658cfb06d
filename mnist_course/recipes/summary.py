"""The table that a recipe ends with."""

from statistics import mean

from mnist_course.tables import Table


def summary(found, chosen):
    """Return a table with a row for each of the `chosen` runs; `found` maps a run's name to its entries."""
    rows = []
    for name, entries in found.items():
        if name not in chosen or not entries or "test_accuracy" not in entries[0]:
            continue
        accuracies = [100 * entry["test_accuracy"][-1] for entry in entries]
        rows.append(
            [
                name,
                f"{entries[0]['parameters']:,}",
                len(entries[0]["train_loss"]),
                f"{mean(entry['train_loss'][-1] for entry in entries):.3f}",
                f"{mean(entry['test_loss'][-1] for entry in entries):.3f}",
                f"{mean(accuracies):.2f}",
                f"{max(accuracies) - min(accuracies):.2f}",
                len(entries),
            ]
        )
    headers = ["run", "parameters", "epochs", "train loss", "test loss", "test accuracy %", "spread", "seeds"]
    return Table(headers, rows)
