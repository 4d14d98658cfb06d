import numpy as np
import pytest
import torch
from scipy.optimize import minimize_scalar
from sklearn.calibration import calibration_curve
from torchmetrics.functional.classification import multiclass_calibration_error

from mnist_course import models
from mnist_course.data.preprocess import standardize
from mnist_course.evaluation import predict_logits
from mnist_course.evaluation.calibration import (
    confidence,
    expected_calibration_error,
    fit_temperature,
    log_loss,
    reliability,
)


@pytest.fixture(scope="module")
def answers(validation):
    """Logits and labels of a linear model after a few steps on real images: often wrong, not calibrated."""
    torch.manual_seed(0)
    images, labels = standardize(validation.images[:3000]), validation.labels[:3000]
    model = models.softmax_regression()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(20):
        loss = torch.nn.functional.cross_entropy(model(images[:500]), labels[:500])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return 3 * predict_logits(model, images[500:]), labels[500:]  # three times too sure


def right(answers):
    return answers[0].argmax(dim=1) == answers[1]


@pytest.mark.parametrize("equal", ["width", "mass"])
def test_bins_agree_with_scikit_learn(answers, equal):
    sure = confidence(answers[0])
    found = reliability(sure, right(answers), bins=10, equal=equal)
    strategy = {"width": "uniform", "mass": "quantile"}[equal]
    accuracies, confidences = calibration_curve(right(answers).numpy(), sure.numpy(), n_bins=10, strategy=strategy)
    assert np.allclose(found.accuracies, accuracies, atol=1e-9)
    assert np.allclose(found.confidences, confidences, atol=1e-9)
    assert found.counts.sum() == len(sure)


def test_error_agrees_with_torchmetrics(answers):
    theirs = multiclass_calibration_error(answers[0].softmax(dim=1), answers[1], 10, n_bins=15)
    assert expected_calibration_error(confidence(answers[0]), right(answers)) == pytest.approx(theirs.item(), abs=1e-5)


def test_error_by_hand():
    sure = torch.tensor([0.55, 0.65, 0.95, 0.85])
    hits = torch.tensor([True, False, True, True])
    # Two bins: none below 0.5. All in one: mean confidence 0.75, accuracy 0.75.
    assert expected_calibration_error(sure, hits, bins=2) == pytest.approx(0.0, abs=1e-7)
    # By mass: (0.60 against 0.5) and (0.90 against 1), half of the examples each.
    assert expected_calibration_error(sure, hits, bins=2, equal="mass") == pytest.approx(0.1, abs=1e-7)


def test_bins_of_equal_mass_are_equal_and_a_confidence_of_one_has_a_bin():
    sure = torch.cat([torch.rand(95), torch.ones(8)])
    counts = reliability(sure, torch.ones(103, dtype=torch.bool), bins=10, equal="mass").counts
    assert counts.max() - counts.min() <= 1
    assert reliability(sure, sure > 0.5, bins=10).counts[-1] >= 8


@pytest.mark.parametrize("equal", ["width", "mass"])
def test_perfectly_calibrated_model_shows_an_error_of_binning_and_one_that_boasts_a_larger_one(equal):
    sure = 0.5 + 0.5 * torch.rand(5000, dtype=torch.float64)
    chances = torch.rand(50, 5000, dtype=torch.float64)
    by_chance = [expected_calibration_error(sure, chance < sure, equal=equal) for chance in chances]
    assert min(by_chance) > 0.003, "binning alone makes an error"
    wrong_by_five_points = chances[0] < sure - 0.05
    assert expected_calibration_error(sure, wrong_by_five_points, equal=equal) > max(by_chance)


def test_temperature_is_where_a_search_of_the_loss_itself_finds_it_lowest(answers):
    logits, labels = answers
    theirs = minimize_scalar(lambda t: log_loss(logits, labels, t), bounds=(0.1, 50), method="bounded")
    found = fit_temperature(logits, labels)
    assert found == pytest.approx(theirs.x, rel=1e-3)
    assert log_loss(logits, labels, found) <= theirs.fun + 1e-9 < log_loss(logits, labels)


def test_temperature_scales_with_the_logits_and_changes_no_answer(answers):
    logits, labels = answers
    assert fit_temperature(10 * logits, labels) == pytest.approx(10 * fit_temperature(logits, labels), rel=1e-6)
    cooled = logits / fit_temperature(logits, labels)
    assert torch.equal(cooled.argmax(dim=1), logits.argmax(dim=1))
    assert fit_temperature(cooled, labels) == pytest.approx(1, rel=1e-6)


def test_confidence_of_a_sure_network_does_not_round_to_one():
    logits = torch.tensor([[20.0, 0.0], [25.0, 0.0]])
    assert (logits.softmax(dim=1).amax(dim=1) == 1).all()
    assert confidence(logits)[0] < confidence(logits)[1] < 1


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: reliability(torch.tensor([2.0]), torch.tensor([True])), ValueError, "0 to 1, got 2.0"),
        (lambda: reliability(torch.rand(3), torch.ones(2, dtype=torch.bool)), ValueError, "got 2 right/wrong for 3"),
        (lambda: reliability(torch.rand(3), torch.ones(3)), TypeError, "bool, got torch.float32"),
        (lambda: reliability(torch.rand(3), torch.rand(3) > 0, bins=0), ValueError, "at least one bin, got 0"),
        (lambda: reliability(torch.rand(3), torch.rand(3) > 0, equal="size"), ValueError, "'mass', got 'size'"),
        (lambda: fit_temperature(5 * torch.eye(10), torch.arange(10)), ValueError, "10 of 10 answers right"),
    ],
)
def test_wrong_arguments_say_what_was_expected(call, error, message):
    with pytest.raises(error, match=message):
        call()
