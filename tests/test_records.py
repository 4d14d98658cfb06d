"""Every record says how it was made, is complete, and one short entry of each is made again."""

import json
import re

import pytest
from mnist_course.records.writing import Recording
from mnist_course.studies.experiments import EXPERIMENTS, Experiment

from mnist_course import records
from mnist_course.records import reading
from mnist_course.studies import record
from mnist_course.studies.trial import trial

NAMES = sorted(EXPERIMENTS)


@pytest.mark.parametrize("name", NAMES)
def test_record_has_every_setting_with_every_seed_and_says_how_it_was_made(name):
    book = records.load(name)
    wanted = [json.dumps(run, sort_keys=True) for run in EXPERIMENTS[name].runs]
    assert [json.dumps([entry["settings"], entry["seed"]], sort_keys=True) for entry in book.entries] == wanted
    assert book.about["command"] == f"python -m mnist_course.studies.record {name}"
    assert "torch" in book.about["versions"] and book.about["machines"]


def test_averaged_weights_are_measured_beside_the_last_ones():
    settings = {"network": "softmax regression", "epochs": 1, "batch_size": 5_000}
    plain, averaged = trial(0, **settings), trial(0, **settings, averaging=0.9)
    assert averaged["validation_accuracy"] == plain["validation_accuracy"]
    assert averaged["averaged_accuracy"] != averaged["validation_accuracy"][0]
    assert averaged["averaged_loss"] > 0 and "averaged_loss" not in plain


def first_epochs():
    """One entry of every experiment, the cheapest, and only once if several experiments begin alike."""
    chosen = {}
    for name in sorted(set(NAMES) & set(records.names()), key=lambda name: (len(EXPERIMENTS[name].runs), name)):
        entries = sorted(records.load(name).entries, key=lambda entry: sum(entry["seconds"] or [1e9]))
        keys = [json.dumps([{**e["settings"], "epochs": 0, "distort": 0}, e["seed"]], sort_keys=True) for e in entries]
        if all(key not in chosen or "schedule" in key for key in keys):
            chosen[keys[0]] = pytest.param(entries[0], id=name)
    return list(chosen.values())


@pytest.mark.slow
@pytest.mark.parametrize("entry", first_epochs())
def test_first_epoch_is_made_again(entry):
    """A schedule, if there is one, keeps its length: training is stopped after the first epoch."""
    results = trial(entry["seed"], stop_after=1, **{**entry["settings"], "distort": False})
    # Floating-point sums differ between machines; from the same seed they lead to nearly the same network.
    assert results["train_loss"][0] == pytest.approx(entry["train_loss"][0], rel=0.05)
    assert results["validation_accuracy"][0] == pytest.approx(entry["validation_accuracy"][0], abs=0.02)
    assert results["parameters"] == entry["parameters"]


def test_selection_is_by_settings_and_ordered_by_seed():
    book = records.Record("x", {}, [{"settings": {"w": w}, "seed": s, "a": 10 * w + s} for s in (1, 0) for w in (2, 1)])
    assert book.values("a", w=1) == [10, 11]
    assert book.settings("w") == [2, 1]
    with pytest.raises(KeyError, match="'w': 3"):
        book.select(w=3)


def test_unknown_record_names_those_there_are():
    with pytest.raises(ValueError, match="results.*got 'result'"):
        records.load("result")


def test_damaged_record_is_named(tmp_path, monkeypatch):
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / "half.json").write_text('{"about": {"comm', encoding="utf-8")
    monkeypatch.setattr(reading.resources, "files", lambda package: tmp_path)
    with pytest.raises(ValueError, match="expected a record in .*half.json, got a file that is none"):
        records.load("half")


@pytest.fixture
def tiny_experiment(monkeypatch):
    settings = [
        {"network": "softmax regression", "epochs": 1, "batch_size": 25_000, "rate": rate} for rate in (0.1, 0.2)
    ]
    monkeypatch.setitem(EXPERIMENTS, "tiny", Experiment("A question?", settings, range(1)))


def test_stopped_recording_goes_on_where_it_stopped(tiny_experiment, tmp_path, monkeypatch):
    done = []

    def pretend(seed, device, **settings):
        done.append(settings["rate"])
        if len(done) == 2:
            raise KeyboardInterrupt
        return {"parameters": 7850}

    monkeypatch.setattr(record, "trial", pretend)
    with pytest.raises(KeyboardInterrupt) as stop:
        record.main(["tiny", "--out", str(tmp_path)])
    assert stop.value.__notes__ == ["1 of 2 runs are recorded; the same command goes on with the others"]
    assert recorded(tmp_path) == [0.1]
    record.main(["tiny", "--out", str(tmp_path)])
    assert done == [0.1, 0.2, 0.2]
    assert recorded(tmp_path) == [0.1, 0.2]


def recorded(folder):
    """The rates in the tiny experiment's record."""
    content = json.loads((folder / "tiny.json").read_text(encoding="utf-8"))
    return [entry["settings"]["rate"] for entry in content["entries"]]


def test_an_error_in_a_run_shows_as_itself_and_names_the_run(tiny_experiment, tmp_path, monkeypatch):
    def pretend(seed, device, **settings):
        raise ValueError("expected labels")

    monkeypatch.setattr(record, "trial", pretend)
    with pytest.raises(ValueError, match="expected labels") as error:
        record.main(["tiny", "--out", str(tmp_path)])
    assert "'rate': 0.1} and seed 0" in error.value.__notes__[0] and "0 of 2" in error.value.__notes__[1]
    assert list(tmp_path.iterdir()) == []


def test_what_another_command_records_meanwhile_is_not_run_again_nor_forgotten(tiny_experiment, tmp_path, monkeypatch):
    """Not even by ``--afresh``, which forgets what was there at the start."""
    done = []

    def pretend(seed, device, **settings):
        done.append(settings["rate"])
        other = Recording(tmp_path / "tiny.json", "?", "another command", EXPERIMENTS["tiny"].runs)
        other.add({**settings, "rate": 0.2}, seed, {}, "cpu")
        return {}

    monkeypatch.setattr(record, "trial", pretend)
    record.main(["tiny", "--out", str(tmp_path)])
    record.main(["tiny", "--out", str(tmp_path), "--afresh"])
    assert done == [0.1, 0.1] and recorded(tmp_path) == [0.1, 0.2]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nothing"], "expected names from .*results.*, got 'nothing'"),
        (["results", "--device", "gpu"], "expected a device"),
        (["results", "--jobs", "0"], "--jobs of at least 1, got 0"),
        (["results", "--threads", "0"], "--threads of at least 1, got 0"),
        (["results", "--out", "/proc/nowhere"], "folder that can be written, got /proc/nowhere"),
    ],
)
def test_wrong_options_are_refused_before_anything_is_trained(arguments, message, capsys, monkeypatch):
    monkeypatch.setattr(record, "trial", lambda *_, **__: pytest.fail("trained"))
    with pytest.raises(SystemExit):
        record.main(arguments)
    assert re.search(message, capsys.readouterr().err)


def test_fast_mode_cannot_be_recorded(monkeypatch, capsys):
    monkeypatch.setenv("MNIST_COURSE_FAST", "1")
    with pytest.raises(SystemExit):
        record.main(["results"])
    assert "trains too little" in capsys.readouterr().err


def test_a_file_that_is_no_record_is_refused_before_anything_is_trained(tiny_experiment, tmp_path, monkeypatch, capsys):
    """Even if it is that of the second experiment."""
    monkeypatch.setattr(record, "trial", lambda *_, **__: pytest.fail("trained"))
    monkeypatch.setitem(EXPERIMENTS, "second", EXPERIMENTS["tiny"])
    (tmp_path / "second.json").write_text("{", encoding="utf-8")
    with pytest.raises(SystemExit):
        record.main(["tiny", "second", "--out", str(tmp_path), "--afresh"])
    assert "second.json: expected a record" in capsys.readouterr().err
    assert (tmp_path / "second.json").read_text(encoding="utf-8") == "{"
