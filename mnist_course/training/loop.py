"""The training loop that chapter 03 builds by hand."""

import math
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field

import torch
import torch.nn.functional as F
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler
from tqdm import tqdm

from mnist_course.data.expect import expect_batch
from mnist_course.evaluation import evaluate

Batch = tuple[torch.Tensor, torch.Tensor]  # images and labels


class NonFiniteLossError(RuntimeError):
    """The loss became NaN or infinite. Attributes: its ``value``; ``epoch`` and ``step``, both counted from 1."""

    def __init__(self, value: float, epoch: int, step: int) -> None:
        super().__init__(
            f"expected a finite loss, got {value} in epoch {epoch}, step {step}: "
            "is the learning rate too high, or are there NaNs in the data?"
        )
        self.value, self.epoch, self.step = value, epoch, step

    def __reduce__(self) -> tuple:
        """Let the error come back whole from another process."""
        return type(self), (self.value, self.epoch, self.step)


@dataclass
class History:
    """One entry per finished epoch in every list.

    ``train_loss`` and ``train_accuracy`` are averages over the epoch's examples, taken while the weights
    move; ``validation_*`` are measured after the epoch, and are empty without validation data. Losses in
    nats per example, accuracies 0-1, ``seconds`` of training alone (without validation), ``learning_rate``
    of the epoch's last step; ``steps`` and ``examples`` count from the beginning of training.
    """

    train_loss: list[float] = field(default_factory=list)
    train_accuracy: list[float] = field(default_factory=list)
    validation_loss: list[float] = field(default_factory=list)
    validation_accuracy: list[float] = field(default_factory=list)
    learning_rate: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    steps: list[int] = field(default_factory=list)
    examples: list[int] = field(default_factory=list)

    @property
    def epochs(self) -> int:
        """Number of finished epochs."""
        return len(self.train_loss)

    def as_dict(self) -> dict[str, list]:
        """Return the lists as a plain dictionary, for a checkpoint or JSON."""
        return asdict(self)


@dataclass
class State:
    """What a callback sees. Set ``stop = True`` to end training after the callbacks have run.

    ``logits`` and ``labels`` are those of the last batch, on the model's device; ``logits`` were computed before its
    step was taken, and carry no gradient.
    """

    model: torch.nn.Module
    optimizer: Optimizer
    schedule: LRScheduler | None
    history: History
    epoch: int = 0  # finished epochs
    step: int = 0  # finished steps, over all epochs
    examples: int = 0  # training examples seen, over all epochs
    loss: float = float("nan")  # mean loss of the last batch
    learning_rate: float = float("nan")  # that the last step was taken with
    stop: bool = False
    logits: torch.Tensor | None = None
    labels: torch.Tensor | None = None


def fit(
    model: torch.nn.Module,
    batches: Iterable[Batch],
    *,
    optimizer: Optimizer,
    epochs: int,
    validation: Batch | Iterable[Batch] | None = None,
    loss_function: Callable[[torch.Tensor, torch.Tensor], torch.Tensor] = F.cross_entropy,
    schedule: LRScheduler | None = None,
    on_step: Sequence[Callable[[State], object]] = (),
    on_epoch: Sequence[Callable[[State], object]] = (),
    history: History | None = None,
    progress: bool = True,
) -> History:
    """Train `model` in place, on the device where its parameters are, and return the history.

    Parameters
    ----------
    model
        Put into training mode at each epoch's start.
    batches
        Iterated once per epoch: `batches.Batches`, a ``DataLoader``, or a list of batches.
        Images float32 (B, 1, 28, 28), labels int64 (B,) or rows (B, C), as `loss_function` takes them.
    optimizer
        Of the model's parameters, or of some of them.
    epochs
        How many epochs there are in all: with a `history` of 3 and ``epochs=5``, two more are run.
    validation
        Images and labels, or batches of them, see `evaluation.evaluate`; measured after every epoch.
    loss_function
        From (logits, labels) to the mean loss of the batch.
    schedule
        Of this optimizer. Stepped after every optimiser step: count its lengths in steps.
    on_step, on_epoch
        Called after every step, and after every epoch (validation included).
    history
        Of earlier epochs, to be continued.
    progress
        Show a progress bar, which vanishes when an epoch is done (``TQDM_DISABLE=1`` hides it everywhere).

    Raises
    ------
    NonFiniteLossError
        As soon as a batch's loss is NaN or infinite, before that step is taken.
    TypeError, ValueError
        If a batch's images or labels have another dtype or shape, if there are no batches, or if the
        optimizer is another model's, or the schedule another optimizer's.
    """
    _check_belongs(model, optimizer, schedule)
    history = History() if history is None else history
    device = next(model.parameters()).device
    state = State(model, optimizer, schedule, history, epoch=history.epochs)
    if history.epochs:
        state.step, state.examples = history.steps[-1], history.examples[-1]
    while state.epoch < epochs and not state.stop:
        model.train()
        started, seen, loss_sum, right = time.perf_counter(), 0, 0.0, 0.0
        name = f"epoch {state.epoch + 1}/{epochs}"
        shown = tqdm(batches, desc=name, leave=False) if progress else batches
        for step, (images, labels) in enumerate(shown, start=1):
            expect_batch(images, labels)
            images, labels = images.to(device), labels.to(device)
            logits = model(images)
            loss = loss_function(logits, labels)
            state.loss = loss.item()  # the one moment of a step at which Python waits for the device
            if not math.isfinite(state.loss):
                raise NonFiniteLossError(state.loss, state.epoch + 1, step)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            state.learning_rate = float(optimizer.param_groups[0]["lr"])  # which may be a tensor that will change
            if schedule is not None:
                schedule.step()
            state.step, state.examples = state.step + 1, state.examples + len(images)
            state.logits, state.labels = logits.detach(), labels
            # A short last batch counts by its examples, not as a whole batch.
            seen, loss_sum = seen + len(images), loss_sum + state.loss * len(images)
            classes = labels if labels.ndim == 1 else labels.argmax(dim=1)
            right += (state.logits.argmax(dim=1) == classes).sum()
            for callback in on_step:
                callback(state)
            if state.stop:
                break
        if seen == 0:
            raise ValueError("expected at least one batch of training data, got none")
        history.seconds.append(time.perf_counter() - started)
        history.train_loss.append(loss_sum / seen)
        history.train_accuracy.append(float(right) / seen)
        history.learning_rate.append(state.learning_rate)
        history.steps.append(state.step)
        history.examples.append(state.examples)
        if validation is not None:
            score = evaluate(model, validation)
            history.validation_loss.append(score.loss)
            history.validation_accuracy.append(score.accuracy)
        state.epoch += 1
        for callback in on_epoch:
            callback(state)
    return history


def _check_belongs(model: torch.nn.Module, optimizer: Optimizer, schedule: LRScheduler | None) -> None:
    held = {id(parameter) for group in optimizer.param_groups for parameter in group["params"]}
    if not any(parameter.requires_grad and id(parameter) in held for parameter in model.parameters()):
        raise ValueError(
            f"expected an optimizer that holds parameters of this model to train, got one of {len(held)} others: "
            "was it made of another model, or before this one was built or copied?"
        )
    if schedule is not None and getattr(schedule, "optimizer", optimizer) is not optimizer:
        raise ValueError("expected a schedule of this optimizer, got another optimizer's, which would change no rate")
