"""What five people each saw in the test images whose labels were doubted (chapter 10).

Northcutt, Athalye and Mueller (2021), "Pervasive label errors in test sets destabilize machine learning
benchmarks", let confident learning point at 100 suspicious test images of MNIST, and showed each to five
workers of Amazon's Mechanical Turk beside two digits: the label, and the network's guess. Here are the
images in which at least two of the five did not see the label. Facts from the file
``mturk/mnist_mturk.json`` of https://github.com/cleanlab/label-errors.
"""

from typing import NamedTuple


class Votes(NamedTuple):
    """How many of five people saw the label, the network's guess, or neither, in one test image."""

    row: int  # of the test images
    label: int
    guess: int
    for_label: int
    for_guess: int
    for_neither: int

    @property
    def doubted(self):
        """Whether fewer than three of the five saw the label: what the paper counts as a label error."""
        return self.for_label < 3


ASKED = 100  # test images were shown to people
VOTES = [
    Votes(*row)
    for row in (
        (947, 8, 9, 0, 5, 0),
        (1232, 9, 4, 3, 2, 0),
        (1393, 5, 3, 3, 0, 2),
        (1621, 0, 6, 2, 3, 0),
        (1901, 9, 4, 2, 3, 0),
        (2035, 5, 3, 3, 2, 0),
        (2130, 4, 9, 2, 2, 1),
        (2462, 2, 0, 0, 4, 1),
        (2597, 5, 3, 0, 4, 1),
        (2654, 6, 1, 0, 2, 3),
        (3422, 6, 0, 3, 2, 0),
        (3520, 6, 4, 2, 0, 3),
        (3558, 5, 0, 1, 4, 0),
        (4201, 1, 7, 3, 2, 0),
        (4823, 9, 4, 3, 2, 0),
        (4956, 8, 4, 3, 0, 2),
        (5937, 5, 3, 1, 3, 1),
        (6651, 0, 6, 0, 5, 0),
        (6783, 1, 6, 2, 3, 0),
        (8527, 4, 9, 2, 2, 1),
        (9664, 2, 7, 3, 2, 0),
        (9679, 6, 3, 2, 0, 3),
        (9729, 5, 6, 2, 3, 0),
    )
]
