"""The patients of chapter 11: sick runs, each a healthy run with one part exchanged."""

from mnist_course.checks.patients.admission import Case
from mnist_course.checks.patients.parts import HEALTHY, Patient
from mnist_course.checks.patients.signs import SIGNS, Sign
from mnist_course.checks.patients.ward import PATIENTS, TWINS, admit, code, treat

__all__ = ["HEALTHY", "PATIENTS", "SIGNS", "TWINS", "Case", "Patient", "Sign", "admit", "code", "treat"]
