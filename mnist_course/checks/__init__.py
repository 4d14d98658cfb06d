"""The chapters' assertions, exercises and choices: ``q("03/first-loss").check(answer)``, ``choose("03/one-epoch")``."""

from mnist_course.checks.assertions import check_band, check_close, check_equal, shows_error
from mnist_course.checks.choices import choose, progress, summary
from mnist_course.checks.exercises import q

__all__ = ["check_band", "check_close", "check_equal", "choose", "progress", "q", "shows_error", "summary"]
