"""Interest figures that explain themselves: exact until the one rounding that makes money of them.

`ExactInterest` keeps a numerator and a denominator, so that interest accrued day by day adds up to interest accrued in
one go, for every basis that counts days. See docs/algorithms/schedules.md.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from yizhan.kernel.interest_rate import InterestRate
from yizhan.kernel.money import Money, Rounding


class InterestRule(StrEnum):
    """Which rule made a figure of interest."""

    EQUAL_PERIOD = "equal_period"  # A whole period bears its share of the yearly rate: a month a twelfth, a week a 52nd.
    DAYS = "days"  # The days of the product's day-count basis.


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a figure of interest is what it is: principal × annual_rate × numerator ÷ denominator, rounded as named.

    For ACT/ACT the numerator counts 366 a day of a common year and 365 a day of a leap year, over 365 × 366.
    """

    rule: InterestRule
    annual_rate: Decimal
    basis: str
    starts_on: date
    ends_on: date
    days: int
    principal: Money
    numerator: int
    denominator: int
    rounding: Rounding


@dataclass(frozen=True, slots=True)
class ExactInterest:
    """Interest in minor units as an exact quotient; add first, round once."""

    numerator: Decimal
    denominator: int
    currency: str = "CNY"

    def __add__(self, other: "ExactInterest") -> "ExactInterest":
        raise NotImplementedError

    def rounded(self, rounding: Rounding = Rounding.HALF_UP) -> Money:
        """The money, rounded once as named."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class InterestFigure:
    """An amount of interest and its explanation."""

    amount: Money
    explanation: Explanation


def exact_interest(principal: Money, rate: InterestRate, starts_on: date, ends_on: date) -> ExactInterest:
    """Interest by days from `starts_on` (counted) to `ends_on` (not counted); ValueError when the end is earlier."""
    raise NotImplementedError


def interest_by_days(principal: Money, rate: InterestRate, starts_on: date, ends_on: date,
                     rounding: Rounding = Rounding.HALF_UP) -> InterestFigure:
    """Interest by the days of the rate's basis, rounded once, with its explanation."""
    raise NotImplementedError


def accrual_of_day(principal: Money, rate: InterestRate, accrual_starts_on: date, day: date,
                   rounding: Rounding = Rounding.HALF_UP) -> Money:
    """What one day end books: interest up to and including `day`, rounded, less the same up to the day before.

    The bookings of successive days add up to the rounded interest of the whole span, whatever the number of days.
    """
    raise NotImplementedError
