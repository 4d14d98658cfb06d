"""T3's claims, beside the record of its runs."""

from statistics import mean

from mnist_course.tutorials.ledger.row import (
    FAILS,
    HOLDS,
    OPEN,
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
from mnist_course.tutorials.tutorials import WIDTHS


def mlp(record):
    """Return the rows of the part ``mlp``."""
    found = record.select(run="MLP")
    looks, untrained = ([entry[name] for entry in found] for name in ("first_look_accuracy", "untrained_accuracy"))
    train, test = last(found, "train_accuracy"), last(found)
    lowest = [min(entry["test_loss"]) for entry in found]
    lowest_at = [1 + entry["test_loss"].index(low) for entry, low in zip(found, lowest)]
    final = last(found, "test_loss")
    swings = [max(entry["test_accuracy"][50:]) - min(entry["test_accuracy"][50:]) for entry in found]
    by_last = [[abs(a - b) for a, b in zip(e["last_batch_test_accuracy"], e["test_accuracy"])] for e in found]
    bias = [mean(minus(e["last_batch_test_accuracy"], e["test_accuracy"])) for e in found]
    of_train = [[abs(a - b) for a, b in zip(e["last_batch_train_accuracy"], e["train_accuracy"])] for e in found]
    negative = [entry["negative_outputs"] for entry in found]
    return [
        Row(
            "Untrained, the accuracy is 13.33 %.",
            f"of 30 images {percent(looks)}; of all 10,000 test images {percent(untrained)}",
            near(untrained, 0.128, 0.138, 0.05),
            "03",
        ),
        Row(
            "Untrained, the loss is 2.29.",
            range_of([entry["untrained_loss"] for entry in found]),
            near([entry["untrained_loss"] for entry in found], 2.27, 2.32, 0.05),
            "03",
        ),
        Row(
            "After 100 epochs, 98 % of the training images are right.",
            percent(train),
            near(train, 0.975, 0.985, 0.01),
            "04",
        ),
        Row(
            "After 100 epochs, 95 % of the test images are right.", percent(test), near(test, 0.945, 0.955, 0.01), "04"
        ),
        Row(
            "The test loss goes from 0.15 to 0.2–0.4.",
            f"lowest {range_of(lowest)} after epoch {', '.join(map(str, lowest_at))}; in the end {range_of(final)}",
            near(final, 0.2, 0.4, 0.1),
            "04",
        ),
        Row(
            "Learning is stable, performance consistent.",
            f"the test loss ends at {range_of([f / low for f, low in zip(final, lowest)], 1)} times its lowest; "
            f"in epochs 51 to 100 the test accuracy swings by {range_of([100 * s for s in swings])} points",
            FAILS if mean(final) > 1.5 * mean(lowest) else HOLDS,
            "04",
        ),
        Row(
            "Loss and accuracy of the last batch are those of the model: test",
            f"748 images: off by {100 * mean(map(mean, by_last)):.2f} points on average and "
            f"{100 * max(map(max, by_last)):.1f} at most; {points(bias)} on balance",
            FAILS,
            "03",
        ),
        Row(
            "Loss and accuracy of the last batch are those of the model: training",
            f"376 images: off by {100 * mean(map(mean, of_train)):.2f} points on average and "
            f"{100 * max(map(max, of_train)):.1f} at most",
            FAILS,
            "03",
        ),
        Row(
            "The output layer gives us probabilities.",
            f"{percent(negative, 0)} of the outputs are negative: they are logits",
            FAILS if min(negative) > 0 else HOLDS,
            "02",
        ),
        Row(
            "Training takes 5 minutes on an RTX 2080.",
            f"here, {range_of([sum(entry['seconds']) for entry in found], 0, ' s')} for 100 epochs, "
            "by another loop on another machine",
            OPEN,
            "01",
        ),
    ]


def widths(record):
    """Return the rows of the part ``widths``."""
    runs = {width: record.select(run="MLP" if width == 25 else f"width {width}") for width in WIDTHS}
    test = {width: last(entries) for width, entries in runs.items()}
    train = {width: [entry["true_train_accuracy"] for entry in entries] for width, entries in runs.items()}
    best = max(WIDTHS, key=lambda width: mean(test[width]))
    lead = minus(test[best], test[25])
    gaps = {width: minus(train[width], test[width]) for width in (25, 100)}
    of_100 = minus(test[100], test[25])
    return [
        Row(
            "25 neurons are just right.",
            f"the best of {', '.join(map(str, WIDTHS))} is {best}: {points(lead)} against 25",
            HOLDS if best == 25 else FAILS,
            "04",
        ),
        Row(
            "10 neurons struggle.",
            f"test {percent(test[10])}, training {percent(train[10])}; "
            f"25 neurons: {percent(test[25])} and {percent(train[25])}",
            above_zero(minus(test[25], test[10])),
            "04",
        ),
        Row(
            "100 neurons memorise.",
            f"the gap from training to test is {points(gaps[100])}, with 25 neurons {points(gaps[25])}; "
            f"and still the test accuracy is {points(of_100)} higher",
            HOLDS if mean(of_100) < 0 else ROUGHLY if min(minus(gaps[100], gaps[25])) > 0 else FAILS,
            "04",
        ),
    ]


def sgd(record):
    """Return the row of the part ``sgd``."""
    adam, same, own = (last(record.select(run=run)) for run in ("MLP", "SGD at 0.02", "SGD at 0.5"))
    measured = f"Adam {percent(adam)}; SGD at the same rate {percent(same)}, at 0.5 {percent(own)}"
    wins = [above_zero(minus(adam, same)), above_zero(minus(adam, own))]
    verdict = HOLDS if wins == [HOLDS, HOLDS] else ROUGHLY if HOLDS in wins else FAILS
    return [Row("Adam generally works better than basic SGD.", measured, verdict, "06")]


def evaluation_mode(record):
    """Return the rows of the part ``eval-mode``."""
    found = record.select(run="evaluation mode")
    harmless = sum(entry["train_mode"] == entry["eval_mode"] for entry in found)
    without = sum(entry["eval_mode_with_dropout"] == entry["eval_mode"] for entry in found)
    return [
        Row(
            "`model.eval()` may stand inside the training loop.",
            f"without dropout every loss is the same with {harmless} of {len(found)} seeds",
            ROUGHLY if harmless == len(found) else FAILS,
            "04",
        ),
        Row(
            "Adding dropout to it is a next step.",
            f"in that loop dropout does nothing: every loss is as without it with {without} of {len(found)} seeds",
            FAILS if without else HOLDS,
            "04",
        ),
    ]


PARTS = {"mlp": mlp, "widths": widths, "sgd": sgd, "eval-mode": evaluation_mode}
