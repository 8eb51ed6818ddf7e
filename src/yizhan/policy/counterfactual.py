"""The smallest changes that would turn unmet into met: what to work on, and its cost where the change is money spent."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations, product
from typing import Any

from yizhan.kernel.money import Money, money_sum
from yizhan.policy.evaluate import evaluate, finding_of
from yizhan.policy.facts import FactDefinition, FactSheet, definition
from yizhan.policy.outcome import Outcome
from yizhan.policy.parameters import ParameterBook, load_book
from yizhan.policy.probe import smallest_change, values_to_try
from yizhan.policy.rule import Condition, Programme, leaves
from yizhan.policy.verdict import Argument

# A mend may break another condition, so it is mended again, but not for ever; nor are all combinations tried.
_ROUNDS = 4
_WAYS = 20


@dataclass(frozen=True, slots=True)
class Change:
    """One fact from a value to another, in the forms of a sheet; `cost` is what the difference costs, where it is spend."""

    fact: str
    present: Any
    needed: Any
    cost: Money | None


@dataclass(frozen=True, slots=True)
class Plan:
    """Changes that together leave nothing unmet, and the outcome that they lead to (open points stay open)."""

    changes: tuple[Change, ...]
    outcome: Outcome

    @property
    def cost(self) -> Money | None:
        """The cost of all changes; None as soon as one is not known."""
        costs = [change.cost for change in self.changes]
        return None if None in costs else money_sum([cost for cost in costs if cost is not None])


def plans(programme: Programme, sheet: FactSheet, on: date, book: ParameterBook | None = None,
          count: int = 3) -> tuple[Plan, ...]:
    """Up to `count` plans, fewest changes first, for a verdict that is unmet; otherwise none.

    Only facts that are known and that facts.yaml marks `can_change` are moved, at most two a condition.
    """
    book = book or load_book()
    found = {}
    for changed in _mend(programme, sheet, on, book, _ROUNDS):
        plan = _plan(programme, sheet, changed, on, book)
        found[tuple(change.fact for change in plan.changes)] = plan
    return tuple(sorted(found.values(), key=_size)[:count])


def _plan(programme: Programme, sheet: FactSheet, changed: FactSheet, on: date, book: ParameterBook) -> Plan:
    changes = tuple(Change(name, sheet.values[name], value, _cost(definition(name), sheet.values[name], value))
                    for name, value in sorted(changed.values.items()) if value != sheet.values.get(name))
    return Plan(changes, evaluate(programme, changed, on, book).outcome)


def _cost(fact: FactDefinition, present: Any, needed: Any) -> Money | None:
    return Money(int(needed - present)) if fact.is_spend and needed > present else None


def _size(plan: Plan) -> tuple[int, float]:
    """Fewer facts first, then the smaller relative change."""
    moved = sum(abs(float(change.needed - change.present)) / max(1.0, abs(float(change.present)))
                for change in plan.changes if isinstance(change.present, int) and not isinstance(change.present, bool))
    return len(plan.changes), moved


def _mend(programme: Programme, sheet: FactSheet, on: date, book: ParameterBook, rounds: int) -> Iterator[FactSheet]:
    """Sheets on which nothing is unmet any more. A mend may break another condition, hence the rounds."""
    rule, verdict = programme.rule_on(on), evaluate(programme, sheet, on, book)
    if rule is None or verdict.argument is None or verdict.outcome is not Outcome.UNMET or not rounds:
        return
    conditions = {condition.name: condition for condition in leaves(rule.needs)}
    for changes in _ways(verdict.argument, conditions, sheet, on, book):
        mended = sheet
        for name, value in changes.items():
            mended = mended.with_exact(name, value)
        if evaluate(programme, mended, on, book).outcome is not Outcome.UNMET:
            yield mended
        else:
            yield from _mend(programme, mended, on, book, rounds - 1)


def _ways(argument: Argument, conditions: dict[str, Condition], sheet: FactSheet, on: date,
          book: ParameterBook) -> list[dict[str, Any]]:
    """Changes that mend a node: all unmet members of `all`, one member of `any`, the smallest for a condition."""
    if argument.outcome is not Outcome.UNMET:
        return [{}]
    if argument.finding is not None:
        return _condition_ways(conditions[argument.finding.condition], argument, sheet, on, book)
    members = [_ways(member, conditions, sheet, on, book) for member in argument.members]
    if argument.kind == "any":
        return [way for ways in members for way in ways]
    return [_joined(parts, sheet) for parts in list(product(*members))[:_WAYS]]


def _joined(parts: tuple[dict[str, Any], ...], sheet: FactSheet) -> dict[str, Any]:
    """All changes together; where two members move the same figure, the farther serves both."""
    joined: dict[str, Any] = {}
    for name, value in (item for part in parts for item in part.items()):
        present, other = sheet.values[name], joined.get(name, value)
        is_figure = not isinstance(value, bool | str)
        joined[name] = max(value, other, key=lambda moved, present=present: abs(moved - present)) if is_figure else value
    return joined


def _condition_ways(condition: Condition, argument: Argument, sheet: FactSheet, on: date,
                    book: ParameterBook) -> list[dict[str, Any]]:
    def is_met(tried: FactSheet) -> bool:
        return finding_of(condition, tried, on, book).outcome is Outcome.MET

    movable = [definition(read.name) for read in argument.finding.facts
               if read.value is not None and definition(read.name).can_change]
    single = {fact.name: smallest_change(fact, sheet, is_met) for fact in movable}
    ways = [{name: value} for name, value in single.items() if value is not None]
    return ways or [way for pair in combinations(movable, 2) for way in _pair_ways(pair, sheet, is_met)]


def _pair_ways(pair: tuple[FactDefinition, ...], sheet: FactSheet, is_met: Any) -> list[dict[str, Any]]:
    """The first fact to a tried value, the second as little as is then needed, and the first back as far as it goes."""
    first, second = pair
    for value in values_to_try(first):
        raised = sheet.with_exact(first.name, value)
        other = smallest_change(second, raised, is_met)
        if other is not None:
            least = smallest_change(first, sheet.with_exact(second.name, other), is_met)
            return [{first.name: value if least is None else least, second.name: other}]
    return []
