"""Interest rates with a day-count basis, as exact decimals.

Day counts follow ISDA 2006 section 4.16: ACT/365 (fixed), ACT/360, 30/360 (bond basis) and ACT/ACT (ISDA).
"""

from calendar import isleap
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from yizhan.kernel.money import Money, Rounding


class DayCount(StrEnum):
    """How days become a fraction of a year."""

    ACT_360 = "ACT/360"
    ACT_365 = "ACT/365"
    THIRTY_360 = "30/360"
    ACT_ACT = "ACT/ACT"

    def days(self, start: date, end: date) -> int:
        """Days from `start` (counted) to `end` (not counted) under this basis."""
        if self is not DayCount.THIRTY_360:
            return (end - start).days
        start_day = min(start.day, 30)
        end_day = 30 if end.day == 31 and start_day == 30 else end.day
        return 360 * (end.year - start.year) + 30 * (end.month - start.month) + end_day - start_day

    def year_fraction(self, start: date, end: date) -> Decimal:
        """The part of a year between two dates; `end` before `start` raises ValueError."""
        if end < start:
            raise ValueError(f"{end} is before {start}")
        if self is DayCount.ACT_ACT:
            return _act_act(start, end)
        return Decimal(self.days(start, end)) / (365 if self is DayCount.ACT_365 else 360)


def _act_act(start: date, end: date) -> Decimal:
    """Days in leap years over 366 plus days in other years over 365."""
    fraction = Decimal(0)
    for year in range(start.year, end.year + 1):
        first, after = max(start, date(year, 1, 1)), min(end, date(year + 1, 1, 1))
        fraction += Decimal((after - first).days) / (366 if isleap(year) else 365)
    return fraction


@dataclass(frozen=True, slots=True)
class InterestRate:
    """A yearly rate: `annual` 0.0345 is 3.45 % a year."""

    annual: Decimal
    day_count: DayCount

    def __post_init__(self) -> None:
        if not isinstance(self.annual, Decimal):
            raise TypeError("annual must be Decimal")
        if not Decimal(-1) < self.annual < Decimal(10):
            raise ValueError(f"{self.annual} a year is out of range; 3.45 % is 0.0345")

    @property
    def monthly(self) -> Decimal:
        """A twelfth of the yearly rate, for equal periods."""
        return self.annual / 12

    @property
    def percent(self) -> Decimal:
        """3.45 for 0.0345."""
        return self.annual * 100

    def interest(self, principal: Money, start: date, end: date, rounding: Rounding = Rounding.HALF_UP) -> Money:
        """Simple interest on `principal` from `start` (counted) to `end` (not counted)."""
        return principal.times(self.annual * self.day_count.year_fraction(start, end), rounding)

    def __str__(self) -> str:
        return f"{self.percent.normalize():f} % ({self.day_count.value})"
