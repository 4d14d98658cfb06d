"""What five people each saw in the test images whose labels were doubted (chapter 14).

Northcutt, Athalye and Mueller (2021), "Pervasive label errors in test sets destabilize machine learning
benchmarks", let confident learning point at 100 suspicious test images of MNIST, and showed each to five
workers of Amazon's Mechanical Turk beside two digits: the label, and the guess of an algorithm (for some images
the same). Here are the images in which at least two of the five did not see the label. Facts from the file
``mturk/mnist_mturk.json`` of https://github.com/cleanlab/label-errors.
"""

import csv
from pathlib import Path
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
    def doubted(self) -> bool:
        """Whether fewer than three of the five saw the label: what the paper counts as a label error."""
        return self.for_label < 3


ASKED = 100  # test images were shown to people
_ROWS = csv.DictReader(Path(__file__).with_suffix(".csv").read_text(encoding="utf-8").splitlines())
VOTES = [Votes(**{name: int(value) for name, value in row.items()}) for row in _ROWS]
