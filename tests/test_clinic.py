"""Every patient of chapter 11 is really sick, its twin is well, and the chapter's tests tell lookalikes apart."""

import copy
import difflib
import inspect
import re
from functools import cache
from pathlib import Path

import nbformat
import pytest
import torch
import torch.nn.functional as F

from mnist_course import records
from mnist_course.checks import patients
from mnist_course.checks.patients import HEALTHY, PATIENTS, SIGNS, TWINS, Case, admission
from mnist_course.evaluation import evaluate
from mnist_course.session import modes

ROOT = Path(__file__).parent.parent
LETTERS = list(PATIENTS)
SIGN_IS = {  # of every sick run, and of every healthy one
    **dict.fromkeys("ABCD", (lambda x: 2.2 < x < 2.4, lambda x: x < 0.25)),
    **dict.fromkeys("EFG", (lambda x: x > 2.2, lambda x: x < 0.25)),
    "H": (lambda x: 0.4 < x < 1.5, lambda x: x < 0.25),
    "I": (lambda x: 1.4612 < x < 1.7, lambda x: x < 0.25),
    "J": (lambda x: 0.6 < x < 0.9, lambda x: x < 0.25),
    "K": (lambda x: x < 0.85, lambda x: x > 0.85),
    "L": (lambda x: x < 0.93, lambda x: x > 0.93),
    "M": (lambda x: x < 0.22, lambda x: x > 0.22),
    "N": (lambda x: x > 0.965, lambda x: x < 0.955),
    "O": (lambda x: x * 16 == round(x * 16), lambda x: x * 16 != round(x * 16) and x < 0.98),
    "P": (lambda x: x > 0.02, lambda x: x == 0),
    "Z": (lambda x: x < 0.2, lambda x: x > 0.85),
}


@pytest.fixture
def few_steps(monkeypatch):
    """Patients that train for a few steps only: their parts are looked at, not what they reach."""
    monkeypatch.setenv("MNIST_COURSE_FAST", "1")


def admitted(letters, few_steps=None):
    return {letter: patients.admit(letter) for letter in letters}


@pytest.mark.parametrize("letter", LETTERS)
def test_recorded_sign_is_there_with_every_seed_and_not_in_health(letter):
    for state, is_there in zip(("sick", "well"), SIGN_IS[letter]):
        values = records.load("clinic").values("sign", patient=letter, state=state)
        assert len(values) == 5 and all(map(is_there, values)), (state, values)


@cache
def well_signs(letter, seed):
    return SIGNS[letter].of(Case(TWINS.get(letter, HEALTHY), seed))


@pytest.mark.full
@pytest.mark.parametrize("letter", LETTERS)
def test_sign_is_there_now_with_every_seed_and_not_in_health(letter):
    sick, well = SIGN_IS[letter]
    for seed in range(5):
        assert sick(SIGNS[letter].of(patients.admit(letter, seed))), seed
    assert well(well_signs(letter if letter in TWINS else "A", 0))


@pytest.mark.parametrize("letter", LETTERS)
def test_patient_is_its_twin_but_for_one_part_and_in_one_place_of_that(letter):
    patient, twin = PATIENTS[letter], TWINS.get(letter, HEALTHY)
    different = {name for name in HEALTHY._fields if getattr(patient, name) != getattr(twin, name)}
    assert different == {"disease", "part", patient.part}
    sick, well = getattr(patient, patient.part), getattr(twin, patient.part)
    if callable(sick):
        bodies = [inspect.getsource(one).splitlines()[2:] for one in (sick, well)]
        places = [tag for tag, *_ in difflib.SequenceMatcher(None, *bodies).get_opcodes() if tag != "equal"]
        assert len(places) == 1 + (letter == "D")  # a line that stands elsewhere goes at one place and comes at another


def test_code_prints_what_is_sick_and_what_cures_it(capsys):
    patients.code("F", "Z")
    printed = capsys.readouterr().out
    assert "F: gradients never cleared, in train()\n" in printed
    assert "\n  +     optimizer.zero_grad()\n        loss.backward()\n" in printed
    assert "  - shuffle = False\n  + shuffle = True" in printed


def test_code_prints_a_line_that_stands_elsewhere_or_twice_between_its_neighbours(capsys):
    patients.code("D", "N")
    assert capsys.readouterr().out == (
        "D: gradients cleared before the step, in train()\n"
        "    for images, labels in batches:\n"
        "        loss = F.cross_entropy(model(images), labels)\n"
        "  +     optimizer.zero_grad()\n"
        "        loss.backward()\n"
        "  -     optimizer.zero_grad()\n"
        "        optimizer.step()\n"
        "N: training images in the validation set, in prepare()\n"
        "    order = torch.randperm(6_000)\n"
        "    learn = order[:5_000]\n"
        "  - order = torch.randperm(6_000)\n"
        "    validate = order[5_000:]\n"
    )


def test_treated_patient_is_well(few_steps):
    assert patients.treat("F", train=HEALTHY.train).losses == Case(HEALTHY).losses


def test_fresh_network_is_the_one_before_the_first_step(few_steps):
    found = patients.admit("C")
    assert not torch.equal(found.fresh()[1].weight, found.model[1].weight)
    assert torch.equal(found.fresh()[1].weight, found.fresh()[1].weight)


def one_batch(found, steps=100):
    return found.train(found.fresh(), [found.batch()] * steps)


def test_first_loss_tells_unscaled_pixels_from_all_that_comes_later(few_steps):
    first = {letter: found.losses[0] for letter, found in admitted("EFGH").items()}
    assert first.pop("E") > 10 and max(first.values()) < 3


def test_one_batch_tells_what_comes_with_the_data_from_loop_and_network(few_steps):
    last = {letter: one_batch(found)[-1] for letter, found in admitted("ABCDIJK").items()}
    assert max(last.pop("C"), last.pop("K")) < 0.1
    assert last["I"] > 1.4612 and 0.3 < last["J"] < 1.4 and min(last[letter] for letter in "ABD") > 2.2


def test_what_moved_tells_the_flat_ones_apart(few_steps):
    moved, gradients = {}, {}
    for letter, found in admitted("ABDJ").items():
        model, before = found.fresh(), found.fresh()
        found.train(model, [found.batch()])
        moved[letter] = [not torch.equal(a, b) for a, b in zip(model.parameters(), before.parameters())]
        gradients[letter] = [parameter.grad is not None for parameter in model.parameters()]
    assert moved == {"A": [True] * 4, "B": [False] * 4, "D": [False] * 4, "J": [False, False, True, True]}
    assert gradients == {"A": [True] * 4, "B": [True] * 4, "D": [False] * 4, "J": [False, False, True, True]}


def test_a_step_tells_gradients_that_add_up_from_a_high_rate(few_steps, monkeypatch):
    found = admitted("EFGH")
    monkeypatch.setattr(modes, "FAST_STEPS", 30)
    rates = {letter: [look_at_step(one, step)[0] for step in (2, 30)] for letter, one in found.items()}
    wanted = {"E": [0.1, 0.1], "F": [0.1, 0.1], "G": [3, 3], "H": [3, 0.1]}
    for letter, pair in rates.items():
        assert pair == pytest.approx(wanted[letter], rel=0.02), letter
        off = look_at_step(found[letter], 30)[1]
        assert off > 0.3 if letter == "F" else off < 1e-3, letter


def look_at_step(found, step):
    """How far a step moves the last biases, in gradients, and how far off the stored gradient is from its own."""
    *earlier, last = found.batches(step)
    before, after = found.fresh(), found.fresh()
    found.train(before, earlier)
    found.train(after, [*earlier, last])
    stored, moved = after[3].bias.grad, (after[3].bias - before[3].bias).norm()
    before.zero_grad()
    F.cross_entropy(before(last[0]), last[1]).backward()
    own = before[3].bias.grad
    return (moved / stored.norm()).item(), ((stored - own).norm() / own.norm()).item()


def test_same_images_twice_tells_the_modes_apart(few_steps):
    found = admitted("LM") | {"well": Case(TWINS["L"])}
    same = {name: one.score(one.model) == one.score(one.model) for name, one in found.items()}
    assert same == {"L": False, "M": True, "well": True}
    assert {name: one.model.training for name, one in found.items()} == {"L": True, "M": False, "well": True}


def test_images_tell_a_leak_from_a_split():
    for letter, expected in (("N", 900), ("well", 6_000)):
        prepare = PATIENTS["N"].prepare if letter == "N" else TWINS["N"].prepare
        (train, _), (validation, _) = prepare(admission._digits())
        different = len(torch.cat([train, validation]).flatten(1).unique(dim=0))
        assert different == 6_000 if letter == "well" else different < 6_000 - expected + 200


def test_batch_shows_labels_that_do_not_fit_or_of_one_kind_only(few_steps):
    torn, well, sorted_ones = (Case(one) for one in (PATIENTS["C"], TWINS["C"], PATIENTS["Z"]))
    assert len(sorted_ones.batch()[1].unique()) == 1 < len(well.batch()[1].unique())
    model = well.fresh()
    for _ in range(3):
        well.train(model, well.batches(8))
    share = [(model(images).argmax(1) == labels).float().mean() for images, labels in (torn.batch(), well.batch())]
    assert share[0] < 0.35 < 0.6 < share[1]


def test_counting_and_loading_again_tell_what_the_log_says_from_what_is(few_steps):
    found = patients.admit("O")
    assert found.accuracies[-1] * 16 == round(found.accuracies[-1] * 16)
    assert (
        abs(evaluate(found.model, found.validation).accuracy - TWINS["O"].score(found.model, *found.validation)) < 1e-6
    )
    for letter, is_kept in (("P", False), ("well", True)):
        one = patients.admit("P") if letter == "P" else Case(TWINS["P"])
        kept = copy.deepcopy(one.kept)
        one.train(one.model, [one.batch()])
        assert all(torch.equal(kept[name], one.kept[name]) for name in kept) is is_kept


def rows_of_the_chart():
    text = (ROOT / "book" / "clinic_chart.md").read_text(encoding="utf-8")
    rows = [[part.strip() for part in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]
    return rows[0], rows[2:]


def test_chart_has_every_disease_once_and_its_chapters_exist():
    head, rows = rows_of_the_chart()
    assert [part.lower() for part in head] == ["symptom", "test", "disease", "cure", "chapter"]
    assert sorted(row[2] for row in rows) == sorted(patient.disease for patient in PATIENTS.values())
    for row in rows:
        assert all(row), row
        for number, target in re.findall(r"\[(\d\d)\]\(\.\./notebooks/([\w.]+)\)", row[4]):
            assert target.startswith(number) and (ROOT / "notebooks" / target).exists()


def test_code_shown_in_an_exercise_is_the_patients():
    cells = nbformat.read(ROOT / "notebooks" / "11_clinic.ipynb", as_version=4).cells
    (text,) = [cell.source for cell in cells if cell.id == "ex-11-zero-grad"]
    shown = re.search(r"> ```python\n(.*?)> ```", text, re.DOTALL)[1].replace("> ", "", 1).replace("\n> ", "\n")
    sick = inspect.getsource(PATIENTS["F"].train).splitlines()
    assert shown.strip().splitlines()[1:] == sick[2:]
