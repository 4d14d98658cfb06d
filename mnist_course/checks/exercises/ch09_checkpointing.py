"""Exercises of chapter 09."""

from collections.abc import Callable

import torch

from mnist_course.checks.exercise import Exercise, Mistake

# Better only than the last one, better after a pause, never better again, better at the very end.
RUNS = ([9, 6, 7, 5, 6, 5, 8, 4, 9], [5, 7, 6, 8, 3], [8, 7, 6, 5], [4, 6, 3, 5, 6, 4, 7, 2], [3, 3, 4, 3, 9, 1])


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


def _train(weights: dict[str, torch.Tensor]) -> None:
    """Change the weights in place, by another step each time."""
    weights["1.weight"].mul_(2).add_(1)
    weights["1.bias"] -= weights["1.weight"].sum()


def _after(epochs: Callable[[list[float]], int]) -> Callable:
    """Return a function that gives the weights as they were after that number of epochs."""

    def weights_after(weights: dict, train: Callable, losses: list[float]) -> dict:
        for _ in range(epochs(losses)):
            train(weights)
        return weights

    return weights_after


def _renamed(state: dict) -> dict:
    return {name.removeprefix("model."): tensor for name, tensor in state.items()}


# Names that begin with a letter of "model.", hold it further on, or do not begin with it.
STATE = {"model.encoder.weight": torch.ones(2), "model.model.gain": torch.zeros(3), "old.model.bias": torch.ones(4)}

EXERCISES = [
    Exercise(
        "09/patience",
        _watch,
        "What counts is the distance from the best epoch so far, and each new best begins it anew.",
        (
            Mistake(
                lambda losses, patience: _watch(losses, patience, late=1),
                "It stops an epoch late. With a patience of 2, how many epochs may bring no new best?",
            ),
            Mistake(
                lambda losses, patience: _counting(
                    losses, patience, lambda x, n: n + 1 if min(x[-2:-1], default=99) <= x[-1] else 0
                ),
                "You compare each loss with the one before. A new best has to be lower than all before.",
            ),
            Mistake(
                lambda losses, patience: _counting(
                    losses, patience, lambda x, n: n + (min(x[:-1], default=99) <= x[-1])
                ),
                "You add up all epochs without a new best. A new best forgives the ones before it.",
            ),
            Mistake(
                lambda losses, patience: _watch(losses, patience, equal=True),
                "An equal loss counts as a new best with you. It has to be lower.",
            ),
            Mistake(
                lambda losses, patience: tuple(epoch - 1 for epoch in _watch(losses, patience)),
                "Your epochs begin at 0. The first is epoch 1.",
            ),
            Mistake(
                lambda losses, patience: (len(losses), losses.index(min(losses)) + 1),
                "You look at all losses. When the run stops, those that follow are never seen.",
            ),
            Mistake(
                lambda losses, patience: (_watch(losses, patience)[0],) * 2,
                "The first number is right. The epoch that is kept is not the last one but the best.",
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
        _after(lambda losses: losses.index(min(losses)) + 1),
        "Only a copy stays as it was while the training goes on writing into the weights.",
        (
            Mistake(
                _after(len),
                "These are the weights after the last epoch. What does training do to a dictionary that was put aside, "
                "and to a copy of it that holds the same tensors?",
            ),
            Mistake(
                _after(lambda losses: losses.index(min(losses))),
                "You copy before the epoch that has the lowest loss. A loss belongs to the weights after its epoch.",
            ),
            Mistake(
                _after(lambda losses: 1), "These are the weights after the first epoch. Do later ones get a chance?"
            ),
            Mistake(_after(lambda losses: 0), "Nothing has been trained: call train(weights) once for each loss."),
        ),
        (
            "One loop over the losses: train, and put the weights aside if the loss is the lowest so far.",
            "weights.copy() is not enough: it is a new dictionary of the same tensors.",
            "copy.deepcopy(weights) copies the tensors too; so does tensor.clone() for each of them.",
        ),
        """
        def best_weights(weights, train, losses):
            lowest = float("inf")
            for loss in losses:
                train(weights)
                if loss < lowest:
                    lowest = loss
                    kept_weights = {name: tensor.clone() for name, tensor in weights.items()}
            return kept_weights
        """,
        cases=((WEIGHTS, _train, [5, 3, 4, 6]), (WEIGHTS, _train, [7, 6, 8, 4, 5])),
    ),
    Exercise(
        "09/rename",
        _renamed,
        "Only what stands at the very beginning goes, and names without it stay.",
        (
            Mistake(
                lambda state: {name.replace("model.", ""): tensor for name, tensor in state.items()},
                "replace takes the word away everywhere, also in the middle of a name.",
            ),
            Mistake(
                lambda state: {name.lstrip("model."): tensor for name, tensor in state.items()},  # noqa: B005
                "Letters are missing: lstrip takes away any of the six characters, as long as it finds one of them.",
            ),
            Mistake(
                lambda state: {name[len("model.") :]: tensor for name, tensor in state.items()},
                "Six characters are gone from every name, also where they are not the word.",
            ),
            Mistake(
                lambda state: {name.replace("model.", "", 1): tensor for name, tensor in state.items()},
                "The first one goes, wherever it stands. It should go only where a name begins with it.",
            ),
        ),
        (
            "A new dictionary: {... : tensor for name, tensor in state.items()}.",
            "The section names the method that takes a word away from the beginning only.",
        ),
        """
        def without_prefix(state):
            return {name.removeprefix("model."): tensor for name, tensor in state.items()}
        """,
        cases=((STATE,),),
    ),
    Exercise(
        "09/numbers-to-keep",
        3 * 235_146,
        "Adam keeps two averages for each weight, and they are as much a part of the run as the weights.",
        (
            Mistake(235_146, "Those are the weights alone. What does Adam remember of each of them?"),
            Mistake(2 * 235_146, "Count the averages that Adam keeps for each weight once more (chapter 07)."),
            Mistake(4 * 235_146, "You count the gradients too. The next batch makes new ones: nobody keeps them."),
        ),
        (
            "For each weight: the weight itself, and what Adam remembers of it.",
            "Adam has a moving average of the gradient, and one of its square.",
        ),
        """
        numbers_to_keep = 3 * 235_146
        """,
    ),
]
