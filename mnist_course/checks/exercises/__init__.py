"""The exercises of all chapters, a module each, found by their keys."""

from difflib import get_close_matches
from importlib import import_module
from pkgutil import iter_modules

from mnist_course.checks.exercise import Exercise

_MODULES = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]
EXERCISES: dict[str, Exercise] = {one.key: one for module in _MODULES for one in module.EXERCISES}


def q(key: str) -> Exercise:
    """Return the exercise of that key, such as ``"03/first-loss"``; a KeyError names those of the chapter."""
    if key not in EXERCISES:
        chapter = [other for other in EXERCISES if other.partition("/")[0] == key.partition("/")[0]]
        meant = get_close_matches(key, EXERCISES, 1)
        hint = f" (did you mean {meant[0]}?)" if meant else ""
        raise KeyError(f"expected an exercise from {', '.join(chapter or EXERCISES)}, got {key!r}{hint}")
    return EXERCISES[key]
