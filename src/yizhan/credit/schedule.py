"""Repayment schedules: 等额本息 (annuity), 等额本金 (equal principal), 先息后本 (interest first), 到期一次还本付息 (bullet).

Rules and roundings stand in docs/algorithms/schedules.md.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from yizhan.credit.interest import Explanation
from yizhan.kernel.calendar import WorkingCalendar
from yizhan.kernel.interest_rate import InterestRate
from yizhan.kernel.money import Money, Rounding, money_sum


class RepaymentForm(StrEnum):
    """How principal and interest come back."""

    ANNUITY = "annuity"
    EQUAL_PRINCIPAL = "equal_principal"
    INTEREST_FIRST = "interest_first"
    BULLET = "bullet"


class PeriodRule(StrEnum):
    """What a whole period bears: its equal share of the yearly rate, or its actual days like a broken one."""

    EQUAL_PERIODS = "equal_periods"
    ACTUAL_DAYS = "actual_days"


class Step(StrEnum):
    """The unit in which due dates advance."""

    MONTHS = "months"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class LoanTerms:
    """What a schedule is made from.

    `rate.day_count` is the basis of broken periods and of periods by actual days. `payment_day` is the day of the month
    on which instalments fall due (None: the day of the payout); another day than the payout's makes the first and the
    last period broken. Due dates that a month lacks fall on its last day.
    """

    principal: Money
    rate: InterestRate
    form: RepaymentForm
    starts_on: date
    term_months: int
    period_rule: PeriodRule
    payment_day: int | None = None
    rounding: Rounding = Rounding.HALF_UP


@dataclass(frozen=True, slots=True)
class Period:
    """A span of interest: `starts_on` counted, `ends_on` not; `is_whole` when it is a whole month (or whole weeks)."""

    starts_on: date
    ends_on: date
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Instalment:
    """One line of a schedule. `due_on` is `period.ends_on`, or the next working day when the contract shifts it."""

    number: int
    period: Period
    due_on: date
    days: int
    opening: Money
    principal: Money
    interest: Money
    closing: Money
    explanation: Explanation

    @property
    def payment(self) -> Money:
        """Principal and interest together."""
        return self.principal + self.interest


@dataclass(frozen=True, slots=True)
class Schedule:
    """The instalments of a loan in order of due date."""

    terms: LoanTerms
    instalments: tuple[Instalment, ...]

    @property
    def total_interest(self) -> Money:
        """The interest of all instalments."""
        return money_sum([line.interest for line in self.instalments], self.terms.principal.currency)

    @property
    def matures_on(self) -> date:
        """The end of the last period."""
        return self.instalments[-1].period.ends_on


def build_schedule(terms: LoanTerms, calendar: WorkingCalendar | None = None) -> Schedule:
    """The schedule of a loan.

    With a calendar, a due date on a day off moves to the next working day; the interest period does not move with it,
    and a due date in a year without a calendar stays until that year is published. Impossible terms (no principal, no
    month, a payment day outside 1 to 31, a negative rate) raise ValueError.
    """
    raise NotImplementedError
