"""The carrier of one enterprise: ints and fractions, with infinite ends for what is unknown.

Writes down each comparison.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import inf
from typing import Any

from yizhan.policy.facts import FactDefinition, FactSheet, FactType
from yizhan.policy.number import Bands, Choice, Number, Truth
from yizhan.policy.units import Unit


@dataclass(frozen=True, slots=True)
class FactRead:
    """A fact that a condition looked at; None means unknown."""

    name: str
    value: Any


@dataclass(frozen=True, slots=True)
class Comparison:
    """A figure against a threshold: `left operator right`, each with its label and its lowest and highest
    value.
    """

    left: str
    left_ends: tuple[Any, Any]
    operator: str
    right: str
    right_ends: tuple[Any, Any]
    unit: Unit

    @property
    def is_known(self) -> bool:
        """Whether the figure on the left is known."""
        return self.left_ends[0] == self.left_ends[1]


class ExactCarrier:
    """Interval arithmetic on ints, fractions and infinities."""

    one_half = Fraction(1, 2)

    def __init__(self, sheet: FactSheet) -> None:
        self.sheet = sheet
        self.log: list[Any] = []

    def constant(self, value: Any, unit: Unit, label: str) -> Number:
        """A known figure."""
        return Number(value, value, unit, self, 1, label)

    def fact(self, fact: FactDefinition) -> tuple[Number | Truth | Choice, FactRead]:
        """A fact as known on the sheet, and what to note of it."""
        value = self.sheet.values.get(fact.name)
        return self._made(fact, value), FactRead(fact.name, value)

    def _made(self, fact: FactDefinition, value: Any) -> Number | Truth | Choice:
        if fact.type is FactType.TRUTH:
            return Truth(value is True, value is False, self)
        if fact.type is FactType.CHOICE:
            code = fact.choices.index(value) if value is not None else -1
            return Choice(code, fact.choices, self, fact.name)
        if value is not None:
            return Number(value, value, fact.unit, self, 1, fact.name)
        return Number(*fact.range, fact.unit, self, 1, fact.name)

    def choose(self, truth: Truth, then: Number, otherwise: Number) -> Number:
        if truth.yes:
            return then
        if truth.no:
            return otherwise
        return Number(min(then.low, otherwise.low), max(then.high, otherwise.high), then.unit, self)

    def multiply(self, number: Number, factor: Number, unit: Unit) -> Number:
        low = _product(number.low, factor.low if number.low >= 0 else factor.high)
        high = _product(number.high, factor.high if number.high >= 0 else factor.low)
        return Number(low, high, unit, self)

    def divide(self, part: Number, whole: Number, without_base: Any) -> Number:
        if whole.high <= 0 and without_base is not None:
            return Number(without_base, without_base, Unit.RATIO, self)
        if whole.low == whole.high and whole.low > 0:
            return Number(_quotient(part.low, whole.low), _quotient(part.high, whole.low), Unit.RATIO, self)
        return Number(0 if part.low >= 0 else -inf, inf, Unit.RATIO, self)

    def larger(self, first: Number, second: Number) -> Number:
        return Number(max(first.low, second.low), max(first.high, second.high), first.unit, self)

    def smaller(self, first: Number, second: Number) -> Number:
        return Number(min(first.low, second.low), min(first.high, second.high), first.unit, self)

    def points(self, number: Number, bands: Bands) -> Number:
        worst, best = (number.high, number.low) if bands.at_most else (number.low, number.high)
        result = Number(_points(worst, bands), _points(best, bands), Unit.COUNT, self)
        self._note(number, "points", bands.label, result)
        return result

    def compare(self, left: Number, operator: str, right: Number, yes: Any, no: Any) -> Truth:
        self._note(left, operator, right.label, right)
        return Truth(yes, no, self)

    def _note(self, left: Number, operator: str, label: str, right: Number) -> None:
        ends, limits = (left.low, left.high), (right.low, right.high)
        self.log.append(Comparison(left.label, ends, operator, label, limits, left.unit))

    def is_in(self, choice: Choice, codes: frozenset[int], words: tuple[str, ...]) -> Truth:
        return Truth(choice.code in codes, choice.code not in codes and choice.code >= 0, self)


def _product(first: Any, second: Any) -> Any:
    return 0 if first == 0 or second == 0 else first * second


def _quotient(part: Any, whole: Any) -> Any:
    if part in (inf, -inf):
        return part
    quotient = Fraction(part) / whole if isinstance(part, Fraction) else Fraction(part, whole)
    return quotient.numerator if quotient.denominator == 1 else quotient


def _points(value: Any, bands: Bands) -> int:
    for threshold, is_strict, points in bands.rows:
        reached = value <= threshold if bands.at_most else value >= threshold
        if reached and not (is_strict and value == threshold):
            return points
    return 0
