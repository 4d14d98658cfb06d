"""The tables that a recipe prints."""

from statistics import mean

from mnist_course.figures.tables import Table


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


def log(entry):
    """Return a table of one run after every epoch, or after every tenth of the run if there are many.

    Columns that begin with "last" are of the epoch's last batch.
    """
    names = ["train_loss", "train_accuracy", "test_loss", "test_accuracy"]
    names += [f"last_batch_{name}" for name in names if f"last_batch_{name}" in entry]
    epochs = len(entry["train_loss"])
    # T2 looks at the test images at the end only: its one value belongs to the last epoch.
    columns = [["-"] * (epochs - len(entry[name])) + [f"{value:.4f}" for value in entry[name]] for name in names]
    rows = [
        [epoch, *values] for epoch, values in enumerate(zip(*columns), start=1) if epoch % max(1, epochs // 10) == 0
    ]
    return Table(["epoch", *(name.replace("last_batch_", "last ").replace("_", " ") for name in names)], rows)
