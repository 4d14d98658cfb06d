"""The tutorials by name: options, resuming, figures, and a short real part of each."""

import json
import re
import shutil

import pytest
import torch

from mnist_course import data, records
from mnist_course.evaluation import evaluate
from mnist_course.studies.trial import DEFAULTS, prepare, tensors
from mnist_course.training import checkpoint
from mnist_course.tutorials import __main__ as tutorials
from mnist_course.tutorials import habits
from mnist_course.tutorials.drawings import DRAWN
from mnist_course.tutorials.ledger import CLAIMS
from mnist_course.tutorials.run import HABITS, run
from mnist_course.tutorials.tutorials import BEST_OF_THE_SWEEP, TUTORIALS

CHEAP = {"T1": "MLP", "T2": "linear", "T3": "MLP", "T4": "MLP"}
PARTS = [(name, part) for name, tutorial in TUTORIALS.items() for part in tutorial.parts]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "run_name"), CHEAP.items())
def test_first_epoch_of_a_run_is_as_recorded(name, run_name, tmp_path):
    """On all 60,000 training images, with a look at all 10,000 test images."""
    entry = records.load(name).select(run=run_name)[0]
    found = run(0, folder=tmp_path, stop_after=1, **TUTORIALS[name].runs[run_name])
    assert found["parameters"] == entry["parameters"]
    assert found["untrained_loss"] == pytest.approx(entry["untrained_loss"], rel=1e-3)
    assert found["train_loss"][0] == pytest.approx(entry["train_loss"][0], rel=0.05)
    if len(entry["test_accuracy"]) > 1:  # T2 looks at the end only
        assert found["test_accuracy"][0] == pytest.approx(entry["test_accuracy"][0], abs=0.03)


@pytest.mark.parametrize(("name", "seeds"), [("T1", 3), ("T2", 5), ("T3", 5), ("T4", 5)])
def test_record_has_every_run_with_enough_seeds(name, seeds):
    """A seed of T1 takes over five minutes."""
    for run_name, settings in TUTORIALS[name].runs.items():
        found = records.load(name).select(run=run_name)
        assert [entry["seed"] for entry in found][:seeds] == list(range(seeds))
        assert all(entry["settings"] == {"run": run_name, **settings} for entry in found)


@pytest.mark.parametrize("name", TUTORIALS)
def test_runs_are_described_by_settings_that_exist(name):
    for settings in TUTORIALS[name].runs.values():
        known = {*DEFAULTS, *HABITS, "measure", "extra_epochs", "test_at_the_end"}
        assert settings.keys() <= known


@pytest.mark.parametrize(("name", "part"), PARTS)
def test_every_part_shows_runs_that_exist_and_draws(name, part):
    assert set(TUTORIALS[name].parts[part].runs) <= set(TUTORIALS[name].runs)
    assert (name, part) in DRAWN
    assert set(CLAIMS[name]) <= set(TUTORIALS[name].parts)


def test_every_run_is_shown_by_some_part():
    for tutorial in TUTORIALS.values():
        assert {run_name for part in tutorial.parts.values() for run_name in part.runs} == set(tutorial.runs)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["T5"], "expected tutorials from T1, T2, T3, T4, or all, got 'T5'"),
        (["T2", "--part", "sweep"], "expected a part of T2 from view, .*, got 'sweep'"),
        (["all", "--part", "sweep"], "expected a part of T2"),
        (["T2", "--seeds", "0"], "--seeds of at least 1, got 0"),
        (["T2", "--jobs", "0"], "--jobs of at least 1, got 0"),
        (["T2", "--threads", "-1"], "--threads of at least 1, got -1"),
        (["T2", "--device", "gpu"], "expected a device"),
        (["T2", "--out", "/proc/nowhere"], "folder that can be written, got /proc/nowhere"),
        ([], "TUTORIAL"),
    ],
)
def test_wrong_options_are_refused_before_anything_is_trained(arguments, message, capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(tutorials, "run", lambda *_, **__: pytest.fail("trained"))
    with pytest.raises(SystemExit):
        tutorials.main([*arguments, *([] if "--out" in arguments else ["--out", str(tmp_path)])])
    assert re.search(message, capsys.readouterr().err)


def test_results_that_are_no_record_are_refused_and_left_alone(tmp_path, capsys):
    (tmp_path / "T2.json").write_text("{", encoding="utf-8")
    with pytest.raises(SystemExit):
        tutorials.main(["T2", "--out", str(tmp_path)])
    assert "expected a record" in capsys.readouterr().err
    assert (tmp_path / "T2.json").read_text(encoding="utf-8") == "{"


def test_fast_mode_cannot_be_recorded(monkeypatch, capsys):
    monkeypatch.setenv("MNIST_COURSE_FAST", "1")
    with pytest.raises(SystemExit):
        tutorials.main(["T2", "--record"])
    assert "trains too little" in capsys.readouterr().err


def test_help_lists_every_part(capsys):
    with pytest.raises(SystemExit):
        tutorials.main(["--help"])
    shown = capsys.readouterr().out
    assert all(f"{name} {part} " in shown for name, part in PARTS)


@pytest.fixture
def fast(monkeypatch):
    monkeypatch.setenv("MNIST_COURSE_FAST", "1")


def test_recipe_ends_with_table_claims_figures_and_json(fast, tmp_path, capsys):
    tutorials.main(["T2", "--part", "pipeline", "--seeds", "2", "--out", str(tmp_path)])
    shown = capsys.readouterr().out
    assert re.search(r"pipeline +7,850 +2 ", shown) and "T2 says: The running loss" in shown and "[fast mode]" in shown
    assert re.search(r"\n +1 +\S+ +\S+ +- +-\n +2 +\S+ +\S+ +\d\S+ +0", shown)  # T2 looks at the end only
    content = json.loads((tmp_path / "T2.fast.json").read_text(encoding="utf-8"))
    assert [entry["seed"] for entry in content["entries"]] == [0, 1]
    assert len(content["entries"][0]["per_class_accuracy"]) == 10
    assert (tmp_path / "T2" / "pipeline-classes.png").stat().st_size > 5000
    assert (tmp_path / "T2" / "pipeline-seed-0-fast" / "model" / "softmax_regression.pth").exists()


@pytest.mark.slow
def test_stopped_recipe_goes_on_where_it_stopped(fast, tmp_path, monkeypatch):
    done = []

    def stopping(seed, **settings):
        done.append(settings["run"])
        if len(done) == 2:
            raise KeyboardInterrupt
        return run(seed, **settings)

    monkeypatch.setattr(tutorials, "run", stopping)
    with pytest.raises(KeyboardInterrupt):
        tutorials.main(["T2", "--part", "comparison", "--out", str(tmp_path)])
    tutorials.main(["T2", "--part", "comparison", "--out", str(tmp_path)])
    assert done == ["linear", "two-layer", "two-layer", "CNN"]
    tutorials.main(["T2", "--part", "linear", "--out", str(tmp_path), "--afresh"])
    assert done[4:] == ["linear"], "only the part's runs are made afresh"
    content = json.loads((tmp_path / "T2.fast.json").read_text(encoding="utf-8"))
    assert [entry["settings"]["run"] for entry in content["entries"]] == ["linear", "two-layer", "CNN"]


def test_retraining_takes_the_rate_that_won_its_own_seed(tmp_path):
    def entry(rate, seed, loss):
        settings = {"run": f"CNN at {rate:g}"}
        return {"settings": settings, "seed": seed, "rate": rate, "test_loss": [loss]}

    recording = tutorials._recording("T1", Options(out=tmp_path))
    recording.entries = [entry(1e-3, 0, 0.1), entry(2e-3, 0, 0.2), entry(1e-3, 1, 0.2), entry(2e-3, 1, 0.1)]
    wanted = {"run": "CNN retrained", "rate": BEST_OF_THE_SWEEP}
    rates = [tutorials._ready(wanted, seed, recording, tmp_path, Options(out=tmp_path))[1]["rate"] for seed in (0, 1)]
    assert rates == [1e-3, 2e-3]


class Options:
    """What the command line gives."""

    seeds, jobs, part, record, afresh = 1, 1, None, False, False

    def __init__(self, out):
        self.out = out


@pytest.fixture
def t4(fast, tmp_path):
    """Run T4 in a folder of `tmp_path`, and return what it gives but for the time that it took."""

    def train(folder, name="MLP", **options):
        results = run(0, folder=tmp_path / folder, **TUTORIALS["T4"].runs[name], **options)
        results.pop("seconds")
        return results

    return train


@pytest.mark.slow
@pytest.mark.parametrize(("name", "epochs"), [("CNN", 1), ("MLP", 2), ("MLP", 3)])
def test_t4_goes_on_from_its_checkpoint_to_the_bit(t4, tmp_path, name, epochs):
    """Also if it was stopped when all was trained and nothing recorded yet."""
    t4("stopped", name, stop_after=epochs)
    assert t4("stopped", name) == t4("whole", name)
    for name in ("model.pth", "optimizer.pth", "checkpoint.pt", "log.json"):
        assert (tmp_path / "whole" / "results" / name).exists()


@pytest.mark.parametrize("saves", [1, 2, 3])
def test_t4_that_is_stopped_between_its_log_and_its_checkpoint_notes_nothing_twice(t4, monkeypatch, saves):
    count = iter(range(1, saves))

    def save(*arguments, save=checkpoint.save, **options):
        if next(count, None) is None:
            raise KeyboardInterrupt
        save(*arguments, **options)

    with monkeypatch.context() as stopping, pytest.raises(KeyboardInterrupt):
        stopping.setattr(checkpoint, "save", save)
        t4("stopped")
    assert t4("stopped") == t4("whole")


@pytest.mark.parametrize("step", [1, 5, 8, 12, 24])
def test_t4_that_is_stopped_within_an_epoch_notes_nothing_twice(t4, monkeypatch, step):
    def stop(habit, state, on_step=habits.Log.on_step):
        on_step(habit, state)
        if state.step == step:
            raise KeyboardInterrupt

    with monkeypatch.context() as stopping, pytest.raises(KeyboardInterrupt):
        stopping.setattr(habits.Log, "on_step", stop)
        t4("stopped")
    assert t4("stopped") == t4("whole")


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda log: log.unlink(), "expected 2 losses in a JSON file, got none .*No such file"),
        (lambda log: log.write_bytes(log.read_bytes()[:-9]), "expected 2 losses in a JSON file, got none"),
        (lambda log: log.write_text("[]", encoding="utf-8"), "expected 2 losses in a JSON file, got none"),
        (
            lambda log: log.write_text('{"logged_examples": [64], "logged_losses": [2.3]}', encoding="utf-8"),
            "expected 2 losses up to step 16, where checkpoint.pt goes on, got 1",
        ),
        (lambda log: log.with_name("checkpoint.pt").write_bytes(b"half"), "checkpoint.pt"),
    ],
    ids=["missing", "half", "another file", "short", "checkpoint"],
)
def test_t4_with_a_damaged_file_names_it_and_says_how_to_start_anew(t4, tmp_path, damage, message):
    t4("stopped", stop_after=2)
    folder = tmp_path / "stopped" / "results"
    damage(folder / "log.json")
    with pytest.raises(checkpoint.CheckpointError, match=message) as error:
        t4("stopped")
    assert error.value.__notes__ == [f"to train this run from the start, delete the folder {folder}"]
    shutil.rmtree(folder)
    t4("stopped")


def test_kept_weights_follow_the_model_and_copied_ones_do_not(fast, tmp_path):
    settings = {"network": "softmax regression", "epochs": 2, "extra_epochs": 2, "rate": 0.01, "keep_best": 2}
    found = run(0, folder=tmp_path, **settings)
    assert found["kept_test_loss"] == pytest.approx(found["test_loss"][-1], rel=1e-6)
    assert found["copied_test_loss"] == pytest.approx(found["test_loss"][found["best_epoch"] - 1], rel=1e-6)


def test_last_batch_metrics_are_those_of_the_last_batch(fast, tmp_path):
    settings = {**TUTORIALS["T3"].runs["MLP"], "epochs": 1}
    found = run(0, folder=tmp_path, **settings)
    torch.manual_seed(0)
    images, labels = tensors("test", "unit")
    setup = prepare({**DEFAULTS, **settings}, *tensors("train+validation", "unit"))
    for batch in setup.batches:
        before = evaluate(setup.model, batch)
        setup.optimizer.zero_grad()
        setup.loss_function(setup.model(batch[0]), batch[1]).backward()
        setup.optimizer.step()
    rest = 10_000 % 1028
    after = evaluate(setup.model, (images[-rest:], labels[-rest:]))
    assert found["last_batch_train_loss"] == [pytest.approx(before.loss, rel=1e-5)]
    assert found["last_batch_train_accuracy"] == [pytest.approx(before.accuracy)]
    assert found["last_batch_test_loss"] == [pytest.approx(after.loss, rel=1e-4)]
    assert found["last_batch_test_accuracy"] == [pytest.approx(after.accuracy, abs=1e-3)]


def test_dropout_does_nothing_in_a_loop_that_stays_in_evaluation_mode(tmp_path):
    found = run(0, folder=tmp_path, measure="evaluation mode")
    assert found["train_mode"] == found["eval_mode"] == found["eval_mode_with_dropout"]
    assert found["train_mode_with_dropout"] != found["eval_mode"]


def test_folds_average_to_the_test_scores(fast, tmp_path):
    found = run(0, folder=tmp_path, network="softmax regression", epochs=1, folds=True)
    assert sum(found["fold_losses"][0]) / 20 == pytest.approx(found["test_loss"][0], rel=1e-5)
    assert sum(found["fold_accuracies"][0]) / 20 == pytest.approx(found["test_accuracy"][0], rel=1e-5)


def test_predictions_are_of_the_images_shown(fast, tmp_path):
    wish = {"count": 6, "drawn": True}
    found = run(3, folder=tmp_path, network="softmax regression", epochs=1, predictions=wish)
    assert len(set(found["shown"])) == len(found["predictions"]) == 6
    assert max(found["shown"]) < len(data.load("test").labels)
    assert found["shown"] != run(4, folder=tmp_path, network="softmax regression", epochs=1, predictions=wish)["shown"]
