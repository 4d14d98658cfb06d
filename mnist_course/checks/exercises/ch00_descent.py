"""Exercises of chapter 00: walking down."""

from mnist_course.checks.exercise import Exercise, Mistake

WALKS = ((0.8, 0.2, 0.1, 5), (-3.0, 1.0, 0.3, 4), (2.5, -1.0, 0.05, 3))


def _walk(p: float, aim: float, rate: float, steps: int) -> float:
    for _ in range(steps):
        p -= rate * 2 * (p - aim)
    return p


def _adding_up(p: float, aim: float, rate: float, steps: int) -> float:
    total = 0.0
    for _ in range(steps):
        total += 2 * (p - aim)
        p -= rate * total
    return p


def _by_error(p: float, aim: float, rate: float, steps: int) -> float:
    for _ in range(steps):
        p -= rate * (p - aim) ** 2
    return p


EXERCISES = [
    Exercise(
        "00/walk",
        _walk,
        "Each step takes the slope anew where it stands, and goes against it.",
        (
            Mistake(
                lambda p, aim, rate, steps: _walk(p, aim, -rate, steps),
                "It goes up: the distance to the aim grows with every step. A step goes against the slope.",
            ),
            Mistake(
                lambda p, aim, rate, steps: _walk(p, aim, rate / 2, steps),
                "Your steps are half as long as they should be. What is the slope of a square?",
            ),
            Mistake(
                lambda p, aim, rate, steps: p - steps * rate * 2 * (p - aim),
                "All your steps are equally long, by the slope at the start. Take it anew before each.",
            ),
            Mistake(
                _adding_up,
                "Your later steps are too long. Is the old slope still there, and the new one added to it?",
            ),
            Mistake(
                _by_error,
                "You step by the error itself. It is never negative, so it cannot say which way. Its slope can.",
            ),
            Mistake(
                lambda p, aim, rate, steps: _walk(p, aim, rate, 1),
                "That is where p stands after a single step. Is it returned inside the loop, or not kept for the next?",
            ),
            Mistake(
                lambda p, aim, rate, steps: [_walk(p, aim, rate, n) for n in range(steps + 1)],
                "That is the whole path. Asked for is where it ends.",
            ),
            Mistake(
                lambda p, aim, rate, steps: _walk(p, aim, rate, steps - 1),
                "One step too few. How often does the loop run?",
            ),
            Mistake(
                lambda p, aim, rate, steps: _walk(p, aim, rate, steps + 1),
                "One step too many. How often does the loop run?",
            ),
            Mistake(
                lambda p, aim, rate, steps: p,
                "p has not moved. Is the new value kept under the name that is returned?",
            ),
            Mistake(
                lambda p, aim, rate, steps: _walk(p, 0, rate, steps),
                "You walk towards 0: your slope is that of p ** 2. Where is the lowest point of (p - aim) ** 2?",
            ),
            Mistake(
                lambda p, aim, rate, steps: _walk(p, 0.2, rate, steps),
                "You walk towards 0.2, as the pixel did. Here the aim is an argument.",
            ),
            Mistake(
                lambda p, aim, rate, steps: _walk(p, aim, rate, steps) - aim,
                "That is how far it still has to go. Asked for is where it stands.",
            ),
            Mistake(
                lambda p, aim, rate, steps: (_walk(p, aim, rate, steps) - aim) ** 2,
                "That is the error where it stands. Asked for is p.",
            ),
            Mistake(
                lambda p, aim, rate, steps: p - steps * rate * ((p > aim) - (p < aim)),
                "All your steps are as long as the rate. A step is the rate times the slope.",
            ),
            Mistake(
                lambda p, aim, rate, steps: _walk(p, aim, 1 / rate, steps),
                "You divide by the rate. The higher the rate, the longer the step.",
            ),
            Mistake(
                lambda p, aim, rate, steps: _walk(p, aim, 1, steps),
                "The rate is missing: a step is the slope times the rate.",
            ),
            Mistake(
                lambda p, aim, rate, steps: (
                    p * (2 * rate) ** steps - aim * sum((2 * rate) ** n for n in range(1, steps + 1))
                ),
                "A step is taken from p. Yours is put in its place.",
            ),
        ),
        (
            "What is the slope of (p - aim) ** 2 in p? The rule for squares and the chain rule say.",
            "Repeat p = p - rate * 2 * (p - aim), and return p after the loop.",
        ),
        """
        def walk(p, aim, rate, steps):
            for _ in range(steps):
                p = p - rate * 2 * (p - aim)
            return p
        """,
        cases=WALKS,
    ),
]
