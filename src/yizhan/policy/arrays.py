"""The carrier of a population: float64 columns, with the rows noted where float arithmetic is too close to call.

Whole figures (fen, persons, points, days) are exact in float64 up to 2**53. A share is a fraction of two of them, rounded
once: two different fractions with denominators d and e lie at least 1/(d e) apart, so that floats tell them apart as long as
d e times the value stays below 2**51, and equal fractions round to equal floats. Where that does not hold, or a figure was
rounded more than once (growth rates), rows near a threshold are marked close and `population.py` decides them again in exact
arithmetic. So a population gets the verdicts that its enterprises would get one by one.
"""

from collections.abc import Mapping
from math import inf
from typing import Any

import numpy as np

from yizhan.policy.facts import FactDefinition, FactType
from yizhan.policy.number import Bands, Choice, Number, Truth
from yizhan.policy.units import Unit

_ROUNDED_ONCE = 1e-14
_ROUNDED_OFTEN = 1e-9
_TOLD_APART = 2.0**51
_WHOLE = 2.0**53
# A ratio on a sheet has at most twelve decimal places.
_RATIO_PLACES = 1e12


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

    def constant(self, value: Any, unit: Unit, label: str) -> Number:
        """A known figure, the same for all."""
        return Number(float(value), float(value), unit, self, value.denominator, label)

    def fact(self, fact: FactDefinition) -> tuple[Number | Truth | Choice, None]:
        """A fact's column, of which there is nothing to note; a fact that nobody states is unknown for all."""
        return self._made(fact), None

    def _made(self, fact: FactDefinition) -> Number | Truth | Choice:
        values, known = self.columns.get(fact.name, (np.zeros(self.rows), np.zeros(self.rows, bool)))
        if fact.type is FactType.TRUTH:
            return Truth(known & (values == 1), known & (values == 0), self)
        if fact.type is FactType.CHOICE:
            return Choice(np.where(known, values, -1), fact.choices, self, fact.name)
        low, high = (float(end) for end in fact.range)
        is_whole = not np.any(known & (values != np.floor(values)))
        denominator = 1 if is_whole else _RATIO_PLACES
        if known.all():
            return Number(values, values, fact.unit, self, denominator, fact.name)
        return Number(np.where(known, values, low), np.where(known, values, high), fact.unit, self, denominator,
                      fact.name)

    def choose(self, truth: Truth, then: Number, otherwise: Number) -> Number:
        low = np.where(truth.yes, then.low, np.where(truth.no, otherwise.low, np.minimum(then.low, otherwise.low)))
        high = np.where(truth.yes, then.high,
                        np.where(truth.no, otherwise.high, np.maximum(then.high, otherwise.high)))
        return Number(low, high, then.unit, self, max(then.denominator, otherwise.denominator))

    def multiply(self, number: Number, factor: Number, unit: Unit) -> Number:
        if isinstance(factor.low, float) and factor.low == factor.high and factor.denominator < inf:
            return self._multiply_by_constant(number, factor, unit)
        with np.errstate(invalid="ignore"):
            low = number.low * np.where(np.asarray(number.low) >= 0, factor.low, factor.high)
            high = number.high * np.where(np.asarray(number.high) >= 0, factor.high, factor.low)
        # Zero times without bound is zero, as in the exact carrier.
        low, high = np.where(np.isnan(low), 0.0, low), np.where(np.isnan(high), 0.0, high)
        is_whole = number.denominator == factor.denominator == 1 and max(_largest(low), _largest(high)) < _WHOLE
        return Number(low, high, unit, self, 1 if is_whole else inf)

    def _multiply_by_constant(self, number: Number, factor: Number, unit: Unit) -> Number:
        """Times p ÷ q as (× p) ÷ q: a whole product below 2**53 is exact, so the result is rounded once."""
        denominator = factor.denominator
        numerator = float(round(factor.low * denominator))
        low, high = number.low * numerator, number.high * numerator
        is_whole = number.denominator == 1 and max(_largest(low), _largest(high)) < _WHOLE
        return Number(low / denominator, high / denominator, unit, self, denominator if is_whole else inf)

    def divide(self, part: Number, whole: Number, without_base: Any) -> Number:
        settled = np.asarray((whole.low == whole.high) & (whole.low > 0))
        base = np.where(settled, whole.low, 1.0)
        low = np.where(settled, part.low / base, np.where(np.asarray(part.low) >= 0, 0.0, -np.inf))
        high = np.where(settled, part.high / base, np.inf)
        if without_base is not None:
            missing = np.asarray(whole.high) <= 0
            low, high = np.where(missing, without_base, low), np.where(missing, without_base, high)
        is_whole = part.denominator == 1 and whole.denominator == 1
        return Number(low, high, Unit.RATIO, self, _largest(base) if is_whole else inf)

    def larger(self, first: Number, second: Number) -> Number:
        low, high = np.maximum(first.low, second.low), np.maximum(first.high, second.high)
        return Number(low, high, first.unit, self, max(first.denominator, second.denominator))

    def smaller(self, first: Number, second: Number) -> Number:
        low, high = np.minimum(first.low, second.low), np.minimum(first.high, second.high)
        return Number(low, high, first.unit, self, max(first.denominator, second.denominator))

    def points(self, number: Number, bands: Bands) -> Number:
        worst, best = (number.high, number.low) if bands.at_most else (number.low, number.high)
        for threshold, *_ in bands.rows:
            self._mark_close(number, self.constant(threshold, bands.unit, bands.label))
        low = _points(worst, bands)
        return Number(low, low if worst is best else _points(best, bands), Unit.COUNT, self)

    def compare(self, left: Number, operator: str, right: Number, yes: Any, no: Any) -> Truth:
        self._mark_close(left, right)
        return Truth(yes, no, self)

    def is_in(self, choice: Choice, codes: frozenset[int], words: tuple[str, ...]) -> Truth:
        listed = np.isin(choice.code, list(codes))
        return Truth(listed, ~listed & (choice.code >= 0), self)

    def _mark_close(self, left: Number, right: Number) -> None:
        """Mark the rows in which floats cannot tell two figures apart."""
        apart = left.denominator * right.denominator
        if apart == 1:
            return
        reach = _ROUNDED_ONCE if apart < inf else _ROUNDED_OFTEN
        for one, other in ((left.low, right.high), (left.high, right.low)):
            with np.errstate(invalid="ignore"):
                near = np.abs(one - other) <= reach * np.maximum(np.abs(other), 1e-3)
            if np.any(near) and apart * _largest(np.where(near, other, 0.0)) >= _TOLD_APART:
                self.close |= near


def _largest(values: Any) -> float:
    """The largest finite magnitude of a figure or a column."""
    found = np.abs(np.asarray(values, float))
    return float(np.max(found, initial=0.0, where=np.isfinite(found)))


def _points(values: Any, bands: Bands) -> np.ndarray:
    reached = []
    for exact, is_strict, _ in bands.rows:
        threshold = float(exact)
        if bands.at_most:
            reached.append(np.asarray(values < threshold if is_strict else values <= threshold))
        else:
            reached.append(np.asarray(values > threshold if is_strict else values >= threshold))
    return np.select(reached, [float(points) for *_, points in bands.rows], 0.0)
