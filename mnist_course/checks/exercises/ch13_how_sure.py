"""Exercises of chapter 13: what only one of two networks reads."""

import torch

from mnist_course.checks.exercise import Exercise, Mistake

# Images that both read, both misread (alike, and differently), and that only one of them reads: 3 and 2 of those.
LABELS = torch.tensor([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5])
FIRST = torch.tensor([3, 1, 4, 7, 5, 4, 2, 0, 6, 3, 6])
SECOND = torch.tensor([3, 7, 9, 1, 5, 4, 3, 8, 5, 3, 0])


def _only(labels: torch.Tensor, first: torch.Tensor, second: torch.Tensor) -> tuple[int, int]:
    one, other = first == labels, second == labels
    return int((one & ~other).sum()), int((other & ~one).sum())


EXERCISES = [
    Exercise(
        "13/only-one",
        _only,
        "An image that both read, or both misread, does not tell the two apart, whatever their answers are.",
        (
            Mistake(
                lambda labels, first, second: _only(labels, second, first),
                "The two are exchanged: first those that only the first network reads.",
            ),
            Mistake(
                lambda labels, first, second: (int((first == labels).sum()), int((second == labels).sum())),
                "Those are all images that each of them reads. The ones that both read are in both numbers.",
            ),
            Mistake(
                lambda labels, first, second: (int((first != labels).sum()), int((second != labels).sum())),
                "Those are all errors of each. What both misread should drop out.",
            ),
            Mistake(
                lambda labels, first, second: int((first != second).sum()),
                "You compare answers with answers. Two different answers may both be wrong, and who of them is right?",
            ),
            Mistake(
                lambda labels, first, second: sum(_only(labels, first, second)),
                "That is both together. How do these images split?",
            ),
            Mistake(
                lambda labels, first, second: (
                    int(((first == labels) & (second == labels)).sum()),
                    int(((first != labels) & (second != labels)).sum()),
                ),
                "You count where they agree: both right, and both wrong. Which images does only one of them read?",
            ),
            Mistake(
                lambda labels, first, second: tuple(n / len(labels) for n in _only(labels, first, second)),
                "Those are shares. The coin needs the counts.",
            ),
            Mistake(
                lambda labels, first, second: (int((first != second).sum()),) * 2,
                "Twice the same: where their answers differ. Two different answers may both be wrong.",
            ),
            Mistake(
                lambda labels, first, second: (_only(labels, first, second)[0],) * 2,
                "The first number is right, and the second the same once more. It has a condition of its own.",
            ),
            Mistake(
                lambda labels, first, second: (
                    _only(labels, first, second)[0],
                    int(((first != labels) & (first != second)).sum()),
                ),
                "The first number is right. For the second, it is not enough that the first one is wrong, and that "
                "they differ: both may be.",
            ),
            Mistake(
                lambda labels, first, second: (int((first == labels).sum()), int((first != labels).sum())),
                "You look at the first network alone: what it reads, and what it does not.",
            ),
            Mistake(
                lambda labels, first, second: (_only(labels, first, second)[0], int((second != labels).sum())),
                "The first number is right. The second are all errors of the second network.",
            ),
            Mistake(
                lambda labels, first, second: (int(((first == labels) & (second == labels)).sum()),) * 2,
                "That is how many both read, twice. Which does only one of them read?",
            ),
            Mistake(
                lambda labels, first, second: (int((first == labels).sum()), _only(labels, first, second)[1]),
                "The second number is right. In the first are images that both read: what has to be asked besides?",
            ),
            Mistake(
                lambda labels, first, second: (
                    int(((first == labels) | (second != labels)).sum()),
                    int(((second == labels) | (first != labels)).sum()),
                ),
                "You ask whether one of two things holds. Both have to: the one reads it, and the other does not.",
            ),
            Mistake(
                lambda labels, first, second: tuple(
                    int((one == labels).sum() - (other == labels).sum())
                    for one, other in ((first, second), (second, first))
                ),
                "You subtract totals. They say by how many one is ahead, and not how many it has for itself.",
            ),
            Mistake(
                lambda labels, first, second: tuple(
                    max(0, int((one == labels).sum() - (other == labels).sum()))
                    for one, other in ((first, second), (second, first))
                ),
                "That is by how many one is ahead. How many does each have for itself?",
            ),
            *(
                Mistake(
                    lambda labels, first, second, cut=cut: _only(labels[cut], first[cut], second[cut]),
                    f"The {which} image is left out.",
                )
                for cut, which in ((slice(-1), "last"), (slice(1, None), "first"))
            ),
            Mistake(
                lambda labels, first, second: _only(labels[:1], first[:1], second[:1]),
                "Only the first image is looked at. Does the function end within the loop?",
            ),
            Mistake(
                lambda labels, first, second: (
                    (first == labels) & (second != labels),
                    (second == labels) & (first != labels),
                ),
                "That says which images they are. How many?",
            ),
            Mistake(
                lambda labels, first, second: _only(second, labels, first),
                "You take the first argument for the answers of a network, and the last for the labels.",
            ),
            Mistake(
                lambda labels, first, second: tuple(int(n > 0) for n in _only(labels, first, second)),
                "That is whether there are any. How many?",
            ),
            Mistake(lambda labels, first, second: (0, 0), "Always 0: `is` is never True of two numbers in tensors."),
        ),
        (
            "Which images does each network read? first == labels, and second == labels.",
            "With two tensors of True and False, a & ~b is True where a is and b is not.",
        ),
        """
        def only_one(labels, first, second):
            one, other = first == labels, second == labels
            return (one & ~other).sum().item(), (other & ~one).sum().item()
        """,
        cases=(
            (LABELS, FIRST, SECOND),
            *((LABELS[cut], FIRST[cut], SECOND[cut]) for cut in (slice(2, None), slice(7))),
        ),
    ),
]
