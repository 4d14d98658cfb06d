"""The chapters' assertions, and the exercises' answers: ``q("03/first-loss").check(answer)``."""

from mnist_course.checks.assertions import check_band, check_close, check_equal, shows_error
from mnist_course.checks.exercises import progress, q

__all__ = ["check_band", "check_close", "check_equal", "progress", "q", "shows_error"]
