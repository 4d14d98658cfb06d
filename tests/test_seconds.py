"""The recipe of chapter 12, the ladder to it, and its commands: what must be true of them, whatever the time."""

import inspect
import json
import re
import subprocess
from contextlib import nullcontext

import pytest
import torch

from mnist_course import data, models, records
from mnist_course.data import preprocess
from mnist_course.evaluation import evaluate, predict_logits
from mnist_course.records import Run, Settings
from mnist_course.records.settings import run_of
from mnist_course.session import precision
from mnist_course.studies import __main__ as command
from mnist_course.studies import ladder, quote, seconds
from mnist_course.studies.seconds import STUDIES
from mnist_course.studies.study import Place, Study, Variant
from mnist_course.training import parts, trainer
from mnist_course.training.recipe import RECIPE

HERE = Place("cpu", None, None)
RUNGS = {variant.labels["rung"]: variant.settings for variant in ladder.CLIMB}


@pytest.fixture(scope="session")
def train():
    """All 50,000 training images and labels, as the files have them."""
    return data.load("train")


@pytest.fixture
def few(train):
    return train.images[:512], train.labels[:512]


@pytest.fixture
def opened(monkeypatch):
    """The splits that are loaded from now on; fewer steps, and no time spent on warming up."""
    splits, load = [], data.load
    monkeypatch.setattr(data, "load", lambda split: splits.append(split) or load(split))
    monkeypatch.setattr(seconds, "warm_up", lambda *_: None)
    monkeypatch.setenv("MNIST_COURSE_FAST", "1")
    parts.tensors.cache_clear()
    return splits


def test_forty_steps_read_nine_digits_of_ten(train, small):
    model = trainer.train(RECIPE.but(steps=40), *train, seed=0).model
    assert evaluate(model, small).accuracy > 0.9


def test_training_has_no_way_to_be_given_test_data():
    assert list(inspect.signature(trainer.train).parameters) == [
        *("settings", "images", "labels", "seed", "network", "on_step", "progress")
    ]


@pytest.mark.slow
def test_choosing_opens_training_and_validation_images_only(opened):
    seconds.score(Run({"protocol": "choosing"}, RECIPE, 0), HERE)
    ladder.climb(Run({"rung": "label smoothing"}, RUNGS["label smoothing"], 0), HERE)
    seconds.grow(Run({"varied": "width", "value": 0.25}, RECIPE.but(channels=(4, 8)), 0), HERE)
    assert set(opened) == {"train", "validation"}
    assert {variant.labels["protocol"] for variant in STUDIES["seconds_tried"].variants} == {"choosing"}


def test_final_training_has_all_images_and_opens_the_test_images_after_it(opened, monkeypatch):
    given, train = [], seconds.train

    def watched(settings, images, labels, seed):
        assert "test" not in opened
        given.append(len(images))
        return train(settings, images, labels, seed)

    monkeypatch.setattr(seconds, "train", watched)
    seconds.score(Run({"protocol": "final"}, RECIPE, 0), HERE)
    assert given == [60_000] and opened == ["train+validation", "test"]


@pytest.mark.parametrize("steps", [1, 5, 7])
def test_as_many_steps_are_taken_as_asked_for(few, steps):
    taken = []
    settings = RECIPE.but(batch_size=200, steps=steps)
    trainer.train(settings, *few, 0, on_step=[lambda state: taken.append(state.learning_rate)])
    assert len(taken) == steps


def test_the_rate_rises_to_its_highest_and_ends_near_zero(few):
    rates = []
    settings = RECIPE.but(batch_size=64, steps=20)
    trainer.train(settings, *few, 0, on_step=[lambda state: rates.append(state.learning_rate)])
    assert max(rates) == pytest.approx(RECIPE.rate, rel=0.05)
    assert rates[0] < 0.1 * max(rates) and rates[-1] < 0.001 * max(rates)


def test_same_seed_trains_the_same_network_and_another_seed_another(few, small):
    settings = RECIPE.but(steps=4)
    first, again, other = (predict_logits(trainer.train(settings, *few, seed).model, small[0]) for seed in (0, 0, 1))
    assert torch.allclose(first, again, atol=1e-4)
    assert not torch.allclose(first, other, atol=0.1)


def test_network_has_its_parameters():
    """By hand: two convolutions without biases, a weight and a bias per normalised channel, 576 features."""
    convolutions = 9 * (4 * 32 + 32 * 64)
    by_hand = convolutions + 2 * (32 + 64) + (64 * 3 * 3 * 10 + 10)
    assert models.count_parameters(parts.build(RECIPE)) == by_hand == 25_546


def test_squares_of_pixels_become_channels_and_nothing_is_lost():
    """The first convolution sees the pixels (0, 0), (0, 1), (1, 0) and (1, 1) of a square, in this order."""
    image = torch.arange(28 * 28).reshape(1, 1, 28, 28).float()
    places = models.cnn(4, unshuffle=2)[:1](image)
    assert places.shape == (1, 4, 14, 14) and places[0, :, 0, 0].tolist() == [0, 1, 28, 29]
    assert torch.equal(places.unique(), image.unique())
    with pytest.raises(ValueError, match="squares that fill 26 x 26 pixels, got unshuffle=4"):
        models.cnn(4, trim=1, unshuffle=4)


@pytest.mark.parametrize("trim", [0, 1, 3])
def test_trimming_looks_at_the_middle_only(trim):
    model, images = models.cnn(4, 8, batch_norm=True, trim=trim).eval(), torch.randn(2, 1, 28, 28)
    changed = images.clone()
    changed[:, :, :trim] = 9
    changed[:, :, :, 28 - trim :] = -9
    assert torch.equal(model(images), model(changed))
    changed[:, :, trim + 4] = 9
    assert not torch.equal(model(images), model(changed))


def test_unknown_setting_is_refused():
    with pytest.raises(TypeError, match="expected settings from .*rate.*, got 'speed'"):
        RECIPE.but(speed=3)


def test_the_ladder_leads_from_t1_to_the_recipe():
    first, last = RUNGS["the tutorial's loop"], RUNGS["smaller batches"]
    assert all(getattr(first, name) == getattr(Settings(), name) for name in ("optimizer", "rate", "schedule"))
    assert first.batch_size == Settings().batch_size and first.layout == "channels first"
    assert last == RECIPE.but(steps=None, epochs=1)


def test_first_rungs_compute_the_same_and_only_differ_in_how(few, small):
    """From the tutorial's order of work to pooling before the ReLU, no step changes what is computed."""
    found = []
    for rung in ["tensors, not single images", "channels last", "pool before the ReLU"]:
        run = Run({"rung": rung}, RUNGS[rung].but(steps=3), 0)
        found.append(predict_logits(ladder.train_rung(run, *few).model, small[0]))
    assert torch.allclose(found[0], found[1], atol=1e-3) and torch.allclose(found[0], found[2], atol=1e-3)


def test_the_tutorials_loop_learns(few):
    rung = "the tutorial's loop"
    model = ladder.train_rung(Run({"rung": rung}, RUNGS[rung], 0), *few).model
    score = evaluate(model, (preprocess.standardize(few[0]), few[1]))
    assert score.accuracy > 0.5


def test_bf16_is_asked_of_the_hardware(few, monkeypatch):
    monkeypatch.setattr(precision, "fast_bf16", lambda device: False)
    monkeypatch.setattr(ladder, "fast_bf16", lambda device: False)
    run = Run({"rung": "bf16"}, RUNGS["bf16"], 0)
    assert ladder.climb(run, HERE) == {"skipped": "no fast bf16 arithmetic on this cpu"}
    with pytest.raises(ValueError, match="expected a device with fast bf16 arithmetic, got cpu"):
        trainer.train(RECIPE.but(precision="bf16"), *few, 0)
    with pytest.raises(ValueError, match="'bf16', 'fastest', got 'fp8'"):
        RECIPE.but(precision="fp8")
    assert isinstance(precision.autocast("fastest", "cpu"), nullcontext)


@pytest.mark.skipif(not precision.fast_bf16("cpu"), reason="this CPU has no fast bf16 arithmetic")
def test_bf16_learns_too(few, small):
    model = trainer.train(RECIPE.but(precision="bf16", steps=30), *few, 0).model
    assert evaluate(model, small).accuracy > 0.7
    assert all(parameter.dtype == torch.float32 for parameter in model.parameters())


def test_growth_sets_the_threads_back(opened):
    before = torch.get_num_threads()

    def grow(threads):
        return seconds.grow(Run({"varied": "threads", "value": threads}, RECIPE.but(steps=None), 0), HERE)

    assert grow(1)["threads"] == 1
    assert torch.get_num_threads() == before
    assert grow(before + 1) == {"skipped": f"{before} CPU threads here"}


def test_growth_is_of_one_pass_over_the_images(opened, monkeypatch):
    monkeypatch.delenv("MNIST_COURSE_FAST")
    found = seconds.grow(Run({"varied": "images", "value": 1_000}, RECIPE.but(steps=None), 0), HERE)
    assert (found["images"], found["steps"]) == (1_000, 8)


@pytest.mark.slow
def test_the_whole_process_takes_longer_than_its_training(tmp_path, monkeypatch):
    monkeypatch.setenv("MNIST_COURSE_FAST", "1")
    out = tmp_path / "x.json"
    whole = seconds.process_seconds("--device", "cpu", "--out", str(out))
    (run,) = json.loads(out.read_text(encoding="utf-8"))["runs"]
    assert whole > run["seconds"] > 0


@pytest.mark.slow
def test_a_process_that_fails_says_why():
    with pytest.raises(subprocess.CalledProcessError) as error:
        seconds.process_seconds("--device", "gpu")
    assert "expected a device" in error.value.__notes__[0]


def test_command_prints_the_line_to_quote(opened, capsys, tmp_path):
    command.main(["quote", "--seeds", "2", "--no-process", "--device", "cpu", "--out", str(tmp_path / "x.json")])
    runs = json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))["runs"]
    printed = capsys.readouterr().out.splitlines()
    assert len(printed) == 3 and printed[-1].startswith("[fast mode]")
    assert "(50,000 images, validation; 2 seeds)" in printed[-1] and "CPU cores" in printed[-1]
    assert [run["seed"] for run in runs] == [0, 1] and "test" not in opened


def test_an_error_in_the_training_is_no_usage_error_and_leaves_the_file_of_an_earlier_call(monkeypatch, tmp_path):
    def fail(*_, **__):
        raise ValueError("expected labels")

    monkeypatch.setattr(quote, "score", fail)
    for before in ({}, {"x.json": "earlier"}):
        for name, text in before.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        with pytest.raises(ValueError, match="expected labels"):
            command.main(["quote", "--device", "cpu", "--out", str(tmp_path / "x.json")])
        assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == before


def test_results_are_written_before_they_are_printed(opened, monkeypatch, tmp_path):
    class Closed:
        def write(self, text):
            raise BrokenPipeError

    monkeypatch.setattr("sys.stdout", Closed())
    with pytest.raises(BrokenPipeError):
        command.main(["quote", "--seeds", "2", "--no-process", "--device", "cpu", "--out", str(tmp_path / "x.json")])
    assert len(json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))["runs"]) == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["quote", "--seeds", "0"], "--seeds of at least 1, got 0"),
        (["quote", "--threads", "0"], "--threads of at least 1, got 0"),
        (["quote", "--device", "gpu"], "expected a device"),
        (["quote", "--out", "/proc/nowhere/x.json"], "folder that can be written, got /proc/nowhere"),
        (["quote", "--out", "/dev/null"], "name of a file after --out, got /dev/null"),
        (["quote", "--device", "cpu", "--bf16"], "expected a device with fast bf16 arithmetic, got cpu"),
        (["make", "everything"], "expected names from .*seconds, .*, got 'everything'"),
        (["make", "seconds", "--threads", "0"], "--threads of at least 1, got 0"),
        (["make", "seconds", "--out", "/proc/nowhere"], "nowhere"),
    ],
)
def test_wrong_options_are_refused_before_anything_is_trained(arguments, message, capsys, monkeypatch):
    for module in (quote, seconds):
        monkeypatch.setattr(module, "score", lambda *_, **__: pytest.fail("trained"))
    monkeypatch.setattr(precision, "fast_bf16", lambda device: False)
    with pytest.raises(SystemExit):
        command.main(arguments)
    assert re.search(message, capsys.readouterr().err)


def test_stopped_recording_goes_on_where_it_stopped(tmp_path, monkeypatch):
    made = []

    def pretend(run, place):
        if len(made) == 2 and run.labels["value"] == 1:
            made.append("stop")
            raise KeyboardInterrupt
        made.append((run.seed, run.labels["value"]))
        return {"seconds": 1.0}

    tiny = Study("tiny", "A question?", [Variant({"value": 1}), Variant({"value": 2})], 2, pretend, timed=True)
    monkeypatch.setitem(command.STUDIES, "tiny", tiny)
    make = ["make", "tiny", "--device", "cpu", "--out", str(tmp_path), "--work", str(tmp_path)]
    with pytest.raises(KeyboardInterrupt):
        command.main(make)
    command.main(make)
    assert made == [(0, 1), (0, 2), "stop", (1, 1), (1, 2)]  # seed by seed: what is compared is timed side by side


@pytest.mark.parametrize("name", STUDIES)
def test_record_has_every_run_and_says_how_it_was_made(name):
    record = records.load(name)
    assert [run_of(entry).key() for entry in record.entries] == [run.key() for run in STUDIES[name].runs()]
    assert record.about["command"] == f"python -m mnist_course.studies make {name}" and record.about["machines"]


def test_recorded_mean_is_99_percent_over_twenty_seeds():
    accuracies = records.load("seconds").values("accuracy", protocol="final")
    assert len(accuracies) >= 20 and sum(accuracies) / len(accuracies) >= 0.99
