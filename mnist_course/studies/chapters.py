"""The chapters' studies: what is trained, with which settings, over how many seeds.

All train on the 50,000 training images and measure on the 10,000 validation images; none sees the test images.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

from mnist_course.records import Settings
from mnist_course.studies.study import Study, Variant
from mnist_course.studies.trainings import CAREFUL, CNN_10, CNNS_10, ONE_CYCLE, RATES, RESULTS, T1, T2, T3, T4
from mnist_course.studies.trial import trial


def _each(settings: Settings, seeds: int | None = None, **values: Sequence[Any]) -> list[Variant]:
    """Return a variant for every combination of values of some settings, the last one varying fastest."""
    variants = [settings]
    for name, choices in values.items():
        variants = [variant.but(**{name: value}) for variant in variants for value in choices]
    return [Variant({}, variant, seeds) for variant in variants]


def _changed(**changes: dict[str, Any]) -> list[Variant]:
    """Return the smaller of the small networks, in five epochs, with one of its ingredients changed."""
    return [Variant({"changed": what.replace("_", " ")}, CAREFUL.but(epochs=5, **new)) for what, new in changes.items()]


_STUDIES = [
    Study("results", "How well does every model of the course do on the validation images?", RESULTS, 5, trial),
    Study(
        "mlp_and_cnn",
        "Each on one-cycle at its best rate: does T1's MLP in ten epochs catch up with T1's CNN in one?",
        [
            Variant({}, ONE_CYCLE.but(network=network, epochs=epochs, rate=rate))
            for network, epochs in (("T1 MLP", 10), ("T1 CNN", 1))
            for rate in (1e-3, 3e-3, 1e-2)
        ],
        5,
        trial,
    ),
    Study(
        "epoch_seconds",
        "How long does one epoch take, nothing else running?",
        [Variant(labels, settings.but(epochs=1)) for labels, settings, _ in [*RESULTS, *CNNS_10]],
        3,
        trial,
        timed=True,
    ),
    Study(
        "augmentation",
        "What does augmentation buy at the same budget, on upright and on distorted images?",
        [
            *_each(CNN_10, augmentation=(None, "affine", "elastic")),
            *_each(CNN_10, label_smoothing=(0.1,)),
            *_each(CNN_10.but(network="LeNet-5"), 3, augmentation=(None, "affine")),
        ],
        5,
        partial(trial, distort=True),
    ),
    Study(
        "width_sweep",
        "Are 25 neurons in each of two hidden layers just right?",
        _each(T3, width=(5, 10, 25, 50, 100, 400)),
        5,
        trial,
    ),
    Study(
        "rate_sweep",
        "Which of T1's eleven learning rates is best after one epoch, and is its lead larger than the noise?",
        _each(T1.but(epochs=1), rate=RATES),
        5,
        trial,
    ),
    Study(
        "retrain",
        "Does training at the rate that won after one epoch beat training at 1e-3 (the record `results`)?",
        _each(T1.but(epochs=6), rate=(2e-3,)),
        5,
        trial,
    ),
    Study(
        "optimizers",
        "How do SGD, momentum, Adam and AdamW depend on the learning rate?",
        [
            variant
            for optimizer in (
                {"optimizer": "SGD"},
                {"optimizer": "SGD", "momentum": 0.9},
                {"optimizer": "Adam"},
                {"optimizer": "AdamW", "weight_decay": 0.01},
            )
            for variant in _each(
                Settings(epochs=1, **optimizer), rate=(1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1.0)
            )
        ],
        5,
        trial,
    ),
    Study(
        "batch_sizes",
        "How does the best learning rate of SGD move with the batch size?",
        _each(
            Settings(optimizer="SGD", epochs=1),
            batch_size=(16, 64, 256, 1024),
            rate=(0.003, 0.01, 0.03, 0.1, 0.3, 0.4, 0.5, 0.6, 0.75, 1.0, 3.0),
        ),
        5,
        trial,
    ),
    Study(
        "schedules",
        "What do step, cosine and one-cycle schedules gain over a constant rate in five epochs?",
        _each(Settings(), schedule=("constant", "step", "cosine", "one-cycle"), rate=(1e-3, 3e-3)),
        5,
        trial,
    ),
    Study(
        "falling_rates",
        "In one epoch with a rate that falls: is Adam still ahead of SGD?",
        [
            *_each(Settings(optimizer="SGD", epochs=1, schedule="cosine"), rate=(0.1, 0.3, 1.0)),
            *_each(Settings(epochs=1, schedule="cosine"), rate=(1e-3, 3e-3, 1e-2)),
        ],
        5,
        trial,
    ),
    Study(
        "pixel_scales",
        "How do the scale of the pixels and the learning rate of softmax regression go together?",
        [
            *_each(T2, scaling=("bytes", "unit", "standardized"), rate=(1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1.0)),
            *_each(T2, scaling=("unit", "standardized"), rate=(3e-3, 0.03, 0.3)),
            *_each(T2, scaling=("shifted", "divided"), rate=(1e-3, 3e-3, 1e-2, 0.03, 0.1, 0.3, 1.0)),
        ],
        5,
        trial,
    ),
    Study(
        "squared_error",
        "What does squared error cost against cross-entropy?",
        [
            *_each(T2, loss=("cross-entropy", "squared error"), rate=(0.01, 0.03, 0.1, 0.3, 1.0)),
            *_each(T2, loss=("squared error",), rate=(1e-3, 3e-3)),
            *_each(T2, loss=("squared error of probabilities",), rate=(0.03, 0.1, 0.3, 1.0, 3.0)),
        ],
        5,
        trial,
    ),
    Study(
        "shuffled_pixels",
        "Does a network notice when every image's pixels are shuffled in the same way?",
        _each(Settings(epochs=3), network=("T1 MLP", "T2 CNN"), shuffle_pixels=(False, True))
        + _each(Settings(epochs=3, shuffle_pixels=True), network=("T1 MLP", "T2 CNN"), rate=(3e-3, 1e-2)),
        5,
        trial,
    ),
    Study(
        "dropout",
        "Does T4's dropout help, and why is its training loss above its validation loss?",
        _each(T4.but(epochs=10), network=("T4 MLP", "T4 MLP without dropout")),
        5,
        trial,
    ),
    Study(
        "overfitting",
        "Do dropout and weight decay help T3's network, and wider ones, against over-fitting, and at a lower rate?",
        [
            *_each(T3.but(epochs=30), dropout=(0.0, 0.2, 0.5)),
            *_each(T3.but(epochs=30), weight_decay=(1e-3,)),
            *_each(T3.but(epochs=30, width=100), rate=(0.02, 2e-3), dropout=(0.0, 0.2, 0.5)),
            *_each(T3.but(epochs=30, width=400), rate=(2e-3,)),
        ],
        5,
        trial,
    ),
    Study(
        "ablation",
        "What does each ingredient of the small network bring?",
        _changed(
            nothing={},
            no_augmentation={"augmentation": None},
            no_label_smoothing={"label_smoothing": 0.0},
            no_batch_normalisation={"network": "small 80k without normalisation", "rate": 3e-3},
            constant_rate={"schedule": "constant", "rate": 3e-3},
            half_as_wide={"network": "small 22k"},
            larger={"network": "small 285k"},
            weaker_affine={"augmentation": "weak affine"},
            stronger_affine={"augmentation": "strong affine"},
            affine_and_elastic={"augmentation": "affine and elastic"},
            three_times_the_rate={"rate": 0.03},
            batches_of_64={"batch_size": 64},
            twice_the_smoothing={"label_smoothing": 0.2},
            a_third_of_the_rate={"rate": 3e-3},
        ),
        5,
        trial,
    ),
]
STUDIES = {study.name: study for study in _STUDIES}
