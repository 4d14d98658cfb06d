import copy
import decimal
import os
import pathlib
import pickle
import signal
import stat
import subprocess
import sys
import time
from collections import Counter

import numpy as np
import pytest
import torch
from torch.optim import lr_scheduler

from mnist_course import augment, models
from mnist_course.data.batches import Batches
from mnist_course.training import History, NonFiniteLossError, checkpoint, fit

EPOCHS = 4


def setting(small):
    """A run with everything random in it: order, dropout, augmentation; and a schedule."""
    torch.manual_seed(7)
    model = models.mlp(20, dropout=0.5)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    batches = Batches(*small, 256, augment=augment.RandomAffine())
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1e-2, total_steps=EPOCHS * len(batches))
    return model, optimizer, schedule, batches


@pytest.mark.slow
@pytest.mark.parametrize("stop", range(1, EPOCHS))
def test_stopping_and_resuming_equals_never_stopping_bit_for_bit(small, tmp_path, stop):
    model, optimizer, schedule, batches = setting(small)
    whole = fit(model, batches, optimizer=optimizer, epochs=EPOCHS, schedule=schedule, validation=small)

    first, optimizer, schedule, batches = setting(small)
    history = fit(first, batches, optimizer=optimizer, epochs=stop, schedule=schedule, validation=small)
    checkpoint.save(tmp_path / "c.pt", first, optimizer=optimizer, schedule=schedule, history=history)

    second, optimizer, schedule, batches = setting(small)
    torch.manual_seed(99)
    history = History()
    checkpoint.load(tmp_path / "c.pt", second, optimizer=optimizer, schedule=schedule, history=history)
    fit(second, batches, optimizer=optimizer, epochs=EPOCHS, schedule=schedule, validation=small, history=history)
    assert all(torch.equal(a, b) for a, b in zip(model.parameters(), second.parameters()))
    for name in ("train_loss", "validation_loss", "learning_rate", "steps", "examples"):
        assert getattr(history, name) == getattr(whole, name)


JITTER = [0.9, 0.5, 0.6, 0.4, 0.45, 0.5, 0.3]


def watched(small, best, history, tmp_path, epochs):
    """Train with pretended validation losses, saving after every epoch; a patience of 2 stops it after epoch 6."""
    model, optimizer, schedule, batches = setting(small)
    parts = {"optimizer": optimizer, "history": history, "best": best}
    if (tmp_path / "c.pt").exists():
        checkpoint.load(tmp_path / "c.pt", model, **parts)

    def pretend(state):
        state.history.validation_loss.append(JITTER[len(state.history.validation_loss)])

    def save(state):
        checkpoint.save(tmp_path / "c.pt", model, **parts)

    fit(model, batches, optimizer=optimizer, epochs=epochs, history=history, on_epoch=[pretend, best, save])


@pytest.mark.slow
@pytest.mark.parametrize("stop", [1, 2, 3, 4, 5])
def test_best_epoch_and_patience_go_on_where_they_were(small, tmp_path, stop):
    whole, best, history = checkpoint.BestWeights(2), checkpoint.BestWeights(2), History()
    (tmp_path / "whole").mkdir()
    watched(small, whole, History(), tmp_path / "whole", 7)
    watched(small, checkpoint.BestWeights(2), History(), tmp_path, stop)
    watched(small, best, history, tmp_path, 7)
    assert (history.epochs, best.epoch, best.loss) == (6, 4, 0.4) == (6, whole.epoch, whole.loss)
    assert all(torch.equal(best.weights[name], whole.weights[name]) for name in whole.weights)


def test_files_of_the_first_edition_are_read_but_have_no_best_epoch(small, tmp_path):
    watched(small, checkpoint.BestWeights(2), History(), tmp_path, 5)
    content = torch.load(tmp_path / "c.pt", weights_only=True)
    del content["best"]  # as in files of the first edition
    torch.save(content, tmp_path / "c.pt")
    model, optimizer, _, _ = setting(small)
    checkpoint.load(tmp_path / "c.pt", model, optimizer=optimizer)
    with pytest.raises(checkpoint.CheckpointError, match="with the best's state, it was saved without"):
        checkpoint.load(tmp_path / "c.pt", model, best=checkpoint.BestWeights(2))


def test_best_epoch_of_another_patience_is_an_error_and_nothing_is_changed(small, tmp_path):
    watched(small, checkpoint.BestWeights(2), History(), tmp_path, 3)
    best = checkpoint.BestWeights(3)
    with pytest.raises(checkpoint.CheckpointError, match="BestWeights with patience = 3, the file's has 2"):
        checkpoint.load(tmp_path / "c.pt", setting(small)[0], best=best)
    assert (best.epoch, best.weights) == (0, None)


@pytest.mark.slow
def test_weights_alone_do_not_resume_exactly(small, tmp_path):
    model, optimizer, schedule, batches = setting(small)
    fit(model, batches, optimizer=optimizer, epochs=EPOCHS, schedule=schedule)
    first, optimizer, schedule, batches = setting(small)
    history = fit(first, batches, optimizer=optimizer, epochs=2, schedule=schedule)
    checkpoint.save(tmp_path / "c.pt", first)
    second, optimizer, schedule, batches = setting(small)
    checkpoint.load(tmp_path / "c.pt", second)
    fit(second, batches, optimizer=optimizer, epochs=EPOCHS, schedule=schedule, history=history)
    assert not all(torch.equal(a, b) for a, b in zip(model.parameters(), second.parameters()))


def test_weights_alone_are_loaded_without_touching_the_random_state(tmp_path):
    first, second = models.mlp(20), models.mlp(20)
    checkpoint.save(tmp_path / "c.pt", first)
    torch.manual_seed(99)
    expected = torch.rand(3)
    torch.manual_seed(99)
    checkpoint.load_weights(tmp_path / "c.pt", second)
    assert torch.equal(torch.rand(3), expected)
    assert all(torch.equal(a, b) for a, b in zip(first.parameters(), second.parameters()))
    with pytest.raises(checkpoint.CheckpointError, match="another model"):
        checkpoint.load_weights(tmp_path / "c.pt", models.mlp(30))


def test_best_weights_are_a_copy_of_the_best_epoch(small):
    model = models.mlp(20)
    best = checkpoint.BestWeights()
    losses = iter([3.0, 1.0, 2.0])
    kept = []

    def pretend(state):
        state.history.validation_loss.append(next(losses))
        kept.append([p.detach().clone() for p in state.model.parameters()])

    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    fit(model, Batches(*small, 500), optimizer=optimizer, epochs=3, on_epoch=[pretend, best])
    assert (best.epoch, best.loss) == (2, 1.0)
    assert not all(torch.equal(a, b) for a, b in zip(model.parameters(), kept[1]))
    best.restore(model)
    assert all(torch.equal(a, b) for a, b in zip(model.parameters(), kept[1]))


def test_patience_stops_after_so_many_epochs_without_a_better_one(small):
    model = models.softmax_regression()
    losses = iter([1.0, 2.0, 0.5, 0.6, 0.7, 0.1])
    best = checkpoint.BestWeights(patience=2)
    history = fit(
        model,
        Batches(*small, 500),
        optimizer=torch.optim.SGD(model.parameters(), lr=0.1),
        epochs=6,
        on_epoch=[lambda state: state.history.validation_loss.append(next(losses)), best],
    )
    assert history.epochs == 5 and best.epoch == 3


def test_best_weights_need_a_validation_loss_and_an_epoch(small):
    model = models.softmax_regression()
    with pytest.raises(ValueError, match="validation"):
        fit(
            model,
            Batches(*small, 500),
            optimizer=torch.optim.SGD(model.parameters(), lr=0.1),
            epochs=1,
            on_epoch=[checkpoint.BestWeights()],
        )
    with pytest.raises(checkpoint.CheckpointError, match="at least one finished epoch"):
        checkpoint.BestWeights().restore(model)
    with pytest.raises(ValueError, match="patience of at least 1 epoch, got 0"):
        checkpoint.BestWeights(patience=0)


def test_training_that_turns_nan_keeps_the_last_good_checkpoint(small, tmp_path):
    model = models.softmax_regression()
    path = tmp_path / "last.pt"
    good = []

    def save_then_poison(state):
        checkpoint.save(path, state.model, history=state.history)
        good.append(state.model[1].weight.detach().clone())
        with torch.no_grad():
            state.model[1].weight.fill_(float("inf"))

    with pytest.raises(NonFiniteLossError, match="epoch 2, step 1"):
        fit(
            model,
            Batches(*small, 500),
            optimizer=torch.optim.SGD(model.parameters(), lr=0.1),
            epochs=3,
            on_epoch=[save_then_poison],
        )
    again, history = models.softmax_regression(), History()
    checkpoint.load(path, again, history=history)
    assert torch.equal(again[1].weight, good[0]) and history.epochs == 1


def test_checkpoint_of_another_model_is_named_with_both_shapes(tmp_path):
    checkpoint.save(tmp_path / "c.pt", models.mlp(20))
    with pytest.raises(checkpoint.CheckpointError, match=r"another model: expected 1.weight of shape \(30, 784\)") as e:
        checkpoint.load(tmp_path / "c.pt", models.mlp(30))
    assert "(20, 784)" in str(e.value)


def test_model_is_untouched_when_its_checkpoint_does_not_fit(tmp_path):
    checkpoint.save(tmp_path / "c.pt", models.mlp(20))
    model = models.mlp(20)
    before = [p.detach().clone() for p in model.parameters()]
    with pytest.raises(checkpoint.CheckpointError, match="with the optimizer's state, it was saved without"):
        checkpoint.load(tmp_path / "c.pt", model, optimizer=torch.optim.Adam(model.parameters()))
    assert all(torch.equal(a, b) for a, b in zip(model.parameters(), before))


@pytest.mark.parametrize("length", [0, 10, 5_000, -100])
def test_truncated_checkpoint_says_so(tmp_path, length):
    path = tmp_path / "c.pt"
    checkpoint.save(path, models.mlp(20))
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(checkpoint.CheckpointError, match="c.pt: "):
        checkpoint.load(path, models.mlp(20))


@pytest.mark.parametrize("content", [b"just some text\n", b"\x80\x02.", bytes(1000)])
def test_file_that_is_no_checkpoint_says_so(tmp_path, content):
    (tmp_path / "c.pt").write_bytes(content)
    with pytest.raises(checkpoint.CheckpointError, match="c.pt: "):
        checkpoint.load(tmp_path / "c.pt", models.mlp(20))


def test_state_of_another_optimizer_is_refused_and_nothing_is_changed(tmp_path):
    model = models.mlp(20)
    checkpoint.save(tmp_path / "c.pt", model, optimizer=torch.optim.SGD(model.parameters(), lr=0.1))
    other = models.mlp(20)
    before = [p.detach().clone() for p in other.parameters()]
    with pytest.raises(checkpoint.CheckpointError, match="expected the optimizer Adam, the file has SGD"):
        checkpoint.load(tmp_path / "c.pt", other, optimizer=torch.optim.Adam(other.parameters()))
    assert all(torch.equal(a, b) for a, b in zip(other.parameters(), before))


def test_missing_checkpoint_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError, match="expected a checkpoint at"):
        checkpoint.load(tmp_path / "c.pt", models.mlp(20))


class RunsCode:
    def __reduce__(self):
        return os.mkdir, ("code-was-run",)


@pytest.mark.parametrize("write", [torch.save, lambda content, path: path.write_bytes(pickle.dumps(content))])
def test_pickle_that_carries_code_is_refused_and_not_run(tmp_path, monkeypatch, write):
    monkeypatch.chdir(tmp_path)
    write({"model": RunsCode(), "random": 0}, tmp_path / "c.pt")
    with pytest.raises(checkpoint.CheckpointError, match="refused"):
        checkpoint.load(tmp_path / "c.pt", models.mlp(20))
    assert not (tmp_path / "code-was-run").exists()


def test_other_files_of_tensors_are_no_checkpoints(tmp_path):
    torch.save({"weights": torch.zeros(3)}, tmp_path / "c.pt")
    with pytest.raises(checkpoint.CheckpointError, match="written by checkpoint.save"):
        checkpoint.load(tmp_path / "c.pt", models.mlp(20))


SAVE_FOREVER = """
import sys, torch
from mnist_course import models
from mnist_course.training import checkpoint
model = models.mlp(256, 128)
number = 0
print("ready", flush=True)
while True:
    number += 1
    with torch.no_grad():
        for p in model.parameters():
            p.fill_(number)
    checkpoint.save(sys.argv[1], model)
"""


@pytest.mark.slow
def test_killing_the_process_while_it_saves_never_leaves_an_unreadable_checkpoint(tmp_path):
    path = tmp_path / "c.pt"
    checkpoint.save(path, models.mlp(256, 128))
    for attempt in range(3):
        with subprocess.Popen([sys.executable, "-c", SAVE_FOREVER, path], stdout=subprocess.PIPE) as process:
            process.stdout.readline()
            time.sleep(0.05 + 0.03 * attempt)
            os.kill(process.pid, signal.SIGKILL)
        model = models.mlp(256, 128)
        checkpoint.load(path, model)
        values = torch.cat([p.detach().flatten() for p in model.parameters()])
        assert values.min() == values.max() >= 1, "a mixture of two checkpoints, or none was written"
    checkpoint.save(path, model)
    assert list(tmp_path.iterdir()) == [path], "what a killed process leaves, the next one removes"


def test_failed_save_leaves_the_old_checkpoint_and_no_litter(tmp_path, monkeypatch):
    path = tmp_path / "c.pt"
    checkpoint.save(path, models.mlp(20))
    before = path.read_bytes()

    def disk_full(*_):
        raise OSError("No space left on device")

    monkeypatch.setattr(torch, "save", disk_full)
    with pytest.raises(OSError, match="No space left"):
        checkpoint.save(path, models.mlp(20))
    assert path.read_bytes() == before and list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
def test_checkpoint_has_the_permissions_that_the_user_asks_for(tmp_path):
    before = os.umask(0o022)
    try:
        checkpoint.save(tmp_path / "c.pt", models.mlp())
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "c.pt").stat().st_mode) == 0o644


def test_symbolic_link_stays_and_the_checkpoint_lies_where_it_points(tmp_path):
    (tmp_path / "big disk").mkdir()
    (tmp_path / "c.pt").symlink_to(tmp_path / "big disk" / "c.pt")
    for _ in range(2):
        checkpoint.save(tmp_path / "c.pt", models.mlp())
    assert (tmp_path / "c.pt").is_symlink() and (tmp_path / "big disk" / "c.pt").is_file()


def test_numbers_of_numpy_are_saved_as_those_of_python(tmp_path):
    model = models.mlp()
    rates = np.logspace(-4, -1, 4)
    optimizer = torch.optim.SGD(model.parameters(), lr=rates[1], momentum=np.float32(0.5))
    schedule = lr_scheduler.StepLR(optimizer, step_size=np.int64(3), gamma=rates[3])
    history = History(train_loss=[np.float64(0.1), np.float32(0.1)], steps=[np.int64(7)], examples=[np.bool_(True)])
    parts = {"optimizer": optimizer, "schedule": schedule, "history": history}
    checkpoint.save(tmp_path / "c.pt", model, **parts)
    again = History()
    checkpoint.load(tmp_path / "c.pt", model, **{**parts, "history": again})
    assert again.as_dict() == history.as_dict()
    kinds = [type(number) for number in (*again.train_loss, *again.steps, *again.examples, schedule.gamma)]
    assert kinds == [float, float, int, bool, float]
    assert optimizer.param_groups[0]["lr"] == rates[1]


@pytest.mark.parametrize(
    "value",
    [
        *(None, True, -3, 2**70, 0.1, float("inf"), 1 + 2j, "0.1 ≤ x", b"\x00\xff"),
        *(np.float16(0.1), np.int8(-3), np.str_("a"), np.complex64(1j)),
        *([1, [2.0]], (1, (2.0, np.float64(3))), {1, 2}, {"a": {1: np.float64(2)}, np.int64(3): ()}),
        *(torch.tensor([1.0, 2.0]), torch.tensor(3), torch.zeros(2, dtype=torch.bfloat16), torch.eye(3).to_sparse()),
        *(torch.nn.Parameter(torch.ones(1)), torch.Size([1, 2]), torch.float16),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_save_accepts_load_reads(tmp_path, value):
    checkpoint.save(tmp_path / "c.pt", models.mlp(), history=History(train_loss=[value]))
    history = History()
    checkpoint.load(tmp_path / "c.pt", models.mlp(), history=history)
    if "np." in repr([value]):
        assert "np." not in repr(history.train_loss)
    else:
        assert repr(history.train_loss) == repr([value])


KIND_OF_PATH = f"{pathlib.PurePosixPath.__module__}.PurePosixPath"  # the module is not the same in every Python


class Halve:
    def __init__(self):
        self.seen = pathlib.PurePosixPath("/")

    def __call__(self, step):
        return 0.5**step


class Odd(torch.nn.Linear):
    def get_extra_state(self):
        return {"made": decimal.Decimal(1)}

    def set_extra_state(self, state):
        pass


def wrong(place):
    """What `checkpoint.save` is given with something at `place` that `load` would refuse."""
    model, history = models.mlp(), History(learning_rate=[0.1] * 4)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    parts = {"optimizer": optimizer, "history": history}
    if place.startswith("history"):
        history.learning_rate[3] = np.ones(2)
    elif place.startswith("optimizer.state"):
        optimizer.state[model[1].bias]["note"] = {"when": [pathlib.PurePosixPath("/")]}
    elif place.startswith("optimizer"):
        optimizer.param_groups[0]["lr"] = decimal.Decimal("0.1")
    elif place.startswith("schedule"):
        parts["schedule"] = lr_scheduler.LambdaLR(optimizer, Halve())
    else:
        model[1] = Odd(784, 10)
    return model, parts


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("history.learning_rate[3]", "numpy.ndarray"),
        ("optimizer.param_groups[0].lr", "decimal.Decimal"),
        ("optimizer.state[1].note.when[0]", KIND_OF_PATH),
        ("schedule.lr_lambdas[0].seen", KIND_OF_PATH),
        ("model.1._extra_state.made", "decimal.Decimal"),
    ],
)
def test_what_load_would_refuse_is_named_with_its_place_and_not_written(tmp_path, place, kind):
    path = tmp_path / "c.pt"
    checkpoint.save(path, models.mlp())
    before = path.read_bytes()
    model, parts = wrong(place)
    with pytest.raises(checkpoint.CheckpointError, match="plain value") as error:
        checkpoint.save(path, model, **parts)
    assert str(error.value).startswith(f"{place}: ") and f"got {kind};" in str(error.value)
    assert path.read_bytes() == before and list(tmp_path.iterdir()) == [path]


def everything_of(model, optimizer, schedule, history):
    """A copy of all that `checkpoint.load` may change."""
    parts = (model.state_dict(), optimizer.state_dict(), schedule and schedule.state_dict(), history.as_dict())
    return repr(copy.deepcopy(parts)), torch.get_rng_state()


def made(optimizer=torch.optim.SGD, schedule=None, hidden=(8,), **settings):
    """A model that took a step, its optimizer, its schedule and its history."""
    model = models.mlp(*hidden)
    optimizer = optimizer(model.parameters(), **{"lr": 0.1, **settings})
    schedule = schedule and schedule(optimizer)
    model(torch.rand(4, 1, 28, 28)).square().mean().backward()
    optimizer.step()
    if schedule:
        schedule.step()
    return model, optimizer, schedule, History(train_loss=[torch.rand(1).item()])


def load_error(path, model, optimizer, schedule, history):
    """What `checkpoint.load` says, after a check that it has changed nothing."""
    before = everything_of(model, optimizer, schedule, history)
    with pytest.raises(checkpoint.CheckpointError) as error:
        checkpoint.load(path, model, optimizer=optimizer, schedule=schedule, history=history)
    after = everything_of(model, optimizer, schedule, history)
    assert after[0] == before[0] and torch.equal(after[1], before[1])
    return str(error.value)


def one_after_another(optimizer, length):
    parts = [lr_scheduler.LinearLR(optimizer), lr_scheduler.CosineAnnealingLR(optimizer, length)]
    return lr_scheduler.SequentialLR(optimizer, parts, [5])


@pytest.mark.parametrize(
    ("make", "setting", "mine", "saved"),
    [
        (lr_scheduler.CosineAnnealingLR, "T_max", 100, 50),
        (one_after_another, "T_max", 100, 50),
        (lambda o, steps: lr_scheduler.OneCycleLR(o, 0.1, total_steps=steps), "total_steps", 100, 50),
        (lambda o, rate: lr_scheduler.OneCycleLR(o, rate, total_steps=50), "max_lr", 0.25, 0.5),
        (lambda o, rate: lr_scheduler.CosineAnnealingLR(o, 5, rate), "eta_min", 0.01, 0),
        (lambda o, rates: lr_scheduler.CyclicLR(o, rates[0], 0.5), "base_lrs", [0.2], [0.1]),
        (lr_scheduler.StepLR, "step_size", 4, 3),
        (lr_scheduler.ExponentialLR, "gamma", 0.2, 0.1),
        (lr_scheduler.MultiStepLR, "milestones", Counter([2, 5]), Counter([2, 4])),
    ],
)
def test_schedule_of_other_settings_is_an_error_that_names_both_and_nothing_is_changed(
    tmp_path, make, setting, mine, saved
):
    path = tmp_path / "c.pt"
    model, optimizer, schedule, history = made(schedule=lambda o: make(o, saved), momentum=0.9)
    checkpoint.save(path, model, optimizer=optimizer, schedule=schedule, history=history)
    message = load_error(path, *made(schedule=lambda o: make(o, mine), momentum=0.9))
    assert f"with {setting} = {mine}, the file's has {saved}: " in message
    model, optimizer, schedule, _ = made(schedule=lambda o: make(o, saved), momentum=0.9)
    checkpoint.load(path, model, optimizer=optimizer, schedule=schedule)


@pytest.mark.parametrize(
    ("optimizer", "saved", "settings", "message"),
    [
        (torch.optim.AdamW, {"weight_decay": 0.0}, {"weight_decay": 0.1}, "weight_decay = 0.1, the file's has 0.0"),
        (torch.optim.SGD, {}, {"momentum": 0.9}, "momentum = 0.9, the file's has 0"),
        (torch.optim.Adam, {}, {"betas": (0.8, 0.999)}, r"betas = (0.8, 0.999), the file's has (0.9, 0.999)"),
        (torch.optim.Adam, {}, {"amsgrad": True}, "amsgrad = True, the file's has False"),
        (torch.optim.SGD, {}, {"hidden": ()}, "another model"),
    ],
)
def test_optimizer_of_other_settings_is_an_error_that_names_both_and_nothing_is_changed(
    tmp_path, optimizer, saved, settings, message
):
    first = made(optimizer, **saved)
    checkpoint.save(tmp_path / "c.pt", first[0], optimizer=first[1], history=first[3])
    assert message in load_error(tmp_path / "c.pt", *made(optimizer, **settings))


def test_optimizer_of_other_groups_is_an_error_that_names_both_and_nothing_is_changed(tmp_path):
    model, _, _, history = made()
    groups = [{"params": list(model[1].parameters())}, {"params": list(model[3].parameters()), "lr": 0.01}]
    checkpoint.save(tmp_path / "c.pt", model, optimizer=torch.optim.SGD(groups, lr=0.1), history=history)
    assert "groups of [4] parameters, the file has [2, 2]" in load_error(tmp_path / "c.pt", *made())


def test_learning_rate_comes_from_the_file(tmp_path):
    model, optimizer, _, history = made()
    optimizer.param_groups[0]["lr"] = 0.003  # by hand, in the middle of the training
    checkpoint.save(tmp_path / "c.pt", model, optimizer=optimizer, history=history)
    model, optimizer, _, history = made()
    checkpoint.load(tmp_path / "c.pt", model, optimizer=optimizer, history=history)
    assert optimizer.param_groups[0]["lr"] == 0.003


def test_schedule_is_loaded_beside_its_own_optimizer_only(tmp_path):
    model, optimizer, schedule, _ = made(schedule=lambda o: lr_scheduler.CosineAnnealingLR(o, 50))
    checkpoint.save(tmp_path / "c.pt", model, optimizer=optimizer, schedule=schedule)
    for other in (None, torch.optim.SGD(model.parameters(), lr=0.1)):
        with pytest.raises(ValueError, match="its own optimizer beside it"):
            checkpoint.load(tmp_path / "c.pt", model, optimizer=other, schedule=schedule)


def test_history_of_other_lists_is_an_error_and_nothing_is_changed(tmp_path):
    model, optimizer, _, history = made()
    checkpoint.save(tmp_path / "c.pt", model, optimizer=optimizer, history=history)
    content = torch.load(tmp_path / "c.pt", weights_only=True)
    content["history"] = {"loss": [0.1]}
    torch.save(content, tmp_path / "c.pt")
    assert "expected a history of this edition, got loss" in load_error(tmp_path / "c.pt", *made())
