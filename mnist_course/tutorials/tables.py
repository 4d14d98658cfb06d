"""The tables that the tutorials' command prints."""

from statistics import mean

from mnist_course.evaluation.noise import as_text
from mnist_course.figures.tables import Table


def summary(found: dict[str, list[dict]], chosen: set[str]) -> Table:
    """Return a table with a row for each of the `chosen` runs; `found` maps a run's name to its entries."""
    headers = ["run", "parameters", "epochs", "train loss", "test loss", "test accuracy %", "seeds"]
    rows = []
    for name, entries in found.items():
        if name in chosen and entries and "test_accuracy" in entries[0]:
            losses = [f"{mean(entry[loss][-1] for entry in entries):.3f}" for loss in ("train_loss", "test_loss")]
            accuracies = [100 * entry["test_accuracy"][-1] for entry in entries]
            sizes = [f"{entries[0]['parameters']:,}", len(entries[0]["train_loss"])]
            rows.append([name, *sizes, *losses, as_text(accuracies), len(entries)])
    return Table(headers, rows)


def log(entry: dict) -> Table:
    """Return a table of one run after every epoch, or after every tenth of the run if there are many.

    Columns that begin with "last" are of the epoch's last batch.
    """
    names = ["train_loss", "train_accuracy", "test_loss", "test_accuracy"]
    names += [f"last_batch_{name}" for name in names if f"last_batch_{name}" in entry]
    epochs = len(entry["train_loss"])
    # T2 looks at the test images at the end only: its one value belongs to the last epoch.
    columns = [["-"] * (epochs - len(entry[name])) + [f"{value:.4f}" for value in entry[name]] for name in names]
    lines = enumerate(zip(*columns), start=1)
    rows = [[epoch, *values] for epoch, values in lines if epoch % max(1, epochs // 10) == 0]
    return Table(["epoch", *(name.replace("last_batch_", "last ").replace("_", " ") for name in names)], rows)
