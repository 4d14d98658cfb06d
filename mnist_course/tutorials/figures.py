"""The figures of each part, like those that the tutorials show: drawn from what is recorded of its runs."""

from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import mean
from types import SimpleNamespace

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from mnist_course import data, figures
from mnist_course.session.files import replacing
from mnist_course.tutorials.looks import ANGLES
from mnist_course.tutorials.tutorials import RATES, SWEEP, TUTORIALS, WIDTHS

Found = dict[str, list[dict]]  # a run's name, and its entries
Drawn = Iterable[tuple[str, Figure]]


def save_figures(tutorial: str, part: str, found: Found, folder: Path) -> list[Path]:
    """Save the figures of a part as PNG files in `folder`; return their paths."""
    figures.use_style()
    paths = []
    for name, figure in DRAWN[tutorial, part](found):
        paths.append(folder / f"{part}-{name}.png")
        with replacing(paths[-1]) as file:
            figure.savefig(file, dpi=110, format="png")
        plt.close(figure)
    return paths


def _cut(entry, epochs):
    """Return the entry with the curves of its first `epochs` only."""
    return {**entry, **{k: v[:epochs] for k, v in entry.items() if k.startswith(("train_", "test_"))}}


def _curves(entry, name):
    return figures.learning_curves({name: SimpleNamespace(**entry)}, solid="test")


def _predictions(entry, columns=10, when="predictions"):
    digits, shown = data.load("test"), entry["shown"]
    return figures.prediction_grid(digits.images[shown], digits.labels[shown], entry[when], columns)


def _comparison(entries):
    """Draw T1's figure: test loss from 0 and test accuracy from 0.9, all models in one axes each."""
    figure, axes = plt.subplots(2, 1, figsize=(6.2, 6.4))
    for ax, quantity, unit in zip(axes, ("test_loss", "test_accuracy"), ("test loss (nats)", "test accuracy")):
        epochs = range(1, 1 + max(len(entry[quantity]) for entry in entries.values()))
        series = {name: entry[quantity] for name, entry in entries.items()}
        figures.lines(epochs, series, xlabel="epoch", ylabel=unit, ax=ax)
        ax.xaxis.get_major_locator().set_params(integer=True)
    axes[0].set_ylim(bottom=0)
    axes[1].set_ylim(bottom=min(0.9, *(min(entry["test_accuracy"]) for entry in entries.values())))
    return figure


def _compared(*runs):
    return lambda found: [("comparison", _comparison({run: _cut(found[run][0], 5) for run in runs}))]


def _first_digits(found: Found) -> Drawn:
    digits = data.load("train+validation")
    yield "sample", figures.display_sample(digits.images[0], int(digits.labels[0])).figure
    figure, ax = plt.subplots()
    ax.bar(range(10), found["data"][0]["counts"])
    ax.set(xticks=range(10), xlabel="digit", ylabel="training images")
    yield "counts", figure


def _trained(found: Found, *runs: str) -> Drawn:
    entries = {run: _cut(found[run][0], 5) for run in runs}
    yield "curves", _curves(entries[runs[-1]], runs[-1])
    yield "predictions", _predictions(entries[runs[-1]])
    if len(runs) > 1:
        yield "comparison", _comparison(entries)


def _best_epoch(found: Found) -> Drawn:
    entry = found["CNN"][0]
    figure = _curves(entry, "CNN")
    for ax in figure.axes:
        ax.axvline(entry["best_epoch"], color=figures.INK, linestyle=":")
        ax.axvline(8.5, color=figures.INK, linewidth=0.8)
    figure.axes[0].set_title(f"lowest test loss after epoch {entry['best_epoch']} (dotted); after the line, 3 more")
    yield "curves", figure


def _sweep(found: Found) -> Drawn:
    losses = [[entry["test_loss"][-1] for entry in found[name]] for name in SWEEP]
    names = {"xlabel": "learning rate", "ylabel": "test loss after one epoch (nats)"}
    ax = figures.lines_with_spread(RATES, {"CNN": list(zip(*losses))}, **names, logx=True)
    ax.set_yscale("log")
    yield "loss-against-rate", ax.figure


def _retrain(found: Found) -> Drawn:
    usual, tuned = _cut(found["CNN"][0], 5), found["CNN retrained"][0]
    yield "comparison", _comparison({"at 0.001, 5 epochs": usual, f"at {tuned['rate']:g}, as the sweep says": tuned})


def _robustness(found: Found) -> Drawn:
    runs = TUTORIALS["T1"].parts["robustness"].runs
    series = {run: [[100 * a for a in entry["accuracy_by_degrees"]] for entry in found[run]] for run in runs}
    figure, ax = plt.subplots(figsize=(8, 4.4))
    figures.lines_with_spread(ANGLES, series, xlabel="rotation (degrees)", ylabel="test accuracy (%)", ax=ax)
    yield "angles", figure


def _before_and_after(run):
    moments = {"before": "predictions_before", "after": "predictions"}
    return lambda found: ((name, _predictions(found[run][0], 8, when)) for name, when in moments.items())


def _three(found: Found) -> Drawn:
    figure, ax = plt.subplots()
    runs = TUTORIALS["T2"].parts["comparison"].runs
    bars = ax.barh(runs, [mean(100 * entry["test_accuracy"][-1] for entry in found[run]) for run in runs])
    ax.bar_label(bars, fmt="%.2f", padding=3)
    ax.set(xlim=(85, 100), xlabel="test accuracy (%), axis from 85")
    yield "accuracies", figure


def _t3_mlp(found: Found) -> Drawn:
    entry = found["MLP"][0]
    yield "curves", _curves(entry, "MLP")
    series = {"all test images": entry["test_accuracy"], "last batch only": entry["last_batch_test_accuracy"]}
    epochs = range(1, 1 + len(entry["test_accuracy"]))
    yield "last-batch", figures.lines(epochs, series, xlabel="epoch", ylabel="test accuracy").figure
    yield "predictions", _predictions(entry, 3)


def _widths(found: Found) -> Drawn:
    of_width = [found["MLP" if width == 25 else f"width {width}"] for width in WIDTHS]
    series = {
        "training": [[100 * entry["true_train_accuracy"] for entry in seed] for seed in zip(*of_width)],
        "test": [[100 * entry["test_accuracy"][-1] for entry in seed] for seed in zip(*of_width)],
    }
    names = {"xlabel": "neurons in each of two layers", "ylabel": "accuracy (%)"}
    yield "accuracy-against-width", figures.lines_with_spread(WIDTHS, series, **names, logx=True).figure


def _optimizers(found: Found) -> Drawn:
    series = {run: [e["test_accuracy"] for e in found[run]] for run in TUTORIALS["T3"].parts["sgd"].runs}
    epochs = range(1, 1 + len(series["MLP"][0]))
    yield "comparison", figures.lines_with_spread(epochs, series, xlabel="epoch", ylabel="test accuracy").figure


def _modes(found: Found) -> Drawn:
    entry = found["evaluation mode"][0]
    series = {f"{mode} mode with dropout": entry[f"{mode}_mode_with_dropout"] for mode in ("eval", "train")}
    steps = range(1, 1 + len(entry["eval_mode"]))
    yield "losses", figures.lines(steps, series, xlabel="step", ylabel="loss of the batch (nats)").figure


def _t4(run):
    def draw(found: Found) -> Drawn:
        entry, digits = found[run][0], data.load("test")
        figure, ax = plt.subplots(figsize=(8, 4.4))
        ax.plot(entry["logged_examples"], entry["logged_losses"], label="training loss of a batch")
        seen = [60_000 * epoch for epoch in range(len(entry["test_loss"]) + 1)]
        ax.plot(seen, [entry["untrained_loss"], *entry["test_loss"]], "o", label="test loss")
        ax.set(xlabel="number of training examples seen", ylabel="negative log likelihood loss")
        ax.legend()
        yield "losses", figure
        classes = {"Ground Truth": digits.labels[entry["shown"]], "Prediction": entry["predictions"]}
        for name, (word, shown) in zip(("digits", "predictions"), classes.items()):
            titles = [f"{word}: {digit}" for digit in shown]
            yield name, figures.digit_grid(digits.images[entry["shown"]], titles, columns=3, size=1.4)

    return draw


DRAWN: dict[tuple[str, str], Callable[[Found], Drawn]] = {
    ("T1", "data"): _first_digits,
    ("T1", "mlp"): lambda found: _trained(found, "MLP"),
    ("T1", "cnn"): lambda found: _trained(found, "MLP", "CNN"),
    ("T1", "best-epoch"): _best_epoch,
    ("T1", "sweep"): _sweep,
    ("T1", "retrain"): _retrain,
    ("T1", "lenet"): _compared("MLP", "CNN", "LeNet-5"),
    ("T1", "smoothing"): _compared("CNN", "CNN, label smoothing"),
    ("T1", "affine"): _compared("CNN", "CNN, affine"),
    ("T1", "elastic"): _compared("CNN", "CNN, elastic"),
    ("T1", "robustness"): _robustness,
    ("T2", "view"): lambda _: [("grid", figures.digit_grid(data.load("test").images[:64]))],
    ("T2", "linear"): _before_and_after("linear"),
    ("T2", "two-layer"): _before_and_after("two-layer"),
    ("T2", "cnn"): _before_and_after("CNN"),
    ("T2", "pipeline"): lambda f: [("classes", figures.class_bars(f["pipeline"][0]["per_class_accuracy"]).figure)],
    ("T2", "comparison"): _three,
    ("T3", "mlp"): _t3_mlp,
    ("T3", "widths"): _widths,
    ("T3", "sgd"): _optimizers,
    ("T3", "eval-mode"): _modes,
    ("T4", "mlp"): _t4("MLP"),
    ("T4", "cnn"): _t4("CNN"),
}
