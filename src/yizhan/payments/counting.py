"""How a payment counts against limits: in millionths of a dollar and in fen, in the day and year of the branch in which it began.

The dollar amount is fixed at the rate of the payment's own day, so a later rate neither frees nor takes room. It is cut down to
a millionth: a payment that fits a limit exactly is then never refused for a rounding, and the parts cut off are worth less than a
fen until more than a thousand payments come together.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_CEILING, ROUND_DOWN, Decimal

from yizhan.kernel.clock import branch_date
from yizhan.kernel.money import Money
from yizhan.payments.proportion import returned
from yizhan.payments.rates import DayRate

USD_MICRO = 1_000_000


@dataclass(frozen=True, slots=True)
class Counted:
    """An amount as limits see it: `usd_micro` millionths of a dollar, `cny_minor` fen."""

    usd_micro: int = 0
    cny_minor: int = 0

    def __add__(self, other: "Counted") -> "Counted":
        return Counted(self.usd_micro + other.usd_micro, self.cny_minor + other.cny_minor)

    def __sub__(self, other: "Counted") -> "Counted":
        return Counted(self.usd_micro - other.usd_micro, self.cny_minor - other.cny_minor)


@dataclass(frozen=True, slots=True)
class Usage:
    """What counts already in a payment's day and year: holds and payments, less what went back."""

    day: Counted = Counted()
    year: Counted = Counted()

    def __add__(self, counted: Counted) -> "Usage":
        return Usage(self.day + counted, self.year + counted)


@dataclass(frozen=True, slots=True)
class Periods:
    """The day and the year in which a payment counts, for good: a refund next year gives room in this one."""

    day: date
    year: int


def periods(moment: datetime) -> Periods:
    """The branch's day and calendar year at a moment; a naive moment raises ValueError."""
    day = branch_date(moment)
    return Periods(day, day.year)


def count(order: Money, dollar_rate: DayRate) -> Counted:
    """How an order in yuan counts at the dollar rate of its day. The user fee does not count (an assumption)."""
    if order.currency != "CNY" or dollar_rate.currency != "USD":
        raise ValueError(f"an order in CNY counts at a rate for USD, not {order.currency} at {dollar_rate.currency}")
    micro = Decimal(order.amount_minor) * (USD_MICRO // 100) / dollar_rate.cny_per_unit
    return Counted(int(micro.to_integral_value(ROUND_DOWN)), order.amount_minor)


def given_back(counted: Counted, order: Money, before: Money, refund: Money) -> Counted:
    """The room that a refund gives back, after `before` was refunded earlier: all of it, to the last millionth, at a full refund."""
    micro = returned(counted.usd_micro, order.amount_minor, before.amount_minor, refund.amount_minor)
    return Counted(micro, refund.amount_minor)


def largest_order(usd_micro: int, dollar_rate: DayRate) -> Money:
    """The largest order in yuan that counts for at most so many millionths of a dollar at a rate; zero for none."""
    if usd_micro < 0:
        return Money.zero()
    bound = Decimal(usd_micro + 1) * dollar_rate.cny_per_unit / (USD_MICRO // 100)
    return Money(int(bound.to_integral_value(ROUND_CEILING)) - 1)
