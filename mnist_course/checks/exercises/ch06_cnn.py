"""Exercises of chapter 06."""

import torch
import torch.nn.functional as F

from mnist_course.checks.exercise import Exercise, Mistake

# Three channels of 5 × 7, a kernel that no turning over or mirroring leaves as it is, a bias that is not 0.
IMAGE = torch.arange(105.0).reshape(3, 5, 7).mul(0.7).sin()
KERNEL = torch.arange(27.0).mul(1.3).cos().reshape(3, 3, 3)
TRUTHS, GUESSES = torch.tensor([0, 1, 2, 2, 2, 1, 0, 2, 3]), torch.tensor([0, 2, 2, 1, 1, 1, 3, 2, 3])


def _places(side: int, kernel: int, padding: int, stride: int) -> int:
    return (side + 2 * padding - kernel) // stride + 1


def _one_map(image: torch.Tensor, kernel: torch.Tensor, bias: float) -> torch.Tensor:
    return F.conv2d(image[None], kernel[None])[0, 0] + bias


def _confusion(truths: torch.Tensor, guesses: torch.Tensor, classes: int) -> torch.Tensor:
    return torch.bincount(truths * classes + guesses, minlength=classes**2).reshape(classes, classes)


def _each_pair_once(truths: torch.Tensor, guesses: torch.Tensor, classes: int) -> torch.Tensor:
    matrix = torch.zeros(classes, classes)
    matrix[truths, guesses] += 1
    return matrix


EXERCISES = [
    Exercise(
        "06/places",
        _places,
        "Only whole steps of the window count, and the window stands somewhere before the first of them.",
        (
            Mistake(
                lambda n, k, p, s: (n + 2 * p - k) / s + 1,
                "Some of your sides are no whole numbers. What does PyTorch do with half a step?",
            ),
            Mistake(
                lambda n, k, p, s: -((k - n - 2 * p) // s) + 1,
                "You round up: the last window would hang over the edge.",
            ),
            Mistake(
                lambda n, k, p, s: (n + p - k) // s + 1,
                "It goes wrong as soon as there is padding. On how many sides of a row does padding add zeros?",
            ),
            Mistake(lambda n, k, p, s: (n - k) // s + 1, "The padding is not in it."),
            Mistake(lambda n, k, p, s: (n - 2 * p - k) // s + 1, "Does padding make the row longer, or shorter?"),
            Mistake(
                lambda n, k, p, s: (n + 2 * p - k) // s,
                "You count the steps of the window. Its places are not the same number.",
            ),
            Mistake(
                lambda n, k, p, s: len(range(0, n + 2 * p - k, s)), "Your last start is missing: range stops before."
            ),
            Mistake(
                lambda n, k, p, s: len(range(0, n + 2 * p, s)), "At your last places, the window hangs over the edge."
            ),
            Mistake(lambda n, k, p, s: n + 2 * p - k + 1, "It is right for a stride of 1 only."),
            Mistake(lambda n, k, p, s: n + 2 * p - k // s + 1, "Only the kernel is divided: brackets around the sum."),
            Mistake(lambda n, k, p, s: _places(n, k, p, s) ** 2, "Those are the places in a square. One row is asked."),
            Mistake(
                lambda n, k, p, s: (n + 2 * p - k + 1) // s,
                "The 1 comes too early: the place where the window starts does not depend on the stride.",
            ),
        ),
        (
            "The formula stands above; one sign in it does not divide as PyTorch does.",
            "In Python, // divides and rounds down.",
        ),
        """
        def count_places(side, kernel, padding, stride):
            return (side + 2 * padding - kernel) // stride + 1
        """,
        cases=((28, 3, 1, 1), (28, 5, 0, 3), (9, 3, 0, 2), (15, 4, 2, 3), (28, 2, 0, 2)),
    ),
    Exercise(
        "06/parameters",
        (3 * 5 * 5 + 1) * 8,
        "Each kernel reaches through all channels, has one bias, and serves at every place.",
        (
            Mistake(
                8 * 5 * 5 + 8, "You count one grid for each kernel. How many channels does a kernel reach through?"
            ),
            Mistake(8 * 3 * 5 * 5, "Those are the weights. What else does each kernel add to its sum?"),
            Mistake(8 * 3 * 5 * 5 + 1, "One bias for the whole layer? Each of its maps has its own."),
            Mistake(8 * 3 * 5 * 5 + 3, "You give a bias to each channel that comes in. To what is the bias added?"),
            Mistake(3 * 5 * 5 + 1, "That is a single kernel with its bias. How many maps does the layer give?"),
            Mistake((3 * 5 * 5 + 1) * 8 * 20**2, "That gives every pixel a kernel of its own. There is one for all."),
            Mistake((3 * 5 * 5 + 1) * 8 * 16**2, "That gives every place a kernel of its own. There is one for all."),
            Mistake(8 * 3 * 5 * 5 + 8 * 3, "A bias for each grid? It is added once, to the sum over all channels."),
            Mistake((8, 3, 5, 5), "That is the shape of the weights. How many are they, and what comes on top?"),
            Mistake(8 * 5 * 5, "You have one channel, and no bias. The image has three, and each kernel a bias."),
            Mistake(8 * 16 * 16, "Those are the numbers in the maps. How many can the layer learn?"),
        ),
        (
            "Begin with a single kernel: how many weights, and how many biases?",
            "A kernel has a grid of 5 × 5 for each of the 3 channels. There are 8 such kernels.",
        ),
        """
        parameters = 8 * (3 * 5 * 5 + 1)
        """,
    ),
    Exercise(
        "06/one-map",
        _one_map,
        "A kernel has a grid for every channel, and all its products at a place end up in one number.",
        (
            Mistake(
                lambda i, k, b: torch.stack([_one_map(*one, b) for one in zip(i[:, None], k[:, None])]),
                "You have a map for each channel. One kernel makes one map: what becomes of the sums of its grids?",
            ),
            Mistake(
                lambda i, k, b: _one_map(i, k, b * len(i)),
                "The bias is in it once for each channel: add it after the sums of the channels.",
            ),
            Mistake(lambda i, k, b: _one_map(i, k, b * k.numel()), "The bias is in each product. Add it to their sum."),
            Mistake(lambda i, k, b: _one_map(i, k, 0), "The bias is missing."),
            Mistake(lambda i, k, b: _one_map(i, k, -b), "The bias is taken away. It is added."),
            Mistake(
                lambda i, k, b: _one_map(i, k.flip(1, 2), b),
                "It is what mathematicians call a convolution: they turn the kernel upside down first. Here it stays.",
            ),
            Mistake(lambda i, k, b: _one_map(i, k.mT, b), "Your kernel lies on its side, rows and columns exchanged."),
            Mistake(lambda i, k, b: _one_map(i[:1], k[:1], b), "Only the first channel is in it."),
            Mistake(
                lambda i, k, b: _one_map(i[-1:], k[-1:], b), "Only the last channel is in it. Is the sum overwritten?"
            ),
            Mistake(lambda i, k, b: _one_map(i, k / k.numel(), b), "You take means. A convolution adds up products."),
            Mistake(
                lambda i, k, b: _one_map(i, k, b)[:-1, :-1],
                "The last row and the last column are missing. At how many places does the window fit?",
            ),
            Mistake(
                lambda i, k, b: F.pad(_one_map(i, k, b)[:-1, :-1], (0, 1, 0, 1)),
                "The last row and the last column stay 0. Where does range() stop?",
            ),
        ),
        (
            "The function convolve above is nearly it: what changes if image and kernel have a channel axis in front?",
            "Cut the window out of all channels at once: image[:, row : row + size, column : column + size].",
            "Multiply it by the whole kernel, take one sum, and add the bias.",
        ),
        """
        def one_map(image, kernel, bias):
            size = kernel.shape[1]
            height, width = (side - size + 1 for side in image.shape[1:])
            output = torch.zeros(height, width)
            for row in range(height):
                for column in range(width):
                    patch = image[:, row : row + size, column : column + size]
                    output[row, column] = (patch * kernel).sum() + bias
            return output
        """,
        cases=((IMAGE, KERNEL, 0.5), (IMAGE[:2, :, :4], KERNEL[:2], -2.0), (IMAGE, KERNEL[:, :2, :2], 1.5)),
    ),
    Exercise(
        "06/confusion",
        _confusion,
        "Each image adds one to the row of its true class, in the column of the answer that it got.",
        (
            Mistake(lambda t, g, n: _confusion(g, t, n), "Rows and columns are exchanged: a row is a true class."),
            Mistake(
                _each_pair_once,
                "No number is above 1: of several equal pairs, only one was counted. "
                "An indexed += adds once to each place, however often the place is named.",
            ),
            Mistake(lambda t, g, n: _confusion(t, g, n) / len(t), "Those are shares. The counts are wanted."),
            Mistake(
                lambda t, g, n: (m := _confusion(t, g, n)) / m.sum(1, keepdim=True), "Those are shares of each row."
            ),
            Mistake(
                lambda t, g, n: _confusion(t, g, n).fill_diagonal_(0), "The diagonal is empty: count right answers too."
            ),
            Mistake(lambda t, g, n: _confusion(t, g, n).diag(), "Only the right answers. Where do the wrong ones go?"),
            Mistake(lambda t, g, n: _confusion(t, g, n).diag().diag(), "Where do the wrong answers go?"),
            Mistake(lambda t, g, n: _confusion(t, g, n).sum(0).expand(n, n), "All your rows are one list, n times."),
            Mistake(
                lambda t, g, n: _confusion(t, g, max(*t.tolist(), *g.tolist()) + 1),
                "A class that does not occur has no row. The matrix has `classes` rows, of zeros if need be.",
            ),
        ),
        (
            "Begin with zeros of the shape (classes, classes), and go through the pairs.",
            "Each pair adds 1 to matrix[truth, guess].",
        ),
        """
        def count_pairs(truths, guesses, classes):
            counts = torch.zeros(classes, classes, dtype=torch.int64)
            for truth, guess in zip(truths.tolist(), guesses.tolist()):
                counts[truth, guess] += 1
            return counts
        """,
        cases=((TRUTHS, GUESSES, 4), (TRUTHS[:5], GUESSES[:5], 5)),
    ),
]
