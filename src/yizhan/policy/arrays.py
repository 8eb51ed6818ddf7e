"""The carrier of a population: float64 columns, with the rows noted where float arithmetic is too close to call.

Whole figures (fen, persons, points, days) are exact in float64 up to 2**53. Shares are not; a share within a
billionth part of its threshold is marked close, and `population.py` decides that row again in exact arithmetic.
So a population gets the verdicts that its enterprises would get one by one.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from yizhan.policy.facts import FactDefinition, FactType
from yizhan.policy.number import Bands, Choice, Number, Truth
from yizhan.policy.units import Unit

CLOSE = 1e-9


class _Deaf(list):
    """A log that keeps nothing: a population has no trace."""

    def append(self, item: Any) -> None:
        """Keep nothing."""

    def extend(self, items: Any) -> None:
        """Keep nothing."""


class ArrayCarrier:
    """Interval arithmetic on columns. `columns` holds, by fact, values and a mask of the known ones."""

    one_half = 0.5

    def __init__(self, columns: Mapping[str, tuple[np.ndarray, np.ndarray]], rows: int) -> None:
        self.columns, self.rows = columns, rows
        self.close = np.zeros(rows, bool)
        self.log = _Deaf()
        self._facts: dict[str, Any] = {}

    def constant(self, value: Any, unit: Unit, label: str) -> Number:
        """A known figure, the same for all."""
        return Number(float(value), float(value), unit, self, isinstance(value, int), label)

    def fact(self, fact: FactDefinition) -> Number | Truth | Choice:
        """A fact's column; a fact that nobody states is unknown for all."""
        if fact.name not in self._facts:
            self._facts[fact.name] = self._fact(fact)
        return self._facts[fact.name]

    def _fact(self, fact: FactDefinition) -> Number | Truth | Choice:
        values, known = self.columns.get(fact.name, (np.zeros(self.rows), np.zeros(self.rows, bool)))
        if fact.type is FactType.TRUTH:
            return Truth(known & (values == 1), known & (values == 0), self)
        if fact.type is FactType.CHOICE:
            return Choice(np.where(known, values, -1), fact.choices, self, fact.name)
        low, high = (float(end) for end in fact.range)
        is_exact = fact.type is not FactType.RATIO and not np.any(known & (values != np.floor(values)))
        if known.all():
            return Number(values, values, fact.unit, self, is_exact, fact.name)
        return Number(np.where(known, values, low), np.where(known, values, high), fact.unit, self, is_exact,
                      fact.name)

    def choose(self, truth: Truth, then: Number, otherwise: Number) -> Number:
        low = np.where(truth.yes, then.low, np.where(truth.no, otherwise.low, np.minimum(then.low, otherwise.low)))
        high = np.where(truth.yes, then.high,
                        np.where(truth.no, otherwise.high, np.maximum(then.high, otherwise.high)))
        return Number(low, high, then.unit, self, then.is_exact and otherwise.is_exact)

    def multiply(self, number: Number, factor: Number, unit: Unit) -> Number:
        with np.errstate(invalid="ignore"):
            low = number.low * np.where(np.asarray(number.low) >= 0, factor.low, factor.high)
            high = number.high * np.where(np.asarray(number.high) >= 0, factor.high, factor.low)
        # Zero times without bound is zero, as in the exact carrier.
        return Number(np.where(np.isnan(low), 0.0, low), np.where(np.isnan(high), 0.0, high), unit, self, False)

    def divide(self, part: Number, whole: Number, without_base: Any) -> Number:
        settled = np.asarray((whole.low == whole.high) & (whole.low > 0))
        base = np.where(settled, whole.low, 1.0)
        low = np.where(settled, part.low / base, np.where(np.asarray(part.low) >= 0, 0.0, -np.inf))
        high = np.where(settled, part.high / base, np.inf)
        if without_base is not None:
            missing = np.asarray(whole.high) <= 0
            low, high = np.where(missing, without_base, low), np.where(missing, without_base, high)
        return Number(low, high, Unit.RATIO, self, False)

    def larger(self, first: Number, second: Number) -> Number:
        is_exact = first.is_exact and second.is_exact
        return Number(np.maximum(first.low, second.low), np.maximum(first.high, second.high), first.unit, self, is_exact)

    def smaller(self, first: Number, second: Number) -> Number:
        is_exact = first.is_exact and second.is_exact
        return Number(np.minimum(first.low, second.low), np.minimum(first.high, second.high), first.unit, self, is_exact)

    def points(self, number: Number, bands: Bands) -> Number:
        worst, best = (number.high, number.low) if bands.at_most else (number.low, number.high)
        if not number.is_exact:
            for threshold, *_ in bands.rows:
                self._mark(worst, threshold)
                self._mark(best, threshold)
        low = _points(worst, bands)
        return Number(low, low if worst is best else _points(best, bands), Unit.COUNT, self)

    def compare(self, left: Number, operator: str, right: Number, yes: Any, no: Any) -> Truth:
        if not (left.is_exact and right.is_exact):
            self._mark(left.low, right.high)
            self._mark(left.high, right.low)
        return Truth(yes, no, self)

    def is_in(self, choice: Choice, codes: frozenset[int], words: tuple[str, ...]) -> Truth:
        listed = np.isin(choice.code, list(codes))
        return Truth(listed, ~listed & (choice.code >= 0), self)

    def _mark(self, value: Any, threshold: Any) -> None:
        with np.errstate(invalid="ignore"):
            self.close |= np.abs(value - threshold) <= CLOSE * np.abs(threshold) + CLOSE * CLOSE


def _points(values: Any, bands: Bands) -> np.ndarray:
    reached = []
    for threshold, is_strict, _ in bands.rows:
        if bands.at_most:
            reached.append(np.asarray(values < threshold if is_strict else values <= threshold))
        else:
            reached.append(np.asarray(values > threshold if is_strict else values >= threshold))
    return np.select(reached, [float(points) for *_, points in bands.rows], 0.0)
