"""The recipe of chapter 09, the ladder to it, and its commands: what must be true of them, whatever the time."""

import inspect
import json
import re
import subprocess
from contextlib import nullcontext

import pytest
import torch
from mnist_course.studies.seconds.experiments import EXPERIMENTS

from mnist_course import data, models, records
from mnist_course.data import preprocess
from mnist_course.evaluation import evaluate, predict_logits
from mnist_course.session import precision
from mnist_course.studies.seconds import __main__ as command
from mnist_course.studies.seconds import experiments, growth, ladder, process
from mnist_course.studies.seconds import record as recorder
from mnist_course.studies.trial import DEFAULTS
from mnist_course.training import recipe


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
    monkeypatch.setattr(recipe, "warm_up", lambda *_, **__: None)
    monkeypatch.setenv("MNIST_COURSE_FAST", "1")
    return splits


def test_forty_steps_read_nine_digits_of_ten(train, small):
    model = recipe.train(*train, seed=0, steps=40).model
    assert evaluate(model, small).accuracy > 0.9


def test_training_has_no_way_to_be_given_test_data():
    assert list(inspect.signature(recipe.train).parameters) == [
        *("images", "labels", "seed", "network", "on_step", "changes")
    ]


def test_choosing_opens_training_and_validation_images_only(opened):
    experiments.score(0, "choosing")
    ladder.climb(0, "label smoothing")
    growth.measure(0, "width", 0.25)
    assert set(opened) == {"train", "validation"}
    assert {settings["protocol"] for settings in EXPERIMENTS["seconds_tried"].settings} == {"choosing"}


def test_final_training_has_all_images_and_opens_the_test_images_after_it(opened, monkeypatch):
    given, train = [], recipe.train

    def watched(images, labels, seed, **changes):
        assert "test" not in opened
        given.append(len(images))
        return train(images, labels, seed, **changes)

    monkeypatch.setattr(recipe, "train", watched)
    experiments.score(0, "final")
    assert given == [60_000] and opened == ["train+validation", "test"]


@pytest.mark.parametrize("steps", [1, 5, 7])
def test_as_many_steps_are_taken_as_asked_for(few, steps):
    taken = []
    recipe.train(*few, 0, batch_size=200, steps=steps, on_step=[lambda state: taken.append(state.learning_rate)])
    assert len(taken) == steps


def test_the_rate_rises_to_its_highest_and_ends_near_zero(few):
    rates = []
    recipe.train(*few, 0, batch_size=64, steps=20, on_step=[lambda state: rates.append(state.learning_rate)])
    assert max(rates) == pytest.approx(recipe.RECIPE["rate"], rel=0.05)
    assert rates[0] < 0.1 * max(rates) and rates[-1] < 0.001 * max(rates)


def test_same_seed_trains_the_same_network_and_another_seed_another(few, small):
    first, again, other = (predict_logits(recipe.train(*few, seed, steps=4).model, small[0]) for seed in (0, 0, 1))
    assert torch.allclose(first, again, atol=1e-4)
    assert not torch.allclose(first, other, atol=0.1)


def test_network_has_its_parameters():
    """By hand: three convolutions without biases, a weight and a bias per normalised channel, 576 features."""
    convolutions = 9 * (1 * 16 + 16 * 32 + 32 * 64)
    by_hand = convolutions + 2 * (16 + 32 + 64) + (64 * 3 * 3 * 10 + 10)
    assert models.count_parameters(recipe.build(recipe.RECIPE)) == by_hand == 29_178


@pytest.mark.parametrize("trim", [0, 1, 3])
def test_trimming_looks_at_the_middle_only(trim):
    model, images = models.cnn(4, 8, batch_norm=True, trim=trim).eval(), torch.randn(2, 1, 28, 28)
    changed = images.clone()
    changed[:, :, :trim] = 9
    changed[:, :, :, 28 - trim :] = -9
    assert torch.equal(model(images), model(changed))
    changed[:, :, trim + 4] = 9
    assert not torch.equal(model(images), model(changed))


def test_unknown_setting_is_refused(few):
    with pytest.raises(ValueError, match="expected settings from .*rate.*, got 'speed'"):
        recipe.train(*few, 0, speed=3)


def test_the_ladder_leads_from_t1_to_the_recipe():
    first, last = ladder.settings_of("the tutorial's loop"), ladder.settings_of("label smoothing")
    assert all(first[name] == DEFAULTS[name] for name in ("optimizer", "rate", "schedule", "batch_size"))
    assert last == {**recipe.RECIPE, "steps": None, "loader": "tensors", "order": "pool, ReLU"}
    with pytest.raises(ValueError, match="expected a rung from .*channels last.*, got 'magic'"):
        ladder.settings_of("magic")


def test_first_rungs_compute_the_same_and_only_differ_in_how(few, small):
    """From the tutorial's order of work to pooling before the ReLU, no step changes what is computed."""
    torch.manual_seed(0)
    rungs = ["tensors, not single images", "channels last", "pool before the ReLU"]
    found = [ladder.run({**ladder.settings_of(rung), "steps": 3}, *few, 0).model for rung in rungs]
    logits = [predict_logits(model, small[0]) for model in found]
    assert torch.allclose(logits[0], logits[1], atol=1e-3) and torch.allclose(logits[0], logits[2], atol=1e-3)


def test_the_tutorials_loop_learns(few):
    model = ladder.run(ladder.settings_of("the tutorial's loop"), *few, 0).model
    score = evaluate(model, (preprocess.standardize(few[0]), few[1]))
    assert score.accuracy > 0.5


def test_bf16_is_asked_of_the_hardware(few, monkeypatch):
    monkeypatch.setattr(precision, "fast_bf16", lambda device: False)
    monkeypatch.setattr(ladder, "fast_bf16", lambda device: False)
    assert ladder.climb(0, "bf16") == {"skipped": "no fast bf16 arithmetic on this cpu"}
    with pytest.raises(ValueError, match="expected a device with fast bf16 arithmetic, got cpu"):
        recipe.train(*few, 0, precision="bf16")
    with pytest.raises(ValueError, match="'bf16' or 'fastest', got 'fp8'"):
        recipe.train(*few, 0, precision="fp8")
    assert isinstance(precision.autocast("fastest", "cpu"), nullcontext)


@pytest.mark.skipif(not precision.fast_bf16("cpu"), reason="this CPU has no fast bf16 arithmetic")
def test_bf16_learns_too(few, small):
    model = recipe.train(*few, 0, precision="bf16", steps=30).model
    assert evaluate(model, small).accuracy > 0.7
    assert all(parameter.dtype == torch.float32 for parameter in model.parameters())


def test_growth_sets_the_threads_back(opened):
    before = torch.get_num_threads()
    assert growth.measure(0, "threads", 1)["threads"] == 1
    assert torch.get_num_threads() == before
    assert growth.measure(0, "threads", before + 1) == {"skipped": f"{before} CPU threads here"}


@pytest.mark.slow
def test_the_whole_process_takes_longer_than_its_training(tmp_path, monkeypatch):
    monkeypatch.setenv("MNIST_COURSE_FAST", "1")
    out = tmp_path / "x.json"
    whole = process.process_seconds("--device", "cpu", "--out", str(out))
    (run,) = json.loads(out.read_text(encoding="utf-8"))["runs"]
    assert whole > run["seconds"] > 0


@pytest.mark.slow
def test_a_process_that_fails_says_why():
    with pytest.raises(subprocess.CalledProcessError) as error:
        process.process_seconds("--device", "gpu")
    assert "expected a device" in error.value.__notes__[0]


def test_command_prints_the_line_to_quote(opened, capsys, tmp_path):
    command.main(["--seeds", "2", "--no-process", "--device", "cpu", "--out", str(tmp_path / "x.json")])
    seeds = json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))["runs"]
    printed = capsys.readouterr().out.splitlines()
    assert len(printed) == 3 and printed[-1].startswith("[fast mode]")
    assert "(50,000 images, validation; 2 seeds)" in printed[-1] and "CPU cores" in printed[-1]
    assert [run["seed"] for run in seeds] == [0, 1] and "test" not in opened


def test_an_error_in_the_training_is_no_usage_error_and_leaves_the_file_of_an_earlier_call(monkeypatch, tmp_path):
    def fail(*_, **__):
        raise ValueError("expected labels")

    monkeypatch.setattr(command, "score", fail)
    for before in ({}, {"x.json": "earlier"}):
        for name, text in before.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        with pytest.raises(ValueError, match="expected labels"):
            command.main(["--device", "cpu", "--out", str(tmp_path / "x.json")])
        assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == before


def test_results_are_written_before_they_are_printed(opened, monkeypatch, tmp_path):
    class Closed:
        def write(self, text):
            raise BrokenPipeError

    monkeypatch.setattr("sys.stdout", Closed())
    with pytest.raises(BrokenPipeError):
        command.main(["--seeds", "2", "--no-process", "--device", "cpu", "--out", str(tmp_path / "x.json")])
    assert len(json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))["runs"]) == 1


@pytest.mark.parametrize(
    ("main", "arguments", "message"),
    [
        (command.main, ["--seeds", "0"], "--seeds of at least 1, got 0"),
        (command.main, ["--device", "gpu"], "expected a device"),
        (command.main, ["--out", "/proc/nowhere/x.json"], "folder that can be written, got /proc/nowhere"),
        (command.main, ["--out", "/dev/null"], "name of a file after --out, got /dev/null"),
        (command.main, ["--device", "cpu", "--bf16"], "expected a device with fast bf16 arithmetic, got cpu"),
        (recorder.main, ["everything"], "expected names from seconds, .*, got 'everything'"),
        (recorder.main, ["all", "--threads", "0"], "--threads of at least 1, got 0"),
        (recorder.main, ["all", "--out", "/proc/nowhere"], "nowhere"),
    ],
)
def test_wrong_options_are_refused_before_anything_is_trained(main, arguments, message, capsys, monkeypatch):
    monkeypatch.setattr(recipe, "train", lambda *_, **__: pytest.fail("trained"))
    monkeypatch.setattr(precision, "fast_bf16", lambda device: False)
    with pytest.raises(SystemExit):
        main(arguments)
    assert re.search(message, capsys.readouterr().err)


def test_stopped_recording_goes_on_where_it_stopped(tmp_path, monkeypatch):
    made = []

    def pretend(seed, device, value):
        if len(made) == 2 and value == 1:
            made.append("stop")
            raise KeyboardInterrupt
        made.append((seed, value))
        return {"seconds": 1.0}

    tiny = experiments.Experiment("A question?", [{"value": 1}, {"value": 2}], range(2), pretend)
    monkeypatch.setitem(EXPERIMENTS, "tiny", tiny)
    with pytest.raises(KeyboardInterrupt):
        recorder.main(["tiny", "--device", "cpu", "--out", str(tmp_path)])
    recorder.main(["tiny", "--device", "cpu", "--out", str(tmp_path)])
    assert made == [(0, 1), (0, 2), "stop", (1, 1), (1, 2)]  # seed by seed: what is compared is timed side by side


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_record_has_every_run_and_says_how_it_was_made(name):
    book = records.load(name)
    assert [(entry["settings"], entry["seed"]) for entry in book.entries] == EXPERIMENTS[name].runs
    assert book.about["command"] == f"python -m mnist_course.studies.seconds.record {name}" and book.about["machines"]


def test_recorded_mean_is_99_percent_over_twenty_seeds():
    accuracies = records.load("seconds").values("accuracy", protocol="final")
    assert len(accuracies) >= 20 and sum(accuracies) / len(accuracies) >= 0.99
