"""Every public function that takes labels, logits or confidences says what it expected when it gets others."""

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
import torch.nn.functional as F

from mnist_course import evaluation, figures, models
from mnist_course.data import preprocess
from mnist_course.data.batches import Batches
from mnist_course.evaluation import abstention, calibration, significance
from mnist_course.training import fit

matplotlib.use("Agg")

N = 40
LABELS = torch.arange(N) % 10
LOGITS = 5 * F.one_hot(LABELS.roll(1).where(LABELS < 5, LABELS), 10).float() + torch.arange(10) / 10
PREDICTIONS = LOGITS.argmax(dim=1)
CONFIDENCES = LOGITS.softmax(dim=1).amax(dim=1)
RIGHT = PREDICTIONS == LABELS
IMAGES = torch.rand(N, 1, 28, 28, generator=torch.Generator().manual_seed(0))
MODEL = models.softmax_regression()


def train(images, labels):
    fit(MODEL, [(images, labels)], optimizer=torch.optim.SGD(MODEL.parameters(), lr=0.1), epochs=1, progress=False)


WITH_LABELS = {  # what takes labels: a function of them, everything else right
    "accuracy": lambda labels: evaluation.accuracy(LOGITS, labels),
    "evaluate": lambda labels: evaluation.evaluate(MODEL, (IMAGES, labels)),
    "evaluate, of batches": lambda labels: evaluation.evaluate(MODEL, [(IMAGES, labels)]),
    "fit_temperature": lambda labels: calibration.fit_temperature(LOGITS, labels),
    "log_loss": lambda labels: calibration.log_loss(LOGITS, labels),
    "one_hot": preprocess.one_hot,
    "Batches": lambda labels: Batches(IMAGES, labels, 8),
    "fit": lambda labels: train(IMAGES, labels),
}
WRONG_LABELS = {
    "a column": (LABELS[:, None], ValueError, r"got \(40, 1\)|got shape \(40, 1\)|shape \(N,\), got \(40, 1\)"),
    "floats": (LABELS.float(), (TypeError, ValueError), r"float32|got \(40,\)"),
    "bytes": (LABELS.to(torch.uint8), TypeError, "int64, got torch.uint8"),
    "a list": (LABELS.tolist(), TypeError, "as a torch.Tensor, got list"),
    "an array": (LABELS.numpy(), TypeError, "as a torch.Tensor, got ndarray"),
    "too few": (LABELS[:-1], ValueError, "got 39 .* for 40|got 40 .* for 39"),
    "none": (LABELS[:0], ValueError, "got 0 .* for 40|got 40 .* for 0"),
    "from 1 to 10": (LABELS + 1, ValueError, "from 0 to 9, got 10"),
    "negative": (LABELS - 1, ValueError, "from 0 to 9, got -1"),
    "elsewhere": (LABELS.to("meta"), ValueError, "on the device of the .*meta"),
}
MAY = {  # no errors
    *(("one_hot", wrong) for wrong in ("too few", "none", "elsewhere")),  # it has nothing to compare them with
    *((name, "elsewhere") for name in ("evaluate", "evaluate, of batches", "fit")),  # they are moved to the model
    ("fit", "from 1 to 10"),  # to look would wait for the device at every step; the loss function looks
    ("fit", "negative"),
    *(("confidence", wrong) for wrong in ("too few", "elsewhere")),
}


@pytest.mark.parametrize(
    ("name", "wrong"), [(name, wrong) for name in WITH_LABELS for wrong in WRONG_LABELS if (name, wrong) not in MAY]
)
def test_wrong_labels_say_what_was_expected(name, wrong):
    labels, error, message = WRONG_LABELS[wrong]
    with pytest.raises(error, match=f"^expected .*({message})"):
        WITH_LABELS[name](labels)


@pytest.mark.parametrize("name", WITH_LABELS)
def test_right_labels_are_taken(name):
    WITH_LABELS[name](LABELS)


WITH_LOGITS = {
    "accuracy": lambda logits: evaluation.accuracy(logits, LABELS),
    "fit_temperature": lambda logits: calibration.fit_temperature(logits, LABELS),
    "log_loss": lambda logits: calibration.log_loss(logits, LABELS),
    "confidence": calibration.confidence,
}
WRONG_LOGITS = {
    "predictions": (PREDICTIONS, TypeError, "floating-point dtype, got torch.int64: the classes themselves"),
    "a vector": (CONFIDENCES, ValueError, r"\(N, C\), got \(40,\)"),
    "of images": (LOGITS[:, None], ValueError, r"\(N, C\), got \(40, 1, 10\)"),
    "a list": (LOGITS.tolist(), TypeError, "as a torch.Tensor, got list"),
    "too few": (LOGITS[:-1], ValueError, r"got 40 .* for 39|\(39, 10\), \(40, 10\)"),
    "none": (LOGITS[:0], ValueError, "at least one of the predictions, got none"),
    "elsewhere": (LOGITS.to("meta"), ValueError, "on the device of the .*meta"),
}


@pytest.mark.parametrize(
    ("name", "wrong"), [(name, wrong) for name in WITH_LOGITS for wrong in WRONG_LOGITS if (name, wrong) not in MAY]
)
def test_wrong_logits_say_what_was_expected(name, wrong):
    logits, error, message = WRONG_LOGITS[wrong]
    with pytest.raises(error, match=f"^expected .*({message})"):
        WITH_LOGITS[name](logits)


@pytest.mark.parametrize("name", WITH_LOGITS)
def test_right_logits_are_taken(name):
    WITH_LOGITS[name](LOGITS)


WITH_CONFIDENCES = {
    "reliability": calibration.reliability,
    "expected_calibration_error": calibration.expected_calibration_error,
    "accuracy_by_coverage": abstention.accuracy_by_coverage,
    "largest_coverage": lambda confidences, right: abstention.largest_coverage(confidences, right, 0.1),
    "select": lambda confidences, right: abstention.select(confidences, right, 0.5),
}
WRONG_CONFIDENCES = {
    "logits": (LOGITS, RIGHT, ValueError, r"\(N,\), got \(40, 10\)"),
    "a column": (CONFIDENCES[:, None], RIGHT, ValueError, r"\(N,\), got \(40, 1\)"),
    "whole numbers": (PREDICTIONS, RIGHT, TypeError, "floating-point dtype, got torch.int64"),
    "not a number": (CONFIDENCES / CONFIDENCES.where(LABELS > 0, 0 * CONFIDENCES) * 0, RIGHT, ValueError, "4 NaN"),
    "a list": (CONFIDENCES.tolist(), RIGHT, TypeError, "as a torch.Tensor, got list"),
    "none": (CONFIDENCES[:0], RIGHT[:0], ValueError, "at least one of the .*, got none"),
    "right of others": (CONFIDENCES, RIGHT[:-1], ValueError, "got 39 right/wrong for 40 confidences"),
    "right as a column": (CONFIDENCES, RIGHT[:, None], ValueError, r"\(N,\), got \(40, 1\)"),
    "right as numbers": (CONFIDENCES, RIGHT.float(), TypeError, "bool, got torch.float32: compare"),
    "right as a list": (CONFIDENCES, RIGHT.tolist(), TypeError, "as a torch.Tensor, got list"),
    "right elsewhere": (CONFIDENCES, RIGHT.to("meta"), ValueError, "on the device of the confidences, cpu, got meta"),
}


@pytest.mark.parametrize(
    ("name", "wrong"),
    [(name, wrong) for name in WITH_CONFIDENCES for wrong in WRONG_CONFIDENCES if (name, wrong) not in MAY],
)
def test_wrong_confidences_say_what_was_expected(name, wrong):
    confidences, right, error, message = WRONG_CONFIDENCES[wrong]
    with pytest.raises(error, match=f"^expected .*({message})"):
        WITH_CONFIDENCES[name](confidences, right)


@pytest.mark.parametrize("name", WITH_CONFIDENCES)
def test_right_confidences_are_taken(name):
    WITH_CONFIDENCES[name](CONFIDENCES, RIGHT)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: calibration.confidence(LOGITS, temperature=0), ValueError, "temperature above 0, got 0"),
        (lambda: calibration.log_loss(LOGITS, LABELS, temperature=-1), ValueError, "temperature above 0, got -1"),
        (lambda: calibration.expected_calibration_error(2 * CONFIDENCES, RIGHT), ValueError, "from 0 to 1, got"),
        (lambda: significance.mcnemar(RIGHT, RIGHT[:, None]), ValueError, r"\(N,\), got \(40, 1\)"),
        (lambda: significance.mcnemar(RIGHT, RIGHT.to("meta")), ValueError, "got meta"),
        (lambda: significance.mcnemar([], []), (TypeError, ValueError), "got"),
        (lambda: Batches(IMAGES.numpy(), LABELS, 8), TypeError, "images as a torch.Tensor, got ndarray"),
        (lambda: Batches(IMAGES.to("meta"), LABELS, 8), ValueError, "on the device of the images, meta, got cpu"),
        (lambda: figures.prediction_grid(IMAGES, LABELS, LOGITS), TypeError, "predictions as whole numbers"),
        (lambda: figures.prediction_grid(IMAGES, LABELS, CONFIDENCES), TypeError, "predictions as whole numbers"),
        (lambda: figures.digit_grid(IMAGES, ["a"]), ValueError, "40 images, titles: 1"),
        (lambda: figures.digit_grid(IMAGES[:0]), ValueError, "at least one image .* got 0"),
        (lambda: figures.digit_grid(torch.rand(2, 3, 28, 28)), ValueError, r"grey images .* got \(2, 3, 28, 28\)"),
        (lambda: figures.weight_images(torch.rand(2, 3, 5, 5)), ValueError, r"got \(2, 3, 5, 5\)"),
        (lambda: figures.weight_images(torch.rand(2, 785)), ValueError, r"got \(2, 785\)"),
        (lambda: figures.class_bars([97.0, 98.5]), ValueError, "share from 0 to 1 .* 98.5"),
        (lambda: figures.class_bars([float("nan")]), ValueError, "share from 0 to 1 .*nan"),
        (lambda: figures.confusion(torch.rand(10, 10)), ValueError, "counts, .* got float32"),
        (lambda: figures.confusion(LOGITS.long()), ValueError, r"got int64 of shape \(40, 10\)"),
    ],
)
def test_wrong_arguments_say_what_was_expected(call, error, message):
    before = plt.get_fignums()
    with pytest.raises(error, match=f"^expected .*({message})"):
        call()
    assert plt.get_fignums() == before, "nothing is drawn"


def test_rectangular_weights_keep_their_shape():
    figure = figures.weight_images(np.arange(72).reshape(2, 4, 9))
    assert figure.axes[0].images[0].get_array().shape == (4, 9)
    plt.close(figure)


def test_column_of_labels_does_not_pass_for_labels():
    # Compared with a column, a row of ten answers makes a table of a hundred: a tenth of them agree.
    with pytest.raises(ValueError, match=r"labels of shape \(N,\), got \(10, 1\)"):
        evaluation.accuracy(torch.eye(10), torch.arange(10)[:, None])
