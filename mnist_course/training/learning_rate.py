"""Finding a learning rate: the range test (chapter 08)."""

import contextlib
from collections.abc import Iterable
from typing import NamedTuple

import torch

from mnist_course.training import NonFiniteLossError, State, fit


class RangeTest(NamedTuple):
    """Learning rates tried, one per step, and the loss of the batch at each: two lists of equal length."""

    rates: list[float]
    losses: list[float]


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
    batches
        Of (images, labels); begun again when it runs out.
    optimizer
        All its groups get the same rate, whatever rates and schedules they have had; these are put back at
        the end.
    low, high
        First and last rate, ``0 < low < high``.
    steps
        At least 2.

    Notes
    -----
    Source: Smith (2017), "Cyclical learning rates for training neural networks", section 3.3. The
    geometric growth and the stop are later practice.
    """
    if not 0 < low < high or steps < 2:
        raise ValueError(f"expected 0 < low < high and at least 2 steps, got low={low}, high={high}, steps={steps}")
    result = RangeTest([], [])
    before = [group["lr"] for group in optimizer.param_groups]

    def set_rate(step: int) -> None:
        for group in optimizer.param_groups:
            group["lr"] = low * (high / low) ** (step / (steps - 1))

    def note_and_raise(state: State) -> None:
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
