"""Numbers and truths that may be unknown, and that may stand for one enterprise or for a whole population.

A number is an interval: a known figure has two equal ends, an unknown one ranges over all that it could be.
So a sum of points of which one part is unknown still has a lowest and a highest value, and "at least 60" is
met, unmet or open by plain comparison.

The ends are exact (int, Fraction) for one enterprise and float64 arrays for a population; the operators are
the same, so that one rule serves both. What differs between the two stands in a carrier (`exact.py`,
`arrays.py`).
"""

from math import inf
from typing import Any, Protocol

from yizhan.policy.units import Unit, UnitError


class Truth:
    """Yes, no, or neither: then it is unknown. Combine with & | ~, never with `and`."""

    __slots__ = ("carrier", "no", "yes")

    def __init__(self, yes: Any, no: Any, carrier: "Carrier") -> None:
        self.yes, self.no, self.carrier = yes, no, carrier

    def __and__(self, other: "Truth") -> "Truth":
        return Truth(self.yes & other.yes, self.no | other.no, self.carrier)

    def __or__(self, other: "Truth") -> "Truth":
        return Truth(self.yes | other.yes, self.no & other.no, self.carrier)

    def __invert__(self) -> "Truth":
        return Truth(self.no, self.yes, self.carrier)

    def __bool__(self) -> bool:
        raise TypeError("a truth may be unknown: combine truths with & | ~ and choose numbers with `choose`")

    def choose(self, then: "Number", otherwise: "Number") -> "Number":
        """`then` where yes, `otherwise` where no; where unknown anything between the two."""
        return self.carrier.choose(self, then, otherwise)


class Number:
    """A figure with its unit. `label` names the fact, limit or measure that it is, for the trace.

    `denominator` tells a population how far its floats can be trusted: the values are fractions of whole numbers with
    at most this denominator, each rounded once. 1 stands for whole numbers, infinity for anything rounded more often.
    """

    __slots__ = ("carrier", "denominator", "high", "label", "low", "unit")

    def __init__(self, low: Any, high: Any, unit: Unit, carrier: "Carrier", denominator: float = 1,
                 label: str = "") -> None:
        self.low, self.high, self.unit, self.carrier = low, high, unit, carrier
        self.denominator, self.label = denominator, label

    def like(self, other: "Number | int") -> "Number":
        """`other` as a number of this unit; a bare int counts persons, years or points, never money or
        ratios.
        """
        if not isinstance(other, Number):
            if other != 0 and self.unit is not Unit.COUNT:
                raise UnitError(f"{self.label or 'a figure'} is {self.unit}, not the plain number {other}")
            return Number(other, other, self.unit, self.carrier)
        if other.unit is not self.unit:
            raise UnitError(f"{self.label or 'a figure'} is {self.unit}, {other.label or 'its limit'} {other.unit}")
        return other

    def _new(self, low: Any, high: Any, other: "Number", unit: Unit | None = None) -> "Number":
        is_whole = self.denominator == 1 and other.denominator == 1
        return Number(low, high, unit or self.unit, self.carrier, 1 if is_whole else inf)

    def __add__(self, other: "Number | int") -> "Number":
        other = self.like(other)
        return self._new(self.low + other.low, self.high + other.high, other)

    def __sub__(self, other: "Number | int") -> "Number":
        other = self.like(other)
        unit = Unit.COUNT if self.unit is Unit.DATE else self.unit
        return self._new(self.low - other.high, self.high - other.low, other, unit=unit)

    def __mul__(self, factor: "Number") -> "Number":
        """Times a ratio or count that is not negative, such as a rate of a parameter file."""
        unit = self.unit if factor.unit in (Unit.RATIO, Unit.COUNT) else factor.unit
        return self.carrier.multiply(self, factor, unit)

    def share_of(self, whole: "Number", without_base: Any = None) -> "Number":
        """This ÷ `whole`.

        Where `whole` is zero or less the share is `without_base`, or unknown when that is None.
        """
        return self.carrier.divide(self, self.like(whole), without_base)

    def half(self) -> "Number":
        """A half of this."""
        one_half = self.carrier.one_half
        return self.carrier.multiply(self, Number(one_half, one_half, Unit.RATIO, self.carrier, 2), self.unit)

    def less_whole(self) -> "Number":
        """This share less one: the growth that an index such as 1.35 stands for."""
        return Number(self.low - 1, self.high - 1, self.unit, self.carrier, inf)

    def up_to(self, most: "Number") -> "Number":
        """From this to `most`: a range within which a person decides."""
        return self._new(self.low, self.like(most).high, most)

    def points(self, bands: "Bands") -> "Number":
        """The points of the first band whose threshold this reaches; none reached gives 0."""
        return self.carrier.points(self, bands)

    def __ge__(self, other: "Number | int") -> Truth:
        other = self.like(other)
        return self.carrier.compare(self, ">=", other, self.low >= other.high, self.high < other.low)

    def __gt__(self, other: "Number | int") -> Truth:
        other = self.like(other)
        return self.carrier.compare(self, ">", other, self.low > other.high, self.high <= other.low)

    def __le__(self, other: "Number | int") -> Truth:
        other = self.like(other)
        return self.carrier.compare(self, "<=", other, self.high <= other.low, self.low > other.high)

    def __lt__(self, other: "Number | int") -> Truth:
        other = self.like(other)
        return self.carrier.compare(self, "<", other, self.high < other.low, self.low >= other.high)


class Bands:
    """A table of points: exact thresholds with points, best first. `at_most` tables reward small figures."""

    __slots__ = ("at_most", "label", "rows", "unit")

    def __init__(self, rows: tuple[tuple[Any, bool, int], ...], unit: Unit, at_most: bool, label: str) -> None:
        self.rows, self.unit, self.at_most, self.label = rows, unit, at_most, label


class Choice:
    """One of a fixed list of words, or unknown; `code` is its place in the list, or -1."""

    __slots__ = ("carrier", "code", "label", "words")

    def __init__(self, code: Any, words: tuple[str, ...], carrier: "Carrier", label: str) -> None:
        self.code, self.words, self.carrier, self.label = code, words, carrier, label

    def candidates(self) -> tuple[str, ...]:
        """The words that it can be: one for a known choice, all for an unknown one or a population."""
        return self.words if not isinstance(self.code, int) or self.code < 0 else (self.words[self.code],)

    def is_in(self, *words: str) -> Truth:
        """Whether it is one of some words; an unlisted word is a bug and raises ValueError."""
        return self.carrier.is_in(self, frozenset(self.words.index(word) for word in words), words)


class Carrier(Protocol):
    """What differs between one enterprise and a population."""

    one_half: Any

    def choose(self, truth: Truth, then: Number, otherwise: Number) -> Number: ...
    def multiply(self, number: Number, factor: Number, unit: Unit) -> Number: ...
    def divide(self, part: Number, whole: Number, without_base: Any) -> Number: ...
    def larger(self, first: Number, second: Number) -> Number: ...
    def smaller(self, first: Number, second: Number) -> Number: ...
    def points(self, number: Number, bands: Bands) -> Number: ...
    def compare(self, left: Number, operator: str, right: Number, yes: Any, no: Any) -> Truth: ...
    def is_in(self, choice: Choice, codes: frozenset[int], words: tuple[str, ...]) -> Truth: ...


def larger(first: Number, second: Number) -> Number:
    """The larger of two numbers of one unit."""
    return first.carrier.larger(first, first.like(second))


def smaller(first: Number, second: Number) -> Number:
    """The smaller of two numbers of one unit."""
    return first.carrier.smaller(first, first.like(second))
