"""Exercises of chapter 02."""

import torch

from mnist_course.checks.exercise import Exercise, Mistake

# No square matrix, rows whose largest scores lie far apart, and one that leads by far: nothing hides a mistake.
SCORES = torch.tensor([[2.0, -1.0, 0.5], [1000.0, 1001.0, 999.0], [-90.0, -91.0, -95.0], [300.0, 0.0, -5.0]])
FEW = torch.tensor([[1.0, 3.0, -2.0, 0.5, 0.0], [0.2, -0.4, 2.5, 1.0, -3.0], [4.0, 0.0, 1.0, 1.5, 2.0]])


def _shifted(scores: torch.Tensor, by: torch.Tensor | float) -> torch.Tensor:
    powers = (scores - by).exp()
    return powers / powers.sum(dim=1, keepdim=True)


def softmax(scores: torch.Tensor) -> torch.Tensor:
    """Return the probabilities of each row."""
    return _shifted(scores, scores.amax(dim=1, keepdim=True))


def _rows(labels: torch.Tensor, classes: int) -> torch.Tensor:
    return (labels[:, None] == torch.arange(classes)).int()


EXERCISES = [
    Exercise(
        "02/one-hot",
        _rows,
        "How wide a row is depends on the classes that there are, not on the labels that happen to be in a batch.",
        (
            Mistake(
                lambda labels, classes: _rows(labels, int(labels.max()) + 1),
                "In one of the batches the rows are too narrow: the largest class is not in it. Who knows the width?",
            ),
            Mistake(
                lambda labels, classes: _rows(labels - 1, classes),
                "Every 1 stands one place too far left, and that of class 0 is lost. From where are places counted?",
            ),
            Mistake(
                lambda labels, classes: _rows(labels, classes).T,
                "Your images run along the columns. Each image should have a row.",
            ),
            Mistake(
                lambda labels, classes: _rows(labels, classes) * labels[:, None],
                "The label's number stands in its place, and class 0 has nothing. A name is no quantity.",
            ),
            Mistake(
                lambda labels, classes: _rows(labels, classes).sum(dim=0),
                "That counts the images of each class. Which image is which is lost.",
            ),
            Mistake(
                lambda labels, classes: torch.zeros(len(labels), classes).index_fill(1, labels, 1),
                "Every row has the places of all labels. Is it one list for all rows, or is a row number missing?",
            ),
            Mistake(
                lambda labels, classes: torch.ones(len(labels), classes),
                "Whole rows are filled. A place has a row number and a column number.",
            ),
            Mistake(
                lambda labels, classes: 1 - _rows(labels, classes),
                "Zeros and ones have changed places.",
            ),
            Mistake(
                lambda labels, classes: _rows(labels, classes).flip(1),
                "Your places are counted from the right. The first place is that of class 0.",
            ),
            Mistake(
                lambda labels, classes: (torch.arange(classes) <= labels[:, None]).int(),
                "There is a 1 in every place up to the label. A class has one place.",
            ),
            Mistake(
                lambda labels, classes: torch.eye(classes)[labels - 1],
                "Every 1 stands one place too far left, and that of class 0 at the end. From where are places counted?",
            ),
            Mistake(
                lambda labels, classes: _rows(labels, 10),
                "Your rows have ten places. Here the number of classes is an argument.",
            ),
            Mistake(
                lambda labels, classes: _rows(labels[:1], classes)[0],
                "One row comes back, that of the first label. Does your function return from inside the loop?",
            ),
        ),
        (
            "Place j of a row is 1 if the label is j. With which numbers is each label to be compared?",
            "Compare labels[:, None], of shape (N, 1), with torch.arange(classes).",
        ),
        """
        def one_hot_rows(labels, classes):
            return (labels[:, None] == torch.arange(classes)).float()
        """,
        cases=((torch.tensor([3, 0, 2, 0, 1]), 7), (torch.tensor([1, 4, 1]), 5)),
    ),
    Exercise(
        "02/softmax",
        softmax,
        "Each row adds up to 1, and taking away a row's largest score changes nothing but keeps exp from overflowing.",
        (
            Mistake(
                lambda scores: scores.softmax(dim=0),
                "Your columns add up to 1, and your rows do not. An image is a row: on which axis are its scores?",
            ),
            Mistake(
                lambda scores: scores.exp() / scores.exp().sum(dim=1, keepdim=True),
                "One of the rows has nan. What is exp(1000) in 32 bits, and what can be taken away from a row first?",
            ),
            Mistake(
                lambda scores: (scores - scores.max()).exp() / (scores - scores.max()).exp().sum(1, keepdim=True),
                "A row of low scores has nan. You take away the largest score of all images. Whose largest is needed?",
            ),
            Mistake(
                lambda scores: softmax(scores).log(),
                "These are logarithms of probabilities: they lie below 0. Softmax itself has no logarithm.",
            ),
            Mistake(
                lambda scores: (scores - scores.amax(1, keepdim=True)).exp(),
                "The largest number of each row is 1. What is still missing for a row to add up to 1?",
            ),
            Mistake(
                lambda scores: _shifted(scores, scores.mean(dim=1, keepdim=True)),
                "A row that leads by far has nan. After your subtraction, how large can its largest score still be?",
            ),
            Mistake(
                lambda scores: _shifted(scores, 1000),
                "A row of low scores has nan: you take 1000 away from all. Whose largest is needed?",
            ),
            Mistake(
                lambda scores: _shifted(scores, scores.amax(1, keepdim=True)) / len(scores),
                "All your numbers together add up to 1. Each row should.",
            ),
            Mistake(
                lambda scores: torch.nn.functional.one_hot(scores.argmax(dim=1), scores.shape[1]),
                "The largest score gets everything. A score that is close to it should get nearly as much.",
            ),
            Mistake(
                lambda scores: softmax(-scores),
                "The smallest score gets the most: a sign is the wrong way round.",
            ),
            Mistake(
                lambda scores: softmax(scores * 0.69314718),
                "These are powers of 2, not of e.",
            ),
            Mistake(
                torch.sigmoid,
                "Each score is taken by itself. In softmax, the scores of a row share one sum.",
            ),
            Mistake(
                lambda scores: scores / scores.sum(dim=1, keepdim=True),
                "You divide the scores themselves by their sum. First they need to be positive: take their powers.",
            ),
            Mistake(
                lambda scores: scores.argmax(dim=1),
                "These are the answers. Asked for is the probability of every class.",
            ),
        ),
        (
            "Softmax is exp of each score, divided by the sum of exp over the scores of the same image.",
            "Take away each row's largest score first: scores.amax(dim=1, keepdim=True).",
            "Then powers / powers.sum(dim=1, keepdim=True), with powers the exp of what is left.",
        ),
        """
        def softmax(scores):
            powers = (scores - scores.amax(dim=1, keepdim=True)).exp()
            return powers / powers.sum(dim=1, keepdim=True)
        """,
        cases=((SCORES,), (FEW,)),
        without=("softmax", "log_softmax"),
    ),
]
