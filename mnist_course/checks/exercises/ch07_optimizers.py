"""Exercises of chapter 07: the cliff, and momentum."""

from mnist_course.checks.exercise import Exercise, Mistake

# Rates that change on the way, since a constant one hides where the rate is taken in; lists of uneven length.
GRADIENTS, RATES = [2.0, -1.0, 3.0, 0.5], [0.1, 0.1, 0.02, 0.05]


def _steps(
    w: float, gradients: list[float], rates: list[float], mu: float = 0.9, share: float = 1, velocity: float = 0.0
) -> tuple[list[float], list[float]]:
    """Return the weight and the velocity after each step."""
    weights, velocities = [], []
    for g, rate in zip(gradients, rates):
        velocity = mu * velocity + share * g
        w = w - rate * velocity
        weights.append(w)
        velocities.append(velocity)
    return weights, velocities


def _after_momentum(w: float, gradients: list[float], rates: list[float], **changed: float) -> float:
    return _steps(w, gradients, rates, **changed)[0][-1]


def _nesterov(w: float, gradients: list[float], rates: list[float]) -> float:
    velocities = _steps(w, gradients, rates)[1]
    return w - sum(rate * (g + 0.9 * v) for g, rate, v in zip(gradients, rates, velocities))


def _shrinking(w: float, gradients: list[float], rates: list[float]) -> float:
    for g, rate in zip(gradients, rates):
        w = 0.9 * w - rate * g
    return w


def _later_gradients_less(w: float, gradients: list[float], rates: list[float]) -> float:
    return _after_momentum(w, [0.9**t * g for t, g in enumerate(gradients)], rates, mu=1.0)


def _all_rates_each_time(w: float, gradients: list[float], rates: list[float]) -> float:
    return _after_momentum(w, gradients, [sum(rates)] * len(rates))


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
            Mistake([1, 1 / 4], "These are the cliffs of both weights. One rate serves both: which flies off first?"),
            Mistake(2 / 64, "You square the curvature. In the gradient, w is multiplied by it once."),
            Mistake(-1 / 4, "The sign: a rate is above 0."),
            Mistake(1 / 16, "A step at that rate only halves the steep weight. May it go beyond the bottom?"),
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
            Mistake(
                lambda w, gradients, rates: w - rates[0] * gradients[0],
                "Only the first step is taken. Does the function end within the loop?",
            ),
            Mistake(
                lambda w, gradients, rates: _steps(w, gradients, rates)[1][-1], "That is the velocity. Where is w?"
            ),
            Mistake(
                lambda w, gradients, rates: _steps(w, gradients, rates)[0],
                "Those are the weights after each step. One number is wanted, the last.",
            ),
            Mistake(
                lambda w, gradients, rates: tuple(of[-1] for of in _steps(w, gradients, rates)),
                "The weight is right, and beside it you return the velocity. Return the weight alone.",
            ),
            *(
                Mistake(
                    lambda w, gradients, rates, n=n: _after_momentum(w, gradients, [rates[n]] * len(rates)),
                    f"Every step is taken at the {which} rate. Each has a rate of its own.",
                )
                for n, which in ((0, "first"), (-1, "last"))
            ),
            Mistake(_all_rates_each_time, "Each velocity is taken at all the rates in turn. Walk both lists together."),
            Mistake(
                lambda w, gradients, rates: w - rates[-1] * _steps(w, gradients, rates)[1][-1],
                "The weight moves once, at the end. It should move in every step.",
            ),
            Mistake(
                lambda w, gradients, rates: _after_momentum(w, gradients, rates, velocity=w),
                "Your velocity begins as the weight. It stands still at first.",
            ),
            Mistake(
                lambda w, gradients, rates: _after_momentum(w, gradients[:-1], rates),
                "The last step is missing. Where does the loop end?",
            ),
            Mistake(
                lambda w, gradients, rates: _after_momentum(w, gradients[1:], rates[1:]),
                "The first step is missing. Where does the loop begin?",
            ),
            Mistake(
                lambda w, gradients, rates: _after_momentum(w, gradients, rates, velocity=gradients[0]),
                "Your velocity begins as the first gradient, which then counts twice. It begins at 0.",
            ),
            Mistake(
                lambda w, gradients, rates: _after_momentum(w, gradients, rates, mu=0.1),
                "A tenth of the old velocity is kept with you. How much should it be?",
            ),
            Mistake(
                lambda w, gradients, rates: w - _after_momentum(w, gradients, rates),
                "That is how far it has moved. Where is it then?",
            ),
            Mistake(_nesterov, "That is Nesterov's momentum, which looks one step ahead. The plain one is wanted."),
            Mistake(_shrinking, "It is the weight that fades with you. What fades is the velocity."),
            Mistake(
                _later_gradients_less,
                "The later a gradient comes, the less it counts with you. It is the old ones that fade.",
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
]
