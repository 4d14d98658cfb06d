"""T1's claims, beside the record of its runs."""

from statistics import mean

from mnist_course.tutorials.ledger import t1_rates
from mnist_course.tutorials.ledger.row import (
    FAILS,
    HOLDS,
    ROUGHLY,
    Row,
    above_zero,
    last,
    minus,
    near,
    percent,
    points,
    range_of,
)
from mnist_course.tutorials.ledger.selection import optimism
from mnist_course.tutorials.looks import ANGLES


def data(record):
    """Return the rows of the part ``data``."""
    found = record.select(run="data")[0]
    low, high = min(found["counts"]), max(found["counts"])
    digits = [found["counts"].index(count) for count in (low, high)]
    difference = abs(found["integer_loss"] - found["one_hot_loss"])
    sizes = (found["training_images"], found["test_images"])
    return [
        Row(
            "60,000 training and 10,000 test images",
            f"{sizes[0]:,} and {sizes[1]:,}",
            HOLDS if sizes == (60_000, 10_000) else FAILS,
            "01",
        ),
        Row(
            "The data is balanced.",
            f"from {low:,} training images (of the {digits[0]}) to {high:,} (of the {digits[1]})",
            ROUGHLY if high < 1.5 * low else FAILS,
            "01",
        ),
        Row(
            "Pixels have mean 0.1307 and standard deviation 0.3081.",
            f"{found['mean']:.4f} and {found['std']:.4f}",
            near([found["mean"] + found["std"]], 0.4387, 0.4389, 0.001),
            "01",
        ),
        Row(
            "`CrossEntropyLoss` takes integer labels, not one-hot ones.",
            f"it takes both: the losses of 1,000 images differ by {difference:.1g}",
            FAILS if difference < 1e-5 else HOLDS,
            "02",
        ),
    ]


def mlp(record):
    """Return the rows of the part ``mlp``."""
    found = record.select(run="MLP")
    gaps = minus([entry["true_train_accuracy"] for entry in found], last(found, "train_accuracy"))
    return [
        Row("The MLP reaches 97 %.", percent(last(found)), near(last(found), 0.965, 0.975, 0.01), "04"),
        Row(
            "The training accuracy it draws, averaged while the weights move, is the model's.",
            f"after the last epoch all training images give {points(gaps)} more",
            HOLDS if max(map(abs, gaps)) < 0.001 else ROUGHLY,
            "03",
        ),
    ]


def cnn(record):
    """Return the rows of the part ``cnn``."""
    found, lower = last(record.select(run="CNN"), epoch=5), last(record.select(run="MLP"))
    return [
        Row("The CNN reaches 99 %.", percent(found), near(found, 0.985, 1, 0.005), "05"),
        Row("It is better than the MLP.", points(minus(found, lower)), above_zero(minus(found, lower)), "05"),
    ]


def best_epoch(record):
    """Return the rows of the part ``best-epoch``."""
    found = record.select(run="CNN")
    epochs = [entry["best_epoch"] for entry in found]
    overwritten = [abs(entry["kept_test_loss"] - entry["test_loss"][-1]) < 1e-4 for entry in found]
    at_best = [entry["test_loss"][entry["best_epoch"] - 1] for entry in found]
    rise = minus(last(found, "test_loss"), at_best)
    train = minus(last(found, "train_loss"), [e["train_loss"][e["best_epoch"] - 1] for e in found])
    gain = minus([entry["kept_test_accuracy"] for entry in found], [e["copied_test_accuracy"] for e in found])
    worth = [optimism(entry["fold_losses"][:8], entry["fold_accuracies"][:8]) for entry in found]
    return [
        Row(
            "`best_state_dict` keeps the best epoch's weights.",
            f"at the end it held the last epoch's weights with {sum(overwritten)} of {len(found)} seeds, "
            f"a test loss of {range_of(last(found, 'test_loss'), 3)} in place of {range_of(at_best, 3)}",
            FAILS if any(overwritten) else HOLDS,
            "07",
        ),
        Row(
            "Three more epochs continue from the best.",
            f"the best of eight was epoch {', '.join(map(str, epochs))}; the three went on from epoch 8",
            HOLDS if set(epochs) == {8} else FAILS,
            "07",
        ),
        Row(
            "Running more epochs after the best shows whether it is over-fitting.",
            f"test loss {mean(rise):+.3f} and training loss {mean(train):+.3f} since the best epoch, "
            f"yet test accuracy {points(gain)}",
            HOLDS if min(rise) > 0 > max(train) else ROUGHLY,
            "04",
        ),
        Row(
            "The epoch may be chosen on the test set.",
            f"chosen on a random half of the test images, it looks {points(worth)} better there than on the other half",
            ROUGHLY if max(worth) < 0.001 else FAILS,
            "07",
        ),
    ]


def lenet(record):
    """Return the row of the part ``lenet``."""
    found, cnn = last(record.select(run="LeNet-5")), last(record.select(run="CNN"), epoch=5)
    measured = f"it is not; here LeNet-5 reaches {percent(found)}, T1's CNN {percent(cnn)}"
    return [Row("In the introduction: LeNet-5 will be compared.", measured, FAILS, "05")]


def _promised(what, run):
    def rows(record):
        found, cnn = last(record.select(run=run)), last(record.select(run="CNN"), epoch=5)
        measured = f"it is not; here the CNN reaches {percent(found)}, {points(minus(found, cnn))} against without"
        return [Row(f"In the introduction: {what} will be tried.", measured, FAILS, "08")]

    return rows


def robustness(record):
    """Return the row of the part ``robustness``."""
    losses = {}
    for run in ("CNN", "CNN, affine"):
        found = [entry["accuracy_by_degrees"] for entry in record.select(run=run)]
        losses[run] = [max(row) - min(row) for row in found]
    measured = (
        f"it is not; here the CNN loses up to {range_of([100 * x for x in losses['CNN']])} points within "
        f"±{max(ANGLES)}°, with affine augmentation {range_of([100 * x for x in losses['CNN, affine']])}"
    )
    return [Row("In the introduction: robustness to rotations of ±15° will be shown.", measured, FAILS, "08")]


PARTS = {
    "data": data,
    "mlp": mlp,
    "cnn": cnn,
    "best-epoch": best_epoch,
    "sweep": t1_rates.sweep,
    "retrain": t1_rates.retrain,
    "lenet": lenet,
    "smoothing": _promised("label smoothing", "CNN, label smoothing"),
    "affine": _promised("random affine augmentation", "CNN, affine"),
    "elastic": _promised("elastic distortion", "CNN, elastic"),
    "robustness": robustness,
}
