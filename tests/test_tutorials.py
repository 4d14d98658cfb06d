"""The tutorials by name: options, resuming, figures, and a short real part of each."""

import re
import shutil

import pytest

from mnist_course import data, records
from mnist_course.evaluation import evaluate
from mnist_course.records import Record, Run, Settings
from mnist_course.records.record import read
from mnist_course.records.settings import run_of
from mnist_course.session import precision
from mnist_course.studies.study import Place
from mnist_course.training import checkpoint
from mnist_course.training.parts import tensors
from mnist_course.training.trainer import prepare
from mnist_course.tutorials import __main__ as tutorials
from mnist_course.tutorials import run as runs
from mnist_course.tutorials.figures import DRAWN
from mnist_course.tutorials.log import Log
from mnist_course.tutorials.looks import Folds, Predictions
from mnist_course.tutorials.run import run_tutorial, study
from mnist_course.tutorials.tutorials import RETRAINED, SWEEP, TUTORIALS, TutorialRun
from mnist_course.tutorials.watchers import KeepBest

CHEAP = {"T1": "MLP", "T2": "linear", "T3": "MLP", "T4": "MLP"}
PARTS = [(name, part) for name, tutorial in TUTORIALS.items() for part in tutorial.parts]
BOTH_RETRAINED = [(RETRAINED, 0), (RETRAINED, 1)]
LINEAR = Settings(network="softmax regression", epochs=1)


@pytest.fixture
def place(tmp_path):
    return Place("cpu", tmp_path, tmp_path / "work")


@pytest.mark.full
@pytest.mark.parametrize(("name", "run_name"), CHEAP.items())
def test_first_epoch_of_a_run_is_as_recorded(name, run_name, place):
    """On all 60,000 training images, with a look at all 10,000 test images."""
    entry = records.load(name).select(run=run_name)[0]
    found = run_tutorial(run_of(entry), place, tutorial=name, stop_after=1)
    assert found["parameters"] == entry["parameters"]
    assert found["untrained_loss"] == pytest.approx(entry["untrained_loss"], rel=1e-3)
    assert found["train_loss"][0] == pytest.approx(entry["train_loss"][0], rel=0.05)
    if len(entry["test_accuracy"]) > 1:  # T2 looks at the end only
        assert found["test_accuracy"][0] == pytest.approx(entry["test_accuracy"][0], abs=0.03)


@pytest.mark.parametrize(("name", "seeds"), [("T1", 3), ("T2", 5), ("T3", 5), ("T4", 5)])
def test_record_has_every_run_with_enough_seeds(name, seeds):
    """A seed of T1 takes over five minutes."""
    record = records.load(name)
    made = {run_of(entry).key() for entry in record.entries}
    wanted = study(name, seeds).runs()
    if name == "T1":
        later = study(name).later(record)
        assert [run.seed for run in later][:seeds] == list(range(seeds))
        wanted += later
    assert {run.key() for run in wanted} <= made
    assert {run.labels["run"] for run in wanted} == set(TUTORIALS[name].runs)


@pytest.mark.parametrize(("name", "part"), PARTS)
def test_every_part_shows_runs_that_exist_and_draws(name, part):
    assert set(TUTORIALS[name].parts[part].runs) <= set(TUTORIALS[name].runs)
    assert (name, part) in DRAWN


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
    monkeypatch.setattr(runs, "run_tutorial", lambda *_, **__: pytest.fail("trained"))
    with pytest.raises(SystemExit):
        tutorials.main(["--out", str(tmp_path), "--work", str(tmp_path), *arguments])
    assert re.search(message, capsys.readouterr().err)


def test_results_that_are_no_record_are_refused_and_left_alone(tmp_path, capsys):
    (tmp_path / "T2.json").write_text("{", encoding="utf-8")
    with pytest.raises(SystemExit):
        tutorials.main(["T2", "--out", str(tmp_path), "--work", str(tmp_path)])
    assert "expected a record" in capsys.readouterr().err
    assert (tmp_path / "T2.json").read_text(encoding="utf-8") == "{"


def test_fast_mode_cannot_be_recorded(monkeypatch, capsys):
    monkeypatch.setenv("MNIST_COURSE_FAST", "1")
    with pytest.raises(SystemExit):
        tutorials.main(["T2", "--record"])
    assert "the fast mode trains is no record" in capsys.readouterr().err


def test_help_lists_every_part(capsys):
    with pytest.raises(SystemExit):
        tutorials.main(["--help"])
    shown = capsys.readouterr().out
    assert all(f"{name} {part} " in shown for name, part in PARTS)


@pytest.fixture
def fast(monkeypatch):
    monkeypatch.setenv("MNIST_COURSE_FAST", "1")


@pytest.fixture
def command(tmp_path):
    """Run the command on a tutorial in a folder, and return the runs that are then recorded."""

    def run(name, *arguments):
        tutorials.main([name, "--out", str(tmp_path), "--work", str(tmp_path / "work"), *arguments])
        return read(tmp_path / f"{name}.fast.json").entries

    return run


def test_tutorial_ends_with_table_claims_figures_and_record(fast, command, tmp_path, capsys):
    entries = command("T2", "--part", "pipeline", "--seeds", "2")
    shown = capsys.readouterr().out
    assert re.search(r"pipeline +7,850 +2 ", shown) and "T2 says: The running loss" in shown and "[fast mode]" in shown
    assert re.search(r"\n +1 +\S+ +\S+ +- +-\n +2 +\S+ +\S+ +\d\S+ +0", shown)  # T2 looks at the end only
    assert [entry["seed"] for entry in entries] == [0, 1]
    assert len(entries[0]["per_class_accuracy"]) == 10 and entries[0]["loaded_predicts_the_same"]
    files = tmp_path / "work" / "T2"
    assert (files / "pipeline-classes.png").stat().st_size > 5000
    assert (files / "pipeline-seed-0-fast" / "model" / "softmax_regression.pth").exists()


@pytest.fixture
def pretend(fast, monkeypatch):
    """Runs are made in no time, and nothing is shown: their names and seeds, and what is done before each."""
    done, before = [], []

    def run(run, place, tutorial):
        for function in before:
            function(run)
        done.append((run.labels["run"], run.seed))
        # Of seed 0 the lowest rate has the lowest loss, of seed 1 the highest.
        loss = run.settings.rate * (1 - 2 * run.seed) if run.settings else 0.0
        return {"test_loss": [9.0, loss], "test_accuracy": [0.9]}

    monkeypatch.setattr(runs, "run_tutorial", run)
    monkeypatch.setattr(tutorials, "show", lambda *_: None)
    return done, before


def test_stopped_tutorial_goes_on_where_it_stopped(pretend, command):
    done, before = pretend

    def stop(run):
        if len(done) == 1:
            raise KeyboardInterrupt

    before.append(stop)
    with pytest.raises(KeyboardInterrupt) as stopped:
        command("T2", "--part", "comparison")
    assert stopped.value.__notes__ == ["1 of 3 runs are recorded; the same command goes on with the others"]
    before.clear()
    command("T2", "--part", "comparison")
    assert done == [("linear", 0), ("two-layer", 0), ("CNN", 0)]
    entries = command("T2", "--part", "linear", "--afresh")
    assert done[3:] == [("linear", 0)], "only the part's runs are made afresh"
    assert [entry["labels"]["run"] for entry in entries] == ["linear", "two-layer", "CNN"]


def test_retraining_takes_the_rate_that_won_the_sweep_of_its_own_seed_and_is_found_again(pretend, command):
    done, _ = pretend
    for _ in range(2):
        entries = command("T1", "--part", "retrain", "--seeds", "2")
        assert done == [*((name, seed) for name in ("MLP", "CNN", *SWEEP) for seed in (0, 1)), *BOTH_RETRAINED]
        rates = [entry["settings"]["rate"] for entry in entries if entry["labels"]["run"] == RETRAINED]
        assert rates == [1e-4, 1e-2]


def test_retraining_waits_until_the_sweep_of_its_seed_is_complete(pretend, command, tmp_path):
    done, before = pretend
    last = list(SWEEP)[-1]

    def stop(run):
        if run.labels["run"] == last and run.seed == 1:
            raise KeyboardInterrupt

    before.append(stop)
    with pytest.raises(KeyboardInterrupt):
        command("T1", "--part", "retrain", "--seeds", "2")
    found = study("T1", 2).later(read(tmp_path / "T1.fast.json"))
    assert [(run.labels["run"], run.seed, run.settings.rate) for run in found] == [(RETRAINED, 0, 1e-4)]
    before.clear()
    command("T1", "--part", "retrain", "--seeds", "2")
    assert done[-3:] == [(last, 1), *BOTH_RETRAINED]


def test_retraining_is_not_made_by_another_part_nor_for_seeds_that_are_not_wanted(pretend, command):
    done, _ = pretend
    command("T1", "--part", "sweep", "--seeds", "2")
    assert all(name in SWEEP for name, _ in done)
    command("T1", "--part", "retrain", "--seeds", "1")
    assert [seed for name, seed in done if name == RETRAINED] == [0]


def test_retraining_needs_every_rate_of_the_sweep():
    def entry(name, settings, loss):
        return {"labels": {"run": name}, "settings": vars(settings), "seed": 0, "test_loss": [loss]}

    entries = [entry(name, run.settings, 0.1 + (name == "CNN at 0.001")) for name, run in SWEEP.items()]
    assert study("T1").later(Record("T1", {}, entries[:-1])) == []
    (again,) = study("T1").later(Record("T1", {}, entries))
    assert again.settings == TUTORIALS["T1"].runs[RETRAINED].settings.but(rate=1e-4), "the first of those that tie"


@pytest.fixture
def t4(fast, tmp_path):
    """Run T4 in a folder of `tmp_path`, and return what it gives but for the time that it took."""

    def train(folder, name="MLP", **options):
        run = Run({"run": name}, TUTORIALS["T4"].runs[name].settings, 0)
        results = run_tutorial(run, Place("cpu", tmp_path, tmp_path / folder), tutorial="T4", **options)
        results.pop("seconds")
        return results

    return train


@pytest.mark.slow
@pytest.mark.parametrize(("name", "epochs"), [("CNN", 1), ("MLP", 2), ("MLP", 3)])
def test_t4_goes_on_from_its_checkpoint_to_the_bit(t4, tmp_path, name, epochs):
    """Also if it was stopped when all was trained and nothing recorded yet."""
    t4("stopped", name, stop_after=epochs)
    assert t4("stopped", name) == t4("whole", name)
    for file in ("model.pth", "optimizer.pth", "checkpoint.pt", "log.json"):
        assert (tmp_path / "whole" / "T4" / f"{name.lower()}-seed-0-fast" / "results" / file).exists()


@pytest.mark.slow
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


@pytest.mark.slow
@pytest.mark.parametrize("step", [1, 5, 8, 12, 24])
def test_t4_that_is_stopped_within_an_epoch_notes_nothing_twice(t4, monkeypatch, step):
    def stop(log, state, on_step=Log.on_step):
        on_step(log, state)
        if state.step == step:
            raise KeyboardInterrupt

    with monkeypatch.context() as stopping, pytest.raises(KeyboardInterrupt):
        stopping.setattr(Log, "on_step", stop)
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
    folder = tmp_path / "stopped" / "T4" / "mlp-seed-0-fast" / "results"
    damage(folder / "log.json")
    with pytest.raises(checkpoint.CheckpointError, match=message) as error:
        t4("stopped")
    assert error.value.__notes__ == [f"to train this run from the start, delete the folder {folder}"]
    shutil.rmtree(folder)
    t4("stopped")


@pytest.fixture
def tiny(fast, place, monkeypatch):
    """Train a tiny run, watched as the test says, and return its results."""

    def train(*watchers, seed=0, settings=LINEAR):
        monkeypatch.setitem(TUTORIALS["T1"].runs, "tiny", TutorialRun(settings, watchers))
        return run_tutorial(Run({"run": "tiny"}, settings, seed), place, tutorial="T1")

    return train


def test_kept_weights_follow_the_model_and_copied_ones_do_not(tiny):
    found = tiny(lambda scene: KeepBest(scene, epochs=2), settings=LINEAR.but(epochs=4, rate=0.01))
    assert found["best_epoch"] in (1, 2)
    assert found["kept_test_loss"] == pytest.approx(found["test_loss"][-1], rel=1e-6)
    assert found["copied_test_loss"] == pytest.approx(found["test_loss"][found["best_epoch"] - 1], rel=1e-6)


def test_last_batch_metrics_are_those_of_the_last_batch(fast, place):
    settings = TUTORIALS["T3"].runs["MLP"].settings.but(epochs=1)
    found = run_tutorial(Run({"run": "MLP"}, settings, 0), place, tutorial="T3")
    images, labels = tensors("test", "unit")
    training = prepare(settings, *tensors("train+validation", "unit"), 0)
    for batch in training.batches:
        before = evaluate(training.model, batch)
        training.optimizer.zero_grad()
        training.loss_function(training.model(batch[0]), batch[1]).backward()
        training.optimizer.step()
    rest = 10_000 % 1028
    after = evaluate(training.model, (images[-rest:], labels[-rest:]))
    assert found["last_batch_train_loss"] == [pytest.approx(before.loss, rel=1e-5)]
    assert found["last_batch_train_accuracy"] == [pytest.approx(before.accuracy)]
    assert found["last_batch_test_loss"] == [pytest.approx(after.loss, rel=1e-4)]
    assert found["last_batch_test_accuracy"] == [pytest.approx(after.accuracy, abs=1e-3)]


def test_dropout_does_nothing_in_a_loop_that_stays_in_evaluation_mode(place):
    found = run_tutorial(Run({"run": "evaluation mode"}, None, 0), place, tutorial="T3")
    assert found["train_mode"] == found["eval_mode"] == found["eval_mode_with_dropout"]
    assert found["train_mode_with_dropout"] != found["eval_mode"]


def test_folds_average_to_the_test_scores(tiny):
    found = tiny(Folds)
    assert sum(found["fold_losses"][0]) / 20 == pytest.approx(found["test_loss"][0], rel=1e-5)
    assert sum(found["fold_accuracies"][0]) / 20 == pytest.approx(found["test_accuracy"][0], rel=1e-5)


def test_predictions_are_of_the_images_shown(tiny):
    def six(scene):
        return Predictions(scene, 6, drawn=True)

    found = tiny(six, seed=3)
    assert len(set(found["shown"])) == len(found["predictions"]) == 6
    assert max(found["shown"]) < len(data.load("test").labels)
    assert found["shown"] != tiny(six, seed=4)["shown"]


@pytest.mark.parametrize(("asked", "used"), [("fastest", "bf16"), ("fp32", "fp32")])
def test_results_say_the_precision_that_was_used(tiny, monkeypatch, asked, used):
    monkeypatch.setattr(precision, "fast_bf16", lambda device: True)
    assert tiny(settings=LINEAR.but(precision=asked))["used"] == {"precision": used}
