"""Exercises of chapter 02."""

import torch

from mnist_course.checks.exercise import Exercise, Mistake

# No square matrix, and rows whose largest scores lie far apart: what hides a mistake is not in them.
SCORES = torch.tensor([[2.0, -1.0, 0.5], [1000.0, 1001.0, 999.0], [-90.0, -91.0, -95.0], [0.0, 0.0, 0.0]])
FEW = torch.tensor([[1.0, 3.0, -2.0, 0.5, 0.0], [0.2, -0.4, 2.5, 1.0, -3.0], [4.0, 0.0, 1.0, 1.5, 2.0]])
LABELS = torch.tensor([3, 0, 2])
WIDE = torch.tensor([[200.0, 0.0, -3.0, 1.0], [0.5, 2.0, -1.0, 0.0], [1.0, 1.5, 90.0, 0.0]])
SOFT = torch.tensor([[0.25, 0.75, 0.0, 0.0], [0.0, 0.5, 0.5, 0.0], [0.0, 0.0, 1.0, 0.0]])


def _softmax(scores: torch.Tensor) -> torch.Tensor:
    powers = (scores - scores.amax(dim=1, keepdim=True)).exp()
    return powers / powers.sum(dim=1, keepdim=True)


def _loss(scores: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    return -_softmax(scores)[torch.arange(len(labels)), labels].log().mean()


def _rows(labels: torch.Tensor, classes: int) -> torch.Tensor:
    return (labels[:, None] == torch.arange(classes)).int()


def _soft(scores: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    return -(targets * scores.log_softmax(dim=1)).sum(dim=1).mean()


def _clamped(scores: torch.Tensor, targets: torch.Tensor, least: float) -> torch.Tensor:
    return -(targets * _softmax(scores).clamp(min=least).log()).sum(dim=1).mean()


EXERCISES = [
    Exercise(
        "02/softmax",
        _softmax,
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
                lambda scores: _softmax(scores).log(),
                "These are logarithms of probabilities: they lie below 0. Softmax itself has no logarithm.",
            ),
            Mistake(
                lambda scores: (scores - scores.amax(1, keepdim=True)).exp(),
                "The largest number of each row is 1. What is still missing for a row to add up to 1?",
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
    ),
    Exercise(
        "02/cross-entropy",
        _loss,
        "One probability an image, that of its own label; its negative logarithm; the mean over the images.",
        (
            Mistake(
                lambda scores, labels: -_softmax(scores)[:, labels].log().mean(),
                "It looks at every image's probability of every label: [:, labels] takes all rows for each. "
                "One row number is needed for each label.",
            ),
            Mistake(
                lambda scores, labels: _loss(scores, labels) / scores.shape[1],
                "It is the right one divided by the number of classes. The mean is over the images only.",
            ),
            Mistake(
                lambda scores, labels: _loss(scores, labels) * len(labels),
                "It is the sum over the images. Then a larger batch has a larger loss: take the mean.",
            ),
            Mistake(
                lambda scores, labels: -_loss(scores, labels),
                "The sign: the logarithm of a probability is below 0, and a loss is not.",
            ),
            Mistake(
                lambda scores, labels: torch.nn.functional.cross_entropy(_softmax(scores), labels),
                "It is softmax twice: F.cross_entropy applies it to what it is given. Give it the scores.",
            ),
            Mistake(
                lambda scores, labels: -_softmax(scores)[torch.arange(len(labels)), labels].mean(),
                "The logarithm is missing: this lies between -1 and 0.",
            ),
        ),
        (
            "How surprised is the network at each image's own label?",
            "probabilities[torch.arange(len(labels)), labels] has one probability for each image.",
            "Take log, the mean, and the minus.",
        ),
        """
        def cross_entropy(scores, labels):
            own = softmax(scores)[torch.arange(len(labels)), labels]
            return -own.log().mean()
        """,
        cases=((FEW, LABELS), (FEW[:2], LABELS[1:])),
    ),
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
        "02/soft-loss",
        _soft,
        "Log-softmax never takes the logarithm of 0, and the target says how much each class's surprise counts.",
        (
            Mistake(
                lambda scores, targets: -(targets * _softmax(scores).log()).sum(dim=1).mean(),
                "The result is nan. What is 0 times the logarithm of a probability that became 0?",
            ),
            Mistake(
                lambda scores, targets: _clamped(scores, targets, 1e-8),
                "It is finite, and far too small: a floor under the probabilities hides how wrong a sure answer is.",
            ),
            Mistake(lambda scores, targets: _clamped(scores, targets, 1e-12), "A lower floor is still a floor."),
            Mistake(
                lambda scores, targets: _soft(scores, targets) / targets.shape[1],
                "It is divided by the number of classes as well. The mean is over the images only.",
            ),
            Mistake(
                lambda scores, targets: -(targets * scores.log_softmax(dim=0)).sum(dim=1).mean(),
                "Your softmax runs down the columns, over images. Along what does one image have its scores?",
            ),
            Mistake(
                lambda scores, targets: torch.nn.functional.cross_entropy(scores, targets.argmax(dim=1)),
                "Only the largest part of each target counts in yours. What becomes of the rest?",
            ),
            Mistake(lambda scores, targets: _soft(scores, targets) * len(scores), "That is the sum over the images."),
            Mistake(
                lambda scores, targets: _soft(_softmax(scores), targets),
                "It is softmax twice: log-softmax takes the scores as they are.",
            ),
        ),
        (
            "Multiply each target by the logarithm of its probability, and add up along the row.",
            "scores.log_softmax(dim=1) gives the logarithms and survives large scores.",
            "Then the mean over the images, and the minus.",
        ),
        """
        def soft_loss(scores, targets):
            surprises = -scores.log_softmax(dim=1)
            return (targets * surprises).sum(dim=1).mean()
        """,
        cases=((WIDE, SOFT), (FEW[:2, :4], SOFT[:2])),
    ),
]
