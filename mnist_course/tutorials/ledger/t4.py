"""T4's claims, beside the record of its runs."""

from mnist_course.tutorials.ledger.row import FAILS, OPEN, Row, above_zero, last, minus, near, percent, range_of


def mlp(record):
    """Return the rows of the part ``mlp``."""
    found = record.select(run="MLP")
    untrained = {name: [entry[f"untrained_{name}"] for entry in found] for name in ("accuracy", "loss")}
    above = minus(last(found, "train_loss"), last(found, "test_loss"))
    rows = [
        Row(
            "Before training, 9 % of the test images are right.",
            percent(untrained["accuracy"]),
            near(untrained["accuracy"], 0.08, 0.12, 0.03),
            "03",
        ),
        Row(
            "Before training, the loss is 2.32.",
            range_of(untrained["loss"]),
            near(untrained["loss"], 2.27, 2.36, 0.05),
            "03",
        ),
    ]
    for epoch, (share, loss) in enumerate([(0.92, 0.294), (0.93, 0.237), (0.94, 0.211)], start=1):
        accuracies, losses = last(found, "test_accuracy", epoch), last(found, "test_loss", epoch)
        rows += [
            Row(
                f"After epoch {epoch}, {100 * share:.0f} % are right.",
                percent(accuracies),
                near(accuracies, share - 0.005, share + 0.005, 0.01),
                "04",
            ),
            Row(
                f"After epoch {epoch}, the test loss is {loss}.",
                range_of(losses, 3),
                near(losses, 0.98 * loss, 1.02 * loss, 0.1 * loss),
                "04",
            ),
        ]
    return [
        *rows,
        Row(
            "The training loss lies above the test loss (drawn, not explained).",
            f"by {range_of(above, 3)} in the last epoch: dropout is on in training only",
            above_zero(above),
            "04",
        ),
        Row(
            "Model and optimiser are saved to `/results` after making `./results`, each time over the last.",
            "the two folders are not the same, and the files hold no epoch and no random state; "
            "the recipe saves them in one folder, with a checkpoint that resumes to the bit",
            FAILS,
            "07",
        ),
        Row("MNIST means Mixed NIST.", "it means Modified NIST (LeCun et al., 1998)", FAILS, "01"),
    ]


def cnn(record):
    """Return the row of the part ``cnn``."""
    found = record.select(run="CNN")
    measured = f"{percent(last(found))}, with {found[0]['parameters']:,} parameters"
    return [Row("A CNN stands in comments, without a result.", measured, OPEN, "05")]


PARTS = {"mlp": mlp, "cnn": cnn}
