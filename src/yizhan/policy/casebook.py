"""Case files (NAME.cases.yaml): worked examples and boundaries that a policy officer can read, and what runs
them.

An example states facts, a day and what to expect. A boundary states a threshold by hand with its article; the
inputs just below, at and just above it are generated from the parameter file, and the file's value and dates
must be those of the case. `in_force` states the first and last day of each version of the rule.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from yizhan.policy.evaluate import evaluate
from yizhan.policy.facts import FactSheet, FactType, definition, read_sheet
from yizhan.policy.parameters import FOLDER, ParameterBook
from yizhan.policy.programmes.size_class import size_of
from yizhan.policy.rule import Programme
from yizhan.policy.units import exact, is_figure, read_figure
from yizhan.policy.verdict import Measured, Verdict

SIDES = ("below", "at", "above")
# One step beside a threshold: a fen, a person or a day, a millionth part.
_STEPS = {FactType.MONEY: 1, FactType.COUNT: 1, FactType.DATE: 1, FactType.RATIO: Fraction(1, 1_000_000)}


@dataclass(frozen=True, slots=True)
class CaseFile:
    """The content of one case file."""

    programme: str
    in_force: tuple[Mapping[str, Any], ...]
    examples: tuple[Mapping[str, Any], ...]
    boundaries: tuple[Mapping[str, Any], ...]


def load_cases(programme: str, folder: Path = FOLDER) -> CaseFile:
    """The case file of a programme."""
    content = yaml.safe_load((folder / f"{programme}.cases.yaml").read_text(encoding="utf-8"))
    bases = {example["name"]: example["facts"] for example in content["examples"]}
    groups = content.get("boundaries", ())
    rows = tuple(_row(group, row, bases) for group in groups for row in group["rows"])
    return CaseFile(programme, tuple(content["in_force"]), tuple(content["examples"]), rows)


def _row(group: Mapping[str, Any], row: Mapping[str, Any], bases: Mapping[str, Any]) -> dict[str, Any]:
    """A boundary with what its group says of all its rows; `base` is a table of facts or an example's name."""
    base = row.get("base", group.get("base", {}))
    facts = bases[base] if isinstance(base, str) else base
    return {**group, **row, "facts": {**facts, **row.get("with", {})}}


def run_all(programme: Programme, cases: CaseFile, book: ParameterBook) -> Iterator[str]:
    """Every difference between the cases and the rules; nothing when all agree."""
    for entry in cases.in_force:
        yield from run_in_force(programme, entry)
    for example in cases.examples:
        yield from run_example(programme, example, book)
    for boundary in cases.boundaries:
        yield from run_boundary(programme, boundary, book)


def run_in_force(programme: Programme, entry: Mapping[str, Any]) -> Iterator[str]:
    """The rule of a document begins and ends on the stated days, not a day sooner or later."""
    first, last = entry["from"], entry.get("to")
    days = {first: True, first - timedelta(days=1): False}
    if last is not None:
        days |= {last: True, last + timedelta(days=1): False}
    for day, expected in days.items():
        rule = programme.rule_on(day)
        found = rule is not None and rule.document == entry["document"]
        if found is not expected:
            yield f"{programme.name} on {day}: {entry['document']} in force is {found}, expected {expected}"


def run_example(programme: Programme, example: Mapping[str, Any], book: ParameterBook) -> Iterator[str]:
    """One worked example."""
    verdict = evaluate(programme, read_sheet(example["facts"]), example["as_of"], book)
    for aspect, expected in example["expect"].items():
        for problem in compare(verdict, aspect, expected):
            yield f"{programme.name}, {example['name']}: {problem}"


def compare(verdict: Verdict, aspect: str, expected: Any) -> Iterator[str]:
    """One expected aspect of a verdict: outcome, conditions, measures, flags, worth, size_class, or one
    condition or measure.
    """
    if aspect in ("conditions", "measures"):
        for name, value in expected.items():
            yield from compare(verdict, name, value)
        return
    found = _aspect(verdict, aspect)
    wanted = _expected(found, expected)
    shown = (found.low, found.high) if isinstance(found, Measured) else found
    if shown != wanted:
        yield f"{aspect} is {shown}, expected {wanted}"


def _aspect(verdict: Verdict, aspect: str) -> Any:
    if aspect == "outcome":
        return verdict.outcome.value
    if aspect == "flags":
        return sorted(verdict.raised_flags)
    if aspect == "worth":
        return verdict.worth
    if aspect == "size_class":
        return size_of(verdict).size_class
    measure = next((measured for measured in verdict.measures if measured.name == aspect), None)
    return measure or verdict.finding(aspect).outcome.value


def _expected(found: Any, expected: Any) -> Any:
    if not isinstance(found, Measured):
        return sorted(expected) if isinstance(expected, list) else expected
    ends = expected if isinstance(expected, list) else [expected, expected]
    return tuple(read_figure(end)[0] for end in ends)


def run_boundary(programme: Programme, row: Mapping[str, Any], book: ParameterBook) -> Iterator[str]:
    """One threshold: its value and days as the case states them, and the outcome on each side."""
    where = f"{programme.name}, {row['limit']} ({row['article']})"
    name, *path = str(row["limit"]).split(".")
    on = row.get("as_of") or row["from"]
    version = book.dated(programme.name, name).on(on)
    if (version.effective_from, version.effective_to) != (row["from"], row.get("to")):
        yield (f"{where}: in force {version.effective_from} to {version.effective_to}, "
               f"expected {row['from']} to {row.get('to')}")
    value = _at(version.value, path)
    threshold, unit = read_figure(value) if is_figure(value) else (value, None)
    if (threshold, unit) != (read_figure(row["threshold"]) if unit else (row["threshold"], None)):
        yield f"{where}: the file says {value}, the case {row['threshold']}"
        return
    for side, sheet in boundary_sheets(row, threshold):
        if side in row:
            for problem in compare(evaluate(programme, sheet, on, book), row["shows"], row[side]):
                yield f"{where}, {side} {row['threshold']}: {problem}"


def _at(value: Any, path: list[str]) -> Any:
    for key in path:
        value = value[int(key)] if isinstance(value, list) else value[key]
    text = value[0] if path and isinstance(value, list) else value
    return text.removeprefix(">") if isinstance(text, str) else text


def boundary_sheets(row: Mapping[str, Any], threshold: Any) -> Iterator[tuple[str, FactSheet]]:
    """The sheets just below, at and just above a threshold.

    A row without a moving fact shows the figure at work on its facts alone; one with `sides` states by hand the
    facts on each side, for a score that moves in steps.

    `fact` moves. Where a share is tested, `of` names the facts whose sum is the whole and `less` what already
    counts beside `fact`.
    """
    sheet = read_sheet(row["facts"])
    if "fact" not in row:
        for side, changes in row.get("sides", {"at": {}}).items():
            yield side, read_sheet({**row["facts"], **changes})
        return
    fact = definition(row["fact"])
    at = threshold
    if row.get("of"):
        at = threshold * sum(sheet.values[name] for name in row["of"])
    at = exact(Fraction(at) - sum(sheet.values[name] for name in row.get("less", ())))
    step = row.get("step", _STEPS[fact.type])
    for side, value in zip(SIDES, (at - step, at, at + step), strict=True):
        yield side, sheet.with_exact(fact.name, value)
