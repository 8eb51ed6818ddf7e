"""Units of policy figures, and the one way to read them from text: 2000万, 1.5亿, 120000元, 30%, 2026-04-01.
"""

import functools
import re
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

Exact = int | Fraction

_MONEY = re.compile(r"(-?[\d,]+(?:\.\d+)?)\s*(元|万元?|亿元?)")
_PERCENT = re.compile(r"(-?\d+(?:\.\d+)?)\s*[%％]")
_FEN = {"元": 100, "万": 1_000_000, "亿": 10_000_000_000}


class Unit(StrEnum):
    """What a number counts. Only like is compared with like."""

    MONEY = "money"  # Held in fen.
    COUNT = "count"  # Persons, years, points, days, pieces.
    RATIO = "ratio"  # Parts of one.
    DATE = "date"  # Held as the day's ordinal.


class UnitError(ValueError):
    """A figure stands in the wrong unit; the message says how to write it."""


def exact(value: int | Decimal | Fraction) -> Exact:
    """An int where the value is whole, else a Fraction."""
    fraction = Fraction(value)
    return fraction.numerator if fraction.denominator == 1 else fraction


@functools.cache
def read_money(text: str) -> Exact | None:
    """Fen of a sum with its unit; None when the text is not money."""
    match = _MONEY.fullmatch(text.strip())
    return exact(Fraction(match[1].replace(",", "")) * _FEN[match[2][0]]) if match else None


@functools.cache
def read_percent(text: str) -> Exact | None:
    """Parts of one; None when the text is not a percentage."""
    match = _PERCENT.fullmatch(text.strip())
    return exact(Fraction(match[1]) / 100) if match else None


def read_figure(value: object) -> tuple[Exact, Unit]:
    """A figure of a parameter file with its unit. Raises UnitError on anything that is not a figure."""
    if isinstance(value, bool):
        raise UnitError(f"{value!r} is not a figure")
    if isinstance(value, int):
        return value, Unit.COUNT
    if isinstance(value, date):
        return value.toordinal(), Unit.DATE
    if isinstance(value, str):
        money, ratio = read_money(value), read_percent(value)
        if money is not None:
            return money, Unit.MONEY
        if ratio is not None:
            return ratio, Unit.RATIO
    raise UnitError(f"{value!r} is not a figure: write 2000万, 120000元, 30%, a whole number or a date")


def is_figure(value: object) -> bool:
    """Whether `read_figure` would read it."""
    try:
        read_figure(value)
    except UnitError:
        return False
    return True
