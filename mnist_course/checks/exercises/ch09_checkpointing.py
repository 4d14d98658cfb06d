"""Exercises of chapter 09: the best epoch."""

import copy
from collections.abc import Callable
from functools import partial

import torch

from mnist_course.checks.exercise import Exercise, Mistake

# Better only than the last one, better after a pause, always better, by little, and better at the very end.
RUNS = ([9, 6, 7, 5, 6, 5, 8, 4, 9], [5, 7, 6, 8, 3], [300.2, 300.1], [4, 6, 3, 5, 6, 4, 7, 2], [3, 3, 4, 3, 9, 1])


def _watch(losses: list[float], patience: int, late: int = 0, equal: bool = False) -> tuple[int, int]:
    best, lowest = 0, float("inf")
    for epoch, loss in enumerate(losses, start=1):
        if loss < lowest or (equal and loss == lowest):
            best, lowest = epoch, loss
        elif epoch - best >= patience + late:
            return epoch, best
    return len(losses), best


def _counting(losses: list[float], patience: int, count: Callable[[list[float], int], int]) -> tuple[int, int]:
    """Stop when the bad epochs, counted by a wrong rule, are as many as `patience`."""
    epoch, bad = 0, 0
    while epoch < len(losses) and bad < patience:
        epoch += 1
        bad = count(losses[:epoch], bad)
    return epoch, losses.index(min(losses[:epoch])) + 1


WEIGHTS = {"1.weight": torch.tensor([[1.0, -2.0, 0.5], [0.0, 3.0, 1.0]]), "1.bias": torch.tensor([0.5, -1.0])}
# What each epoch gives; those who train longer than they are asked to find a loss that is lower than all.
TRAININGS: list[list[float]] = [[5, 3, 4, 6, 1], [7, 6, 8, 4, 5, 1], [4, 6, 5, 7, 1], [5, 7, 6, 8, 3, 1]]
TRAININGS += [[6, 2, 7, 2, 3, 1]]


def _train(losses: list[float], weights: dict[str, torch.Tensor]) -> float:
    """Change the weights in place, by another step each time, and return the next loss."""
    weights["1.weight"].mul_(2).add_(1)
    weights["1.bias"] -= weights["1.weight"].sum()
    return losses.pop(0) if losses else 9.0


def _best(weights: dict, train: Callable, epochs: int, pick: Callable = lambda x: x.index(min(x)) + 1) -> dict:
    """Return the weights as they were after that epoch which `pick` finds from the losses; 0 is before the first."""
    losses, kept = [], [copy.deepcopy(weights)]
    for _ in range(epochs):
        losses.append(train(weights))
        kept.append(copy.deepcopy(weights))
    return kept[pick(losses)]


def _best_of_every_second(weights: dict, train: Callable, epochs: int) -> dict:
    """Call `train` once to compare, and once more to keep."""
    lowest, kept = float("inf"), weights
    for _ in range(epochs):
        if train(weights) < lowest:
            lowest, kept = train(weights), copy.deepcopy(weights)
    return kept


EXERCISES = [
    Exercise(
        "09/patience",
        _watch,
        "What counts is the distance from the best epoch so far, and each new best begins it anew.",
        (
            Mistake(partial(_watch, late=1), "It stops an epoch late. A patience of 2 ends with the second bad epoch."),
            Mistake(
                partial(_counting, count=lambda x, n: n + 1 if min(x[-2:-1], default=9e9) <= x[-1] else 0),
                "You compare each loss with the one before. A new best has to be lower than all before.",
            ),
            Mistake(
                partial(_counting, count=lambda x, n: n + (min(x[:-1], default=9e9) <= x[-1])),
                "You add up all epochs without a new best. A new best forgives the ones before it.",
            ),
            Mistake(partial(_watch, equal=True), "An equal loss counts as a new best with you. It has to be lower."),
            Mistake(lambda *given: _watch(*given)[::-1], "The other way round: the epoch of the stop comes first."),
            Mistake(
                lambda losses, patience: (_watch(losses, patience)[0], losses.index(min(losses)) + 1),
                "The first number is right. The second must not know the losses that follow the stop.",
            ),
            Mistake(lambda *x: tuple(n - 1 for n in _watch(*x)), "Your epochs begin at 0. The first is epoch 1."),
            Mistake(
                lambda losses, patience: (len(losses), losses.index(min(losses)) + 1),
                "You look at all losses. When the run stops, those that follow are never seen.",
            ),
            Mistake(
                lambda *x: (_watch(*x)[0],) * 2, "The first is right. The epoch kept is not the last but the best."
            ),
        ),
        (
            "Go through the losses with enumerate(losses, start=1), and keep the best epoch and its loss.",
            "If a loss is no new best, and the epoch is patience or more after the best one, return.",
            "A run that is not stopped ends with the last loss: return that after the loop.",
        ),
        """
        def watch_losses(losses, patience):
            best, lowest = 0, float("inf")
            for epoch, loss in enumerate(losses, start=1):
                if loss < lowest:
                    best, lowest = epoch, loss
                elif epoch - best >= patience:
                    return epoch, best
            return len(losses), best
        """,
        cases=tuple((losses, patience) for losses in RUNS for patience in (1, 2, 3)),
    ),
    Exercise(
        "09/best-weights",
        _best,
        "Only a copy stays as it was while the training goes on writing into the weights.",
        (
            Mistake(
                partial(_best, pick=len),
                "These are the weights after the last epoch. What does training do to a dictionary that was put aside, "
                "and to a copy of it that holds the same tensors? Or does every loss count as the lowest?",
            ),
            Mistake(
                partial(_best, pick=lambda x: x.index(min(x))),
                "You copy before the epoch that has the lowest loss. A loss belongs to the weights after its epoch.",
            ),
            Mistake(partial(_best, pick=lambda x: 1), "These are the weights after the first epoch: and later ones?"),
            Mistake(partial(_best, pick=lambda x: 0), "Nothing is trained: call train(weights) once for each epoch."),
            Mistake(
                partial(_best, pick=lambda x: max(n + 1 for n in range(len(x)) if not n or x[n] < x[n - 1])),
                "You compare each loss with the one before it. The lowest so far is to be kept.",
            ),
            Mistake(
                partial(_best, pick=lambda x: next((n for n in range(1, len(x)) if x[n] > x[n - 1]), len(x))),
                "You stop when the loss rises for the first time. It may fall again: train all epochs.",
            ),
            Mistake(
                partial(_best, pick=lambda x: len(x) - x[::-1].index(min(x))),
                "Of equal losses, you keep the last. A new best has to be lower.",
            ),
            Mistake(partial(_best, pick=lambda x: x.index(min(x)) + (min(x) < x[0])), "The first may be the best."),
            Mistake(lambda w, t, n: _best(w, t, n - 1), "The last epoch may be the best, too: you leave it out."),
            Mistake(
                _best_of_every_second, "Each call of train is an epoch. Give what it returns a name, and use that."
            ),
            Mistake(lambda w, t, n: _best(w, t, n + 1), "You train more epochs than asked, and keep one of those."),
        ),
        (
            "One loop over the epochs: train, and put the weights aside if the loss is the lowest so far.",
            "weights.copy() is not enough: it is a new dictionary of the same tensors.",
            "copy.deepcopy(weights) copies the tensors too; so does tensor.clone() for each of them.",
        ),
        """
        def best_weights(weights, train, epochs):
            lowest = float("inf")
            for _ in range(epochs):
                loss = train(weights)
                if loss < lowest:
                    lowest = loss
                    kept_weights = {name: tensor.clone() for name, tensor in weights.items()}
            return kept_weights
        """,
        cases=tuple((WEIGHTS, partial(_train, x), len(x) - 1) for x in TRAININGS),
    ),
]
