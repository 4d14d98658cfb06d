"""What choosing on the test images is worth, from their losses and accuracies in folds (see `looks.Folds`)."""

import random
from statistics import mean

from mnist_course.tutorials.looks import FOLDS


def optimism(fold_losses: list[list[float]], fold_accuracies: list[list[float]], draws: int = 400) -> float:
    """Return by how much a choice looks better on the images it was made on than on others (a share, 0-1).

    Parameters
    ----------
    fold_losses, fold_accuracies
        A row per candidate (an epoch, a rate), a value per fold of the test images.
    draws
        Random halves of the folds. On each, the candidate of the lowest loss is chosen, and its accuracy
        there compared with that on the other half.
    """
    draw, gains = random.Random(0), []
    for _ in range(draws):
        folds = draw.sample(range(FOLDS), FOLDS)
        here, there = folds[: FOLDS // 2], folds[FOLDS // 2 :]
        for chosen, other in ((here, there), (there, here)):  # both, so that an easier half counts for nothing
            best = min(range(len(fold_losses)), key=lambda i: sum(fold_losses[i][f] for f in chosen))
            gains.append(mean(fold_accuracies[best][f] for f in chosen) - mean(fold_accuracies[best][f] for f in other))
    return mean(gains)
