"""Every record says how it was made, is complete, and one short entry of each is made again."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from mnist_course import records
from mnist_course.records import Run, Settings, record
from mnist_course.records.file import RecordFile
from mnist_course.records.settings import run_of
from mnist_course.studies import chapters
from mnist_course.studies.__main__ import STUDIES, main
from mnist_course.studies.study import Place, Study, Variant
from mnist_course.studies.trial import trial

UNNEEDED = {"others"}  # libraries that the course does without
HERE = Place("cpu", Path(), Path())


@pytest.mark.parametrize("name", STUDIES)
def test_record_has_every_variant_with_every_seed_and_says_how_it_was_made(name):
    if name in UNNEEDED and name not in records.names():
        pytest.skip(f"no record {name!r}: its section is left out of the page")
    book = records.load(name)
    assert [run_of(entry).key() for entry in book.entries] == [run.key() for run in STUDIES[name].runs()]
    assert book.about["question"] == STUDIES[name].question
    assert book.about["command"] == f"python -m mnist_course.studies make {name}"
    assert "torch" in book.about["versions"] and book.about["machines"]


def test_every_record_belongs_to_a_study_a_tutorial_or_the_chapters():
    assert {*records.names(), *UNNEEDED} == {*STUDIES, "T1", "T2", "T3", "T4", "bands", "chapters"}


def test_averaged_weights_are_measured_beside_the_last_ones():
    settings = Settings(network="softmax regression", epochs=1, batch_size=5_000)
    plain, averaged = (trial(Run({}, its, 0), HERE) for its in (settings, settings.but(averaging=0.9)))
    assert averaged["validation_accuracy"] == plain["validation_accuracy"]
    assert averaged["averaged_accuracy"] != averaged["validation_accuracy"][0]
    assert averaged["averaged_loss"] > 0 and "averaged_loss" not in plain


def first_epochs():
    """One entry of every study of the chapters, the cheapest, and only once if several studies begin alike.

    A run that hardly learns is no measure, if there are others: rounding decides where it goes.
    """
    chosen = {}

    def cost(entry):
        return entry["validation_accuracy"][:1] < [0.9], sum(entry["seconds"] or [1e9])

    for name in sorted(chapters.STUDIES, key=lambda name: (len(STUDIES[name].runs()), name)):
        entries = sorted(records.load(name).entries, key=cost)
        keys = [(Settings(**{**entry["settings"], "epochs": 1}), entry["seed"]) for entry in entries]
        if all(key not in chosen or key[0].schedule != "constant" for key in keys):
            chosen[keys[0]] = pytest.param(entries[0], id=name)
    return list(chosen.values())


@pytest.mark.full
@pytest.mark.parametrize("entry", first_epochs())
def test_first_epoch_is_made_again(entry):
    """A schedule, if there is one, keeps its length: training is stopped after the first epoch."""
    results = trial(run_of(entry), HERE, stop_after=1)
    # Floating-point sums differ between machines; from the same seed they lead to nearly the same network.
    assert results["train_loss"][0] == pytest.approx(entry["train_loss"][0], rel=0.05)
    assert results["validation_accuracy"][0] == pytest.approx(entry["validation_accuracy"][0], abs=0.02)
    assert results["parameters"] == entry["parameters"]


def test_an_epoch_takes_the_median_of_its_timings_and_the_results_page_says_so():
    timings = [run[0] for run in records.load("epoch_seconds").values("seconds", model="T1 CNN")]
    assert len(timings) == 3 and records.epoch_seconds("T1 CNN") == sorted(timings)[1]
    page = (Path(__file__).parent.parent / "book" / "results.md").read_text(encoding="utf-8")
    epochs, seconds = re.search(r"^\| T1 CNN \|.* \| (\d+) \| (\d+) \|$", page, re.M).groups()
    assert int(seconds) == round(int(epochs) * sorted(timings)[1])
    with pytest.raises(KeyError, match="expected entries with {'model': 'T9 CNN'}"):
        records.epoch_seconds("T9 CNN")


def entry_of(labels, settings, seed, **results):
    return {"labels": labels, "settings": settings, "seed": seed, **results}


def test_selection_is_by_labels_and_settings_and_ordered_by_seed():
    pairs = [(seed, width) for seed in (1, 0) for width in (2, 1)]
    entries = [entry_of({"model": "x"}, {"width": w}, seed, a=10 * w + seed) for seed, w in pairs]
    book = records.Record("name", {}, [*entries, entry_of({"model": "y"}, None, 0, a=0)])
    assert book.values("a", width=1, model="x") == [10, 11]
    assert book.values("a", model="y") == [0]
    assert book.settings("width") == [2, 1, None] and book.settings("model") == ["x", "y"]
    with pytest.raises(KeyError, match="expected entries with {'width': 3} in the record 'name', found none"):
        book.select(width=3)


def test_a_setting_that_a_run_leaves_as_it_is_by_default_is_found(tmp_path):
    for momentum in (0.9, 0.0):
        run = Run({}, Settings(optimizer="SGD", momentum=momentum), 0)
        RecordFile(tmp_path / "a.json", "?", "x", []).add(run, {"loss": momentum})
    assert '"momentum": 0.0' not in (tmp_path / "a.json").read_text(encoding="utf-8")
    assert record.read(tmp_path / "a.json").values("loss", momentum=0.0) == [0.0]
    assert records.load("optimizers").select(optimizer="SGD", momentum=0.0, rate=0.1)


@pytest.mark.parametrize("ask", [lambda book: book.select(momentun=0.9), lambda book: book.settings("momentun")])
def test_a_label_or_setting_that_is_none_is_an_error_that_names_those_there_are(ask):
    with pytest.raises(
        KeyError, match="labels or settings of 'ablation', network, .*momentum, .*changed, got 'momentun'"
    ):
        ask(records.load("ablation"))


def test_unknown_record_names_those_there_are():
    with pytest.raises(ValueError, match="results.*got 'result'"):
        records.load("result")


def test_damaged_record_is_named(tmp_path, monkeypatch):
    (tmp_path / "half.json").write_text('{"about": {"comm', encoding="utf-8")
    monkeypatch.setattr(record, "FOLDER", tmp_path)
    with pytest.raises(ValueError, match=r"half\.json: expected a record, got a file that is none"):
        records.load("half")


@pytest.fixture
def make(tmp_path):
    """Make records in a folder of their own."""

    def made(*arguments):
        main(["make", *arguments, "--out", str(tmp_path), "--work", str(tmp_path / "work")])

    return made


@pytest.fixture
def tiny(monkeypatch):
    """Add studies of two rates, which measure what they are given, and return the runs that are made."""
    made = []
    variants = [Variant({"what": rate}, Settings(network="softmax regression", rate=rate)) for rate in (0.1, 0.2)]

    def add(measure=lambda run: {"parameters": 7850}, name="tiny", **options):
        def pretend(run, place):
            made.append((run.settings.rate, run.seed))
            return measure(run)

        options = {"variants": variants, "seeds": 1, **options}
        monkeypatch.setitem(STUDIES, name, Study(name, "A question?", measure=pretend, **options))
        return made

    return add


def recorded(folder, file="tiny.json"):
    """The rates and seeds in the tiny study's record."""
    content = json.loads((folder / file).read_text(encoding="utf-8"))
    return [(entry["settings"]["rate"], entry["seed"]) for entry in content["entries"]]


def test_stopped_command_goes_on_where_it_stopped(tiny, make, tmp_path):
    def stopped(run):
        if len(made) == 2:
            raise KeyboardInterrupt
        return {"parameters": 7850}

    made = tiny(stopped)
    with pytest.raises(KeyboardInterrupt) as stop:
        make("tiny")
    assert stop.value.__notes__ == ["1 of 2 runs are recorded; the same command goes on with the others"]
    assert recorded(tmp_path) == [(0.1, 0)]
    make("tiny")
    assert made == [(0.1, 0), (0.2, 0), (0.2, 0)]
    assert recorded(tmp_path) == [(0.1, 0), (0.2, 0)]


def test_an_error_in_a_run_shows_as_itself_and_names_the_run(tiny, make, tmp_path):
    def fail(run):
        raise ValueError("expected labels")

    tiny(fail)
    with pytest.raises(ValueError, match="expected labels") as error:
        make("tiny")
    assert "what 0.1" in error.value.__notes__[0] and "rate 0.1 and seed 0" in error.value.__notes__[0]
    assert "0 of 2" in error.value.__notes__[1]
    assert list(tmp_path.iterdir()) == [tmp_path / "work"]


def test_what_another_command_records_meanwhile_is_not_run_again_nor_forgotten(tiny, make, tmp_path):
    """Not even by ``--afresh``, which forgets what was there at the start."""

    def beside_another(run):
        study = STUDIES["tiny"]
        study.file(Place("cpu", tmp_path, tmp_path)).add(study.runs()[1], {})
        return {}

    made = tiny(beside_another)
    make("tiny")
    make("tiny", "--afresh")
    assert made == [(0.1, 0), (0.1, 0)] and recorded(tmp_path) == [(0.1, 0), (0.2, 0)]


def test_only_the_runs_that_are_asked_for_are_made_or_forgotten(tiny, make, tmp_path):
    made = tiny(seeds=2)
    make("tiny", "--only", "rate=0.2", "--only", "network=softmax regression", "--seeds", "1")
    assert made == [(0.2, 0)]
    make("tiny", "--only", "what=0.1")
    make("tiny", "--only", "what=0.2", "--afresh")
    assert made[1:] == [(0.1, 0), (0.1, 1), (0.2, 0), (0.2, 1)]
    assert recorded(tmp_path) == [(0.1, 0), (0.1, 1), (0.2, 0), (0.2, 1)]


def test_so_many_seeds_are_made_but_one_of_what_has_no_noise(tiny, make, tmp_path):
    made = tiny(seeds=2)
    first, second = STUDIES["tiny"].variants
    tiny(variants=[first, second._replace(seeds=1)], seeds=2)
    make("tiny", "--seeds", "3")
    assert recorded(tmp_path) == [(0.1, 0), (0.1, 1), (0.1, 2), (0.2, 0)]
    made.clear()
    make("tiny", "--seeds", "1", "--afresh")
    assert made == [(0.1, 0), (0.2, 0)] and len(recorded(tmp_path)) == 4


@pytest.mark.parametrize(
    ("only", "message"),
    [
        ("raet=0.1", "expected --only with a label or setting from network, .*, recalibrate, what, got 'raet'"),
        ("rate=0.3", "expected --only rate= with a value from 0.1; 0.2, got '0.3'"),
        ("rate", "expected --only rate= with a value from 0.1; 0.2, got ''"),
        ("what=0.2 rate=0.1", "expected runs with what=0.2 and rate=0.1, found none"),
    ],
)
def test_only_says_which_labels_settings_and_values_there_are(tiny, make, capsys, only, message):
    made = tiny()
    with pytest.raises(SystemExit):
        make("tiny", *(word for part in only.split() for word in ("--only", part)))
    assert re.search(message, capsys.readouterr().err) and not made


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nothing"], "expected names from .*results.*, got 'nothing'"),
        (["tiny", "--device", "gpu"], "expected a device"),
        (["tiny", "--seeds", "0"], "--seeds of at least 1, got 0"),
        (["tiny", "--jobs", "0"], "--jobs of at least 1, got 0"),
        (["tiny", "--threads", "0"], "--threads of at least 1, got 0"),
        (["tiny", "--out", "/proc/nowhere"], "folder that can be written, got /proc/nowhere"),
        (["tiny", "--work", "/proc/nowhere"], "folder that can be written, got /proc/nowhere"),
    ],
)
def test_wrong_options_are_refused_before_anything_is_trained(arguments, message, tiny, capsys, tmp_path):
    made = tiny()
    with pytest.raises(SystemExit):
        main(["make", "--out", str(tmp_path), "--work", str(tmp_path), *arguments])
    assert re.search(message, capsys.readouterr().err) and not made


def test_fast_mode_needs_a_folder_and_a_file_of_its_own(tiny, make, tmp_path, monkeypatch, capsys):
    made = tiny()
    monkeypatch.setenv("MNIST_COURSE_FAST", "1")
    with pytest.raises(SystemExit):
        main(["make", "tiny"])
    assert "expected --out with another folder" in capsys.readouterr().err and not made
    make("tiny")
    assert recorded(tmp_path, "tiny.fast.json") == [(0.1, 0), (0.2, 0)] and not (tmp_path / "tiny.json").exists()


def test_a_file_that_is_no_record_is_refused_before_anything_is_trained(tiny, make, tmp_path, capsys):
    """Even if it is that of the second study."""
    made = tiny()
    tiny(name="second")
    (tmp_path / "second.json").write_text("{", encoding="utf-8")
    with pytest.raises(SystemExit):
        make("tiny", "second", "--afresh")
    assert "second.json: expected a record" in capsys.readouterr().err and not made
    assert (tmp_path / "second.json").read_text(encoding="utf-8") == "{"


def test_timed_runs_are_made_one_after_the_other_here_seed_by_seed(tiny, make, tmp_path):
    """With two jobs they would be made in other processes."""
    made = tiny(timed=True, seeds=2)
    make("tiny", "--jobs", "2")
    assert made == recorded(tmp_path) == [(0.1, 0), (0.2, 0), (0.1, 1), (0.2, 1)]


@pytest.mark.parametrize(
    ("name", "value", "there"),
    [("machine", "an abacus", "an abacus with {threads} threads"), ("threads", 99, "{machine} with 99 threads")],
)
def test_seconds_of_two_machines_or_numbers_of_threads_are_not_mixed(tiny, make, tmp_path, capsys, name, value, there):
    made = tiny(timed=True)
    make("tiny", "--only", "rate=0.1")
    path = tmp_path / "tiny.json"
    (entry,) = record.read(path).entries
    assert entry["used"]["threads"] == torch.get_num_threads()
    here = dict(entry["used"])
    RecordFile(path, "?", "x", []).add(run_of(entry), {"used": {**here, name: value}})
    with pytest.raises(SystemExit):
        make("tiny")
    told = capsys.readouterr().err
    assert f"was begun, {there.format(**here)}, got {here['machine']} with {here['threads']}: use --afresh" in told
    assert len(made) == 1
    with pytest.raises(SystemExit):  # that of the first stays
        make("tiny", "--only", "rate=0.2", "--afresh")
    make("tiny", "--afresh")
    assert recorded(tmp_path) == [(0.1, 0), (0.2, 0)] and record.read(path).entries[0]["used"][name] == here[name]


def test_what_is_not_timed_may_be_made_by_several_machines(tiny, make, tmp_path):
    tiny()
    make("tiny", "--only", "rate=0.1", "--threads", str(torch.get_num_threads()))
    run = STUDIES["tiny"].runs()[0]
    RecordFile(tmp_path / "tiny.json", "?", "x", []).add(run, {"used": {"machine": "an abacus", "threads": 99}})
    make("tiny")
    assert recorded(tmp_path) == [(0.1, 0), (0.2, 0)]


def test_runs_that_follow_from_others_are_made_after_them(tiny, make, tmp_path):
    made = tiny()

    def later(book):
        best = max(book.entries, key=lambda entry: entry["settings"]["rate"])
        return [Run({"what": "later"}, Settings(rate=10 * best["settings"]["rate"]), 0)]

    tiny(later=later)
    make("tiny")
    assert made == recorded(tmp_path) == [(0.1, 0), (0.2, 0), (2.0, 0)]


def test_runs_that_cannot_be_made_are_refused_unless_the_same_command_sees_to_it(tiny, make, capsys):
    def refuse(runs, place):
        if runs:
            raise ValueError(f"expected the first study, got {len(runs)} runs")

    made = tiny(name="first")
    tiny(check=refuse, after="first")
    with pytest.raises(SystemExit):
        make("tiny")
    assert "expected the first study, got 2 runs" in capsys.readouterr().err and not made
    make("first", "tiny")
    make("tiny")  # nothing is missing any more
    assert len(made) == 4


def test_what_a_run_found_is_told_and_how_it_was_made_is_kept(tiny, make, tmp_path, capsys):
    tiny(told=lambda run, results: f"{results['parameters']} parameters")
    make("tiny", "--only", "rate=0.1")
    out = capsys.readouterr().out
    assert "with what 0.1, network softmax regression, rate 0.1 and seed 0: 7850 parameters\n" in out
    assert f"recorded: {tmp_path / 'tiny.json'}" in out
    book = record.read(tmp_path / "tiny.json")
    assert book.entries[0]["used"]["threads"] == torch.get_num_threads()
    assert book.about["machines"] == [book.entries[0]["used"]["machine"]]
    assert book.about["question"] == "A question?" and book.about["command"].endswith("studies make tiny")


def test_seconds_on_a_gpu_are_another_record(tiny, tmp_path, monkeypatch):
    tiny(timed=True)
    place, study = Place("cuda:0", tmp_path, tmp_path), STUDIES["tiny"]
    assert study.file(place).path.name == "tiny_cuda.json"
    assert study.file(place).about["command"].endswith("make tiny --device cuda")
    assert replace(study, timed=False).file(place).path.name == "tiny.json"


def test_list_says_every_study_its_runs_and_its_question(capsys):
    main(["list"])
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(STUDIES)
    for line, study in zip(lines, STUDIES.values()):
        assert f" {len(study.runs())} runs{', timed' if study.timed else ''}: {study.question}" in line
