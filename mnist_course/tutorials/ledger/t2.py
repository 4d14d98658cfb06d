"""T2's claims, beside the record of its runs."""

from statistics import mean

from mnist_course.tutorials.ledger.row import FAILS, HOLDS, ROUGHLY, Row, last, near, percent, range_of
from mnist_course.tutorials.tutorials import T2


def _accuracy(run, claim, low, high, chapter):
    def rows(record):
        found = last(record.select(run=run))
        return [Row(claim, percent(found), near(found, low, high, 0.01), chapter)]

    return rows


def _with_parameters(accuracy, run, claimed, chapter):
    def rows(record):
        count = record.select(run=run)[0]["parameters"]
        verdict = near([count], 0.98 * claimed, 1.02 * claimed, 0.05 * claimed)
        return [*accuracy(record), Row(f"It has about {claimed // 1000} K parameters.", f"{count:,}", verdict, chapter)]

    return rows


def pipeline(record):
    """Return the rows of the part ``pipeline``."""
    found = record.select(run="pipeline")
    batches = -(-60_000 // 64)
    printed = sum(entry["printed"] for entry in found)
    per_class = [mean(column) for column in zip(*(entry["per_class_accuracy"] for entry in found))]
    low, high = min(per_class), max(per_class)
    same = sum(entry["loaded_predicts_the_same"] for entry in found)
    return [
        Row(
            "The running loss is printed every 2,000 batches.",
            f"printed {printed} times: an epoch has {batches} batches",
            HOLDS if printed else FAILS,
            "03",
        ),
        Row(
            "Accuracy, overall and per class, after two epochs",
            f"{percent(last(found))}; from {100 * low:.1f} % (the {per_class.index(low)}) "
            f"to {100 * high:.1f} % (the {per_class.index(high)})",
            HOLDS if low < mean(last(found)) < high else FAILS,
            "03",
        ),
        Row(
            "The weights can be saved to `./model/` and loaded into a new model.",
            f"the folder must be made first; then the loaded model predicts the same with {same} of {len(found)} seeds",
            ROUGHLY if same == len(found) else FAILS,
            "07",
        ),
    ]


def comparison(record):
    """Return the rows of the part ``comparison``."""
    runs = T2.parts["comparison"].runs
    accuracies = [last(record.select(run=run)) for run in runs]
    ordered = all(a < b < c for a, b, c in zip(*accuracies))
    final = [entry["last_batch_loss"][-1] for entry in record.select(run="CNN")]
    true = last(record.select(run="CNN"), "train_loss")
    return [
        Row(
            "Linear, two layers, CNN: each is better than the one before.",
            " < ".join(f"{100 * mean(values):.2f} %" for values in accuracies) + ", with every seed" * ordered,
            HOLDS if ordered else FAILS,
            "05",
        ),
        Row(
            "The loss it prints after an epoch is the training loss.",
            f"it is the last batch's, of 32 images: for the CNN {range_of(final, 3)}, "
            f"while the epoch's mean is {range_of(true, 3)}",
            FAILS,
            "03",
        ),
    ]


def pixel_scale(record):
    """Return the row that the experiment ``pixel_scales`` answers."""
    scores = {
        scaling: last(record.select(scaling=scaling, rate=0.1), "validation_accuracy")
        for scaling in ("unit", "standardized")
    }
    measured = f"linear model, validation: {percent(scores['unit'])}; standardised {percent(scores['standardized'])}"
    better = mean(scores["unit"]) > mean(scores["standardized"])
    return Row("Pixels from 0 to 1 will do at SGD's rate of 0.1.", measured, HOLDS if better else FAILS, "03")


_two_layer = _accuracy("two-layer", "The two-layer network reaches about 97 %.", 0.965, 0.975, "04")
_cnn = _accuracy("CNN", "The CNN reaches about 98 to 99 %.", 0.98, 0.99, "05")
PARTS = {
    "linear": _accuracy("linear", "The linear model reaches about 92 %.", 0.915, 0.925, "03"),
    "two-layer": _with_parameters(_two_layer, "two-layer", 89_000, "04"),
    "cnn": _with_parameters(_cnn, "CNN", 26_000, "05"),
    "pipeline": pipeline,
    "comparison": comparison,
}
