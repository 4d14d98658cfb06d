"""Finding a learning rate: a sweep over rates, and the learning-rate range test (chapter 06)."""

import contextlib
from collections.abc import Callable, Iterable
from typing import NamedTuple

import torch

from mnist_course.training import History, NonFiniteLossError, fit


class RangeTest(NamedTuple):
    """Learning rates tried, one per step, and the loss of the batch at each: two lists of equal length."""

    rates: list
    losses: list


def sweep(train: Callable[[float], History], rates: Iterable[float]) -> dict[float, History]:
    """Train once at each rate.

    Parameters
    ----------
    train : callable
        From a learning rate to a `training.History`: builds a new model, trains it, returns the history.
    rates : iterable of float
        All above 0.

    Returns
    -------
    dict
        From rate to `training.History`; a run that diverged (`training.NonFiniteLossError`) has an empty one.
    """
    rates = [float(rate) for rate in rates]  # of NumPy or PyTorch, or not
    _check_rates(rates)
    histories = {}
    for rate in rates:
        try:
            histories[rate] = train(rate)
        except NonFiniteLossError:
            histories[rate] = History()
    return histories


def range_test(
    model: torch.nn.Module,
    batches: Iterable,
    optimizer: torch.optim.Optimizer,
    *,
    low: float = 1e-5,
    high: float = 1.0,
    steps: int = 200,
) -> RangeTest:
    """Raise the rate a little at every step, from `low` to `high`, and record the loss.

    The rate grows by the same factor at each step. The test ends early when the loss is four times the
    lowest seen, or no longer finite. It spoils the model and what the optimizer remembers of its gradients:
    use new ones for training.

    Parameters
    ----------
    model : torch.nn.Module
    batches : iterable of (images, labels)
        Begun again when it runs out.
    optimizer : torch.optim.Optimizer
        All its groups get the same rate, whatever rates and schedules they have had; these are put back at
        the end.
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
    before = [group["lr"] for group in optimizer.param_groups]

    def set_rate(step):
        for group in optimizer.param_groups:
            group["lr"] = low * (high / low) ** (step / (steps - 1))

    def note_and_raise(state):
        result.rates.append(state.learning_rate)
        result.losses.append(state.loss)
        state.stop = state.step >= steps or state.loss > 4 * min(result.losses)
        set_rate(state.step)

    set_rate(0)
    try:
        with contextlib.suppress(NonFiniteLossError):
            fit(model, batches, optimizer=optimizer, epochs=steps, on_step=[note_and_raise])
    finally:
        for group, rate in zip(optimizer.param_groups, before):
            group["lr"] = rate
    return result


def _check_rates(rates):
    for rate in rates:
        if not rate > 0:
            raise ValueError(f"expected learning rates above 0, got {rate}")
