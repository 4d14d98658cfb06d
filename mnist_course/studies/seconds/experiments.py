"""The chapter's recordings: for each name a question, the function that makes a run, and all runs.

Runs of one seed stand together: what is compared is timed side by side, and again with the next seed, so
that a slow minute of the machine falls on all alike.
"""

from typing import NamedTuple

from mnist_course import data
from mnist_course.data import preprocess
from mnist_course.evaluation import evaluate
from mnist_course.models import count_parameters
from mnist_course.studies.seconds import growth, process
from mnist_course.studies.seconds.ladder import RUNGS, climb
from mnist_course.training import recipe

TRIED = [  # what each changes of the recipe
    {},
    {"trim": 0},
    {"trim": 3},
    {"channels": [32, 64]},
    {"channels": [8, 16, 32]},
    {"channels": [24, 48, 96]},
    {"batch_norm": False, "rate": 6e-3},
    {"batch_size": 128, "rate": 0.01, "steps": 469},
    {"batch_size": 512, "rate": 0.03, "steps": 118},
    {"rate": 5e-3},
    {"rate": 0.05},
    {"schedule": "constant", "rate": 5e-3},
    {"label_smoothing": 0.0},
    {"steps": 118},
]


class Experiment(NamedTuple):
    """A question, the settings to try, the seeds, and the function that makes a run: (seed, device, **settings)."""

    question: str
    settings: list
    seeds: range
    trial: object

    @property
    def runs(self):
        """All pairs of settings and seed, in the order in which they are made."""
        return [(settings, seed) for seed in self.seeds for settings in self.settings]


def score(seed, protocol, device="cpu", **changes):
    """Train by the recipe, once, and measure.

    Parameters
    ----------
    seed : int
    protocol : {"choosing", "final"}
        Train on the 50,000 training images and measure on the 10,000 validation images, as for every choice
        of the recipe; or, when nothing is left to choose, train on all 60,000 and measure on the test images.

    Returns
    -------
    dict
        ``seconds`` of training, ``accuracy`` (0-1), ``parameters``.
    """
    train_on, measure_on = PROTOCOLS[protocol]
    digits = data.load(train_on)
    images, labels = digits.images.to(device), digits.labels.to(device)
    recipe.warm_up(images, labels, **changes)
    trained = recipe.train(images, labels, seed, **changes)
    unseen = data.load(measure_on)
    accuracy = evaluate(trained.model, (preprocess.standardize(unseen.images).to(device), unseen.labels)).accuracy
    return {"seconds": trained.seconds, "accuracy": accuracy, "parameters": count_parameters(trained.model)}


PROTOCOLS = {"choosing": ("train", "validation"), "final": ("train+validation", "test")}
EXPERIMENTS = {
    "seconds": Experiment(
        "How accurate is the recipe, and how long does it train?",
        [{"protocol": protocol} for protocol in PROTOCOLS],
        range(20),
        score,
    ),
    "seconds_process": Experiment(
        "How long does a whole process take, from the start of Python to the result?",
        [{}],
        range(5),
        process.measure,
    ),
    "seconds_ladder": Experiment(
        "What does each change on the way from the tutorial's loop to the recipe buy?",
        [{"rung": rung} for rung in RUNGS],
        range(5),
        climb,
    ),
    "seconds_tried": Experiment(
        "What else was tried, one change of the recipe at a time?",
        [{"protocol": "choosing", **changes} for changes in TRIED],
        range(5),
        score,
    ),
    "seconds_growth": Experiment(
        "What do the seconds of one pass grow with?",
        [{"varied": varied, "value": value} for varied, values in growth.VARIED.items() for value in values],
        range(3),
        growth.measure,
    ),
}
