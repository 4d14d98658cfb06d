"""Exercises of chapter 14: a vote."""

import torch

from mnist_course.checks.exercise import Exercise, Mistake

# Three networks, four images, five classes: a network that is sure against two that are not, and answers whose mean
# is a class that nobody names.
MEMBERS = torch.tensor(
    [
        [[0.0, 2, 0, 1.8, 0], [3, 0, 0, 0, 2.9], [1, 0, 0, 0, 0], [0, 2, 0, 0, 0]],
        [[0.0, 2, 0, 1.7, 0], [2, 0, 0, 0, 2.5], [0, 0, 2, 0, 0], [0, 2, 0, 0, 1]],
        [[0.0, 0, 0, 9.0, 0], [9, 0, 0, 0, 0.0], [0, 0, 3, 0, 0], [0, 0, 0, 3, 0]],
    ]
)


# Scores at which a mean of the probabilities, a softmax over the images and many others answer otherwise.
MORE = torch.tensor(
    [
        [[1.0, 0, 1, 0], [1, 5, 6, 7], [7, 5, 3, 2], [2, 4, 0, 6], [0, 8, 1, 0]],
        [[8.0, 7, 9, 7], [9, 3, 0, 4], [7, 1, 3, 6], [6, 5, 6, 3], [9, 3, 7, 9]],
        [[4.0, 9, 2, 0], [4, 2, 6, 5], [1, 0, 8, 4], [9, 3, 7, 1], [8, 2, 8, 4]],
    ]
)


def _together(members: torch.Tensor) -> torch.Tensor:
    return members.log_softmax(dim=2).mean(dim=0).argmax(dim=1)


EXERCISES = [
    Exercise(
        "14/vote",
        _together,
        "Log-probabilities can be averaged, class by class; the names of classes cannot.",
        (
            Mistake(
                lambda members: members.argmax(dim=2).double().mean(dim=0),
                "You average the digits that they answer. A 7 and a 9 do not make an 8: digits are names here.",
            ),
            Mistake(
                lambda members: members.argmax(dim=2).double().mean(dim=0).round(),
                "You average the digits that they answer, and round. A 7 and a 9 do not make an 8.",
            ),
            Mistake(
                lambda members: members.argmax(dim=2).mode(dim=0).values,
                "That is a vote of heads. With log-probabilities, a network that is sure counts for more.",
            ),
            Mistake(
                lambda members: members.argmax(dim=2).double().mean(dim=0).long(),
                "You average the digits that they answer, and cut off. Digits are names here, and names have no mean.",
            ),
            Mistake(
                lambda members: members.amax(dim=0).argmax(dim=1),
                "You take the largest score of any network, so that a single one decides. A mean asks all of them.",
            ),
            Mistake(
                lambda members: members[0].argmax(dim=1),
                "Only the first network is asked.",
            ),
            Mistake(
                lambda members: members.argmax(dim=2),
                "That is what each network answers by itself.",
            ),
            Mistake(
                lambda members: members.log_softmax(dim=2).mean(dim=1).argmax(dim=1),
                "You average over the images. Which axis of (members, images, classes) holds the networks?",
            ),
            Mistake(
                lambda members: members.log_softmax(dim=2).mean(dim=0),
                "Those are the mean log-probabilities. Which class do they answer?",
            ),
            Mistake(
                lambda members: members.softmax(dim=2).mean(dim=0).argmax(dim=1),
                "You average probabilities. That is a vote, too, but another: it takes less notice of a class that "
                "one network rules out. Where is the logarithm?",
            ),
            Mistake(
                lambda members: members.log_softmax(dim=1).mean(dim=0).argmax(dim=1),
                "Your softmax goes over the images. Which axis holds the classes?",
            ),
            Mistake(
                lambda members: members.log_softmax(dim=0).mean(dim=0).argmax(dim=1),
                "Your softmax goes over the networks. Which axis holds the classes?",
            ),
            Mistake(
                lambda members: members.log_softmax(dim=2).mean(dim=2).argmax(dim=0),
                "You average over the classes. Which axis of (networks, images, classes) holds the networks?",
            ),
            Mistake(
                lambda members: members.log_softmax(dim=2).mean(dim=0).argmax(dim=0),
                "That is the image of which each class is surest. Asked is the class of each image.",
            ),
            Mistake(
                lambda members: members.log_softmax(dim=2).mean(dim=0).argmax(),
                "One number for all: argmax without an axis.",
            ),
            Mistake(
                lambda members: members.log_softmax(dim=2).amax(dim=0).argmax(dim=1),
                "You take the largest log-probability of any network, so that a single one decides.",
            ),
            Mistake(
                lambda members: members.log_softmax(dim=2).amin(dim=0).argmax(dim=1),
                "You take the smallest log-probability of any network, so that a single one decides.",
            ),
            Mistake(
                lambda members: members.log_softmax(dim=2).median(dim=0).values.argmax(dim=1),
                "That is the median of the log-probabilities. A mean lets all of them count.",
            ),
            Mistake(lambda members: members[-1].argmax(dim=1), "Only the last network is asked."),
            Mistake(
                lambda members: members.prod(dim=0).argmax(dim=1),
                "You multiply scores, or add their logarithms. Those are no probabilities yet.",
            ),
            Mistake(
                lambda members: members.log_softmax(dim=2).mean(dim=0).amax(dim=1),
                "That is how sure they are of their answer. Which class is it?",
            ),
            Mistake(lambda members: members.mean(dim=0).argmin(dim=1), "You take the class that is least likely."),
        ),
        (
            "Log-probabilities along the classes, a mean over the networks, and then the largest.",
            "members.log_softmax(dim=2).mean(dim=0) has the shape (images, classes).",
        ),
        """
        def vote_together(members):
            return members.log_softmax(dim=2).mean(dim=0).argmax(dim=1)
        """,
        cases=((MEMBERS,), (MEMBERS[:, 1:],), (MORE,)),
    ),
]
