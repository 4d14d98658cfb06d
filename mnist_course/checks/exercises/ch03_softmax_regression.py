"""Exercises of chapter 03."""

import math

import torch
import torch.nn.functional as F

from mnist_course.checks.exercise import Exercise, Mistake

# Five images and ten classes, and seven and four: no square, and no batch that broadcasts against the classes.
LOGITS = torch.tensor([[2.0, -1.0, 0.5, 0.0, 1.0, -2.0, 0.3, 1.1, -0.7, 0.2]]) * torch.tensor(
    [[1.0], [2], [-1], [3], [0.5]]
)
LABELS = torch.tensor([0, 3, 5, 0, 9])
FEW = torch.tensor([[1.0, 0, 0, 2], [0, 3, 1, 0], [2, 1, 0, 0], [0, 0, 0, 1], [1, 0, 4, 0], [0, 2, 0, 0], [5, 0, 0, 1]])
FEW_LABELS = torch.tensor([3, 1, 2, 3, 0, 1, 2])
NO_3 = torch.tensor([0, 1, 2, 1, 0, 1, 0])  # the last class is missing, and the last image is right


def _gradient(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    return (logits.softmax(1) - F.one_hot(labels, logits.shape[1])) / len(labels)


def _epoch_loss(means: list[float], sizes: list[int]) -> float:
    return sum(mean * size for mean, size in zip(means, sizes)) / sum(sizes)


def _count(logits: torch.Tensor, labels: torch.Tensor) -> int:
    return int((logits.argmax(1) == labels).sum())


EXERCISES = [
    Exercise(
        "03/first-loss",
        math.log(26),
        "It gives each of 26 letters the probability 1/26, and the loss is the surprise at the true one.",
        (
            Mistake(math.log(10), "That is the first loss with ten classes. How much belief does each of 26 get?"),
            Mistake(2.3, "About 2.3 is the first loss with ten classes. How much belief does each of 26 letters get?"),
            Mistake(2.6 * math.log(10), "2.6 times as many classes do not make 2.6 times the loss: it is a logarithm."),
            Mistake(math.log(1 / 26), "The sign: a loss is minus the logarithm of the true class's probability."),
            Mistake(math.log2(26), "That is in bits. The course's logarithm is the natural one: math.log."),
            Mistake(math.log10(26), "That is the logarithm to base ten. The course's is the natural one: math.log."),
            Mistake(1 / 26, "That is the probability of the true letter. The loss is how surprising it is."),
            Mistake(25 / 26, "That is the chance of being wrong. The loss is a logarithm of the truth's probability."),
            Mistake(math.log(25), "The true letter counts, too: the belief is shared among all 26."),
            Mistake(0.0, "A loss of zero is for a network that is sure, and right. This one knows nothing."),
        ),
        (
            "A network that knows nothing believes in each letter alike.",
            "What is minus the logarithm of 1/26?",
        ),
        """
        first_loss = math.log(26)
        """,
        also=(3.3,),  # asked is: about what
    ),
    Exercise(
        "03/gradient",
        _gradient,
        "Probability less target, shared out over the images: what autograd finds too.",
        (
            Mistake(
                lambda logits, labels: logits.softmax(1) - F.one_hot(labels, logits.shape[1]),
                "It is as many times too large as there are images: the loss is a mean over them.",
            ),
            Mistake(
                lambda logits, labels: -_gradient(logits, labels),
                "The sign: the score of the true class must have a negative slope, since raising it lowers the loss.",
            ),
            Mistake(
                lambda logits, labels: logits.softmax(1) / len(labels),
                "Every score is pushed down, the true class's too. What is taken away from the probabilities?",
            ),
            Mistake(
                lambda logits, labels: (logits.softmax(0) - F.one_hot(labels, logits.shape[1])) / len(labels),
                "Your softmax runs down the columns, over images. Along what do one image's probabilities add up to 1?",
            ),
            Mistake(
                lambda logits, labels: (logits - F.one_hot(labels, logits.shape[1])) / len(labels),
                "These are scores less targets. Which numbers between 0 and 1 does softmax make of scores?",
            ),
            Mistake(
                lambda logits, labels: _gradient(logits, labels) * len(labels) / logits.shape[1],
                "It is divided by the number of classes. The mean of the loss is over the images.",
            ),
            Mistake(
                lambda logits, labels: (logits.softmax(1) - F.one_hot(labels)) / len(labels),
                "The highest label is not always the last class. Tell F.one_hot how many there are.",
            ),
            Mistake(
                lambda logits, labels: (logits.softmax(1) - F.one_hot(labels, 10)) / len(labels),
                "With ten classes it is right. Others have other numbers: K is logits.shape[1].",
            ),
            Mistake(
                lambda logits, labels: (logits.softmax(1) - F.one_hot(labels, logits.shape[1]).amax(0)) / len(labels),
                "You take 1 from these columns in every row. Each row has one true class.",
            ),
        ),
        (
            "For one image: how much too high is each probability?",
            "The target of the true class is 1, and of all others 0: F.one_hot(labels, logits.shape[1]).",
            "Divide by the number of images.",
        ),
        """
        def gradient(logits, labels):
            targets = F.one_hot(labels, logits.shape[1])
            return (logits.softmax(dim=1) - targets) / len(labels)
        """,
        cases=((LOGITS, LABELS), (FEW, FEW_LABELS), (FEW, NO_3)),
    ),
    Exercise(
        "03/epoch-loss",
        _epoch_loss,
        "Every image weighs the same, so a batch weighs as much as it has images.",
        (
            Mistake(
                lambda means, sizes: sum(means) / len(means),
                "A batch of 16 weighs as much here as one of 64. Whose mean is wanted: of batches, or of images?",
            ),
            Mistake(
                lambda means, sizes: sum(means) / sum(sizes),
                "Each of these is a mean already, and you divide it by the number of images once more.",
            ),
            Mistake(
                lambda means, sizes: means[-1],
                "That is the last batch's loss, and a single batch does not speak for the epoch.",
            ),
            Mistake(
                lambda means, sizes: sum(mean * size for mean, size in zip(means, sizes)),
                "That is the sum over all images. It grows with their number: what is still to be divided?",
            ),
            Mistake(
                lambda means, sizes: _epoch_loss(means, sizes) * sum(sizes) / (sizes[0] * len(sizes)),
                "You divide as if every batch were full. How many images were there really?",
            ),
            Mistake(
                lambda means, sizes: _epoch_loss(means, sizes) * sum(sizes) / len(sizes),
                "The sum over all images is right. You divide it by the number of batches.",
            ),
            Mistake(
                lambda means, sizes: means[0] * sizes[0] / sum(sizes), "Only the first batch counts. Where is `return`?"
            ),
        ),
        (
            "Undo each mean: what is the sum of the losses in a batch?",
            "Add those sums up, and divide by the number of all images.",
        ),
        """
        def epoch_loss(means, sizes):
            total = sum(mean * size for mean, size in zip(means, sizes))
            return total / sum(sizes)
        """,
        cases=(([1.0, 1.0, 1.0, 1.0, 9.0], [64, 64, 64, 64, 16]), ([2.731, 0.512], [30, 10])),
    ),
    Exercise(
        "03/count-right",
        _count,
        "The largest of each row's scores names the answer, and one answer is compared with one label.",
        (
            Mistake(
                lambda logits, labels: int((logits.argmax(1, keepdim=True) == labels).sum()),
                "More right than there are images, or nearly: answers of shape (N, 1) and labels (N,) make a square of "
                "comparisons, each answer with each label.",
            ),
            Mistake(
                lambda logits, labels: _count(logits, labels) / len(labels),
                "That is the share. Asked for is the number: shares of uneven batches cannot be averaged.",
            ),
            Mistake(lambda logits, labels: len(labels) - _count(logits, labels), "Those are the wrong ones."),
            Mistake(
                lambda logits, labels: int((logits.argmin(1) == labels).sum()),
                "The smallest score of each image is the class it believes in least.",
            ),
            Mistake(lambda logits, labels: logits.argmax(1), "These are the answers. Compare them, and count."),
            Mistake(lambda logits, labels: logits.argmax(1) == labels, "True or False for each. How many are True?"),
            Mistake(
                lambda logits, labels: int((logits.argmax() == labels).sum()),
                "argmax without a dim looks at the whole batch as one row. Each image has its own largest score.",
            ),
            Mistake(
                lambda logits, labels: _count(logits[:-1], labels[:-1]), "The last image is missing. Where does it end?"
            ),
            Mistake(lambda logits, labels: _count(logits[:1], labels[:1]), "Only the first counts. Where is `return`?"),
            Mistake(
                lambda logits, labels: int((logits.amax(1) == labels).sum()),
                "amax gives the largest score itself. Its place is the class: argmax.",
            ),
        ),
        (
            "Which class has the largest score in each row?",
            "logits.argmax(dim=1) == labels is True where an answer is right.",
        ),
        """
        def count_right(logits, labels):
            return (logits.argmax(dim=1) == labels).sum().item()
        """,
        cases=((LOGITS, LABELS), (FEW, FEW_LABELS), (FEW, NO_3)),
    ),
]
