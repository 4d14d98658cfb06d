"""Exercises of chapter 04."""

import torch

from mnist_course.checks.exercise import Exercise, Mistake

# Pictures that are not square, with pixels above 1, and a true class that is neither the first nor the last.
IMAGES = (torch.tensor([[0.0, 0.5, 2.0], [1.5, 0.0, 0.25]]), torch.tensor([[3.0, 0.0], [0.5, 1.0], [0.0, 0.2]]))
SCORES = (torch.tensor([1.0, -0.5, 2.0, 0.0, 0.3]), torch.tensor([0.5, -2.0, 1.0, 0.0]))


def _rate(scores: torch.Tensor, label: int, image: torch.Tensor, wanted: float) -> torch.Tensor:
    return wanted / ((1 - scores.softmax(0)[label]) * (image.square().sum() + 1))


EXERCISES = [
    Exercise(
        "04/score-step",
        _rate,
        "The further one step would go at a rate of 1, the smaller the rate that goes as far as you want.",
        (
            Mistake(
                lambda scores, label, image, wanted: _rate(scores, label, image.abs().sqrt(), wanted),
                "Each pixel counts once in yours. It is in the gradient, and again in the score.",
            ),
            Mistake(
                lambda scores, label, image, wanted: _rate(scores, label, image.sum(), wanted),
                "You square the sum of the pixels. Each pixel meets only itself: which comes first?",
            ),
            Mistake(
                lambda scores, label, image, wanted: (
                    _rate(scores, label, image, wanted) * (1 + 1 / image.square().sum())
                ),
                "Somewhat too large. Has the bias not moved?",
            ),
            Mistake(
                lambda scores, label, image, wanted: -_rate(scores, label, image, wanted),
                "The sign: a rate is positive, and the true class's p − y is negative.",
            ),
            Mistake(
                lambda scores, label, image, wanted: wanted / (image.square().sum() + 1),
                "Yours is the same whatever the scores are. How large is the error of the true class?",
            ),
            Mistake(
                lambda scores, label, image, wanted: wanted / (scores.softmax(0)[label] * (image.square().sum() + 1)),
                "You divide by p. The error of the true class is p less its target, and that target is 1.",
            ),
            Mistake(
                lambda scores, label, image, wanted: wanted / ((1 - scores[label]) * (image.square().sum() + 1)),
                "Your error has the score in it. What does softmax make of scores first?",
            ),
            Mistake(
                lambda scores, label, image, wanted: _rate(scores, label, image / image.numel() ** 0.5, wanted),
                "You average the squares. Every pixel's weight moves, and their effects add up.",
            ),
            Mistake(
                lambda scores, label, image, wanted: wanted**2 / _rate(scores, label, image, wanted),
                "That is how far a step goes if the rate is the number that you want. Turn it round.",
            ),
            Mistake(
                lambda scores, label, image, wanted: 1 / _rate(scores, label, image, wanted),
                "It is upside down: a larger step wanted asks for a larger rate.",
            ),
            Mistake(
                lambda scores, label, image, wanted: _rate(scores, label, image, 1),
                "Yours is the same whatever is wanted.",
            ),
            Mistake(
                lambda scores, label, image, wanted: (
                    wanted / (1 - scores.softmax(0)[label]) * (image.square().sum() + 1)
                ),
                "You divide by the error, and then multiply by the sum. Is there a pair of brackets missing?",
            ),
            Mistake(
                lambda scores, label, image, wanted: _rate(scores, label, image, wanted) / 2,
                "It is half of it. Cross-entropy has no factor 2, and the error is that of the true class alone.",
            ),
            Mistake(
                lambda scores, label, image, wanted: wanted / ((1 - scores.softmax(0)[label]) * (image.norm() + 1)),
                "A norm is the root of the sum of squares. The step has the sum itself.",
            ),
            Mistake(
                lambda scores, label, image, wanted: (
                    wanted / ((1 - scores.softmax(0)[label]) * (image.square() + 1).sum())
                ),
                "You add 1 for every pixel. There is one bias for each score.",
            ),
            Mistake(
                lambda scores, label, image, wanted: _rate(scores, int(scores.argmax()), image, wanted),
                "You take the largest score. Which class is the true one?",
            ),
            Mistake(
                lambda scores, label, image, wanted: (
                    wanted / (-scores.log_softmax(0)[label] * (image.square().sum() + 1))
                ),
                "You divide by the loss. What counts is its slope in the score, the error p − y.",
            ),
            Mistake(
                lambda scores, label, image, wanted: (
                    wanted / ((1 - scores.sigmoid()[label]) * (image.square().sum() + 1))
                ),
                "Your probability looks at one score alone. Softmax looks at all of them.",
            ),
            Mistake(
                lambda scores, label, image, wanted: _rate(scores, label, image, wanted - scores[label]),
                "wanted is by how much the score is to rise, not where it is to end.",
            ),
            Mistake(
                lambda scores, label, image, wanted: _rate(scores, label, image / 255, wanted),
                "You scale the pixels. They are given as the network gets them.",
            ),
        ),
        (
            "The true score moves by the rate, times 1 less its probability, times the sum of the squares plus 1.",
            "Divide what is wanted by all but the rate.",
        ),
        """
        def rate_for(scores, label, image, wanted):
            error = 1 - scores.softmax(dim=0)[label]
            return wanted / (error * (image.square().sum() + 1))
        """,
        cases=((SCORES[0], 3, IMAGES[0], 0.5), (SCORES[1], 1, IMAGES[1], 2.0)),
    ),
    Exercise(
        "04/new-rate",
        0.1 / 4,
        "A step moves a score by the sum of the squares, and each square is there four times now.",
        (
            Mistake(
                0.1 / 16,
                "That would suit pixels four times as large. These are as large as before, and four times as many.",
            ),
            Mistake(0.1, "The first scores are alike now, but not the steps: how many weights move for each old one?"),
            Mistake(0.4, "With more pixels a step already goes further. Does it need a higher rate?"),
            Mistake(1.6, "With more pixels a step already goes further. Such a rate would send it much too far."),
            Mistake(0.1 / 2, "The images are twice as high, and twice as wide as well."),
            Mistake(4, "That is by how much the rate is divided. What is the rate itself?"),
            Mistake(1 / 4, "That is the factor. It multiplies the rate that was used before."),
            Mistake(0.2, "The images have grown in two directions, and a larger sum of squares wants no larger rate."),
            Mistake(0.1 / 8, "That is 4 times 2. Each square is there four times: what else has grown?"),
            Mistake(
                0.1 / 56**2, "You divide by the number of pixels. It is by how much that number has grown that counts."
            ),
            Mistake(0.1 / 255, "No pixel has become 255 times as large. What has become of the sum of the squares?"),
            Mistake(2.5, "That is in per cent. Give the rate itself."),
            Mistake(-0.1 / 4, "A rate is positive."),
        ),
        (
            "By the formula, a step moves a score by the sum of the squared pixels. What has become of that sum?",
            "Each square is there four times, so the same rate would move the score four times as far.",
        ),
        """
        new_rate = 0.1 / 4
        """,
    ),
]
