"""Bins of one variable: intervals with special codes, or groups of categories; missing is always a bin of
its own.

Bin numbers: intervals (or groups) from 0, then special codes (or `unseen`), then missing, which is the last.
"""

import math
import numbers
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from yizhan.credit.scorecard.single_precision import round_to_single, shortest, threshold, upper_threshold


class CardError(ValueError):
    """A card is wrong; the message names the place and the mend."""


class RowError(ValueError):
    """A row or table does not fit a card: unknown or absent columns, or a value of the wrong type."""


@dataclass(frozen=True, slots=True)
class NumericBins:
    """Intervals [cut, next cut) of a number. Cuts and codes are finite float32 values, cuts strictly rising.

    A value is rounded to float32 before it is compared, so a table of floats and one of doubles get the same
    bins. A value equal to a special code belongs to that code's bin and to no interval. -inf and inf lie in
    the outer ones.
    """

    cuts: tuple[float, ...]
    special_codes: tuple[float, ...] = ()
    thresholds: tuple[float, ...] = field(init=False, repr=False, compare=False)
    code_ranges: tuple[tuple[float, float], ...] = field(init=False, repr=False, compare=False)
    labels: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        numbers_given = (*self.cuts, *self.special_codes)
        if any(not math.isfinite(number) or round_to_single(number) != number for number in numbers_given):
            raise CardError(
                "cuts and special codes are finite float32 values (round them with round_to_single)"
            )
        if any(low >= high for low, high in zip(self.cuts, self.cuts[1:], strict=False)):
            raise CardError("cuts must rise strictly")
        if len(set(self.special_codes)) != len(self.special_codes):
            raise CardError("a special code stands twice")
        ranges = tuple((threshold(code), upper_threshold(code)) for code in self.special_codes)
        object.__setattr__(self, "thresholds", tuple(threshold(cut) for cut in self.cuts))
        object.__setattr__(self, "code_ranges", ranges)
        object.__setattr__(self, "labels", tuple(self._labels()))

    @property
    def count(self) -> int:
        """How many bins, missing included."""
        return len(self.cuts) + len(self.special_codes) + 2

    def index(self, value: Any) -> int:
        """The bin of a number, or of None or NaN (missing). Raises RowError on anything else, bool and text
        included."""
        if type(value) is not float:
            value = _as_float(value)
        if value != value:
            return len(self.labels) - 1
        for position, (low, high) in enumerate(self.code_ranges):
            if low <= value < high:
                return len(self.cuts) + 1 + position
        return bisect_right(self.thresholds, value)

    def kind(self, index: int) -> str:
        """`interval`, `special` or `missing`."""
        if index == self.count - 1:
            return "missing"
        return "interval" if index <= len(self.cuts) else "special"

    def label(self, index: int) -> str:
        """A bin in mathematical notation, `special -999` or `missing`."""
        return self.labels[index]

    def _labels(self) -> Iterator[str]:
        ends = [f"{shortest(cut):.9g}" for cut in self.cuts]
        lows, highs = ["[-inf", *(f"[{end}" for end in ends)], [*(f"{end})" for end in ends), "inf]"]
        yield from map(", ".join, zip(lows, highs, strict=True))
        yield from (f"special {shortest(code):.9g}" for code in self.special_codes)
        yield "missing"


@dataclass(frozen=True, slots=True)
class CategoryBins:
    """Groups of categories (text). What no group names is `unseen`; None and NaN are missing; blanks are
    text."""

    groups: tuple[tuple[str, ...], ...]
    lookup: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        lookup = {name: index for index, group in enumerate(self.groups) for name in group}
        if sum(len(group) for group in self.groups) != len(lookup):
            raise CardError("a category stands in two groups")
        if any(not group for group in self.groups) or any(not isinstance(name, str) for name in lookup):
            raise CardError("a group holds at least one category, and categories are text")
        object.__setattr__(self, "lookup", MappingProxyType(lookup))

    @property
    def count(self) -> int:
        """How many bins, unseen and missing included."""
        return len(self.groups) + 2

    def index(self, value: Any) -> int:
        """The bin of a text, or of None or NaN (missing). Raises RowError on anything else."""
        if isinstance(value, str):
            return self.lookup.get(value, len(self.groups))
        if _is_missing(value):
            return len(self.groups) + 1
        raise RowError(f"expected text, got {type(value).__name__} {value!r}")

    def kind(self, index: int) -> str:
        """`group`, `unseen` or `missing`."""
        if index == self.count - 1:
            return "missing"
        return "unseen" if index == self.count - 2 else "group"

    def label(self, index: int) -> str:
        """The categories of a group, `unseen` or `missing`."""
        kind = self.kind(index)
        return kind if kind != "group" else ", ".join(self.groups[index])


Bins = NumericBins | CategoryBins


def _as_float(value: Any) -> float:
    if _is_missing(value):
        return math.nan
    if isinstance(value, bool) or not isinstance(value, numbers.Real | Decimal):
        raise RowError(f"expected a number, got {type(value).__name__} {value!r}")
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _is_missing(value: Any) -> bool:
    """None, NaN of any float type, and the missing values of pandas (recognised by name, pandas is not
    imported)."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return True
    return isinstance(value, float) and value != value
