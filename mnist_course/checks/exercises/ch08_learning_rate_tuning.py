"""Exercises of chapter 08: the luck of the winner, and the error of a difference."""

import math

import torch

from mnist_course.checks.exercise import Exercise, Mistake

# Four rates and three seeds: the lucky winner of one seed is not the best of the others.
LOSSES = torch.tensor([[0.9, 0.5, 0.7], [0.4, 0.8, 0.9], [0.5, 0.6, 0.3], [0.7, 0.2, 1.2]])
# Three rates and four seeds: the winner's row has its lowest loss elsewhere.
MORE = torch.tensor([[0.6, 0.2, 0.9, 0.5], [0.5, 0.8, 0.3, 0.7], [0.9, 0.4, 0.6, 1.0]])


def _others(losses: torch.Tensor, seed: int) -> torch.Tensor:
    """Return, for each rate, its mean loss over the seeds that did not choose."""
    return (losses.sum(dim=1) - losses[:, seed]) / (losses.shape[1] - 1)


def _winner(losses: torch.Tensor, seed: int) -> torch.Tensor:
    return losses[losses[:, seed].argmin()]


def _without(losses: torch.Tensor, seed: int) -> torch.Tensor:
    """Return the winner's losses with the other seeds."""
    return torch.cat([_winner(losses, seed)[:seed], _winner(losses, seed)[seed + 1 :]])


def _unseen_loss(losses: torch.Tensor, seed: int) -> torch.Tensor:
    return _others(losses, seed)[losses[:, seed].argmin()]


EXERCISES = [
    Exercise(
        "08/unseen-loss",
        _unseen_loss,
        "The seed that chose was lucky with its winner; the others had no part in the choice, so they may judge.",
        (
            Mistake(
                lambda losses, seed: losses[:, seed].amin(),
                "That is the winner's loss in the very sweep that chose it. Whose losses had no say?",
            ),
            Mistake(
                lambda losses, seed: losses.mean(dim=1)[losses[:, seed].argmin()],
                "The seed that chose is still part of your mean.",
            ),
            Mistake(
                lambda losses, seed: _others(losses, seed).amin(),
                "You choose by the other seeds. The choice belongs to the one seed that is named.",
            ),
            Mistake(
                lambda losses, seed: losses.mean(dim=1).amin(),
                "You choose by the mean over all seeds. The choice belongs to the one seed that is named.",
            ),
            Mistake(
                lambda losses, seed: _others(losses, seed)[losses.mean(dim=1).argmin()],
                "The mean over all seeds chooses with you. The choice belongs to the one seed that is named.",
            ),
            Mistake(
                lambda losses, seed: losses[:, seed].argmin(),
                "That is the number of the rate that wins. What is its loss with the other seeds?",
            ),
            Mistake(
                lambda losses, seed: _others(losses, seed)[losses[:, seed].argmax()],
                "You take the rate with the largest loss.",
            ),
            Mistake(
                lambda losses, seed: _others(losses, seed).mean(),
                "You average over all rates. Only one of them has won.",
            ),
            Mistake(
                lambda losses, seed: _unseen_loss(losses.T, seed),
                "Rows and columns are exchanged: a row is a rate, and a column a seed.",
            ),
            Mistake(
                lambda losses, seed: _without(losses, seed).sum() / losses.shape[1],
                "You divide by the number of all seeds. How many are the others?",
            ),
            Mistake(lambda losses, seed: _without(losses, seed).sum(), "That is their sum. What is it on average?"),
            Mistake(_without, "Those are the losses that were meant. What is their average?"),
            Mistake(lambda losses, seed: _without(losses, seed).median(), "That is their median, and not their mean."),
            Mistake(lambda losses, seed: _winner(losses, seed)[1:].mean(), "You leave out seed 0, whichever chose."),
            Mistake(
                lambda losses, seed: _winner(losses, seed)[:-1].mean(), "You leave out the last seed, whichever chose."
            ),
            Mistake(
                lambda losses, seed: _winner(losses, seed)[seed + 1 :].mean(),
                "You ask only the seeds that stand behind it. What of those before?",
            ),
            Mistake(
                lambda losses, seed: _without(losses, seed).sum() / (len(losses) - 1),
                "len(losses) is the number of rates. How many seeds are there?",
            ),
            Mistake(
                lambda losses, seed: _winner(losses, seed).sum() - losses[:, seed].amin() / (losses.shape[1] - 1),
                "Only what you subtract is divided: first subtract, in brackets.",
            ),
            Mistake(
                lambda losses, seed: (losses[seed].sum() - losses[seed, seed]) / (losses.shape[1] - 1),
                "You take the row of that number. `seed` is the number of a column, which has to choose a row.",
            ),
            Mistake(_winner, "That is the winner's row. What do the other seeds in it lose on average?"),
            Mistake(lambda losses, seed: _unseen_loss(losses, 0), "Seed 0 chooses, whichever was named."),
            Mistake(
                lambda losses, seed: _winner(losses, seed).sort().values[1:].mean(),
                "You leave out the lowest loss of the winner's row. It need not be that of the seed that chose.",
            ),
            Mistake(
                lambda losses, seed: losses[:, [s for s in range(losses.shape[1]) if s != seed]].amin(dim=0).mean(),
                "Each of the other seeds has its own lowest loss with you. All of them judge the one winner.",
            ),
            Mistake(
                lambda losses, seed: _unseen_loss(losses, seed) - losses[:, seed].amin(),
                "That is by how much the winner was flattered. What does it lose with the others?",
            ),
        ),
        (
            "First the winner: the row with the lowest loss in the column of that seed.",
            "Then the rest of the winner's row: its sum, less what that seed has, over the number of other seeds.",
        ),
        """
        def unseen_loss(losses, seed):
            own = losses[losses[:, seed].argmin()]
            return (own.sum() - own[seed]) / (len(own) - 1)
        """,
        cases=(*((LOSSES, seed) for seed in range(3)), (MORE, 0), (MORE, 3)),
    ),
    Exercise(
        "08/error-of-difference",
        13,
        "Independent errors add up by their squares, since they help each other as often as they cancel. "
        "A ± comes after that, times Student's t.",
        (
            Mistake(17, "That is their sum: as if both errors always pointed in opposite directions."),
            Mistake(7, "That is their difference, as if the errors cancelled. They are independent."),
            Mistake(12, "That is the larger of the two. The smaller one moves the difference too."),
            Mistake(169, "These are the squares, added. One step is missing."),
            Mistake(8.5, "That is their mean. A difference of two uncertain numbers is less certain than either."),
            Mistake(math.sqrt(17), "You take the root of their sum. What is squared, and when?"),
            Mistake(math.sqrt(144 - 25), "You subtract the squares. Is a difference surer than its parts?"),
            Mistake(5, "That is the smaller of the two. A difference of two is less certain than either."),
            Mistake(20, "That is the difference itself. How far off may it be?"),
            Mistake(60, "You multiply the two. Errors add up, in their own way."),
            Mistake(math.sqrt(60), "That is the root of their product. What is squared, and what comes then?"),
            Mistake(math.sqrt(169 / 2), "You average the squares. They add up."),
            Mistake(169 / 2, "You average the squares, and there the root is missing. They add up."),
            Mistake(math.sqrt(17 * 17 + 7 * 7), "You square sum and difference. Square the two errors."),
            Mistake(13 / math.sqrt(5), "A standard error has the root of the number of runs in it already."),
            *(
                Mistake(13 * t, f"{t} times too much: Student's t comes afterwards, for the ±. Give the error.")
                for t in (1.96, 2, 2.3, 2.776)
            ),
            Mistake(math.sqrt(25 + 12), "Only the 5 is squared."),
            Mistake(math.sqrt(5 + 144), "Only the 12 is squared."),
            Mistake(13 / 2, "That is half of it. A difference is no mean: nothing is halved."),
            Mistake(-13, "An error has no sign."),
        ),
        (
            "Which line of the section's figure is the error of A − B?",
            "Square both, add, take the root: math.hypot does all three.",
        ),
        """
        error_of_difference = math.hypot(5, 12)
        """,
    ),
]
