"""Exercises of chapter 00."""

import torch

from mnist_course.checks.exercise import Exercise, Mistake

# Three pictures of four rows and three columns, where a lost dimension passes in silence, and two of three by five.
THREE = torch.arange(1.0, 37.0).reshape(3, 4, 3) ** 1.5
TWO = torch.tensor([3.0, 50.0])[:, None, None] + torch.arange(15.0).reshape(3, 5)
WALKS = ((0.8, 0.2, 0.1, 5), (-3.0, 1.0, 0.3, 4), (2.5, -1.0, 0.05, 3))
PAIRS = (([88.0, 95, 91, 92, 97], [89.5, 95, 93, 90.5, 98], 2.8), ([70.0, 60, 80], [69.0, 62, 86], 4.3))


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


def _gain(before: list[float], after: list[float], factor: float) -> tuple[float, float]:
    gains = torch.tensor(after) - torch.tensor(before)
    return gains.mean().item(), (factor * gains.std() / len(gains) ** 0.5).item()


def _ends(before: list[float], after: list[float], factor: float) -> tuple[float, float]:
    mean, half = _gain(before, after, factor)
    return mean - half, mean + half


def _unpaired(before: list[float], after: list[float], factor: float) -> tuple[float, float]:
    one, other = torch.tensor(before), torch.tensor(after)
    return (other - one).mean().item(), (factor * ((one.var() + other.var()) / len(one)) ** 0.5).item()


EXERCISES = [
    Exercise(
        "00/below-zero",
        246,
        "A byte goes round both ways: below 0 it goes on from 255 downwards, so the result is 256 too high.",
        (
            Mistake(-10, "That is what a float32 gives. Does a byte have a place for numbers below 0?"),
            Mistake(0, "That would be stopping at the end. What did 200 + 100 do at the other end?"),
            Mistake(10, "The sign does not just fall off. What comes before 0, on a counter that goes round?"),
            Mistake(245, "One too few: how many numbers are there from 0 to 255?"),
        ),
        (
            "Count down from 90 in steps of one. What does a byte hold after 0?",
            "In whole numbers it would be -10; a byte is off by one whole round, which is 256.",
        ),
        """
        darker = 90 - 100 + 256
        """,
    ),
    Exercise(
        "00/same-ink",
        lambda pictures: pictures / pictures.mean(dim=(1, 2), keepdim=True),
        "Each average has to meet its own picture, so two dimensions of size 1 go behind it.",
        (
            Mistake(
                lambda pictures: pictures / pictures.mean(dim=(1, 2)),
                "With shapes aligned at the right, your averages meet the columns, not the pictures. "
                "It raises an error only if their numbers differ.",
            ),
            Mistake(
                lambda pictures: pictures / pictures.mean(),
                "All pictures are divided by one number, so a bold one stays bold. How many averages are needed?",
            ),
            Mistake(
                lambda pictures: pictures / pictures.mean(dim=0),
                "You average over the pictures: the dimension that you name goes away. Which two are inside a picture?",
            ),
            Mistake(
                lambda pictures: pictures / pictures.mean(dim=2, keepdim=True),
                "Each row of pixels has an average of its own here, and a picture has one.",
            ),
            Mistake(
                lambda pictures: pictures - pictures.mean(dim=(1, 2), keepdim=True),
                "Your averages are all 0: you subtracted. What makes an average 1?",
            ),
            Mistake(
                lambda pictures: pictures / pictures.sum(dim=(1, 2), keepdim=True),
                "Now the pixels of each picture add up to 1. Asked for is an average of 1.",
            ),
        ),
        (
            "Averaging over dimensions 1 and 2 leaves one number for each picture, of shape (N,).",
            "None puts in a dimension of size 1: which shape broadcasts against (N, rows, columns)?",
            "Divide by ink[:, None, None].",
        ),
        """
        def same_ink(pictures):
            ink = pictures.mean(dim=(1, 2))  # (N,)
            return pictures / ink[:, None, None]
        """,
        cases=((THREE,), (TWO,)),
    ),
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
                "That is where p stands after a single step. Does your function return from inside the loop?",
            ),
            Mistake(
                lambda p, aim, rate, steps: [_walk(p, aim, rate, n) for n in range(steps + 1)],
                "That is the whole path. Asked for is where it ends.",
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
    Exercise(
        "00/paired-gain",
        _gain,
        "What a seed does to both results cancels in its difference, so only the differences' own spread is left.",
        (
            Mistake(
                _unpaired,
                "Your interval is as wide as if the lists shared nothing. What is the same in both, seed by seed?",
            ),
            Mistake(
                lambda before, after, factor: _gain(sorted(before), sorted(after), factor),
                "Sorting tears the pairs apart: place 0 has to be the same seed in both lists.",
            ),
            Mistake(
                lambda before, after, factor: _gain(after, before, factor),
                "The sign: a gain is positive where the result after is the higher one.",
            ),
            Mistake(
                lambda before, after, factor: _gain(before, after, factor * len(before) ** 0.5),
                "That says how far single gains lie from their mean. A mean of several wobbles less.",
            ),
            Mistake(lambda before, after, _: _gain(before, after, 1), "That is the standard error. It needs a factor."),
            Mistake(
                lambda before, after, factor: _gain(before, after, factor * (1 - 1 / len(before)) ** 0.5),
                "A little too narrow: what is the sum of the squared distances divided by, with n results?",
            ),
            Mistake(
                _ends,
                "These are the two ends of the interval. Asked for are its middle and half its width.",
            ),
        ),
        (
            "First make one list of n gains: after less before, seed by seed.",
            "Then the three steps: standard deviation, divided by the root of n, times the factor.",
        ),
        """
        def paired_gain(before, after, factor):
            gains = torch.tensor(after) - torch.tensor(before)
            half = factor * gains.std() / len(gains) ** 0.5
            return gains.mean(), half
        """,
        cases=PAIRS,
    ),
]
