"""Trying facts out: values worth trying, and the smallest change of one fact that meets a condition."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from yizhan.policy.facts import FactDefinition, FactSheet, FactType

_WAN = 1_000_000  # 1万 in fen.
# How fine a change is told: whole yuan, whole persons, tenths of a per cent.
_STEPS = {FactType.MONEY: 100, FactType.COUNT: 1, FactType.RATIO: Fraction(1, 1000), FactType.DATE: 1}


def values_to_try(fact: FactDefinition) -> tuple[Any, ...]:
    """A spread of values of a fact: both answers, all words, or figures from nothing to a lot."""
    if fact.type is FactType.TRUTH:
        return True, False
    if fact.type is FactType.CHOICE:
        return fact.choices
    if fact.type is FactType.MONEY:
        return 0, 10 * _WAN, 1_000 * _WAN, 30_000 * _WAN, 10_000_000 * _WAN
    if fact.type is FactType.RATIO:
        return tuple(share for share in (0, Fraction(1, 5), Fraction(1, 2), Fraction(9, 10), 1) if _fits(fact, share))
    if fact.type is FactType.DATE:
        return 693_596, 730_120, 739_000, 740_200, 750_000  # From 1900 to 2054.
    return tuple(count for count in (0, 1, 3, 30, 400, 100_000) if _fits(fact, count))


def _fits(fact: FactDefinition, value: Any) -> bool:
    low, high = fact.range
    return low <= value <= high


def smallest_change(fact: FactDefinition, sheet: FactSheet, is_met: Callable[[FactSheet], bool]) -> Any | None:
    """The value nearest to the present one with which `is_met` holds; None when no value of this fact does it.

    Assumes that once a figure goes far enough in a direction it stays far enough.
    """
    present = sheet.values[fact.name]
    if fact.type is FactType.TRUTH:
        return _if_met(fact, not present, sheet, is_met)
    if fact.type is FactType.CHOICE:
        found = [word for word in fact.choices if word != present and is_met(sheet.with_exact(fact.name, word))]
        return found[0] if found else None
    step, (low, high) = _STEPS[fact.type], _reach(fact, present)
    ways = [_search(fact, present, (high - present) // step, step, sheet, is_met),
            _search(fact, present, (present - low) // step, -step, sheet, is_met)]
    return min((way for way in ways if way is not None), key=lambda way: abs(way - present), default=None)


def _if_met(fact: FactDefinition, value: Any, sheet: FactSheet, is_met: Callable[[FactSheet], bool]) -> Any | None:
    return value if is_met(sheet.with_exact(fact.name, value)) else None


def _reach(fact: FactDefinition, present: Any) -> tuple[Any, Any]:
    """How far a figure could sensibly go: to its bound, or a hundred times what it is (and at least 10亿 or 10,000)."""
    low, high = fact.range
    far = max(abs(present) * 100, 100_000 * _WAN if fact.type is FactType.MONEY else 10_000)
    return max(low, present - far), min(high, present + far)


def _search(fact: FactDefinition, present: Any, steps: int, step: Any, sheet: FactSheet,
            is_met: Callable[[FactSheet], bool]) -> Any | None:
    """The fewest steps, found by halving."""
    def at(count: int) -> bool:
        return is_met(sheet.with_exact(fact.name, present + count * step))

    if steps <= 0 or not at(int(steps)):
        return None
    low, high = 0, int(steps)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if at(middle) else (middle, high)
    return present + high * step
