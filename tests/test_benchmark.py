"""The benchmark compares the same work done in two ways, and keeps what it finds in a record."""

import json
import re
from itertools import islice

import pytest
import torch
import torch.nn.functional as F
from mnist_course.records.writing import RECORDS

from mnist_course import models, records
from mnist_course.models import costs
from mnist_course.studies.benchmark import __main__ as benchmark
from mnist_course.studies.benchmark import rounds
from mnist_course.studies.benchmark.rounds import NETWORKS, SETTINGS, WAYS, make_batches, train
from mnist_course.training import tutorial_loop

DROPOUT = {"T4 MLP", "T4 CNN"}


def without_dropout(model):
    for module in model.modules():
        if isinstance(module, (torch.nn.Dropout, torch.nn.Dropout2d)):
            module.p = 0.0
    return model


def test_every_network_of_the_tutorials_is_measured():
    assert list(models.NETWORKS) == NETWORKS


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
    settings = {**SETTINGS["T1 MLP"], "scaling": scaling}
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
    """Measure nothing, in no time: the second measurement is interrupted."""
    done = []

    def one_round(name, seed, device):
        done.append((name, seed))
        if len(done) == 2:
            raise KeyboardInterrupt
        both = {
            f"{way}_{what}": 1.0 for way in WAYS for what in ("seconds", "loading_seconds", "accuracy", "train_loss")
        }
        rates = {"matmul_rate": 1e9, "convolution_rate": 2e9}
        return {"images": 100, "steps": 2, "fixed_seconds": 0.1, "flops": 1e6, **both, **rates}

    used = {f"{way}_{what}": 5e8 for way in WAYS for what in ("memory", "libraries_memory")}
    monkeypatch.setattr(benchmark, "one_round", one_round)
    monkeypatch.setattr(benchmark, "memory", lambda name, device: used)
    return done


def test_a_stopped_measurement_goes_on_where_it_stopped(pretend, tmp_path, capsys):
    command = ["T1 MLP", "T2 CNN", "--rounds", "2", "--out", str(tmp_path)]
    with pytest.raises(KeyboardInterrupt):
        benchmark.main(command)
    benchmark.main(command)
    assert pretend == [("T1 MLP", 0), ("T2 CNN", 0), ("T2 CNN", 0), ("T1 MLP", 1), ("T2 CNN", 1)]
    content = json.loads((tmp_path / "benchmark.json").read_text(encoding="utf-8"))
    assert len(content["entries"]) == 2 * 2 + 2
    printed = capsys.readouterr().out
    assert f"written: {tmp_path / 'benchmark.json'}; make pages shows it" in printed
    benchmark.main(["T1 MLP", "--rounds", "2", "--out", str(tmp_path), "--afresh"])
    assert pretend[5:] == [("T1 MLP", 0), ("T1 MLP", 1)], "only the named networks are measured afresh"


def test_measurements_of_another_machine_are_not_mixed_in(pretend, tmp_path, capsys, monkeypatch):
    pretend.extend([None, None])  # no interruption
    benchmark.main(["T1 MLP", "--rounds", "1", "--out", str(tmp_path)])
    monkeypatch.setattr(benchmark, "machine", lambda device: "an abacus")
    for names in (["T1 MLP"], ["T2 CNN", "--afresh"]):  # afresh, but beside another's measurements
        with pytest.raises(SystemExit):
            benchmark.main([*names, "--rounds", "2", "--out", str(tmp_path)])
        assert "got an abacus" in capsys.readouterr().err
    assert len(json.loads((tmp_path / "benchmark.json").read_text(encoding="utf-8"))["entries"]) == 2
    benchmark.main(["T1 MLP", "--rounds", "1", "--out", str(tmp_path), "--afresh"])
    content = json.loads((tmp_path / "benchmark.json").read_text(encoding="utf-8"))
    assert {entry["machine"] for entry in content["entries"]} == {"an abacus"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["T5"], "expected networks from 'softmax regression'.*, got 'T5'"),
        (["--rounds", "0"], "--rounds of at least 1, got 0"),
        (["--threads", "0"], "--threads of at least 1, got 0"),
        (["--device", "gpu"], "expected a device"),
        (["--out", "/proc/nowhere"], "nowhere"),
    ],
)
def test_wrong_options_are_refused_before_anything_is_timed(arguments, message, capsys, monkeypatch):
    monkeypatch.setattr(benchmark, "one_round", lambda *_: pytest.fail("timed"))
    with pytest.raises(SystemExit):
        benchmark.main(arguments)
    assert re.search(message, " ".join(capsys.readouterr().err.split()))


def test_fast_mode_cannot_be_measured(monkeypatch, capsys):
    monkeypatch.setenv("MNIST_COURSE_FAST", "1")
    with pytest.raises(SystemExit):
        benchmark.main([])
    assert "trains too little" in capsys.readouterr().err


def test_record_has_every_network_in_every_round_on_one_machine():
    book = json.loads((RECORDS / "benchmark.json").read_text(encoding="utf-8"))
    count = len({entry["seed"] for entry in book["entries"]})
    runs = [[entry["settings"], entry["seed"]] for entry in book["entries"]]
    assert runs == [list(run) for run in benchmark.runs(count)] and count >= 5
    assert len({(entry["machine"], entry["threads"]) for entry in book["entries"]}) == 1


def test_recorded_losses_without_dropout_agree_round_by_round():
    for entry in records.load("benchmark").select(measure="speed"):
        if entry["settings"]["network"] not in DROPOUT:
            assert entry["ours_train_loss"] == pytest.approx(entry["tutorial_train_loss"], rel=0.03)


@pytest.mark.slow
def test_memory_is_measured_in_processes_of_their_own():
    used = rounds.memory("softmax regression")
    for way in WAYS:
        assert used[f"{way}_memory"] > used[f"{way}_libraries_memory"] > 5e7
    # 50,000 images of 784 float32 numbers, against the bytes of the file.
    assert used["ours_memory"] - used["tutorial_memory"] > 1e8
