"""Finding a learning rate: a sweep over rates, and the learning-rate range test (chapter 06)."""

import contextlib
from typing import NamedTuple

import torch

from mnist_course.training import History, NonFiniteLossError, fit


class RangeTest(NamedTuple):
    """Learning rates tried, one per step, and the loss of the batch at each: two lists of equal length."""

    rates: list
    losses: list


def sweep(train, rates):
    """Train once at each rate.

    Parameters
    ----------
    train : callable
        From a learning rate to a `training.History`: builds a new model, trains it, returns the history.
    rates : sequence of float
        All above 0.

    Returns
    -------
    dict
        From rate to `training.History`; a run that diverged (`training.NonFiniteLossError`) has an empty one.
    """
    _check_rates(rates)
    histories = {}
    for rate in rates:
        try:
            histories[rate] = train(rate)
        except NonFiniteLossError:
            histories[rate] = History()
    return histories


def range_test(model, batches, optimizer, *, low=1e-5, high=1.0, steps=200):
    """Raise the rate a little at every step, from `low` to `high`, and record the loss.

    The rate grows by the same factor at each step. The test ends early when the loss is four times the
    lowest seen, or no longer finite. It spoils the model: use a new one for training.

    Parameters
    ----------
    model : torch.nn.Module
    batches : iterable of (images, labels)
        Begun again when it runs out.
    optimizer : torch.optim.Optimizer
        Its rate is overwritten.
    low, high : float
        First and last rate, ``0 < low < high``.
    steps : int
        At least 2.

    Returns
    -------
    RangeTest

    Notes
    -----
    Source: Smith (2017), "Cyclical learning rates for training neural networks", section 3.3. The
    geometric growth and the stop are later practice.
    """
    _check_rates([low, high])
    if not low < high or steps < 2:
        raise ValueError(f"expected low < high and at least 2 steps, got low={low}, high={high}, steps={steps}")
    result = RangeTest([], [])
    for group in optimizer.param_groups:
        group["lr"] = low

    def next_rate(state):
        result.rates.append(state.learning_rate)
        result.losses.append(state.loss)
        state.stop = state.step >= steps or state.loss > 4 * min(result.losses)

    growth = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: (high / low) ** (step / (steps - 1)))
    with contextlib.suppress(NonFiniteLossError):
        fit(model, batches, optimizer=optimizer, epochs=steps, schedule=growth, on_step=[next_rate])
    return result


def _check_rates(rates):
    for rate in rates:
        if not rate > 0:
            raise ValueError(f"expected learning rates above 0, got {rate}")
