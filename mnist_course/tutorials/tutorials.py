"""What the tutorials T1 to T4 train: their runs, and the parts that show them.

A run is a dictionary of settings for `run.run`; where it is silent, ``trial.DEFAULTS`` speaks. All
train on the 60,000 images. A part shows one or more runs of its tutorial.
"""

from typing import NamedTuple

RATES = [1e-4, 3e-4, 1e-3, 1.5e-3, 2e-3, 2.5e-3, 3e-3, 4e-3, 7e-3, 9.5e-3, 1e-2]
WIDTHS = [5, 10, 25, 50, 100, 400]
BEST_OF_THE_SWEEP = "best of the sweep"


class Part(NamedTuple):
    """A part of a tutorial: what it is, and the names of the runs that it shows."""

    title: str
    runs: list


class Tutorial(NamedTuple):
    """A tutorial: its title, its runs by name, and its parts by name."""

    title: str
    runs: dict
    parts: dict


def _sweep_run(rate):
    return f"CNN at {rate:g}"


TEN = {"count": 10}
SWEEP = {
    _sweep_run(rate): {"network": "T1 CNN", "rate": rate, "epochs": 1, "folds": True, "predictions": TEN}
    for rate in RATES
}
T1 = Tutorial(
    "MNIST Handwritten Digit Classification",
    runs={
        "data": {"measure": "data"},
        "MLP": {"true_train": True, "predictions": TEN},
        # The five epochs of T1's first CNN are the first five of these: same seed, same steps.
        "CNN": {
            "network": "T1 CNN",
            "epochs": 8,
            "extra_epochs": 3,
            "predictions": {"count": 10, "epoch": 5},
            "angles": 5,
            "folds": True,
            "keep_best": 8,
        },
        **SWEEP,
        "CNN retrained": {"network": "T1 CNN", "rate": BEST_OF_THE_SWEEP, "epochs": 6, "predictions": TEN},
        "LeNet-5": {"network": "LeNet-5", "angles": 5, "predictions": TEN},
        "CNN, label smoothing": {"network": "T1 CNN", "label_smoothing": 0.1, "angles": 5, "predictions": TEN},
        "CNN, affine": {"network": "T1 CNN", "augmentation": "affine", "angles": 5, "predictions": TEN},
        "CNN, elastic": {"network": "T1 CNN", "augmentation": "elastic", "angles": 5, "predictions": TEN},
    },
    parts={
        "data": Part("what the data is like, and what the loss takes", ["data"]),
        "mlp": Part("the MLP: curves and ten predictions", ["MLP"]),
        "cnn": Part("the CNN: curves, ten predictions, comparison with the MLP", ["MLP", "CNN"]),
        "best-epoch": Part("eight epochs, the best one kept as T1 keeps it, three epochs more", ["CNN"]),
        "sweep": Part("one epoch at each of eleven rates", list(SWEEP)),
        "retrain": Part("six epochs at the rate that won the sweep", ["MLP", "CNN", *SWEEP, "CNN retrained"]),
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

GRID = {"count": 64}
_T2 = {
    "scaling": "unit",
    "optimizer": "SGD",
    "rate": 0.1,
    "test_at_the_end": True,
    "predictions": GRID,
    "running_loss": 2000,
}
T2 = Tutorial(
    "MNIST Case Study",
    runs={
        "linear": {"network": "softmax regression", **_T2},
        "two-layer": {"network": "T2 two-layer", **_T2},
        "CNN": {"network": "T2 CNN", **_T2},
        "pipeline": {"network": "softmax regression", **_T2, "epochs": 2, "save_as": "softmax_regression.pth"},
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

SIX = {"count": 6, "drawn": True}
_T3 = {"network": "T3 MLP", "scaling": "unit", "rate": 0.02, "batch_size": 1028, "epochs": 100}
WIDTH_RUNS = {f"width {width}": {**_T3, "width": width, "true_train": True} for width in WIDTHS if width != 25}
T3 = Tutorial(
    "MNIST Digit Classification using PyTorch",
    runs={
        "MLP": {**_T3, "true_train": True, "last_batch": 30, "predictions": SIX},
        **WIDTH_RUNS,
        "SGD at 0.02": {**_T3, "optimizer": "SGD"},
        "SGD at 0.5": {**_T3, "optimizer": "SGD", "rate": 0.5},
        "evaluation mode": {"measure": "evaluation mode"},
    },
    parts={
        "mlp": Part("100 epochs, its log, its last-batch metrics, six predictions", ["MLP"]),
        "widths": Part("are 25 neurons just right?", ["MLP", *WIDTH_RUNS]),
        "sgd": Part("the same with plain SGD", ["MLP", "SGD at 0.02", "SGD at 0.5"]),
        "eval-mode": Part("model.eval() inside the training loop, without dropout and with it", ["evaluation mode"]),
    },
)

_T4 = {
    "optimizer": "SGD",
    "rate": 0.01,
    "momentum": 0.5,
    "epochs": 3,
    "log_every": 100,
    "predictions": SIX,
}
T4 = Tutorial(
    "MNIST Handwritten Digit Recognition",
    runs={"MLP": {"network": "T4 MLP", **_T4}, "CNN": {"network": "T4 CNN", **_T4}},
    parts={
        "mlp": Part("three epochs of 784-50-10 with dropout, checkpoints, six predictions", ["MLP"]),
        "cnn": Part("the same with the CNN that T4 has in comments", ["CNN"]),
    },
)
TUTORIALS = {"T1": T1, "T2": T2, "T3": T3, "T4": T4}
