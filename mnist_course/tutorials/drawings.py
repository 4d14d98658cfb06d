"""The figures of each part, like those that the tutorials show."""

from statistics import mean

import matplotlib.pyplot as plt

from mnist_course import data, figures
from mnist_course.session.files import replacing
from mnist_course.tutorials import drawing
from mnist_course.tutorials.looks import ANGLES
from mnist_course.tutorials.tutorials import RATES, SWEEP, TUTORIALS, WIDTHS


def save_figures(tutorial, part, found, folder):
    """Save the figures of a part as PNG files in `folder`; return their paths."""
    figures.use_style()
    paths = []
    for name, figure in DRAWN[tutorial, part](found):
        paths.append(folder / f"{part}-{name}.png")
        with replacing(paths[-1]) as file:
            figure.savefig(file, dpi=110, format="png")
        plt.close(figure)
    return paths


def _before_and_after(run):
    def draw(found):
        entry = found[run][0]
        yield "before", drawing.predictions(entry, 8, "predictions_before")
        yield "after", drawing.predictions(entry, 8)

    return draw


def _grid(_):
    yield "grid", figures.digit_grid(data.load("test").images[:64])


def _first_digits(found):
    digits = data.load("train+validation")
    ax = figures.display_sample(digits.images[0], int(digits.labels[0]))
    yield "sample", ax.figure
    figure, ax = plt.subplots()
    ax.bar(range(10), found["data"][0]["counts"])
    ax.set(xticks=range(10), xlabel="digit", ylabel="training images")
    yield "counts", figure


def _t1_mlp(found):
    yield "curves", drawing.curves(found["MLP"][0], "MLP")
    yield "predictions", drawing.predictions(found["MLP"][0])


def _t1_cnn(found):
    cnn = drawing.cut(found["CNN"][0], 5)
    yield "curves", drawing.curves(cnn, "CNN")
    yield "predictions", drawing.predictions(cnn)
    yield "comparison", drawing.comparison({"MLP": found["MLP"][0], "CNN": cnn})


def _compared(*runs):
    def draw(found):
        yield "comparison", drawing.comparison({name: drawing.cut(found[name][0], 5) for name in runs})

    return draw


def _best_epoch(found):
    entry = found["CNN"][0]
    figure = drawing.curves(entry, "CNN")
    for ax in figure.axes:
        ax.axvline(entry["best_epoch"], color=figures.INK, linestyle=":")
        ax.axvline(8.5, color=figures.INK, linewidth=0.8)
    figure.axes[0].set_title(f"lowest test loss after epoch {entry['best_epoch']} (dotted); after the line, 3 more")
    yield "curves", figure


def _sweep(found):
    losses = [[entry["test_loss"][-1] for entry in found[name]] for name in SWEEP]
    ax = figures.lines_with_spread(
        RATES,
        {"CNN": list(zip(*losses))},
        xlabel="learning rate",
        ylabel="test loss after one epoch (nats)",
        logx=True,
    )
    ax.set_yscale("log")
    yield "loss-against-rate", ax.figure


def _retrain(found):
    retrained = found["CNN retrained"][0]
    name = f"at {retrained['rate']:g}, as the sweep says"
    yield "comparison", drawing.comparison({"at 0.001, 5 epochs": drawing.cut(found["CNN"][0], 5), name: retrained})


def _robustness(found):
    runs = TUTORIALS["T1"].parts["robustness"].runs
    series = {run: [[100 * a for a in entry["accuracy_by_degrees"]] for entry in found[run]] for run in runs}
    ax = figures.lines_with_spread(
        ANGLES, series, xlabel="rotation (degrees)", ylabel="test accuracy (%)", ax=plt.subplots(figsize=(8, 4.4))[1]
    )
    yield "angles", ax.figure


def _per_class(found):
    yield "classes", figures.class_bars(found["pipeline"][0]["per_class_accuracy"]).figure


def _three(found):
    figure, ax = plt.subplots()
    runs = TUTORIALS["T2"].parts["comparison"].runs
    accuracies = [mean(100 * entry["test_accuracy"][-1] for entry in found[run]) for run in runs]
    bars = ax.barh(runs, accuracies)
    ax.bar_label(bars, fmt="%.2f", padding=3)
    ax.set(xlim=(85, 100), xlabel="test accuracy (%), axis from 85")
    yield "accuracies", figure


def _t3_mlp(found):
    entry = found["MLP"][0]
    yield "curves", drawing.curves(entry, "MLP")
    figure, ax = plt.subplots()
    series = {"all test images": entry["test_accuracy"], "last batch only": entry["last_batch_test_accuracy"]}
    epochs = range(1, 1 + len(entry["test_accuracy"]))
    figures.lines(epochs, series, xlabel="epoch", ylabel="test accuracy", ax=ax)
    yield "last-batch", figure
    yield "predictions", drawing.predictions(entry, 3)


def _widths(found):
    runs = ["MLP" if width == 25 else f"width {width}" for width in WIDTHS]
    series = {
        "training": [[100 * found[run][i]["true_train_accuracy"] for run in runs] for i in range(len(found["MLP"]))],
        "test": [[100 * found[run][i]["test_accuracy"][-1] for run in runs] for i in range(len(found["MLP"]))],
    }
    ax = figures.lines_with_spread(
        WIDTHS, series, xlabel="neurons in each of two layers", ylabel="accuracy (%)", logx=True
    )
    yield "accuracy-against-width", ax.figure


def _optimizers(found):
    series = {run: [e["test_accuracy"] for e in found[run]] for run in TUTORIALS["T3"].parts["sgd"].runs}
    ax = figures.lines_with_spread(
        range(1, 1 + len(next(iter(series.values()))[0])), series, xlabel="epoch", ylabel="test accuracy"
    )
    yield "comparison", ax.figure


def _modes(found):
    entry = found["evaluation mode"][0]
    series = {name.replace("_", " "): entry[name] for name in ("eval_mode_with_dropout", "train_mode_with_dropout")}
    ax = figures.lines(range(1, 1 + len(entry["eval_mode"])), series, xlabel="step", ylabel="loss of the batch (nats)")
    yield "losses", ax.figure


def _t4(run):
    def draw(found):
        entry = found[run][0]
        figure, ax = plt.subplots(figsize=(8, 4.4))
        ax.plot(entry["logged_examples"], entry["logged_losses"], label="training loss of a batch")
        per_epoch = 60_000
        seen = [per_epoch * epoch for epoch in range(len(entry["test_loss"]) + 1)]
        ax.plot(seen, [entry["untrained_loss"], *entry["test_loss"]], "o", label="test loss")
        ax.set(xlabel="number of training examples seen", ylabel="negative log likelihood loss")
        ax.legend()
        yield "losses", figure
        digits = data.load("test")
        truths = [f"Ground Truth: {digits.labels[i]}" for i in entry["shown"]]
        yield "digits", figures.digit_grid(digits.images[entry["shown"]], truths, columns=3, size=1.4)
        guesses = [f"Prediction: {guess}" for guess in entry["predictions"]]
        yield "predictions", figures.digit_grid(digits.images[entry["shown"]], guesses, columns=3, size=1.4)

    return draw


DRAWN = {
    ("T1", "data"): _first_digits,
    ("T1", "mlp"): _t1_mlp,
    ("T1", "cnn"): _t1_cnn,
    ("T1", "best-epoch"): _best_epoch,
    ("T1", "sweep"): _sweep,
    ("T1", "retrain"): _retrain,
    ("T1", "lenet"): _compared("MLP", "CNN", "LeNet-5"),
    ("T1", "smoothing"): _compared("CNN", "CNN, label smoothing"),
    ("T1", "affine"): _compared("CNN", "CNN, affine"),
    ("T1", "elastic"): _compared("CNN", "CNN, elastic"),
    ("T1", "robustness"): _robustness,
    ("T2", "view"): _grid,
    ("T2", "linear"): _before_and_after("linear"),
    ("T2", "two-layer"): _before_and_after("two-layer"),
    ("T2", "cnn"): _before_and_after("CNN"),
    ("T2", "pipeline"): _per_class,
    ("T2", "comparison"): _three,
    ("T3", "mlp"): _t3_mlp,
    ("T3", "widths"): _widths,
    ("T3", "sgd"): _optimizers,
    ("T3", "eval-mode"): _modes,
    ("T4", "mlp"): _t4("MLP"),
    ("T4", "cnn"): _t4("CNN"),
}
