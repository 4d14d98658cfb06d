"""What the explorers show: recorded runs, misread digits, last errors, as plain data that travels with the chapter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mnist_course.widgets.png import COLUMNS, sheet

if TYPE_CHECKING:
    import torch

SUREST = 12  # of the errors of one cell, those shown at most
DOUBTED = 6  # of the right answers of one digit, those shown
LIMIT = 300  # images in all, since they are stored with the chapter


def confusion(logits: torch.Tensor, labels: torch.Tensor, images: torch.Tensor) -> dict[str, Any]:
    """Return the counts of a confusion matrix, and the images behind its cells.

    Parameters
    ----------
    logits, labels, images : tensors of N images
        Scores (N, 10), true digits (N,), and pixels 0 to 255 (N, 1, 28, 28).

    Returns
    -------
    dict
        ``counts`` [true][answer]; ``items``, each [true, answer, row, probability of the answer in %, of the true
        digit], in order of the probability, the surest errors of each cell and the least sure right answers;
        ``sheet``, their pictures in this order.
    """
    if not len(logits) == len(labels) == len(images):
        raise ValueError(f"expected as many logits, labels as images, got {len(logits)}, {len(labels)}, {len(images)}")
    shares = (100 * logits.detach().double().cpu().softmax(dim=1)).tolist()
    truths = [int(label) for label in labels.tolist()]
    answers = [max(range(10), key=row.__getitem__) for row in shares]
    counts = [[0] * 10 for _ in range(10)]
    cells: dict[tuple[int, int], list[int]] = {}
    for row, pair in enumerate(zip(truths, answers)):
        counts[pair[0]][pair[1]] += 1
        cells.setdefault(pair, []).append(row)
    for found in cells.values():
        found.sort(key=lambda row: -shares[row][answers[row]])
    for surest in range(SUREST, 0, -1):
        shown = [found[-DOUBTED:] if pair[0] == pair[1] else found[:surest] for pair, found in sorted(cells.items())]
        rows = [row for found in shown for row in found]
        if len(rows) <= LIMIT:
            break
    items = [
        [truths[row], answers[row], row, round(shares[row][answers[row]], 1), round(shares[row][truths[row]], 1)]
        for row in rows
    ]
    return {"counts": counts, "items": items, **_pictures(images, rows)}


def last_errors(images: torch.Tensor, labels: torch.Tensor, answers: torch.Tensor) -> dict[str, Any]:
    """Return the test images that are misread, beside what five people saw in some of them; these come first.

    Parameters
    ----------
    images, labels, answers : tensors of the 10,000 test images
        Pixels 0 to 255 (N, 1, 28, 28), labels (N,), and what a network, or several, answer (N,).
    """
    from mnist_course.evaluation.annotators import ASKED, VOTES  # here, since the site is built without NumPy

    people = {votes.row: votes for votes in VOTES}
    pairs = list(zip(labels.tolist(), answers.tolist()))
    wrong = [row for row, (label, said) in enumerate(pairs) if label != said]
    wrong.sort(key=lambda row: row not in people)
    items = []
    for row in wrong:
        votes = people.get(row)
        seen = votes and [votes.for_label, votes.guess, votes.for_guess, votes.for_neither]
        items.append({"row": row, "label": pairs[row][0], "said": pairs[row][1], "people": seen})
    return {"items": items, "asked": ASKED, **_pictures(images, wrong)}


def _pictures(images: torch.Tensor, rows: list[int]) -> dict[str, Any]:
    chosen = [bytes(images[row].flatten().tolist()) for row in rows]
    return {"sheet": sheet(chosen), "columns": COLUMNS, "rows": -(-len(rows) // COLUMNS)}
