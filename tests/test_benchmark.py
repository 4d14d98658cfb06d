"""The benchmark compares the same work done in two ways, and keeps what it finds in a record."""

import re
from dataclasses import replace
from itertools import islice

import pytest
import torch
import torch.nn.functional as F

from mnist_course import models, records
from mnist_course.models import costs
from mnist_course.records.record import read
from mnist_course.records.settings import run_of
from mnist_course.studies import __main__ as command
from mnist_course.studies import study
from mnist_course.studies.benchmark import rounds
from mnist_course.studies.benchmark.rounds import BENCHMARK, NETWORKS, SETTINGS, WAYS, make_batches, train
from mnist_course.training import tutorial_loop
from mnist_course.tutorials.tutorials import TUTORIALS

DROPOUT = {"T4 MLP", "T4 CNN"}


def without_dropout(model):
    for module in model.modules():
        if isinstance(module, (torch.nn.Dropout, torch.nn.Dropout2d)):
            module.p = 0.0
    return model


def test_every_network_of_the_tutorials_is_measured():
    trained = [run.settings for tutorial in TUTORIALS.values() for run in tutorial.runs.values() if run.settings]
    assert {settings.network for settings in trained} == set(NETWORKS)


@pytest.mark.slow
@pytest.mark.parametrize("name", NETWORKS)
def test_both_ways_start_from_the_same_weights_and_compute_the_same_loss(name, small):
    torch.manual_seed(1)
    ours = without_dropout(models.build(name))
    torch.manual_seed(1)
    theirs = without_dropout(tutorial_loop.build(name))
    assert all(torch.equal(a, b) for a, b in zip(ours.parameters(), theirs.parameters(), strict=True))
    images, labels = small
    loss = F.cross_entropy(ours(images), labels)
    assert tutorial_loop.loss_of(name)(theirs(images), labels).item() == pytest.approx(loss.item(), rel=1e-5)


@pytest.mark.parametrize("scaling", ["unit", "standardized"])
def test_both_ways_are_fed_the_same_images_in_the_same_order(scaling):
    settings = SETTINGS["T1 MLP"].but(scaling=scaling)
    theirs = list(islice(make_batches("tutorial", settings, 3), 3))
    torch.manual_seed(3)
    for (x, y), (their_x, their_y) in zip(islice(make_batches("ours", settings, 3), 3), theirs, strict=True):
        assert torch.equal(y, their_y)
        assert torch.allclose(x, their_x, atol=1e-5)


@pytest.mark.parametrize("name", sorted(set(NETWORKS) - DROPOUT))
def test_a_few_steps_both_ways_give_the_same_losses_and_the_same_weights_within_rounding(name):
    theirs, ours = (train(way, SETTINGS[name], 0, steps=4) for way in WAYS)
    assert ours.loss == pytest.approx(theirs.loss, rel=1e-4)
    for mine, other in zip(ours.model.parameters(), theirs.model.parameters(), strict=True):
        assert torch.allclose(mine, other, atol=2e-3)


def test_another_seed_gives_other_weights_and_another_order():
    losses = {train("ours", SETTINGS["T1 MLP"], seed, steps=2).loss for seed in (0, 1)}
    assert len(losses) == 2


def test_the_tutorials_loop_averages_over_examples(small):
    model = models.softmax_regression()
    still = torch.optim.SGD(model.parameters(), lr=0.0)
    x, y = small
    loss = tutorial_loop.train_epoch(model, [(x[:900], y[:900]), (x[900:], y[900:])], still, F.cross_entropy)
    assert loss == pytest.approx(F.cross_entropy(model(x), y).item(), rel=1e-5)


def test_operations_agree_with_a_count_by_hand(small):
    images, labels = small[0][:64], small[1][:64]
    # A product for the scores and one for the gradient of the weights; the pixels need no gradient.
    linear = costs.count_flops(models.softmax_regression(), images, labels, F.cross_entropy)
    assert linear == 64 * 2 * (2 * 784 * 10)
    # The second layer also hands a gradient back to the first.
    two = costs.count_flops(models.mlp(100), images, labels, F.cross_entropy)
    assert two == 64 * (2 * (2 * 784 * 100) + 3 * (2 * 100 * 10))
    convolutions = costs.count_flops(models.cnn(16, 32), images, labels, F.cross_entropy)
    first, second, last = 28 * 28 * 16 * 9, 14 * 14 * 32 * 16 * 9, 7 * 7 * 32 * 10
    assert convolutions == 64 * (2 * (2 * first) + 3 * (2 * second) + 3 * (2 * last))


def test_both_large_products_are_the_same_product():
    size = 128
    a, b = torch.rand(size, size), torch.rand(size, size)
    pixels = a.view(size // 64, 8, 8, size).permute(0, 3, 1, 2)
    product = F.conv2d(pixels, b.t()[:, :, None, None]).permute(0, 2, 3, 1).reshape(size, size)
    assert torch.allclose(product, a @ b, rtol=1e-4)
    assert set(costs.product_rate(size=size)) == {"matmul", "convolution"}


@pytest.mark.slow
def test_peak_of_memory_grows_by_what_is_allocated():
    before = costs.peak_memory()
    held = torch.ones(before // 4)  # as much again
    assert costs.peak_memory() > 1.5 * before and len(held)


@pytest.fixture
def pretend(monkeypatch):
    """Measure nothing of two networks, in no time: the second measurement is interrupted."""
    done = []

    def one_round(settings, seed, device):
        done.append((settings.network, seed))
        if len(done) == 2:
            raise KeyboardInterrupt
        return {f"{way}_seconds": 1.0 for way in WAYS}

    monkeypatch.setattr(rounds, "one_round", one_round)
    monkeypatch.setattr(rounds, "memory", lambda settings, device: {f"{way}_memory": 5e8 for way in WAYS})
    two = [variant for variant in BENCHMARK.variants if variant.settings.network in ("T1 MLP", "T2 CNN")]
    monkeypatch.setitem(command.STUDIES, "benchmark", replace(BENCHMARK, variants=two))
    return done


@pytest.fixture
def measure(tmp_path):
    """Measure so many rounds, and return what is then recorded."""

    def measured(*arguments):
        folders = ("--out", str(tmp_path), "--work", str(tmp_path / "work"))
        command.main(["make", "benchmark", "--device", "cpu", *folders, *arguments])
        return read(tmp_path / "benchmark.json").entries

    return measured


def test_a_stopped_measurement_goes_on_where_it_stopped(pretend, measure, tmp_path, capsys):
    with pytest.raises(KeyboardInterrupt):
        measure("--seeds", "2")
    found = measure("--seeds", "2")
    assert pretend == [("T1 MLP", 0), ("T2 CNN", 0), ("T2 CNN", 0), ("T1 MLP", 1), ("T2 CNN", 1)]
    assert [entry["labels"]["measure"] for entry in found] == ["speed", "speed", "memory", "memory", "speed", "speed"]
    assert f"recorded: {tmp_path / 'benchmark.json'}" in capsys.readouterr().out
    measure("--seeds", "2", "--only", "network=T1 MLP", "--afresh")
    assert pretend[5:] == [("T1 MLP", 0), ("T1 MLP", 1)], "only the wanted network is measured afresh"


def test_measurements_of_another_machine_are_not_mixed_in(pretend, measure, tmp_path, capsys, monkeypatch):
    pretend.extend([None, None])  # no interruption
    measure("--seeds", "1", "--only", "network=T1 MLP")
    monkeypatch.setattr(study, "machine", lambda device: "an abacus")
    for which in (["network=T1 MLP"], ["network=T2 CNN", "--afresh"]):  # afresh, but beside another's measurements
        with pytest.raises(SystemExit):
            measure("--seeds", "2", "--only", *which)
        assert "got an abacus" in capsys.readouterr().err
    assert len(read(tmp_path / "benchmark.json").entries) == 2
    found = measure("--seeds", "1", "--only", "network=T1 MLP", "--afresh")
    assert {entry["used"]["machine"] for entry in found} == {"an abacus"}


def test_measurements_with_another_number_of_threads_are_not_mixed_in(pretend, measure, capsys):
    pretend.extend([None, None])
    measure("--seeds", "1", "--threads", "1")
    with pytest.raises(SystemExit):
        measure("--seeds", "2", "--threads", "7")
    assert re.search("with 1 threads, got .* with 7: use --afresh or --out", capsys.readouterr().err)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--only", "network=T5"], "softmax regression.*got .*T5"),
        (["--seeds", "0"], "--seeds of at least 1, got 0"),
        (["--threads", "0"], "--threads of at least 1, got 0"),
        (["--device", "gpu"], "expected a device"),
        (["--out", "/proc/nowhere"], "nowhere"),
    ],
)
def test_wrong_options_are_refused_before_anything_is_timed(arguments, message, capsys, monkeypatch):
    monkeypatch.setattr(rounds, "one_round", lambda *_: pytest.fail("timed"))
    with pytest.raises(SystemExit):
        command.main(["make", "benchmark", *arguments])
    assert re.search(message, " ".join(capsys.readouterr().err.split()))


def test_fast_mode_is_no_measurement(monkeypatch, capsys):
    monkeypatch.setenv("MNIST_COURSE_FAST", "1")
    with pytest.raises(SystemExit):
        command.main(["make", "benchmark"])
    assert "the fast mode trains is no record" in capsys.readouterr().err


def test_record_has_every_network_in_every_round_on_one_machine():
    record = records.load("benchmark")
    count = len({entry["seed"] for entry in record.entries})
    wanted = BENCHMARK.with_seeds(count).runs()
    assert [run_of(entry).key() for entry in record.entries] == [run.key() for run in wanted] and count >= 5
    assert len({(entry["used"]["machine"], entry["used"]["threads"]) for entry in record.entries}) == 1


def test_recorded_losses_without_dropout_agree_round_by_round():
    for entry in records.load("benchmark").select(measure="speed"):
        if entry["settings"]["network"] not in DROPOUT:
            assert entry["ours_train_loss"] == pytest.approx(entry["tutorial_train_loss"], rel=0.03)


@pytest.mark.slow
def test_memory_is_measured_in_processes_of_their_own():
    used = rounds.memory(SETTINGS["softmax regression"])
    for way in WAYS:
        assert used[f"{way}_memory"] > used[f"{way}_libraries_memory"] > 5e7
    # 50,000 images of 784 float32 numbers, against the bytes of the file.
    assert used["ours_memory"] - used["tutorial_memory"] > 1e8
