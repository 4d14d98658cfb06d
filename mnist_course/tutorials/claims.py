"""The ledger: what the tutorials T1 to T4 claim, do and promise (``claims.toml``), beside what is measured."""

import operator
import re
import tomllib
from collections import Counter
from collections.abc import Collection, Mapping
from importlib import resources
from statistics import mean
from string import Formatter
from typing import Any, NamedTuple

from mnist_course.evaluation.noise import as_text, estimate
from mnist_course.records import Record
from mnist_course.tutorials.quantities import COMPUTED, last
from mnist_course.tutorials.tutorials import TUTORIALS

KEYS = {"kind", "says", "measured", "rule", "chapter"}
KINDS = ("claim", "practice", "promised")
VERDICTS = HOLDS, ROUGHLY, UNSEEN, FAILS, OPEN, LEFT_OUT = (
    *("holds", "holds roughly", "no difference seen"),
    *("does not hold", "cannot be checked", "left out"),
)
CONDITIONAL = {"holds": HOLDS, "roughly": ROUGHLY, "fails": FAILS}
CONDITION = re.compile(r"(every|any|mean) (\w+) ([<=>]) (-?\d[\d.e-]*)")
RULES = (["of", "within", "slack"], ["positive"], ["verdict", "because"], [*CONDITIONAL, "otherwise"])


class Row(NamedTuple):
    """A row of the ledger: its kind, what the tutorial says, what was measured, the verdict, a chapter's number."""

    kind: str
    claim: str
    measured: str
    verdict: str
    chapter: str


class Quantities(dict):
    """Lists of values by name: what is computed of a part, and what is recorded of its last run, by its name there."""

    def __init__(self, entries: list[dict]) -> None:
        super().__init__()
        self.entries = entries

    def __missing__(self, name: str) -> list:
        _expect("a quantity", name, [*self, *self.entries[0]])
        return last(self.entries, name)


def claims(record: Record, part: str) -> list[Row]:
    """Return the rows on a part of the tutorial whose record it is; none if it claims nothing."""
    return rows(record.name, part, complete(record, part)) if part in CLAIMS[record.name] else []


def complete(record: Record, part: str) -> Record:
    """Return the record of the part's runs, with those seeds only that every one of them has."""
    found = [record.select(run=run) for run in TUTORIALS[record.name].parts[part].runs]
    seeds = set.intersection(*({entry["seed"] for entry in entries} for entries in found))
    kept = [entry for entries in found for entry in entries if entry["seed"] in seeds]
    return Record(record.name, record.about, kept)


def rows(tutorial: str, part: str, record: Record) -> list[Row]:
    """Return the rows on a part, from a record in which all its runs have the same seeds."""
    known = TUTORIALS[tutorial].parts.get(part)
    quantities = Quantities(record.select(run=known.runs[-1]) if known else record.entries)
    if (tutorial, part) in COMPUTED:
        quantities.update(COMPUTED[tutorial, part](record, quantities.entries))
    return [_row(claim, quantities) for claim in CLAIMS[tutorial][part]]


def _row(claim, quantities):
    try:
        measured = written(claim["measured"], quantities)
        return Row(claim["kind"], claim["says"], measured, verdict(claim["rule"], quantities), claim["chapter"])
    except ValueError as error:
        error.add_note(f"in claims.toml: {claim['says']}")
        raise


def verdict(rule: dict, quantities: Mapping[str, list]) -> str:
    """Return what a rule says of these quantities; ``claims.toml`` says which rules there are."""
    match rule:
        case {"of": name, "within": [low, high], "slack": slack}:
            value = mean(quantities[name])
            return HOLDS if low <= value <= high else ROUGHLY if low - slack <= value <= high + slack else FAILS
        case {"positive": name}:
            if len(quantities[name]) < 2:  # one seed shows no difference
                return OPEN
            found = estimate(quantities[name])
            return UNSEEN if not found.excludes_zero else HOLDS if found.mean > 0 else FAILS
        case {"verdict": fixed}:
            return fixed
    met = (found for word, found in CONDITIONAL.items() if word in rule and _is_met(rule[word], quantities))
    return next(met, rule["otherwise"])


def _is_met(condition, quantities):
    how, name, sign, number = CONDITION.fullmatch(condition).groups()
    compare = {"<": operator.lt, "=": operator.eq, ">": operator.gt}[sign]
    values = [mean(quantities[name])] if how == "mean" else quantities[name]
    return (any if how == "any" else all)(compare(value, float(number)) for value in values)


def written(template: str, quantities: Mapping[str, list]) -> str:
    """Return the template with its quantities filled in, each as one of ``FORMATS`` says: ``{gain:points}``."""
    return _Writer().vformat(template, (), quantities)


class _Writer(Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        name, _, rest = format_spec.partition(" ")
        _expect("a format", name, FORMATS)
        return FORMATS[name](value, rest)


FORMATS: dict[str, Any] = {  # name: from values, and the rest of what stands behind the colon, to text
    "percent": lambda values, rest: as_text([100 * value for value in values], rest or ".2f") + " %",  # of shares
    "points": lambda values, rest: as_text([100 * value for value in values], "+.2f") + " points",  # of differences
    "estimate": as_text,
    "seconds": lambda values, rest: as_text(values, ".0f") + " s",
    "share": lambda values, rest: f"{100 * mean(values):.2f} %",
    "first": lambda values, rest: format(values[0], rest),
    "mean": lambda values, rest: format(mean(values), rest),
    "max": lambda values, rest: format(max(values), rest),
    "sum": lambda values, rest: f"{sum(values)}",
    "tally": lambda values, rest: f"{sum(values)} of {len(values)}",
    "list": lambda values, rest: ", ".join(map(str, values)),
    "choices": lambda values, rest: ", ".join(f"{x:g} ({n}×)" for x, n in sorted(Counter[float](values).items())),
    "if": lambda values, rest: rest if all(values) else "",
}


def read(text: str) -> tuple[dict[str, str], dict[str, dict[str, list[dict]]]]:
    """Return the chapters, and the claims by tutorial and part; an error names what is unknown and what is known."""
    content = tomllib.loads(text)
    chapters = content.pop("chapters")
    for tutorial, parts in content.items():
        _expect("a tutorial", tutorial, TUTORIALS)
        for part, found in parts.items():
            _expect(f"a part of {tutorial}", part, [*TUTORIALS[tutorial].parts, "pixel-scale"])
            for claim in found:
                try:
                    _check(claim, chapters)
                except ValueError as error:
                    error.add_note(f"in claims.toml, {tutorial} {part}: {claim.get('says')}")
                    raise
    return chapters, content


def _check(claim, chapters):
    if claim.keys() != KEYS:
        raise ValueError(f"expected a claim of {', '.join(sorted(KEYS))}, got one of {', '.join(sorted(claim))}")
    _expect("a kind", claim["kind"], KINDS)
    _expect("a chapter", claim["chapter"], chapters)
    rule = claim["rule"]
    if rule.keys() not in map(set, RULES[:3]) and not ("otherwise" in rule and rule.keys() <= set(RULES[3])):
        raise ValueError(f"expected a rule of {' or '.join(map(', '.join, RULES))}, got one of {', '.join(rule)}")
    for word in {"verdict", "otherwise"} & rule.keys():
        _expect("a verdict", rule[word], VERDICTS)
    for word in CONDITIONAL.keys() & rule.keys():
        if not CONDITION.fullmatch(rule[word]):
            raise ValueError(f"expected a condition such as 'every gain > 0', or any, or mean, got {rule[word]!r}")


def _expect(what: str, name: str, known: Collection[str]) -> None:
    if name not in known:
        raise ValueError(f"expected {what} from {', '.join(known)}, got {name!r}")


CHAPTERS, CLAIMS = read((resources.files("mnist_course.tutorials") / "claims.toml").read_text(encoding="utf-8"))
