"""Exercises of chapter 07."""

from mnist_course.checks.exercise import Exercise, Mistake

# Rates that change on the way, since a constant one hides where the rate is taken in; lists of uneven length.
GRADIENTS, RATES = [2.0, -1.0, 3.0, 0.5], [0.1, 0.1, 0.02, 0.05]
VALUES = [8.0, 0.0, 6.0, -2.0]


def _after_momentum(w: float, gradients: list[float], rates: list[float], mu: float = 0.9, share: float = 1) -> float:
    velocity = 0.0
    for g, rate in zip(gradients, rates):
        velocity = mu * velocity + share * g
        w = w - rate * velocity
    return w


def _rate_inside(w: float, gradients: list[float], rates: list[float]) -> float:
    velocity = 0.0
    for g, rate in zip(gradients, rates):
        velocity = 0.9 * velocity + rate * g
        w = w - velocity
    return w


def _old_velocity(w: float, gradients: list[float], rates: list[float]) -> float:
    velocity = 0.0
    for g, rate in zip(gradients, rates):
        w = w - rate * velocity
        velocity = 0.9 * velocity + g
    return w


def _average(values: list[float], beta: float, first: float = 0.0) -> float:
    average = first
    for value in values:
        average = beta * average + (1 - beta) * value
    return average


def _corrected(values: list[float], beta: float) -> float:
    return _average(values, beta) / (1 - beta ** len(values))


def _corrected_on_the_way(values: list[float], beta: float) -> float:
    average = 0.0
    for t, value in enumerate(values, start=1):
        average = (beta * average + (1 - beta) * value) / (1 - beta**t)
    return average


EXERCISES = [
    Exercise(
        "07/cliff",
        2 / 8,
        "Along the steeper weight, a step at that rate lands as far away on the other side; beyond it, farther.",
        (
            Mistake(2 / 2, "That is the cliff of the gentler weight. Which of the two flies off first?"),
            Mistake(1 / 8, "At that rate a single step ends at the bottom of the steep direction. It can be larger."),
            Mistake(2 / 10, "You add the two curvatures. Each weight is multiplied by a factor of its own."),
            Mistake(2 / 5, "You take the mean of the two curvatures. Which of them sets the cliff?"),
            Mistake(2 / 100, "That is the cliff of the valley above. This one is less curved."),
            Mistake(8 / 2, "The steeper, the smaller the rate: it is the other way up."),
            Mistake(
                2 / 4,
                "Do you count the ½ of the formula? The curvature is what the weight is multiplied by in the gradient.",
            ),
        ),
        (
            "Each step multiplies the steep weight by 1 − 8 · rate.",
            "Above which rate is that factor below −1?",
        ),
        """
        cliff = 2 / 8
        """,
    ),
    Exercise(
        "07/momentum",
        _after_momentum,
        "The velocity adds up bare gradients, and each step goes along it at the rate of that step.",
        (
            Mistake(
                lambda w, gradients, rates: w - sum(g * rate for g, rate in zip(gradients, rates)),
                "That is plain SGD: it forgets the velocity from step to step.",
            ),
            Mistake(
                _rate_inside,
                "It is right until the rate changes. You multiply a gradient by the rate before you add it up, "
                "so that old gradients keep old rates.",
            ),
            Mistake(
                lambda w, gradients, rates: _after_momentum(w, gradients, rates, share=0.1),
                "You average: a tenth of each gradient goes in. Momentum adds the whole of it.",
            ),
            Mistake(
                lambda w, gradients, rates: _after_momentum(w, gradients, rates, share=0.9),
                "The new gradient has faded too, to nine tenths. Only the old velocity fades.",
            ),
            Mistake(
                lambda w, gradients, rates: _after_momentum(w, gradients, [-rate for rate in rates]),
                "The sign: that walks uphill.",
            ),
            Mistake(
                _old_velocity,
                "You step along the old velocity, and bring it up to date only afterwards.",
            ),
            Mistake(
                lambda w, gradients, rates: _after_momentum(w, gradients, rates, mu=1.0),
                "The velocity never fades. How much of the old one is kept?",
            ),
        ),
        (
            "Two numbers change from step to step: the velocity, which begins at 0, and the weight.",
            "The velocity becomes 0.9 · velocity + g; then the weight becomes w − rate · velocity.",
        ),
        """
        def after_momentum(w, gradients, rates):
            velocity = 0
            for g, rate in zip(gradients, rates):
                velocity = 0.9 * velocity + g
                w = w - rate * velocity
            return w
        """,
        cases=((1.0, GRADIENTS, RATES), (-2.0, GRADIENTS[1:], RATES[1:])),
    ),
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
            Mistake(3 - 3 / 1000, "That is what is left of the weight. How much has been taken away?"),
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
