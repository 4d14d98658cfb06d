"""Write the pages of the site that are made from records: ``python book/pages.py``."""

from pathlib import Path
from statistics import mean

from mnist_course import records
from mnist_course.figures.tables import Table
from mnist_course.session.files import replacing
from mnist_course.studies import command
from mnist_course.studies.benchmark import page as benchmark
from mnist_course.tutorials.ledger import page as ledger

BOOK = Path(__file__).parent

RESULTS = """# Results

Every network of the course, trained on the 50,000 training images and measured on the 10,000 validation images after
its last epoch. Nothing here has seen the test images. The accuracy is the mean over {seeds} seeds; the *spread* is the
distance between the worst seed and the best one, in percentage points. Where two networks differ by less than their
spreads, do not read an order into the table.

{table}

The seconds are for the training steps alone, without loading and evaluation: {seconds}

The accuracies: {results}

Networks, rates, batch sizes and schedules of all rows stand in `mnist_course/studies/experiments.py`. This page is
made from the records by `python book/pages.py`.
"""


def results_page():
    """Return the Markdown of the results page, from the records ``results``, ``augmentation``, ``epoch_seconds``."""
    book, augmented, costs = (records.load(name) for name in ("results", "augmentation", "epoch_seconds"))
    rows = [(name, book.select(model=name), name) for name in book.settings("model")]
    cnn = {"network": "T2 CNN", "label_smoothing": None}
    rows.append(("T2 CNN, one-cycle", augmented.select(augmentation=None, **cnn), "T2 CNN, one-cycle"))
    rows.append(
        ("T2 CNN, one-cycle, affine augmentation", augmented.select(augmentation="affine", **cnn), "T2 CNN, augmented")
    )
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
    table = Table(headers, sorted(lines, key=lambda line: line[4])).markdown()
    seeds = len({entry["seed"] for entry in book.entries})
    return RESULTS.format(table=table, seeds=seeds, seconds=costs.provenance(), results=book.provenance())


PAGES = {"results.md": results_page, "tutorials.md": ledger.page, "benchmark.md": benchmark.page}


def main():
    """Write every page."""
    for name, page in PAGES.items():
        text = page()
        with replacing(BOOK / name, text=True) as file:
            file.write(text)
        print(f"written: book/{name}")


if __name__ == "__main__":
    command.run(main)
