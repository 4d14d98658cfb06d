import pytest
import torch

from mnist_course import models
from mnist_course.batches import Batches
from mnist_course.learning_rate import range_test, sweep
from mnist_course.training import fit


def test_range_test_raises_the_rate_by_a_constant_factor_until_the_loss_explodes(small):
    model = models.softmax_regression()
    optimizer = torch.optim.SGD(model.parameters(), lr=123.0)
    result = range_test(model, Batches(*small, 100), optimizer, low=1e-4, high=1e4, steps=81)
    factors = [b / a for a, b in zip(result.rates, result.rates[1:])]
    assert result.rates[0] == pytest.approx(1e-4)
    assert factors == pytest.approx([10**0.1] * len(factors))
    assert len(result.losses) == len(result.rates) < 81
    assert result.losses[-1] > 4 * min(result.losses)


def test_range_test_that_stays_calm_takes_all_its_steps_and_ends_at_the_highest_rate(small):
    model = models.softmax_regression()
    result = range_test(model, Batches(*small, 300), torch.optim.SGD(model.parameters()), low=1e-6, high=1e-4, steps=7)
    assert len(result.rates) == 7 and result.rates[-1] == pytest.approx(1e-4)


@pytest.mark.parametrize("wrong", [{"low": 0}, {"low": 1, "high": 0.1}, {"steps": 1}])
def test_wrong_range_is_an_error(small, wrong):
    model = models.softmax_regression()
    with pytest.raises(ValueError, match="expected"):
        range_test(model, Batches(*small, 100), torch.optim.SGD(model.parameters()), **wrong)


def test_sweep_trains_at_each_rate_and_marks_what_diverged(small):
    def train(rate):
        torch.manual_seed(0)
        model = models.mlp(20)
        return fit(model, Batches(*small, 100), optimizer=torch.optim.SGD(model.parameters(), lr=rate), epochs=1)

    histories = sweep(train, [1e-3, 0.1, 1e9])
    assert [history.epochs for history in histories.values()] == [1, 1, 0]
    assert histories[0.1].train_loss < histories[1e-3].train_loss
    with pytest.raises(ValueError, match="above 0, got -1"):
        sweep(train, [0.1, -1])
