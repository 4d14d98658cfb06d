import pytest
import torch
from torch.optim import lr_scheduler

from mnist_course import models
from mnist_course.data.batches import Batches
from mnist_course.training.learning_rate import range_test


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


def had_one_cycle(optimizer):
    lr_scheduler.OneCycleLR(optimizer, 0.5, total_steps=10)


def had_cosine(optimizer):
    lr_scheduler.CosineAnnealingLR(optimizer, 10)


def had_a_range_test(optimizer):
    model = models.mlp()
    optimizer.add_param_group({"params": model.parameters()})
    range_test(model, [(torch.rand(4, 1, 28, 28), torch.arange(4))], optimizer, low=1e-7, high=1e-6, steps=3)


@pytest.mark.parametrize("before", [had_one_cycle, had_cosine, had_a_range_test])
def test_range_test_keeps_its_range_whatever_schedule_the_optimizer_has_had(small, before):
    model = models.softmax_regression()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    before(optimizer)
    result = range_test(model, Batches(*small, 300), optimizer, low=1e-6, high=1e-4, steps=5)
    assert result.rates == pytest.approx([1e-6, 10**-5.5, 1e-5, 10**-4.5, 1e-4])


def test_range_test_leaves_no_rate_behind_that_a_later_schedule_would_start_from(small):
    model = models.softmax_regression()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    range_test(model, Batches(*small, 300), optimizer, low=1e-6, high=1e-4, steps=5)
    assert optimizer.param_groups[0]["lr"] == 0.1
    assert lr_scheduler.CosineAnnealingLR(optimizer, 10).base_lrs == [0.1]


def test_range_test_puts_the_rates_back_after_an_error(small):
    model = models.softmax_regression()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    with pytest.raises(ValueError, match="at least one batch"):
        range_test(model, [], optimizer)
    assert optimizer.param_groups[0]["lr"] == 0.1


def test_range_test_gives_every_group_the_rate_that_it_notes(small):
    model, seen = models.mlp(20), []
    groups = [{"params": model[1].parameters(), "lr": 0.5}, {"params": model[3].parameters()}]
    optimizer = torch.optim.SGD(groups, lr=0.1)
    had_cosine(optimizer)
    optimizer.register_step_post_hook(lambda o, *_: seen.append([group["lr"] for group in o.param_groups]))
    result = range_test(model, Batches(*small, 300), optimizer, low=1e-6, high=1e-4, steps=5)
    assert seen == [[rate, rate] for rate in result.rates]
    assert [group["lr"] for group in optimizer.param_groups] == [0.5, 0.1]


@pytest.mark.parametrize("wrong", [{"low": 0}, {"low": 1, "high": 0.1}, {"steps": 1}])
def test_wrong_range_is_an_error(small, wrong):
    model = models.softmax_regression()
    with pytest.raises(ValueError, match="expected"):
        range_test(model, Batches(*small, 100), torch.optim.SGD(model.parameters()), **wrong)
