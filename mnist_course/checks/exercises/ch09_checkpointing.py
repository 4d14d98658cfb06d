"""Exercises of chapter 09."""

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


def _train(weights: dict[str, torch.Tensor]) -> None:
    """Change the weights in place, by another step each time."""
    weights["1.weight"].mul_(2).add_(1)
    weights["1.bias"] -= weights["1.weight"].sum()


def _best(weights: dict, train: Callable, losses: list, epochs: Callable = lambda x: x.index(min(x)) + 1) -> dict:
    """Return the weights as they are after a number of epochs, which `epochs` finds from the losses."""
    for _ in range(epochs(losses)):
        train(weights)
    return weights


def _renamed(state: dict, new: Callable[[str], str] = lambda name: name.removeprefix("model.")) -> dict:
    return {new(name): tensor for name, tensor in state.items()}


# Names that begin with a letter of "model.", hold it further on, or do not begin with it.
STATE = {"model.encoder.weight": torch.ones(2), "model.model.gain": torch.zeros(3), "old.model.bias": torch.ones(4)}
STATE |= {"models.Gain": torch.ones(5)}

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
                partial(_best, epochs=len),
                "These are the weights after the last epoch. What does training do to a dictionary that was put aside, "
                "and to a copy of it that holds the same tensors? Or does every loss count as the lowest?",
            ),
            Mistake(
                partial(_best, epochs=lambda x: x.index(min(x))),
                "You copy before the epoch that has the lowest loss. A loss belongs to the weights after its epoch.",
            ),
            Mistake(partial(_best, epochs=lambda x: 1), "These are the weights after the first epoch: and later ones?"),
            Mistake(partial(_best, epochs=lambda x: 0), "Nothing is trained: call train(weights) once for each loss."),
            Mistake(
                partial(_best, epochs=lambda x: max(n + 1 for n in range(len(x)) if not n or x[n] < x[n - 1])),
                "You compare each loss with the one before it. The lowest so far is to be kept.",
            ),
            Mistake(partial(_best, epochs=lambda x: x.index(min(x)) + (min(x) < x[0])), "The first may be the best."),
            Mistake(partial(_best, epochs=lambda x: x.index(min(x[:-1])) + 1), "The last epoch may be the best, too."),
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
        cases=tuple((WEIGHTS, _train, x) for x in ([5, 3, 4, 6], [7, 6, 8, 4, 5], [4, 6, 5, 7], [5, 7, 6, 8, 3])),
    ),
    Exercise(
        "09/rename",
        _renamed,
        "Only what stands at the very beginning goes, and names without it stay.",
        (
            Mistake(
                partial(_renamed, new=lambda name: name.replace("model.", "")),
                "replace takes the word away everywhere, also in the middle of a name.",
            ),
            Mistake(
                partial(_renamed, new=lambda name: name.lstrip("model.")),  # noqa: B005
                "Letters are missing: lstrip takes away any of the six characters, as long as it finds one of them.",
            ),
            Mistake(partial(_renamed, new=lambda name: name[6:]), "Six characters are gone, whatever they are."),
            Mistake(
                partial(_renamed, new=lambda name: name.replace("model.", "", 1)),
                "The first one goes, wherever it stands. It should go only where a name begins with it.",
            ),
            Mistake(partial(_renamed, new=str), "The names are still the old ones. A text is never changed in place."),
            Mistake(
                lambda state: {name[6:]: tensor for name, tensor in state.items() if name.startswith("model.")},
                "Names that do not begin with the word are lost. They should stay as they are.",
            ),
            Mistake(partial(_renamed, new=lambda x: x.removeprefix("model")), "Your names begin with a dot."),
            Mistake(partial(_renamed, new=lambda x: x[6 * (x[:5] == "model") :]), "A name like models.Gain must stay."),
            Mistake(lambda state: dict([*_renamed(state).items()][:1]), "One name only: where does `return` stand?"),
            Mistake(lambda state: state | _renamed(state), "The old names are still there, beside the new ones."),
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
            Mistake(12 * 235_146, "Those are bytes. How many numbers are they, of 4 bytes each?"),
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
