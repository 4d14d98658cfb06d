"""The patients of chapter 11, sick and well, by the sign of their disease."""

from mnist_course.checks.patients import HEALTHY, PATIENTS, SIGNS, TWINS, Case
from mnist_course.records import Run
from mnist_course.studies.study import Place, Results, Study, Variant


def sign(run: Run, place: Place) -> Results:
    """Train a patient, sick or well, on the CPU, and measure its sign."""
    letter = run.labels["patient"]
    patient = PATIENTS[letter] if run.labels["state"] == "sick" else TWINS.get(letter, HEALTHY)
    return {"sign": SIGNS[letter].of(Case(patient, run.seed))}


CLINIC = Study(
    "clinic",
    "Does every patient of chapter 11 show its sign, and the same run in health not?",
    [Variant({"patient": letter, "state": state}) for letter in PATIENTS for state in ("sick", "well")],
    5,
    sign,
)
