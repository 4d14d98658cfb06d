import os
import pickle
import signal
import subprocess
import sys
import time

import pytest
import torch

from mnist_course import augment, checkpoint, models
from mnist_course.batches import Batches
from mnist_course.training import History, NonFiniteLossError, fit

EPOCHS = 4


def setting(small):
    """A run with everything random in it: order, dropout, augmentation; and a schedule."""
    torch.manual_seed(7)
    model = models.mlp(20, dropout=0.5)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    batches = Batches(*small, 256, augment=augment.RandomAffine())
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1e-2, total_steps=EPOCHS * len(batches))
    return model, optimizer, schedule, batches


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
from mnist_course import checkpoint, models
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
