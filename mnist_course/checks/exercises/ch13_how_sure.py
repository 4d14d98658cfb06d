"""Exercises of chapter 13."""

import torch

from mnist_course.checks.exercise import Exercise, Mistake

# Images that both read, both misread (alike, and differently), and that only one of them reads: 3 and 2 of those.
LABELS = torch.tensor([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5])
FIRST = torch.tensor([3, 1, 4, 7, 5, 4, 2, 0, 6, 3, 6])
SECOND = torch.tensor([3, 7, 9, 1, 5, 4, 3, 8, 5, 3, 0])
LOGITS = torch.tensor([[4.0, 2.0, -1.0, 0.5], [1.0, 3.0, 2.5, -2.0], [-3.0, 0.0, 6.0, 1.0]])


def _only(labels: torch.Tensor, first: torch.Tensor, second: torch.Tensor) -> tuple[int, int]:
    one, other = first == labels, second == labels
    return int((one & ~other).sum()), int((other & ~one).sum())


def _soften(logits: torch.Tensor, temperature: float) -> torch.Tensor:
    return (logits / temperature).softmax(dim=1)


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
        cases=((LABELS, FIRST, SECOND), (LABELS[2:], FIRST[2:], SECOND[2:])),
    ),
    Exercise(
        "13/temperature",
        _soften,
        "The logits come closer together or move apart before the softmax, and their order stays.",
        (
            Mistake(
                lambda logits, temperature: (logits.softmax(dim=1) / temperature).softmax(dim=1),
                "You divide the probabilities, and apply a second softmax. What is divided before the first one?",
            ),
            Mistake(
                lambda logits, temperature: logits.softmax(dim=1) / temperature,
                "You divide the probabilities: your rows do not add up to 1.",
            ),
            Mistake(
                lambda logits, temperature: _soften(logits, 1 / temperature),
                "At a temperature of 2 yours is surer than before. It should be less sure.",
            ),
            Mistake(
                lambda logits, temperature: (logits / temperature).softmax(dim=0),
                "Your columns add up to 1. An image is a row.",
            ),
            Mistake(
                lambda logits, temperature: _soften(logits, 1.0),
                "The temperature has no effect.",
            ),
            Mistake(
                lambda logits, temperature: logits / temperature,
                "Those are logits still. What makes probabilities of them?",
            ),
            Mistake(
                lambda logits, temperature: _soften(logits, temperature).log(),
                "Those are logarithms: all of them lie below 0.",
            ),
        ),
        (
            "The formula stands above: two steps, and the order matters.",
            "First divide all logits by the temperature, then softmax(dim=1).",
        ),
        """
        def soften(logits, temperature):
            return (logits / temperature).softmax(dim=1)
        """,
        cases=((LOGITS, 2.0), (LOGITS[:2], 0.5)),
    ),
]
