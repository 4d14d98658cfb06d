"""Who lies in the ward: the patients by their letters, and each of them well."""

import difflib
import inspect
import textwrap
from typing import Any

from mnist_course.checks.patients import inputs, loops, networks, scores
from mnist_course.checks.patients.admission import Case
from mnist_course.checks.patients.parts import HEALTHY, Patient

_DROPOUT = HEALTHY._replace(build=networks.with_dropout)
_FEW = HEALTHY._replace(prepare=inputs.few, train=loops.by_heart, epochs=25)
_SMALL = HEALTHY._replace(prepare=inputs.split_once, epochs=10)

TWINS: dict[str, Patient] = {  # each patient well; those that are not named are `HEALTHY` then
    "C": HEALTHY._replace(prepare=inputs.kept_together),
    "K": HEALTHY._replace(change=inputs.turned_a_little),
    "L": _DROPOUT,
    "M": _DROPOUT,
    "N": _SMALL,
    "O": HEALTHY._replace(score=scores.all_batches),
    "P": _FEW,
    "Z": HEALTHY._replace(prepare=inputs.in_order),
}
_SICK: dict[str, tuple[str, str, Any]] = {
    "A": ("rate too low", "train", loops.too_slow),
    "B": ("optimiser of another model", "train", loops.another_model),
    "C": ("images and labels shuffled apart", "prepare", inputs.torn_apart),
    "D": ("gradients cleared before the step", "train", loops.emptied),
    "E": ("unscaled pixels", "prepare", inputs.as_bytes),
    "F": ("gradients never cleared", "train", loops.never_cleared),
    "G": ("rate too high", "train", loops.too_fast),
    "H": ("rate too high at first", "train", loops.jump_start),
    "I": ("softmax twice", "build", networks.softmax_twice),
    "J": ("frozen layer", "build", networks.frozen),
    "K": ("turned too far", "change", inputs.turned_over),
    "L": ("training mode left on", "score", scores.in_training_mode),
    "M": ("evaluation mode left on", "score", scores.mode_left_on),
    "N": ("training images in the validation set", "prepare", inputs.split_twice),
    "O": ("score of the last batch", "score", scores.last_batch),
    "P": ("weights kept without a copy", "keep", scores.second_name),
    "Z": ("training images in the order of their labels", "shuffle", False),
}
PATIENTS: dict[str, Patient] = {
    letter: TWINS.get(letter, HEALTHY)._replace(disease=disease, part=part, **{part: sick})
    for letter, (disease, part, sick) in _SICK.items()
}


def admit(letter: str, seed: int = 0) -> Case:
    """Train a patient, and return its case."""
    return Case(PATIENTS[letter], seed)


def treat(letter: str, seed: int = 0, **parts: Any) -> Case:
    """Train a patient with parts of your own in place of its, such as ``train=my_loop``, and return its case."""
    return Case(PATIENTS[letter]._replace(**parts), seed)


def code(*letters: str) -> None:
    """Print where patients differ from the same run in health: what is sick (-), what cures it (+), what is around."""
    for letter in letters:
        patient, well = PATIENTS[letter], TWINS.get(letter, HEALTHY)
        print(f"{letter}: {patient.disease}, in {patient.part}()")
        compared = difflib.ndiff(_lines(patient, patient.part), _lines(well, patient.part))
        lines = [line for line in compared if line[0] != "?"]  # those with ? point at letters
        changed = [number for number, line in enumerate(lines) if line[0] in "-+"]
        shown = lines[max(changed[0] - 2, 0) : changed[-1] + 2]  # with two lines above and one below
        texts = textwrap.dedent("\n".join(line[2:] for line in shown)).splitlines()
        for line, text in zip(shown, texts):
            print(f"  {line[0]} {text}")


def _lines(run: Patient, part: str) -> list[str]:
    found = getattr(run, part)
    return inspect.getsource(found).splitlines()[2:] if callable(found) else [f"{part} = {found}"]
