"""Exercises of chapter 09: what is in a file."""

from collections.abc import Callable
from functools import partial

import torch

from mnist_course.checks.exercise import Exercise, Mistake


def _renamed(state: dict, new: Callable[[str], str] = lambda name: name.removeprefix("model.")) -> dict:
    return {new(name): tensor for name, tensor in state.items()}


# Names that begin with a letter of "model.", hold it further on, or do not begin with it.
STATE = {"model.encoder.weight": torch.ones(2), "model.model.gain": torch.zeros(3), "old.model.bias": torch.ones(4)}
STATE |= {"models.Gain": torch.ones(5)}

EXERCISES = [
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
            "A text has a method that takes a word away from its beginning only: removeprefix.",
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
