"""What the ledger speaks of: for each part of a tutorial, from its record to named lists, mostly a value per seed.

A function gets the record and the entries of the part's last run. What is recorded of that run needs no function: see
`claims`. Accuracies are shares (0-1), losses are in nats; swings and what is off are in percentage points.
"""

from statistics import mean

from mnist_course.records import Record
from mnist_course.tutorials.selection import optimism
from mnist_course.tutorials.tutorials import RATES, SWEEP, WIDTHS

Entries = list[dict]  # of one run, ordered by seed
Lists = dict[str, list]


def last(entries: Entries, name: str = "test_accuracy", epoch: int = 0) -> list:
    """Return what is recorded of every entry; of a list the value after `epoch`, by default the last."""
    values = [entry[name] for entry in entries]
    return [value[epoch - 1] if isinstance(value, list) else value for value in values]


def minus(values: list[float], others: list[float]) -> list[float]:
    """Return the differences, seed by seed."""
    return [value - other for value, other in zip(values, others, strict=True)]


def _data(record: Record, entries: Entries) -> Lists:
    entry = entries[0]  # the same with every seed
    counts, sizes = entry["counts"], (entry["training_images"], entry["test_images"])
    return {
        "as_many": [sizes == (60_000, 10_000)],
        "fewest": [min(counts)],
        "most": [max(counts)],
        "rarest": [counts.index(min(counts))],
        "commonest": [counts.index(max(counts))],
        "imbalance": [max(counts) / min(counts)],
        "mean_plus_std": [entry["mean"] + entry["std"]],
        "difference": [abs(entry["integer_loss"] - entry["one_hot_loss"])],
    }


def _t1_mlp(record: Record, mlp: Entries) -> Lists:
    gap = minus(last(mlp, "true_train_accuracy"), last(mlp, "train_accuracy"))
    return {"gap": gap, "gap_size": [abs(value) for value in gap]}


def _t1_cnn(record: Record, cnn: Entries) -> Lists:
    test = last(cnn, epoch=5)
    return {"after_5": test, "gain": minus(test, last(record.select(run="MLP")))}


def _best_epoch(record: Record, cnn: Entries) -> Lists:
    best = {name: [entry[name][entry["best_epoch"] - 1] for entry in cnn] for name in ("test_loss", "train_loss")}
    rise, fall = (minus(last(cnn, name), best[name]) for name in best)
    return {
        "overwritten": [abs(entry["kept_test_loss"] - entry["test_loss"][-1]) < 1e-4 for entry in cnn],
        "best_test_loss": best["test_loss"],
        "test_loss_since": rise,
        "train_loss_since": fall,
        "apart": [test > 0 > train for test, train in zip(rise, fall)],
        "accuracy_since": minus(last(cnn, "kept_test_accuracy"), last(cnn, "copied_test_accuracy")),
        "worth": [optimism(entry["fold_losses"][:8], entry["fold_accuracies"][:8]) for entry in cnn],
    }


def _sweep(record: Record, _: Entries) -> Lists:
    found = [record.select(run=name) for name in SWEEP]
    losses = [last(entries, "test_loss") for entries in found]  # a row per rate
    means = [mean(row) for row in losses]
    best, usual = means.index(min(means)), RATES.index(1e-3)
    chosen = [RATES[column.index(min(column))] for column in zip(*losses)]
    folds = [[last(list(seed), name, epoch=1) for name in ("fold_losses", "fold_accuracies")] for seed in zip(*found)]
    return {
        "chosen": chosen,
        "choices": [len(set(chosen))],
        "seeds": [len(chosen)],
        "best": [RATES[best]],
        "lead": minus(losses[usual], losses[best]),
        "gain": minus(last(found[best]), last(found[usual])),
        "worth": [optimism(losses, accuracies) for losses, accuracies in folds],
    }


def _retrain(record: Record, tuned: Entries) -> Lists:
    usual, mlp = record.select(run="CNN"), record.select(run="MLP")
    same, total = minus(last(tuned), last(usual, epoch=6)), minus(last(tuned), last(mlp))
    return {
        "same": same,
        "longer": minus(last(tuned), last(usual, epoch=5)),
        "faster": minus(last(usual, "test_loss", 1), last(tuned, "test_loss", 1)),
        "total": total,
        "beyond_half": [rate - whole / 2 for rate, whole in zip(same, total)],
    }


def _beside_cnn(record: Record, entries: Entries) -> Lists:
    cnn = last(record.select(run="CNN"), epoch=5)
    return {"cnn": cnn, "gain": minus(last(entries), cnn)}


def _robustness(record: Record, _: Entries) -> Lists:
    found = {"plain": record.select(run="CNN"), "affine": record.select(run="CNN, affine")}
    rows = {name: [entry["accuracy_by_degrees"] for entry in entries] for name, entries in found.items()}
    return {f"{name}_loss": [100 * (max(row) - min(row)) for row in of_run] for name, of_run in rows.items()}


def _pipeline(record: Record, entries: Entries) -> Lists:
    classes = [mean(column) for column in zip(*(entry["per_class_accuracy"] for entry in entries))]
    low, high = min(classes), max(classes)
    return {
        "lowest": [low],
        "highest": [high],
        "hardest": [classes.index(low)],
        "easiest": [classes.index(high)],
        "between": [low < mean(last(entries)) < high],
    }


def _comparison(record: Record, cnn: Entries) -> Lists:
    linear, two_layer = (last(record.select(run=run)) for run in ("linear", "two-layer"))
    in_order = [a < b < c for a, b, c in zip(linear, two_layer, last(cnn))]
    return {"linear": linear, "two_layer": two_layer, "in_order": in_order}


def _pixel_scale(record: Record, _: Entries) -> Lists:
    found = (record.select(scaling=scaling, rate=0.1) for scaling in ("unit", "standardized"))
    unit, standardized = (last(entries, "validation_accuracy") for entries in found)
    return {"unit": unit, "standardized": standardized, "lead": minus(unit, standardized)}


def _t3_mlp(record: Record, mlp: Entries) -> Lists:
    lowest, final = [min(entry["test_loss"]) for entry in mlp], last(mlp, "test_loss")
    lists = {}
    for half in ("train", "test"):
        off = [minus(e[f"last_batch_{half}_accuracy"], e[f"{half}_accuracy"]) for e in mlp]
        lists[f"{half}_bias"] = [mean(row) for row in off]
        lists[f"{half}_off"] = [100 * mean(map(abs, row)) for row in off]
        lists[f"{half}_most"] = [100 * max(map(abs, row)) for row in off]
    return {
        **lists,
        "lowest": lowest,
        "lowest_at": [1 + entry["test_loss"].index(low) for entry, low in zip(mlp, lowest)],
        "risen": [end / low for end, low in zip(final, lowest)],
        "risen_beyond": [end - 1.5 * low for end, low in zip(final, lowest)],
        "swing": [100 * (max(e["test_accuracy"][50:]) - min(e["test_accuracy"][50:])) for e in mlp],
        "run_seconds": [sum(entry["seconds"]) for entry in mlp],
    }


def _widths(record: Record, _: Entries) -> Lists:
    runs = {width: record.select(run="MLP" if width == 25 else f"width {width}") for width in WIDTHS}
    test = {width: last(entries) for width, entries in runs.items()}
    train = {width: last(entries, "true_train_accuracy") for width, entries in runs.items()}
    best = max(WIDTHS, key=lambda width: mean(test[width]))
    lists: Lists = {"best": [best], "lead": minus(test[best], test[25]), "lead_of_25": minus(test[25], test[10])}
    for width in WIDTHS:
        gap = minus(train[width], test[width])
        lists |= {f"test_{width}": test[width], f"train_{width}": train[width], f"gap_{width}": gap}
    wider = minus(lists["gap_100"], lists["gap_25"])
    return {**lists, "lead_of_100": minus(test[100], test[25]), "wider_gap": wider}


def _sgd(record: Record, own: Entries) -> Lists:
    adam, same = (last(record.select(run=run)) for run in ("MLP", "SGD at 0.02"))
    return {"adam": adam, "same_rate": same, "least_lead": [min(minus(adam, same)), min(minus(adam, last(own)))]}


def _eval_mode(record: Record, entries: Entries) -> Lists:
    return {
        "harmless": [entry["train_mode"] == entry["eval_mode"] for entry in entries],
        "without": [entry["eval_mode_with_dropout"] == entry["eval_mode"] for entry in entries],
    }


def _t4_mlp(record: Record, mlp: Entries) -> Lists:
    names = ("test_accuracy", "test_loss")
    each = {f"{name}_{epoch}": last(mlp, name, epoch) for name in names for epoch in (1, 2, 3)}
    return {**each, "above": minus(last(mlp, "train_loss"), last(mlp, "test_loss"))}


COMPUTED = {
    ("T1", "data"): _data,
    ("T1", "mlp"): _t1_mlp,
    ("T1", "cnn"): _t1_cnn,
    ("T1", "best-epoch"): _best_epoch,
    ("T1", "sweep"): _sweep,
    ("T1", "retrain"): _retrain,
    **{("T1", part): _beside_cnn for part in ("lenet", "smoothing", "affine", "elastic")},
    ("T1", "robustness"): _robustness,
    ("T2", "pipeline"): _pipeline,
    ("T2", "comparison"): _comparison,
    ("T2", "pixel-scale"): _pixel_scale,
    ("T3", "mlp"): _t3_mlp,
    ("T3", "widths"): _widths,
    ("T3", "sgd"): _sgd,
    ("T3", "eval-mode"): _eval_mode,
    ("T4", "mlp"): _t4_mlp,
}
