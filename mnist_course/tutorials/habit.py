"""What can watch a run: called after steps and epochs, it adds to the run's results."""

from pathlib import Path
from typing import NamedTuple

from mnist_course.studies.trial import Setup
from mnist_course.training import History


class Scene(NamedTuple):
    """Where a habit finds what it watches: images and labels are tensors, as `trial.tensors` makes them."""

    setup: Setup
    history: History
    train: tuple
    test: tuple
    seed: int
    folder: Path


class Habit:
    """Does nothing; `wish` is what the run's settings say under the habit's name."""

    def __init__(self, scene, wish):
        self.scene, self.wish, self.model = scene, wish, scene.setup.model

    def resume(self):
        """Go on where an earlier run was stopped; called when every habit has seen the untrained model."""

    def listen(self, loss_function):
        """Return the loss function to train with."""
        return loss_function

    def on_step(self, state):
        """Look at the `training.State` after a step."""

    def on_epoch(self, state):
        """Look at the `training.State` after an epoch."""

    def results(self):
        """Return what is to be recorded, a dictionary of plain numbers."""
        return {}
