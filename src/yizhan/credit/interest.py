"""Interest figures that explain themselves: exact until the one rounding that makes money of them.

`ExactInterest` keeps a numerator and a denominator, so that interest accrued day by day adds up to interest
accrued in one go, for every basis that counts days. See docs/algorithms/schedules.md.
"""

from calendar import isleap
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from yizhan.kernel.interest_rate import DayCount, InterestRate
from yizhan.kernel.money import Money, Rounding, round_minor

ACT_ACT_DENOMINATOR = 365 * 366


class InterestRule(StrEnum):
    """Which rule made a figure of interest.

    EQUAL_PERIOD: a whole period bears its equal share of the yearly rate (a month a twelfth, a week a 52nd).
    DAYS: the days of the product's day-count basis.
    """

    EQUAL_PERIOD = "equal_period"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a figure of interest is what it is: principal × annual_rate × numerator ÷ denominator.

    `days` are the days of the basis. For ACT/ACT the numerator counts 366 for a day of a common year and 365
    for a day of a leap year, over 365 × 366.
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

    @property
    def amount(self) -> Money:
        """The figure that this explains, worked out again."""
        share = (self.numerator, self.denominator)
        minor = interest_of_share(self.principal.amount_minor, self.annual_rate, share, self.rounding)
        return Money(minor, self.principal.currency)


@dataclass(frozen=True, slots=True)
class ExactInterest:
    """Interest in minor units as an exact quotient; add first, round once."""

    numerator: Decimal
    denominator: int
    currency: str = "CNY"

    def __add__(self, other: "ExactInterest") -> "ExactInterest":
        if self.currency != other.currency:
            raise ValueError(f"cannot mix {self.currency} and {other.currency}")
        if self.denominator == other.denominator:
            return ExactInterest(self.numerator + other.numerator, self.denominator, self.currency)
        crossed = self.numerator * other.denominator + other.numerator * self.denominator
        return ExactInterest(crossed, self.denominator * other.denominator, self.currency)

    def rounded(self, rounding: Rounding = Rounding.HALF_UP) -> Money:
        """The money, rounded once as named."""
        return Money(round_minor(self.numerator / self.denominator, rounding), self.currency)


@dataclass(frozen=True, slots=True)
class InterestFigure:
    """An amount of interest and its explanation."""

    amount: Money
    explanation: Explanation


def year_share(day_count: DayCount, starts_on: date, ends_on: date) -> tuple[int, int]:
    """The part of a year between two days as numerator and denominator, exact for every basis."""
    if ends_on < starts_on:
        raise ValueError(f"{ends_on} is before {starts_on}")
    days = day_count.days(starts_on, ends_on)
    if day_count is DayCount.ACT_ACT:
        leap_days = days * isleap(starts_on.year)
        if starts_on.year != ends_on.year:
            leap_days = _leap_year_days(starts_on, ends_on)
        return (days - leap_days) * 366 + leap_days * 365, ACT_ACT_DENOMINATOR
    return days, 365 if day_count is DayCount.ACT_365 else 360


def _leap_year_days(starts_on: date, ends_on: date) -> int:
    return sum((min(ends_on, date(year + 1, 1, 1)) - max(starts_on, date(year, 1, 1))).days
               for year in range(starts_on.year, ends_on.year + 1) if isleap(year))


def exact_interest(principal: Money, rate: InterestRate, starts_on: date, ends_on: date) -> ExactInterest:
    """Interest by days from `starts_on` (counted) to `ends_on` (not); ValueError when the end is earlier."""
    numerator, denominator = year_share(rate.day_count, starts_on, ends_on)
    return ExactInterest(principal.amount_minor * rate.annual * numerator, denominator, principal.currency)


def interest_by_days(principal: Money, rate: InterestRate, starts_on: date, ends_on: date,
                     rounding: Rounding = Rounding.HALF_UP) -> InterestFigure:
    """Interest by the days of the rate's basis, rounded once, with its explanation."""
    explanation = explain(principal, rate, starts_on, ends_on, rounding)
    return InterestFigure(explanation.amount, explanation)


def explain(principal: Money, rate: InterestRate, starts_on: date, ends_on: date, rounding: Rounding,
            equal_share: tuple[int, int] | None = None) -> Explanation:
    """The explanation of an interest figure: by an equal share of the year when given, otherwise by days."""
    rule = InterestRule.DAYS if equal_share is None else InterestRule.EQUAL_PERIOD
    numerator, denominator = equal_share or year_share(rate.day_count, starts_on, ends_on)
    days = rate.day_count.days(starts_on, ends_on)
    return Explanation(rule, rate.annual, rate.day_count.value, starts_on, ends_on, days, principal,
                       numerator, denominator, rounding)


def interest_of_share(principal_minor: int, annual: Decimal, share: tuple[int, int],
                      rounding: Rounding) -> int:
    """Interest in minor units for a share of a year, rounded once as named; in whole numbers, thus exact."""
    rate_numerator, rate_denominator = annual.as_integer_ratio()
    return _rounded_quotient(principal_minor * rate_numerator * share[0], rate_denominator * share[1], rounding)


def _rounded_quotient(numerator: int, denominator: int, rounding: Rounding) -> int:
    quotient, rest = divmod(abs(numerator), denominator)
    if rounding is Rounding.HALF_UP:
        quotient += 2 * rest >= denominator
    elif rounding is Rounding.HALF_EVEN:
        quotient += 2 * rest > denominator or (2 * rest == denominator and quotient % 2)
    elif rounding is Rounding.UP:
        quotient += rest > 0
    return -quotient if numerator < 0 else quotient


def accrual_of_day(principal: Money, rate: InterestRate, accrual_starts_on: date, day: date,
                   rounding: Rounding = Rounding.HALF_UP) -> Money:
    """What one day end books: interest through `day`, rounded, less the same through the day before.

    The bookings of successive days add up to the rounded interest of the whole span.
    A day before `accrual_starts_on` raises ValueError.
    """
    through = exact_interest(principal, rate, accrual_starts_on, day + timedelta(days=1)).rounded(rounding)
    before = exact_interest(principal, rate, accrual_starts_on, day).rounded(rounding)
    return through - before
