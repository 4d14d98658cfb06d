"""The recorded experiments: what is trained, with which settings, over which seeds.

Every experiment is a list of settings for one function, `trial.trial`. All train on the 50,000 training
images and measure on the 10,000 validation images; none sees the test images.
"""

from typing import NamedTuple

SEEDS = range(5)
T1 = {"network": "T1 CNN"}
T1_RATES = [1e-4, 3e-4, 1e-3, 1.5e-3, 2e-3, 2.5e-3, 3e-3, 4e-3, 7e-3, 9.5e-3, 1e-2]
T2 = {"scaling": "unit", "optimizer": "SGD", "rate": 0.1}
T3 = {"network": "T3 MLP", "scaling": "unit", "rate": 0.02, "batch_size": 1028, "epochs": 100}
T4 = {"optimizer": "SGD", "rate": 0.01, "momentum": 0.5, "epochs": 3}
ONE_CYCLE = {"optimizer": "AdamW", "weight_decay": 0.01, "schedule": "one-cycle", "batch_size": 128}


RESULTS = [
    {"model": "softmax regression", "network": "softmax regression", **T2},
    {"model": "T2 two-layer", "network": "T2 two-layer", **T2},
    {"model": "T3 MLP", **T3},
    {"model": "T4 MLP", "network": "T4 MLP", **T4},
    {"model": "T1 MLP", "network": "T1 MLP"},
    {"model": "T4 CNN", "network": "T4 CNN", **T4},
    {"model": "T2 CNN", "network": "T2 CNN", **T2},
    {"model": "LeNet-5", "network": "LeNet-5"},
    {"model": "T1 CNN", **T1},
    {"model": "T1 CNN, one-cycle", **T1, **ONE_CYCLE, "rate": 3e-3},
]
CNN_10 = {"network": "T2 CNN", **ONE_CYCLE, "rate": 0.01, "epochs": 10}


class Experiment(NamedTuple):
    """A question, the settings to try (each a dictionary that changes ``DEFAULTS``), and the seeds.

    The settings in ``aside`` answer a question by the way, and are run with the first three seeds only.
    """

    question: str
    settings: list
    seeds: range = SEEDS
    aside: list = []

    @property
    def runs(self):
        """All pairs of settings and seed, in the order of the record."""
        main = [(settings, seed) for settings in self.settings for seed in self.seeds]
        return main + [(settings, seed) for settings in self.aside for seed in self.seeds[:3]]


EXPERIMENTS = {
    "results": Experiment(
        "How well does every model of the course do on the validation images?",
        RESULTS,
    ),
    "epoch_seconds": Experiment(
        "How long does one epoch take, nothing else running?",
        [
            {**settings, "epochs": 1}
            for settings in [
                *RESULTS,
                {"model": "T2 CNN, one-cycle", **CNN_10},
                {"model": "T2 CNN, augmented", **CNN_10, "augmentation": "affine"},
            ]
        ],
        range(1),
    ),
    "augmentation": Experiment(
        "What does augmentation buy at the same budget, on upright and on distorted images?",
        [{**CNN_10, "distort": True, "augmentation": kind} for kind in (None, "affine")],
        aside=[
            {**CNN_10, "distort": True, "augmentation": "elastic"},
            {**CNN_10, "distort": True, "augmentation": None, "label_smoothing": 0.1},
            {**CNN_10, "distort": True, "network": "LeNet-5", "augmentation": None},
            {**CNN_10, "distort": True, "network": "LeNet-5", "augmentation": "affine"},
        ],
    ),
    "width_sweep": Experiment(
        "Are 25 neurons in each of two hidden layers just right?",
        [{**T3, "width": width} for width in (5, 10, 25, 50, 100, 400)],
        range(3),
    ),
    "rate_sweep": Experiment(
        "Which of T1's eleven learning rates is best after one epoch, and is its lead larger than the noise?",
        [{**T1, "epochs": 1, "rate": rate} for rate in T1_RATES],
        range(3),
    ),
    "retrain": Experiment(
        "Does training at the rate that won after one epoch beat training at 1e-3 (the record `results`)?",
        [{**T1, "epochs": 6, "rate": 2e-3}],
    ),
    "optimizers": Experiment(
        "How do SGD, momentum, Adam and AdamW depend on the learning rate?",
        [
            {"epochs": 1, "rate": rate, **optimizer}
            for optimizer in (
                {"optimizer": "SGD"},
                {"optimizer": "SGD", "momentum": 0.9},
                {"optimizer": "Adam"},
                {"optimizer": "AdamW", "weight_decay": 0.01},
            )
            for rate in (1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1.0)
        ],
        range(3),
    ),
    "batch_sizes": Experiment(
        "How does the best learning rate of SGD move with the batch size?",
        [
            {"optimizer": "SGD", "epochs": 1, "batch_size": size, "rate": rate}
            for size in (16, 64, 256, 1024)
            for rate in (0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
        ],
        range(3),
    ),
    "schedules": Experiment(
        "What do step, cosine and one-cycle schedules gain over a constant rate in five epochs?",
        [
            {"schedule": schedule, "rate": rate}
            for schedule in ("constant", "step", "cosine", "one-cycle")
            for rate in (1e-3, 3e-3)
        ],
        range(3),
    ),
    "pixel_scales": Experiment(
        "How do the scale of the pixels and the learning rate of softmax regression go together?",
        [
            {**T2, "network": "softmax regression", "scaling": scaling, "rate": rate}
            for scaling in ("bytes", "unit", "standardized")
            for rate in (1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1.0)
        ],
    ),
    "squared_error": Experiment(
        "What does squared error cost against cross-entropy?",
        [
            {**T2, "network": "softmax regression", "loss": loss, "rate": rate}
            for loss in ("cross-entropy", "squared error")
            for rate in (0.01, 0.03, 0.1, 0.3, 1.0)
        ],
    ),
    "shuffled_pixels": Experiment(
        "Does a network notice when every image's pixels are shuffled in the same way?",
        [
            {"network": network, "shuffle_pixels": shuffled, "epochs": 3}
            for network in ("T1 MLP", "T2 CNN")
            for shuffled in (False, True)
        ],
    ),
    "dropout": Experiment(
        "Does T4's dropout help, and why is its training loss above its validation loss?",
        [{**T4, "network": network, "epochs": 10} for network in ("T4 MLP", "T4 MLP without dropout")],
    ),
}

# What the last chapter trains to the end (`mnist_course.studies.last_errors`): frozen before the test images are read.
CAREFUL = {
    **ONE_CYCLE,
    "rate": 0.01,
    "label_smoothing": 0.1,
    "augmentation": "affine",
    "averaging": 0.995,
    "recalibrate": True,
    "precision": "fastest",
    "epochs": 24,
}
SMALL_NETWORKS = [
    {"model": "small 80k", "network": "small 80k", **CAREFUL},
    {"model": "small 285k", "network": "small 285k", **CAREFUL, "epochs": 18},
]
JUDGE = {"model": "T2 CNN, augmented", **CNN_10, "augmentation": "affine"}  # of the training labels
FINAL_MODELS = [*RESULTS, {"model": "T2 CNN, one-cycle", **CNN_10}, JUDGE, *SMALL_NETWORKS]


def changed(what, **changes):
    """Return the settings of the smaller network, in five epochs, with one of its ingredients changed."""
    return {"changed": what, "network": "small 80k", **CAREFUL, "epochs": 5, **changes}


EXPERIMENTS["ablation"] = Experiment(
    "What does each ingredient of the small network bring?",
    [
        changed("nothing"),
        changed("no augmentation", augmentation=None),
        changed("no label smoothing", label_smoothing=0.0),
        changed("no batch normalisation", network="small 80k without normalisation", rate=3e-3),
        changed("constant rate", schedule="constant", rate=3e-3),
        changed("half as wide", network="small 22k"),
        changed("larger", network="small 285k"),
    ],
    range(3),
    aside=[
        changed("weaker affine", augmentation="weak affine"),
        changed("stronger affine", augmentation="strong affine"),
        changed("affine and elastic", augmentation="affine and elastic"),
        changed("three times the rate", rate=0.03),
        changed("batches of 64", batch_size=64),
        changed("twice the smoothing", label_smoothing=0.2),
    ],
)
