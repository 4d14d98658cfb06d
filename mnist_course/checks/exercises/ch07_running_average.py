"""Exercises of chapter 07: an average that is corrected, and weight decay."""

from mnist_course.checks.exercise import Exercise, Mistake

VALUES = [8.0, 0.0, 6.0, -2.0]


def _average(values: list[float], beta: float, first: float = 0.0) -> float:
    average = first
    for value in values:
        average = beta * average + (1 - beta) * value
    return average


def _averages(values: list[float], beta: float, later: int) -> list[float]:
    """Return the average after each value, corrected for a number of values that may be off."""
    every = range(1, len(values) + 1)
    return [_average(values[:t], beta) / (1 - beta ** (t + later)) for t in every]


def _corrected(values: list[float], beta: float) -> float:
    return _average(values, beta) / (1 - beta ** len(values))


def _corrected_on_the_way(values: list[float], beta: float) -> float:
    average = 0.0
    for t, value in enumerate(values, start=1):
        average = (beta * average + (1 - beta) * value) / (1 - beta**t)
    return average


EXERCISES = [
    Exercise(
        "07/corrected-average",
        _corrected,
        "After t values the zero at the start still weighs beta to the power t, and the values weigh the rest.",
        (
            Mistake(
                _average,
                "The zero at the start still weighs in: of a single value, only a small part is left.",
            ),
            Mistake(
                lambda values, beta: _average(values, beta) / (1 - beta),
                "It is right for a single value, and too large for more. The correction has to fade with each value.",
            ),
            Mistake(
                lambda values, beta: _average(values, beta) / (1 - beta ** (len(values) - 1)),
                "Of a single value it makes no number: you count from 0, and 1 − beta⁰ is 0.",
            ),
            Mistake(
                lambda values, beta: _average(values, beta, first=values[0]),
                "You begin at the first value, which then weighs far more than the others. Begin at 0, and correct.",
            ),
            Mistake(
                lambda values, beta: _corrected(values, 1 - beta),
                "Old and new are exchanged: beta is what is kept of the old average.",
            ),
            Mistake(
                _corrected_on_the_way,
                "You mix on with the corrected average. Keep the bare one, and correct what you return.",
            ),
            Mistake(
                lambda values, beta: _average(values, beta) * (1 - beta ** len(values)),
                "You multiply by what the values weigh. Then it gets even smaller.",
            ),
            Mistake(
                lambda values, beta: _average(values, beta, first=values[0]) / (1 - beta ** len(values)),
                "Either begin at the first value, or at 0 and correct for it. You do one half of each.",
            ),
            Mistake(
                lambda values, beta: _averages(values, beta, later=-1)[-1],
                "You divide by 0 at the first value: after it, t is 1.",
            ),
            Mistake(lambda values, beta: _averages(values, beta, later=1)[-1], "You count one value too many."),
            Mistake(
                lambda values, beta: _averages(values, beta, later=0),
                "Those are the averages after each value. One number is wanted, the last.",
            ),
            Mistake(
                lambda values, beta: _average(values, 1 - beta) / (1 - beta ** len(values)),
                "The correction is right, but in the mixing old and new are exchanged.",
            ),
            Mistake(
                lambda values, beta: _corrected(values, beta) / (1 - beta),
                "You add each value in full. Of a new one only a part is mixed in.",
            ),
            Mistake(
                lambda values, beta: _average(values, beta) / (1 - beta * len(values)),
                "beta * t is not beta to the power t. It is the same for a single value only.",
            ),
            Mistake(
                lambda values, beta: _average(values, beta) / 1 - beta ** len(values),
                "1 - beta ** t needs brackets around it.",
            ),
            Mistake(
                lambda values, beta: _average(values, beta) / (1 - beta) ** len(values),
                "It is beta that gets the power, before it is subtracted from 1.",
            ),
            Mistake(
                lambda values, beta: _average(values, beta) / (1 + beta ** len(values)),
                "The values weigh less than 1, and not more.",
            ),
            Mistake(
                lambda values, beta: _average(values[1:], beta) / (1 - beta ** len(values)),
                "The first value is missing. Where does the loop begin?",
            ),
            Mistake(
                lambda values, beta: [_average(values[: t + 1], beta) for t in range(len(values))],
                "Those are the averages after each value, not corrected. One number is wanted.",
            ),
            Mistake(lambda values, beta: values[0], "That is the first value. Does the function end within the loop?"),
            Mistake(lambda values, beta: values[-1], "That is the last value. What is left of the others?"),
            Mistake(lambda values, beta: _corrected(values, 0.9), "With you, 0.9 is kept whatever beta is."),
            Mistake(
                lambda values, beta: _average(values, beta) / (1 - 0.9 ** len(values)),
                "There is a 0.9 in your correction, where beta belongs.",
            ),
            Mistake(
                lambda values, beta: _corrected(values[::-1], beta),
                "The first value weighs most with you. In a moving average the last one does.",
            ),
            Mistake(
                lambda values, beta: sum(values) / len(values),
                "That is the plain mean: all values weigh alike. In a moving average the last one weighs most.",
            ),
        ),
        (
            "Begin at 0, and mix in one value after the other, as adam does with its gradients.",
            "How much of the zero at the start is left after len(values) values?",
            "Divide by 1 - beta ** len(values).",
        ),
        """
        def corrected_average(values, beta):
            average = 0
            for value in values:
                average = beta * average + (1 - beta) * value
            return average / (1 - beta ** len(values))
        """,
        cases=((VALUES[:1], 0.9), (VALUES, 0.75), (VALUES[:3], 0.9)),
    ),
    Exercise(
        "07/weight-decay",
        1 / 10 * 1 / 100 * 3,
        "AdamW takes a share of the weight, rate times decay, and Adam's division has no part in it.",
        (
            Mistake(1 / 10, "That is a whole rate: what Adam takes when the decay is part of its gradient."),
            Mistake(0, "With a gradient of 0, Adam stands still. Weight decay does not wait for a gradient."),
            Mistake(3 / 100, "That is decay times weight. By what is it multiplied before the weight shrinks?"),
            Mistake(3 / 10, "That is rate times weight. Where is the decay?"),
            Mistake(1 / 1000, "It would be right for a weight of 1. A larger weight shrinks by more."),
            Mistake(6 / 1000, "It is twice the right one: the derivative of a square has no part in AdamW."),
            Mistake(3 - 3 / 1000, "That is the weight, or what is left of it. How much has been taken away?"),
            Mistake([3 / 1000, 3 - 3 / 1000], "One number is wanted: what has been taken away."),
            Mistake(1 / 100, "That is the decay alone. A step at rate 1 would take it from a weight of 1."),
            Mistake(1 / 10 + 3 / 1000, "You add a step of Adam's. With a gradient of 0 it stands still."),
            Mistake(9 / 1000, "You square the weight. AdamW takes a share of the weight itself."),
            Mistake(9 / 2000, "That is a penalty: half of the weight's square. What does AdamW take from the weight?"),
            Mistake(3 - 1 / 10, "That is what the decay in the gradient leaves. How much does AdamW take away?"),
            Mistake(3 - 3 / 100, "You leave out the rate, and that is what would be left. How much is taken away?"),
            Mistake(-3 / 1000, "The sign: what is taken away is a number above 0."),
        ),
        (
            "Read adamw from the inside: what does it hand to adam as the weight?",
            "rate * decay * w is taken away before Adam takes its step, and with a gradient of 0 that step is 0.",
        ),
        """
        taken = 1 / 10 * 1 / 100 * 3
        """,
    ),
]
