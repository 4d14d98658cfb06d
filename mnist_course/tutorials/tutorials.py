"""What the tutorials T1 to T4 train: their runs, and the parts that show them.

All train on the 60,000 images. A part shows one or more runs of its tutorial.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from mnist_course.records import Settings
from mnist_course.studies.trainings import RATES
from mnist_course.studies.trainings import T1 as T1_CNN
from mnist_course.studies.trainings import T2 as T2_LINEAR
from mnist_course.studies.trainings import T3 as T3_MLP
from mnist_course.studies.trainings import T4 as T4_MLP
from mnist_course.tutorials.log import Log
from mnist_course.tutorials.looks import Angles, Folds, Predictions, TrueTrain
from mnist_course.tutorials.measures import evaluation_mode, the_data
from mnist_course.tutorials.watchers import KeepBest, LastBatch, RunningLoss, SaveAndLoad, Scene, Watcher

WIDTHS = [5, 10, 25, 50, 100, 400]


class TutorialRun(NamedTuple):
    """A run: how it trains, what watches it, whether it looks at the test images only at its end; or a measurement."""

    settings: Settings | None = None
    watchers: Sequence[Callable[[Scene], Watcher]] = ()
    test_at_the_end: bool = False
    measure: Callable[[int], dict[str, Any]] | None = None


class Part(NamedTuple):
    """A part of a tutorial: what it is, and the names of the runs that it shows."""

    title: str
    runs: list[str]


class Tutorial(NamedTuple):
    """A tutorial: its title, its runs by name, and its parts by name."""

    title: str
    runs: dict[str, TutorialRun]
    parts: dict[str, Part]


TEN = partial(Predictions, count=10)
TILTED = (partial(Angles, epoch=5), TEN)
SWEEP = {f"CNN at {rate:g}": TutorialRun(T1_CNN.but(rate=rate, epochs=1), (Folds, TEN)) for rate in RATES}
RETRAINED = "CNN retrained"  # at the rate that won the sweep with the same seed
T1 = Tutorial(
    "MNIST Handwritten Digit Classification",
    runs={
        "data": TutorialRun(measure=the_data),
        "MLP": TutorialRun(Settings(), (TrueTrain, TEN)),
        # The five epochs of T1's first CNN are the first five of these: same seed, same steps.
        "CNN": TutorialRun(
            T1_CNN.but(epochs=11),  # eight, and three more
            (
                partial(Predictions, count=10, epoch=5),
                partial(Angles, epoch=5),
                Folds,
                partial(KeepBest, epochs=8),
            ),
        ),
        **SWEEP,
        RETRAINED: TutorialRun(T1_CNN.but(epochs=6), (TEN,)),
        "LeNet-5": TutorialRun(Settings(network="LeNet-5"), TILTED),
        "CNN, label smoothing": TutorialRun(T1_CNN.but(label_smoothing=0.1), TILTED),
        "CNN, affine": TutorialRun(T1_CNN.but(augmentation="affine"), TILTED),
        "CNN, elastic": TutorialRun(T1_CNN.but(augmentation="elastic"), TILTED),
    },
    parts={
        "data": Part("what the data is like, and what the loss takes", ["data"]),
        "mlp": Part("the MLP: curves and ten predictions", ["MLP"]),
        "cnn": Part("the CNN: curves, ten predictions, comparison with the MLP", ["MLP", "CNN"]),
        "best-epoch": Part("eight epochs, the best one kept as T1 keeps it, three epochs more", ["CNN"]),
        "sweep": Part("one epoch at each of eleven rates", list(SWEEP)),
        "retrain": Part("six epochs at the rate that won the sweep", ["MLP", "CNN", *SWEEP, RETRAINED]),
        "lenet": Part("promised, not done: the comparison with LeNet-5", ["MLP", "CNN", "LeNet-5"]),
        "smoothing": Part("promised, not done: label smoothing", ["CNN", "CNN, label smoothing"]),
        "affine": Part("promised, not done: random affine augmentation", ["CNN", "CNN, affine"]),
        "elastic": Part("promised, not done: elastic distortion", ["CNN", "CNN, elastic"]),
        "robustness": Part(
            "promised, not done: accuracy under rotations of up to 15 degrees",
            ["LeNet-5", "CNN", "CNN, label smoothing", "CNN, affine", "CNN, elastic"],
        ),
    },
)

_T2 = (partial(Predictions, count=64), partial(RunningLoss, every=2000))
T2 = Tutorial(
    "MNIST Case Study",
    runs={
        "linear": TutorialRun(T2_LINEAR, _T2, test_at_the_end=True),
        "two-layer": TutorialRun(T2_LINEAR.but(network="T2 two-layer"), _T2, test_at_the_end=True),
        "CNN": TutorialRun(T2_LINEAR.but(network="T2 CNN"), _T2, test_at_the_end=True),
        "pipeline": TutorialRun(
            T2_LINEAR.but(epochs=2),
            (*_T2, partial(SaveAndLoad, file="softmax_regression.pth")),
            test_at_the_end=True,
        ),
    },
    parts={
        "view": Part("a grid of 64 test images", []),
        "linear": Part("784-10, before and after training", ["linear"]),
        "two-layer": Part("784-100-10, before and after training", ["two-layer"]),
        "cnn": Part("the CNN, before and after training", ["CNN"]),
        "pipeline": Part("two epochs, running loss, per class, saved and loaded", ["pipeline"]),
        "comparison": Part("parameters and accuracy of the three", ["linear", "two-layer", "CNN"]),
    },
)

SIX = partial(Predictions, count=6, drawn=True)
WIDTH_RUNS = {f"width {width}": TutorialRun(T3_MLP.but(width=width), (TrueTrain,)) for width in WIDTHS if width != 25}
T3 = Tutorial(
    "MNIST Digit Classification using PyTorch",
    runs={
        "MLP": TutorialRun(T3_MLP, (TrueTrain, partial(LastBatch, first=30), SIX)),
        **WIDTH_RUNS,
        "SGD at 0.02": TutorialRun(T3_MLP.but(optimizer="SGD")),
        "SGD at 0.5": TutorialRun(T3_MLP.but(optimizer="SGD", rate=0.5)),
        "evaluation mode": TutorialRun(measure=evaluation_mode),
    },
    parts={
        "mlp": Part("100 epochs, its log, its last-batch metrics, six predictions", ["MLP"]),
        "widths": Part("are 25 neurons just right?", ["MLP", *WIDTH_RUNS]),
        "sgd": Part("the same with plain SGD", ["MLP", "SGD at 0.02", "SGD at 0.5"]),
        "eval-mode": Part("model.eval() inside the training loop, without dropout and with it", ["evaluation mode"]),
    },
)

_T4 = (partial(Log, every=100), SIX)
T4 = Tutorial(
    "MNIST Handwritten Digit Recognition",
    runs={"MLP": TutorialRun(T4_MLP, _T4), "CNN": TutorialRun(T4_MLP.but(network="T4 CNN"), _T4)},
    parts={
        "mlp": Part("three epochs of 784-50-10 with dropout, checkpoints, six predictions", ["MLP"]),
        "cnn": Part("the same with the CNN that T4 has in comments", ["CNN"]),
    },
)
TUTORIALS = {"T1": T1, "T2": T2, "T3": T3, "T4": T4}
