"""Exercises of chapter 14: an average of weights."""

from mnist_course.checks.exercise import Exercise, Mistake

WEIGHTS = [4.0, 0.0, -2.0, 7.0, 1.0]


def _average(weights: list[float], decay: float, start: float | None = None) -> float:
    average = weights[0] if start is None else start
    for weight in weights:
        average = decay * average + (1 - decay) * weight
    return average


def _zero_is_none(weights: list[float], decay: float) -> float:
    average = 0.0
    for weight in weights:
        average = decay * (average or weight) + (1 - decay) * weight
    return average


EXERCISES = [
    Exercise(
        "14/moving-average",
        _average,
        "Old weights fade, by the same factor at each step, and the first one is there in full at the start.",
        (
            Mistake(
                lambda weights, decay: _average(weights, decay, start=0.0),
                "You begin at 0, and the average is drawn towards it. keep_average begins at the first weight.",
            ),
            Mistake(
                lambda weights, decay: _average(weights, 1 - decay),
                "Old and new are exchanged: decay is the share that is kept.",
            ),
            Mistake(
                lambda weights, decay: sum(weights) / len(weights),
                "That is the plain mean: the early, bad weights count as much as the last ones.",
            ),
            Mistake(lambda weights, decay: weights[-1], "That is the last weight, and no average."),
            Mistake(
                lambda weights, decay: _average(weights, decay, start=0.0) / (1 - decay ** len(weights)),
                "You begin at 0 and correct for it, as Adam does. keep_average begins at the first weight instead.",
            ),
            Mistake(
                lambda weights, decay: decay * weights[-2] + (1 - decay) * weights[-1],
                "You mix only the last two weights. Mix into the average, not into the weight before.",
            ),
            Mistake(
                lambda weights, decay: [_average(weights[: n + 1], decay) for n in range(len(weights))],
                "Those are the averages after each step. One number is wanted, the last.",
            ),
            Mistake(
                lambda weights, decay: {"weight": _average(weights, decay)},
                "That is the dictionary. The number in it is right: return it alone.",
            ),
            Mistake(
                lambda weights, decay: _average(weights[:2], decay),
                "Only the first two weights count. Does the function end within the loop?",
            ),
            Mistake(lambda weights, decay: _average(weights[:-1], decay), "The last weight is missing."),
            Mistake(
                lambda weights, decay: _average([weights[0], *weights[2:]], decay),
                "The second weight is missing. Where does the loop begin?",
            ),
            Mistake(
                lambda weights, decay: _average([weights[0], weights[-1]], decay),
                "Only the first and the last weight are mixed. The others belong to it, one after the other.",
            ),
            Mistake(
                lambda weights, decay: _average(weights[::-1], decay),
                "You go through the list from its end. The first weight comes first.",
            ),
            Mistake(
                lambda weights, decay: _average(weights, 0.995),
                "Your decay is 0.995, whichever was given.",
            ),
            Mistake(
                lambda weights, decay: sum(weight * decay**n for n, weight in enumerate(weights[::-1])),
                "Each new weight is added in full. Of it, only a part is mixed in.",
            ),
            Mistake(
                lambda weights, decay: sum((1 - decay) * weight * decay**n for n, weight in enumerate(weights)),
                "The first weight counts most with you. It is the old ones that fade.",
            ),
            Mistake(
                lambda weights, decay: _average(weights, decay) / (1 - decay ** len(weights)),
                "You begin at the first weight, and correct as if you had begun at 0.",
            ),
            Mistake(lambda weights, decay: weights[0], "That is the first weight. Does the function end in the loop?"),
            Mistake(
                lambda weights, decay: weights[0] + sum((1 - decay) * weight for weight in weights[1:]),
                "The average grows by a part of every weight, and nothing of the old one fades.",
            ),
            Mistake(lambda weights, decay: _average(weights, 0.5), "You take half of each, whatever the decay is."),
            Mistake(lambda weights, decay: sum(weights), "That is a sum."),
            Mistake(_zero_is_none, "A weight of 0 is a weight. `or` and `if` take it for none."),
        ),
        (
            "Begin at the first weight, then go through the list.",
            "At each step: decay * average + (1 - decay) * weight.",
        ),
        """
        def moving_average(weights, decay):
            mixed = weights[0]
            for weight in weights:
                mixed = decay * mixed + (1 - decay) * weight
            return mixed
        """,
        cases=((WEIGHTS, 0.9), (WEIGHTS[1:], 0.75)),
    ),
]
