"""The next best question: only facts that can still change a verdict, the most useful first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from yizhan.policy.evaluate import evaluate, finding_of
from yizhan.policy.facts import FactSheet, definition, definitions
from yizhan.policy.outcome import Outcome
from yizhan.policy.parameters import ParameterBook, load_book
from yizhan.policy.probe import values_to_try
from yizhan.policy.rule import Condition, Programme, leaves
from yizhan.policy.verdict import Argument, Finding, Verdict


@dataclass(frozen=True, slots=True)
class Question:
    """A fact to ask for: which programmes wait for it, and how many of them one answer alone could settle."""

    fact: str
    programmes: tuple[str, ...]
    settles: int


def next_questions(programmes: Sequence[Programme], sheet: FactSheet, on: date, book: ParameterBook | None = None,
                   judgements: bool = False) -> tuple[Question, ...]:
    """Questions to the enterprise, best first; with `judgements` those to an expert as well. None: nothing is open."""
    book = book or load_book()
    waiting: dict[str, list[str]] = {}
    settles: dict[str, int] = {}
    for programme in programmes:
        verdict = evaluate(programme, sheet, on, book)
        for fact in _facts_that_matter(programme, verdict, sheet, on, book):
            if definition(fact).is_judgement and not judgements:
                continue
            waiting.setdefault(fact, []).append(programme.name)
            settles[fact] = settles.get(fact, 0) + _can_settle(programme, fact, sheet, on, book)
    order = list(definitions())
    found = [Question(fact, tuple(names), settles[fact]) for fact, names in waiting.items()]
    return tuple(sorted(found, key=lambda item: (-len(item.programmes), -item.settles, order.index(item.fact))))


def open_findings(argument: Argument) -> Iterator[Finding]:
    """The conditions that still decide: open ones under open groups. What is settled above asks nothing below."""
    if not argument.outcome.is_open:
        return
    if argument.finding is not None:
        yield argument.finding
    for member in argument.members:
        yield from open_findings(member)


def _facts_that_matter(programme: Programme, verdict: Verdict, sheet: FactSheet, on: date,
                       book: ParameterBook) -> list[str]:
    rule = programme.rule_on(on)
    if rule is None or verdict.argument is None:
        return []
    conditions = {condition.name: condition for condition in leaves(rule.needs)}
    found: dict[str, None] = {}
    for finding in open_findings(verdict.argument):
        for fact in finding.unknown_facts:
            if fact not in found and _matters(conditions[finding.condition], finding, fact, sheet, on, book):
                found[fact] = None
    return list(found)


def _matters(condition: Condition, finding: Finding, fact: str, sheet: FactSheet, on: date,
             book: ParameterBook) -> bool:
    """Whether answers to a fact move a condition, alone or beside an answer to one other open fact (a ratio needs two)."""
    if _moves(condition, fact, sheet, on, book):
        return True
    others = [other for other in finding.unknown_facts if other != fact]
    return any(_moves(condition, fact, sheet.with_exact(other, value), on, book)
               for other in others for value in values_to_try(definition(other)))


def _moves(condition: Condition, fact: str, sheet: FactSheet, on: date, book: ParameterBook) -> bool:
    states = {_state(finding_of(condition, sheet.with_exact(fact, value), on, book))
              for value in (None, *values_to_try(definition(fact)))}
    return len(states) > 1


def _state(finding: Finding) -> tuple[Outcome, Any]:
    """Where a condition stands: its outcome and the range of the figure that it compared last."""
    return finding.outcome, finding.comparisons[-1].left_ends if finding.comparisons else None


def _can_settle(programme: Programme, fact: str, sheet: FactSheet, on: date, book: ParameterBook) -> bool:
    return any(evaluate(programme, sheet.with_exact(fact, value), on, book).outcome is not Outcome.UNKNOWN
               for value in values_to_try(definition(fact)))
