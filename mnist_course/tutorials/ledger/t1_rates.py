"""T1's claims on the learning rate, beside the record of its runs."""

from collections import Counter
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
    percent,
    points,
    range_of,
)
from mnist_course.tutorials.ledger.selection import optimism
from mnist_course.tutorials.tutorials import RATES, SWEEP


def sweep(record):
    """Return the rows of the part ``sweep``."""
    found = [record.select(run=name) for name in SWEEP]
    losses = list(zip(*(last(entries, "test_loss") for entries in found)))  # a row per seed
    chosen = Counter(RATES[row.index(min(row))] for row in losses)
    picks = ", ".join(f"{rate:g} ({count}×)" for rate, count in sorted(chosen.items()))
    means = [mean(column) for column in zip(*losses)]
    best, usual = RATES.index(RATES[means.index(min(means))]), RATES.index(1e-3)
    lead = minus(last(found[usual], "test_loss"), last(found[best], "test_loss"))
    gain = minus(last(found[best]), last(found[usual]))
    worth = [
        optimism([e["fold_losses"][0] for e in seed], [e["fold_accuracies"][0] for e in seed]) for seed in zip(*found)
    ]
    return [
        Row("This is an LR range test.", f"{len(RATES)} runs of one epoch; a range test is one run", FAILS, "06"),
        Row(
            "The lowest loss after one epoch shows the best rate.",
            f"over {len(losses)} seeds it chose {picks}",
            HOLDS if len(chosen) == 1 else FAILS,
            "06",
        ),
        Row(
            "The chosen rate is better than 0.001 after one epoch.",
            f"{RATES[best]:g}, the best on average: test loss lower by {range_of(lead, 3)}, accuracy {points(gain)}",
            above_zero(lead),
            "06",
        ),
        Row(
            "The rate may be chosen on the test set.",
            f"chosen on a random half of the test images, it looks {points(worth)} better there than on the other half",
            ROUGHLY if max(worth) < 0.001 else FAILS,
            "06",
        ),
    ]


def retrain(record):
    """Return the rows of the part ``retrain``."""
    found, usual = record.select(run="CNN retrained"), record.select(run="CNN")
    same = minus(last(found), last(usual, epoch=6))
    longer = minus(last(found), last(usual, epoch=5))
    faster = minus(last(usual, "test_loss", 1), last(found, "test_loss", 1))
    total = minus(last(found), last(record.select(run="MLP")))
    return [
        Row(
            "Training again at the best rate often gives better accuracy.",
            f"{points(same)} against 0.001 for as many epochs",
            above_zero(same),
            "06",
        ),
        Row(
            "The comparison of the two runs is fair.",
            f"6 epochs are compared with 5: {points(longer)}",
            FAILS,
            "06",
        ),
        Row(
            "It converges faster.",
            f"test loss after one epoch lower by {range_of(faster, 3)}",
            above_zero(faster),
            "06",
        ),
        Row(
            "Small tuning changes can turn a 97 % model into a 99 % model.",
            f"from the MLP to the tuned CNN {points(total)}, of which tuning the rate gives {points(same)}",
            HOLDS if mean(same) > 0.5 * mean(total) else FAILS,
            "06",
        ),
        Row(
            "“+3 epochs with best LR” and “CNN with optimal LR” run at the best rate.",
            "both run at 0.001, before any search",
            FAILS,
            "06",
        ),
        Row("The final accuracy is `TEST_ACC%`.", percent(last(found)), OPEN, "05"),
    ]
