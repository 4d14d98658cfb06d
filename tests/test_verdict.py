"""The studies of the last chapters, run for a few steps on real images; and the seal on the test images."""

import ast
import re
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from mnist_course import data, records
from mnist_course.evaluation import accuracy, predict_logits
from mnist_course.models import pretrained
from mnist_course.records import Run, Settings
from mnist_course.records.predictions import unpack
from mnist_course.records.settings import run_of
from mnist_course.studies import __main__ as command
from mnist_course.studies import sealed, suspects, verdict
from mnist_course.studies.study import Place, Variant
from mnist_course.studies.trainings import FINAL_MODELS, SMALL_NETWORKS
from mnist_course.training.parts import tensors

SETTINGS = Settings(network="softmax regression", epochs=1, batch_size=2_000)
RUN = Run({"model": "tiny"}, SETTINGS, 0)


@pytest.fixture(autouse=True)
def fast(monkeypatch):
    monkeypatch.setenv("MNIST_COURSE_FAST", "1")


@pytest.fixture
def place(tmp_path):
    for folder in ("records", "work"):
        (tmp_path / folder).mkdir()
    return Place("cpu", tmp_path / "records", tmp_path / "work")


@pytest.fixture
def no_test_images(monkeypatch):
    def load(split, load=data.load):
        assert split != "test", "the test images were opened"
        return load(split)

    monkeypatch.setattr(data, "load", load)
    tensors.cache_clear()
    yield
    tensors.cache_clear()


@pytest.mark.slow
@pytest.mark.parametrize("split", sealed.TRAINED_ON)
def test_training_and_choosing_open_no_test_image(split, no_test_images, place):
    sealed.train_sealed(RUN, split, place)
    verdict.PROMISE.file(place).add(RUN, verdict.promise(RUN, place))
    with pytest.raises(AssertionError, match="the test images were opened"):
        verdict.verdict(RUN, place)


def test_test_images_cannot_be_asked_for_in_training(place):
    with pytest.raises(ValueError, match="'train' or 'train\\+validation', got 'test'"):
        sealed.train_sealed(RUN, "test", place)


@pytest.mark.parametrize("module", ["sealed.py", "suspects.py", "trial.py"])
def test_modules_that_train_do_not_name_the_test_images(module):
    source = (Path(sealed.__file__).parent / module).read_text(encoding="utf-8")
    strings = [node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)]
    assert "test" not in strings and "verdict" not in source


def test_network_comes_back_from_its_file_as_it_was_trained(place, monkeypatch):
    images = tensors("validation")[0][:50]
    first = predict_logits(sealed.trained(RUN, "train", place), images)
    monkeypatch.setattr(sealed, "train", lambda *_, **__: pytest.fail("trained again"))
    assert torch.equal(predict_logits(sealed.trained(RUN, "train", place), images), first)


def test_files_differ_by_model_seed_split_settings_and_fast_mode(monkeypatch):
    names = {
        sealed.weights_file(RUN, "train"),
        sealed.weights_file(RUN._replace(labels={"model": "T2 CNN, augmented"}), "train"),
        sealed.weights_file(RUN._replace(seed=1), "train"),
        sealed.weights_file(RUN, "train+validation"),
        sealed.weights_file(RUN._replace(settings=SETTINGS.but(rate=0.1)), "train"),
    }
    monkeypatch.delenv("MNIST_COURSE_FAST")
    names.add(sealed.weights_file(RUN, "train"))
    assert len(names) == 6 and all("/" not in name and " " not in name for name in names)


def test_verdict_holds_answers_confidences_and_corruptions(place):
    promise = verdict.promise(RUN, place)
    verdict.PROMISE.file(place).add(RUN, promise)
    found = verdict.verdict(RUN, place)
    labels = data.load("test").labels
    plain, calibrated = unpack(found), unpack(found, "calibrated_")
    assert (plain.answers == labels).float().mean().item() == pytest.approx(found["accuracy"])
    assert torch.equal(plain.answers, calibrated.answers)
    surer = promise["temperature"] < 1
    assert bool(calibrated.confidences.mean() > plain.confidences.mean()) == surer
    assert found["calibrated_loss"] != found["loss"]
    assert len(found["corrupted"]) == 12 and all(len(values) == 5 for values in found["corrupted"].values())
    assert found["parameters"] == 7_850


def test_network_without_a_temperature_gets_a_verdict_without_calibration(place, monkeypatch):
    monkeypatch.setattr(verdict.calibration, "fit_temperature", lambda *_: (_ for _ in ()).throw(ValueError))
    promise = verdict.promise(RUN, place)
    assert promise["temperature"] is None
    verdict.PROMISE.file(place).add(RUN, promise)
    assert not any("calibrated" in name for name in verdict.verdict(RUN, place))


def test_suspects_are_of_the_fold_and_the_worst_come_first(place):
    found = suspects.suspects(RUN._replace(labels={"model": "tiny", "fold": 2}), place)
    assert len(set(found["rows"])) == suspects.KEPT and found["margins"] == sorted(found["margins"])
    labels = data.load("train+validation").labels
    wrong = [guess != labels[row] for row, guess in zip(found["rows"], found["guesses"])]
    assert wrong == [gap < 0 for gap in found["margins"]]
    assert sum(map(sum, found["joint"])) <= 12_000


@pytest.fixture
def tiny(monkeypatch):
    """Studies whose only model is a linear one."""
    monkeypatch.setitem(command.STUDIES, "promise", replace(verdict.PROMISE, variants=[Variant(*RUN[:2])], seeds=1))
    monkeypatch.setitem(command.STUDIES, "verdict", replace(verdict.VERDICT, variants=[Variant(*RUN[:2])], seeds=1))


@pytest.fixture
def make(place):
    def call(*arguments):
        command.main(["make", *arguments, "--out", str(place.records), "--work", str(place.work)])

    return call


def entries(place, name):
    return getattr(verdict, name.upper()).file(place).entries


@pytest.mark.parametrize("names", [["verdict"], ["verdict", "promise"]])
def test_test_images_are_not_opened_for_a_network_without_a_promise(tiny, make, place, no_test_images, capsys, names):
    with pytest.raises(SystemExit):
        make(*names)
    assert "expected a promise of tiny, seed 0" in capsys.readouterr().err
    assert not entries(place, "promise"), "refused before anything is trained"


def test_promise_of_another_seed_or_of_other_settings_is_none(place):
    for other in (RUN._replace(seed=1), RUN._replace(settings=SETTINGS.but(rate=0.1))):
        verdict.PROMISE.file(place).add(other, {"temperature": 1.0})
    with pytest.raises(ValueError, match="expected a promise of tiny, seed 0, .*: make the study promise first"):
        verdict.verdict(RUN, place)


@pytest.mark.slow
def test_one_command_may_make_the_promise_and_then_the_verdict(tiny, make, place):
    make("promise", "verdict")
    for name in ("promise", "verdict"):
        (entry,) = entries(place, name)
        assert run_of(entry).key() == RUN.key() and 0.3 < entry["accuracy"] < 0.95
        assert entry["used"]["precision"] == "fp32"


def test_studies_go_on_where_they_stopped(tiny, make, place, monkeypatch):
    make("promise")
    make("verdict")
    monkeypatch.setattr(verdict, "trained", lambda *_: pytest.fail("run again"))
    make("promise")
    make("verdict")
    assert len(entries(place, "promise")) == len(entries(place, "verdict")) == 1


@pytest.fixture
def pretend(monkeypatch):
    """The seeds of the promises that are made, in no time, of the linear model."""
    made = []

    def promise(run, place):
        made.append(run.seed)
        return {"accuracy": 0.5 + len(made)}

    variants = [Variant(*RUN[:2], 2), Variant({"model": "other"}, SETTINGS.but(rate=0.1), 1)]
    study = replace(verdict.PROMISE, variants=variants, measure=promise)
    monkeypatch.setitem(command.STUDIES, "promise", study)
    return made


def test_a_study_made_afresh_forgets_its_wanted_runs_only(pretend, make, place):
    make("promise", "--seeds", "3", "--only", "model=tiny")
    make("promise", "--seeds", "1", "--only", "model=tiny", "--afresh")
    assert pretend == [0, 1, 2, 0]
    assert [entry["accuracy"] for entry in entries(place, "promise")] == [4.5, 2.5, 3.5]


def test_seeds_beyond_those_of_the_course_are_made_too(pretend, make, place):
    make("promise", "--only", "model=tiny", "--seeds", "7")
    assert pretend == [entry["seed"] for entry in entries(place, "promise")] == list(range(7))


@pytest.mark.slow
def test_verdict_on_a_small_network_leaves_its_weights_to_ship(place, make, monkeypatch):
    small = Variant({"model": "small 22k"}, SETTINGS.but(network="small 22k"), 1)
    for name, study in (("promise", verdict.PROMISE), ("verdict", verdict.VERDICT)):
        monkeypatch.setitem(command.STUDIES, name, replace(study, variants=[small]))
    monkeypatch.setattr(verdict, "SHIPPED", {"small 22k"})
    monkeypatch.setattr(verdict, "CORRUPTED_IMAGES", 100)
    with monkeypatch.context() as stopping, pytest.raises(KeyboardInterrupt):
        stopping.setattr(verdict, "save_half", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        make("promise", "verdict")
    assert len(entries(place, "promise")) == 1
    assert not entries(place, "verdict"), "a verdict on record is not read again"
    make("verdict")
    monkeypatch.setattr(pretrained, "FOLDER", place.records / "weights")
    (entry,) = entries(place, "verdict")
    logits, labels = verdict.read(pretrained.load("small 22k", 0), "test", run_of(entry))
    assert accuracy(logits, labels) == pytest.approx(entry["accuracy"], abs=0.005)


def test_fast_mode_is_not_recorded_in_the_package(capsys):
    with pytest.raises(SystemExit):
        command.main(["make", "promise"])
    assert "the fast mode trains is no record" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["reveal"], "expected names from .*promise, verdict, .*, got 'reveal'"),
        (["promise", "--only", "model=GPT"], "T1 MLP.*small 285k, got .*GPT"),
        (["promise", "--seeds", "0"], "--seeds of at least 1, got 0"),
        (["promise", "--device", "gpu", "--out", "{folder}"], "expected a device"),
    ],
)
def test_wrong_options_are_refused_before_anything_is_trained(arguments, message, capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(sealed, "train", lambda *_, **__: pytest.fail("trained"))
    with pytest.raises(SystemExit):
        command.main(["make", *(argument.format(folder=tmp_path) for argument in arguments)])
    assert re.search(message, capsys.readouterr().err)


def test_names_of_the_final_models_are_unique():
    names = [variant.labels["model"] for variant in FINAL_MODELS]
    assert len(names) == len(set(names))


def runs_of(name):
    """The runs that a shipped record holds: entries by what tells them apart."""
    return {run_of(entry).key(): entry for entry in records.load(name).entries}


def test_every_final_model_has_its_verdict_and_none_without_a_promise():
    promises, verdicts = runs_of("promise"), runs_of("verdict")
    assert set(verdicts) <= set(promises)
    assert {run.key() for run in verdict.VERDICT.runs()} <= set(verdicts)
    assert len(verdict.VERDICT.runs()) == 5 * len(FINAL_MODELS)


def test_every_fold_of_the_training_file_was_judged_by_every_seed():
    folds = {(entry["seed"], entry["labels"]["fold"]) for entry in runs_of("suspects").values()}
    seeds = {seed for seed, _ in folds}
    assert len(seeds) >= 2 and folds == {(seed, fold) for seed in seeds for fold in range(suspects.FOLDS)}


@pytest.mark.parametrize("variant", SMALL_NETWORKS, ids=lambda variant: variant.settings.network)
def test_networks_that_ship_answer_as_their_verdicts_say(variant):
    """On the images that one of the seeds misreads: there the seeds differ, so none can stand for another."""
    labels, images = data.load("test").labels, tensors("test")[0]
    verdicts = [runs_of("verdict")[Run(*variant[:2], seed).key()] for seed in range(5)]
    recorded = torch.stack([unpack(entry).answers for entry in verdicts])
    rows = (recorded != labels).any(dim=0)
    assert rows.sum() > 30 and len(recorded[:, rows].unique(dim=0)) == 5
    for seed in range(5):
        answers = predict_logits(pretrained.load(variant.settings.network, seed), images[rows]).argmax(dim=1)
        assert (answers != recorded[seed, rows]).sum() <= 1, seed  # 16 bits may turn a narrow decision
