"""How fast 99 % can be: the recipe of chapter 12 over many seeds, what else was tried, and what its cost grows with."""

import subprocess
import sys
import time
from typing import Any

import torch

from mnist_course import data
from mnist_course.evaluation import evaluate
from mnist_course.models import count_parameters
from mnist_course.records import Run, Settings
from mnist_course.studies.ladder import CLIMB, climb
from mnist_course.studies.study import Place, Results, Study, Variant
from mnist_course.training.parts import tensors
from mnist_course.training.recipe import RECIPE
from mnist_course.training.trainer import train, warm_up

PROTOCOLS = {"choosing": ("train", "validation"), "final": ("train+validation", "test")}
TRIED: list[dict[str, Any]] = [  # what each changes of the recipe
    {},
    {"trim": 0},
    {"trim": 3},
    {"unshuffle": 1, "channels": (16, 32, 64)},
    {"channels": (16, 64)},
    {"channels": (64, 128)},
    {"batch_norm": False},
    {"batch_norm": False, "rate": 0.01},
    {"batch_norm": False, "rate": 5e-3},
    {"batch_size": 64, "rate": 0.01, "steps": 782},
    {"batch_size": 256, "rate": 0.03, "steps": 196},
    {"rate": 5e-3},
    {"rate": 0.05},
    {"schedule": "constant", "rate": 5e-3},
    {"label_smoothing": 0.0},
    {"steps": 196},
    {"steps": 782},
]
VARIED: dict[str, list[float]] = {
    "images": [1_000, 2_000, 5_000, 10_000, 20_000, 50_000],  # one pass over so many
    "width": [0.25, 0.5, 1, 2, 4],  # times the channels of the recipe
    "batch": [8, 16, 32, 64, 128, 256, 512, 1024, 2048],
    "threads": [1, 2, 4, 8, 16],
}
# What is varied is the first edition's recipe: three convolutions, batches of 256.
GROWN = RECIPE.but(channels=(16, 32, 64), trim=1, unshuffle=1, batch_size=256, steps=None)
IMAGES = 10_000  # in one pass, where the number of images is not what is varied


def score(run: Run, place: Place) -> Results:
    """Train by the recipe, once, and measure.

    The label ``protocol`` is "choosing", to train on the 50,000 training images and measure on the 10,000 validation
    images, as for every choice of the recipe; or, when nothing is left to choose, "final": all 60,000, and the test.

    Returns
    -------
    dict
        ``seconds`` of training, ``accuracy`` (0-1), ``parameters``.
    """
    train_on, measure_on = PROTOCOLS[run.labels["protocol"]]
    digits = data.load(train_on)
    images, labels = digits.images.to(place.device), digits.labels.to(place.device)
    warm_up(run.settings, images, labels)
    trained = train(run.settings, images, labels, run.seed)
    unseen = tensors(measure_on, run.settings.scaling, device=place.device)
    accuracy = evaluate(trained.model, unseen).accuracy
    return {"seconds": trained.seconds, "accuracy": accuracy, "parameters": count_parameters(trained.model)}


def grow(run: Run, place: Place) -> Results:
    """Train for one pass over some training images, and time it.

    Returns
    -------
    dict
        ``seconds``, ``images`` and ``steps`` of the pass; ``threads`` of the CPU; or ``skipped``, with the reason.
    """
    before, varied, value = torch.get_num_threads(), run.labels["varied"], run.labels["value"]
    if varied == "threads" and value > before:
        return {"skipped": f"{before} CPU threads here"}
    count = value if varied == "images" else IMAGES
    digits = data.load("train")
    images, labels = digits.images[:count].to(place.device), digits.labels[:count].to(place.device)
    settings = run.settings.but(steps=-(-count // run.settings.batch_size))
    try:
        if varied == "threads":
            torch.set_num_threads(value)
        warm_up(settings, images, labels)
        seconds = train(settings, images, labels, run.seed).seconds
        return {"seconds": seconds, "images": count, "steps": settings.steps, "threads": torch.get_num_threads()}
    finally:
        torch.set_num_threads(before)


def _grown(varied: str, value: float) -> Settings:
    if varied == "width":
        return GROWN.but(channels=tuple(int(value * channels) for channels in GROWN.channels))
    return GROWN.but(batch_size=int(value) if varied == "batch" else GROWN.batch_size)


def process(run: Run, place: Place) -> Results:
    """Time a whole process, from the start of Python to the printed result: the seconds that somebody waits."""
    return {"seconds": process_seconds("--device", place.device)}


def process_seconds(*options: str) -> float:
    """Return how long ``python -m mnist_course.studies quote`` takes for one seed, timed from outside."""
    command = [sys.executable, "-m", "mnist_course.studies", "quote", "--seeds", "1", "--no-process", *options]
    started = time.perf_counter()
    try:
        subprocess.run(command, check=True, capture_output=True)
    except subprocess.CalledProcessError as error:
        error.add_note(error.stderr.decode(errors="replace"))
        raise
    return time.perf_counter() - started


_STUDIES = [
    Study(
        "seconds",
        "How accurate is the recipe, and how long does it train?",
        [Variant({"protocol": protocol}, RECIPE) for protocol in PROTOCOLS],
        20,
        score,
        timed=True,
    ),
    Study(
        "seconds_process",
        "How long does a whole process take, from the start of Python to the result?",
        [Variant()],
        5,
        process,
        timed=True,
    ),
    Study(
        "seconds_ladder",
        "What does each change on the way from the tutorial's loop to the recipe buy?",
        CLIMB,
        5,
        climb,
        timed=True,
    ),
    Study(
        "seconds_tried",
        "What else was tried, one change of the recipe at a time?",
        [Variant({"protocol": "choosing"}, RECIPE.but(**changes)) for changes in TRIED],
        5,
        score,
        timed=True,
    ),
    Study(
        "seconds_growth",
        "What do the seconds of one pass grow with?",
        [
            Variant({"varied": varied, "value": value}, _grown(varied, value))
            for varied, values in VARIED.items()
            for value in values
        ],
        3,
        grow,
        timed=True,
    ),
]
STUDIES = {study.name: study for study in _STUDIES}
