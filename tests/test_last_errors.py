"""The stages of the last chapter, run for a few steps on real images; and the seal on the test images."""

import ast
import json
import re
from pathlib import Path

import pytest
import torch
from mnist_course.studies.experiments import FINAL_MODELS, SMALL_NETWORKS
from mnist_course.studies.last_errors import __main__ as command
from mnist_course.studies.last_errors import reading, sealed, suspects

from mnist_course import data, records
from mnist_course.evaluation import accuracy, predict_logits
from mnist_course.models import pretrained
from mnist_course.records.predictions import unpack
from mnist_course.studies import trial

SETTINGS = {"model": "tiny", "network": "softmax regression", "epochs": 1, "batch_size": 2_000, "averaging": 0.5}


@pytest.fixture(autouse=True)
def fast(monkeypatch):
    monkeypatch.setenv("MNIST_COURSE_FAST", "1")


@pytest.fixture
def no_test_images(monkeypatch):
    def load(split, load=data.load):
        assert split != "test", "the test images were opened"
        return load(split)

    monkeypatch.setattr(data, "load", load)
    trial.tensors.cache_clear()
    yield
    trial.tensors.cache_clear()


@pytest.mark.parametrize("split", sealed.TRAINED_ON)
def test_training_and_choosing_open_no_test_image(split, no_test_images, tmp_path):
    sealed.train(0, split, **SETTINGS)
    reading.promise(0, folder=tmp_path, **SETTINGS)
    with pytest.raises(AssertionError, match="the test images were opened"):
        reading.verdict(0, folder=tmp_path, temperature=None, **SETTINGS)


def test_test_images_cannot_be_asked_for_in_training():
    with pytest.raises(ValueError, match="'train' or 'train\\+validation', got 'test'"):
        sealed.train(0, "test", **SETTINGS)


@pytest.mark.parametrize("module", ["sealed.py", "suspects.py"])
def test_modules_that_train_do_not_name_the_test_images(module):
    source = (Path(sealed.__file__).parent / module).read_text(encoding="utf-8")
    strings = [node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)]
    assert "test" not in strings and "reading" not in source


def test_network_comes_back_from_its_file_as_it_was_trained(tmp_path, monkeypatch):
    images = trial.tensors("validation", "standardized")[0][:50]
    first = predict_logits(sealed.trained(1, "train", folder=tmp_path, **SETTINGS), images)
    monkeypatch.setattr(sealed, "train", lambda *_, **__: pytest.fail("trained again"))
    assert torch.equal(predict_logits(sealed.trained(1, "train", folder=tmp_path, **SETTINGS), images), first)


def test_files_differ_by_seed_split_settings_and_fast_mode(monkeypatch):
    names = {
        sealed.weights_file(0, "train", SETTINGS),
        sealed.weights_file(1, "train", SETTINGS),
        sealed.weights_file(0, "train+validation", SETTINGS),
        sealed.weights_file(0, "train", {**SETTINGS, "rate": 0.1}),
    }
    monkeypatch.delenv("MNIST_COURSE_FAST")
    names.add(sealed.weights_file(0, "train", SETTINGS))
    assert len(names) == 5 and all("/" not in name and " " not in name for name in names)


def test_verdict_holds_answers_confidences_and_corruptions(tmp_path):
    promise = reading.promise(0, folder=tmp_path, **SETTINGS)
    verdict = reading.verdict(0, folder=tmp_path, temperature=promise["temperature"], **SETTINGS)
    labels = data.load("test").labels
    plain, calibrated = (unpack(verdict[name], labels) for name in ("predictions", "calibrated_predictions"))
    assert (plain.answers == labels).float().mean().item() == pytest.approx(verdict["accuracy"])
    assert torch.equal(plain.answers, calibrated.answers)
    surer = promise["temperature"] < 1
    assert bool(calibrated.confidences.mean() > plain.confidences.mean()) == surer
    assert verdict["calibrated_loss"] != verdict["loss"]
    assert len(verdict["corrupted"]) == 12 and all(len(values) == 5 for values in verdict["corrupted"].values())
    assert verdict["parameters"] == 7_850


def test_suspects_are_of_the_fold_and_the_worst_come_first():
    found = suspects.suspects(0, fold=2, **SETTINGS)
    assert len(set(found["rows"])) == suspects.KEPT and found["margins"] == sorted(found["margins"])
    labels = data.load("train+validation").labels
    wrong = [guess != labels[row] for row, guess in zip(found["rows"], found["guesses"])]
    assert wrong == [gap < 0 for gap in found["margins"]]
    assert sum(map(sum, found["joint"])) <= 12_000


@pytest.fixture
def tiny(monkeypatch):
    """A command line whose only model is a linear one."""
    monkeypatch.setattr(command, "FINAL_MODELS", [SETTINGS])
    monkeypatch.setattr(command, "NAMES", ["tiny"])


def call(tmp_path, *arguments):
    command.main([*arguments, "--seeds", "1", "--out", str(tmp_path), "--weights", str(tmp_path / "trained")])


def test_test_images_are_not_opened_for_a_network_without_a_promise(tiny, tmp_path, no_test_images, capsys):
    with pytest.raises(SystemExit):
        call(tmp_path, "verdict")
    assert "expected a promise of tiny, seed 0" in capsys.readouterr().err


def test_stages_record_one_entry_per_run_and_go_on_where_they_stopped(tiny, tmp_path, monkeypatch):
    call(tmp_path, "promise")
    call(tmp_path, "verdict")
    for stage in ("promise", "verdict"):
        (entry,) = recorded(tmp_path, stage)
        assert entry["settings"] == SETTINGS and 0.3 < entry["accuracy"] < 0.95
    monkeypatch.setattr(reading, "promise", lambda *_, **__: pytest.fail("run again"))
    monkeypatch.setattr(reading, "verdict", lambda *_, **__: pytest.fail("run again"))
    call(tmp_path, "promise")
    call(tmp_path, "verdict")


def recorded(folder, stage):
    return json.loads((folder / f"last_errors_{stage}.json").read_text(encoding="utf-8"))["entries"]


def test_a_stage_made_afresh_forgets_its_own_runs_only(tiny, tmp_path, monkeypatch):
    made = []
    monkeypatch.setattr(reading, "promise", lambda seed, **_: made.append(seed) or {"accuracy": 0.5 + len(made)})
    command.main(["promise", "--seeds", "3", "--out", str(tmp_path), "--weights", str(tmp_path / "trained")])
    call(tmp_path, "promise", "--afresh")
    assert made == [0, 1, 2, 0]
    assert [entry["accuracy"] for entry in recorded(tmp_path, "promise")] == [4.5, 2.5, 3.5]


def test_seeds_beyond_those_of_the_course_are_made_too(tiny, tmp_path, monkeypatch):
    made = []
    monkeypatch.setattr(reading, "promise", lambda seed, **_: made.append(seed) or {"accuracy": 0.5})
    command.main(["promise", "--seeds", "7", "--out", str(tmp_path), "--weights", str(tmp_path / "trained")])
    assert made == [entry["seed"] for entry in recorded(tmp_path, "promise")] == list(range(7))


@pytest.mark.slow
def test_verdict_on_a_small_network_leaves_its_weights_to_ship(tmp_path, monkeypatch):
    settings = {**SETTINGS, "model": "small 22k", "network": "small 22k"}
    monkeypatch.setattr(command, "FINAL_MODELS", [settings])
    monkeypatch.setattr(command, "NAMES", ["small 22k"])
    call(tmp_path, "promise")
    with monkeypatch.context() as stopping, pytest.raises(KeyboardInterrupt):
        stopping.setattr(command, "save_half", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        call(tmp_path, "verdict")
    assert not (tmp_path / "last_errors_verdict.json").exists(), "a verdict on record is not read again"
    call(tmp_path, "verdict")
    monkeypatch.setattr(pretrained, "FOLDER", tmp_path / "weights")
    (entry,) = recorded(tmp_path, "verdict")
    logits, labels = reading.read(pretrained.load("small 22k", 0), "test", settings)
    assert accuracy(logits, labels) == pytest.approx(entry["accuracy"], abs=0.005)


def test_fast_mode_is_not_recorded_in_the_package(capsys):
    with pytest.raises(SystemExit):
        command.main(["promise"])
    assert "the fast mode trains is no record" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["reveal"], "invalid choice: 'reveal'"),
        (["promise", "--models", "GPT"], "T1 MLP.*got 'GPT'"),
        (["promise", "--seeds", "0"], "--seeds of at least 1, got 0"),
        (["promise", "--device", "gpu", "--out", "{folder}"], "expected a device"),
    ],
)
def test_wrong_options_are_refused_before_anything_is_trained(arguments, message, capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(sealed, "train", lambda *_, **__: pytest.fail("trained"))
    with pytest.raises(SystemExit):
        command.main([argument.format(folder=tmp_path) for argument in arguments])
    assert re.search(message, capsys.readouterr().err)


def test_names_of_the_final_models_are_unique():
    names = [settings["model"] for settings in FINAL_MODELS]
    assert len(names) == len(set(names))


def runs_of(stage):
    """The runs that a shipped record holds: settings and seed as text."""
    entries = records.load(f"last_errors_{stage}").entries
    return {json.dumps([entry["settings"], entry["seed"]], sort_keys=True): entry for entry in entries}


def test_every_final_model_has_its_verdict_and_none_without_a_promise():
    promises, verdicts = runs_of("promise"), runs_of("verdict")
    assert set(verdicts) <= set(promises)
    for settings in FINAL_MODELS:
        seeds = 5 if settings in SMALL_NETWORKS else 3
        for seed in range(seeds):
            assert json.dumps([settings, seed], sort_keys=True) in verdicts


def test_every_fold_of_the_training_file_was_judged_by_every_seed():
    folds = {(entry["seed"], entry["settings"]["fold"]) for entry in runs_of("suspects").values()}
    seeds = {seed for seed, _ in folds}
    assert len(seeds) >= 2 and folds == {(seed, fold) for seed in seeds for fold in range(suspects.FOLDS)}


@pytest.mark.parametrize("settings", SMALL_NETWORKS, ids=lambda settings: settings["network"])
def test_networks_that_ship_answer_as_their_verdicts_say(settings):
    """On the images that one of the seeds misreads: there the seeds differ, so none can stand for another."""
    labels, images = data.load("test").labels, trial.tensors("test", "standardized")[0]
    verdicts = [runs_of("verdict")[json.dumps([settings, seed], sort_keys=True)] for seed in range(5)]
    recorded = torch.stack([unpack(verdict["predictions"], labels).answers for verdict in verdicts])
    rows = (recorded != labels).any(dim=0)
    assert rows.sum() > 30 and len(recorded[:, rows].unique(dim=0)) == 5
    for seed in range(5):
        answers = predict_logits(pretrained.load(settings["network"], seed), images[rows]).argmax(dim=1)
        assert (answers != recorded[seed, rows]).sum() <= 1, seed  # 16 bits may turn a narrow decision
