"""Repayment schedules: 等额本息 annuity, 等额本金 equal principal, 先息后本 interest first, 到期一次 bullet.

Rules and roundings stand in docs/algorithms/schedules.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from yizhan.credit.interest import Explanation, InterestRule, explain, interest_of_share, year_share
from yizhan.credit.periods import Period, add_months, month_periods
from yizhan.kernel.calendar import WorkingCalendar
from yizhan.kernel.interest_rate import InterestRate
from yizhan.kernel.money import Money, Rounding, money_sum, round_minor
from yizhan.kernel.refusal import Refusal


class RepaymentForm(StrEnum):
    """How principal and interest come back."""

    ANNUITY = "annuity"
    EQUAL_PRINCIPAL = "equal_principal"
    INTEREST_FIRST = "interest_first"
    BULLET = "bullet"


class PeriodRule(StrEnum):
    """What a whole period bears: its equal share of the yearly rate, or its days like a broken one."""

    EQUAL_PERIODS = "equal_periods"
    ACTUAL_DAYS = "actual_days"


@dataclass(frozen=True, slots=True)
class LoanTerms:
    """What a schedule is made from.

    `rate.day_count` is the basis of broken periods and of periods by days. `payment_day` is the day of the
    month on which instalments fall due (None: the day of the payout). `level_multiple_minor` is the unit to
    which the level part is rounded (100: whole yuan). After an early repayment in part, `principal` is what
    remained. Impossible terms raise ValueError.
    """

    principal: Money
    rate: InterestRate
    form: RepaymentForm
    starts_on: date
    term_months: int
    period_rule: PeriodRule
    payment_day: int | None = None
    rounding: Rounding = Rounding.HALF_UP
    level_multiple_minor: int = 1

    def __post_init__(self) -> None:
        if self.principal.amount_minor <= 0:
            raise ValueError(f"principal must be positive, got {self.principal}")
        if self.term_months < 1:
            raise ValueError(f"term_months must be at least 1, got {self.term_months}")
        if self.rate.annual < 0:
            raise ValueError(f"the rate of a loan must not be negative, got {self.rate}")
        if self.payment_day is not None and not 1 <= self.payment_day <= 31:
            raise ValueError(f"payment_day must be 1 to 31, got {self.payment_day}")
        if self.level_multiple_minor < 1:
            raise ValueError(f"level_multiple_minor must be at least 1, got {self.level_multiple_minor}")


@dataclass(frozen=True, slots=True)
class Instalment:
    """One line of a schedule. `due_on` is the end of the period, or the next working day after it."""

    number: int
    period: Period
    due_on: date
    opening: Money
    principal: Money
    interest: Money
    closing: Money
    interest_rule: InterestRule
    rate: InterestRate
    rounding: Rounding

    @property
    def payment(self) -> Money:
        """Principal and interest together."""
        return self.principal + self.interest

    @property
    def days(self) -> int:
        """Days of the period in the rate's basis."""
        return self.rate.day_count.days(self.period.starts_on, self.period.ends_on)

    @property
    def explanation(self) -> Explanation:
        """Why the interest is what it is."""
        is_share = self.interest_rule is InterestRule.EQUAL_PERIOD
        return explain(self.opening, self.rate, self.period.starts_on, self.period.ends_on, self.rounding,
                       self.period.share if is_share else None)


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

    With a calendar, a due date on a day off moves to the next working day; the interest period does not move
    with it, and a due date in a year without a calendar stays until that year is published.
    """
    schedule = schedule_over(terms, periods_of(terms))
    return schedule if calendar is None else with_working_due_dates(schedule, calendar)


def periods_of(terms: LoanTerms) -> tuple[Period, ...]:
    """The periods of a loan's form: one for bullet, months for the others."""
    if terms.form is RepaymentForm.BULLET:
        matures_on = add_months(terms.starts_on, terms.term_months)
        return (Period(terms.starts_on, matures_on, (terms.term_months, 12)),)
    return month_periods(terms.starts_on, terms.term_months, terms.payment_day)


def with_working_due_dates(schedule: Schedule, calendar: WorkingCalendar) -> Schedule:
    """The same schedule with due dates on working days where the calendar knows the year."""
    def moved(line: Instalment) -> Instalment:
        due_on = calendar.next_working_day(line.period.ends_on)
        return line if isinstance(due_on, Refusal) else replace(line, due_on=due_on)
    return replace(schedule, instalments=tuple(moved(line) for line in schedule.instalments))


def schedule_over(terms: LoanTerms, periods: Sequence[Period], part: Money | None = None,
                  first_number: int = 1) -> Schedule:
    """A schedule over given periods.

    `part` fixes what an instalment pays (an annuity: principal and interest; equal principal: the principal),
    and the schedule ends as soon as nothing is left. Without it the part is worked out so that the periods
    suffice. Either way the last instalment takes what remains, and with it all roundings.
    """
    ends_when_repaid = part is not None
    currency = terms.principal.currency
    shares = [_share(terms, period) for period in periods]
    level = part if part is not None else _level_part(terms, [share for _, share in shares])
    lines: list[Instalment] = []
    opening, level_minor = terms.principal, level.amount_minor
    for number, (period, (rule, share)) in enumerate(zip(periods, shares, strict=True), first_number):
        # Whole minor units inside the loop: it runs 360 times for a schedule that a page waits for.
        interest_minor = interest_of_share(opening.amount_minor, terms.rate.annual, share, terms.rounding)
        wanted_minor = level_minor - interest_minor if terms.form is RepaymentForm.ANNUITY else level_minor
        if period is periods[-1] or wanted_minor > opening.amount_minor:
            wanted_minor = opening.amount_minor
        principal = Money(max(wanted_minor, 0), currency)
        closing = Money(opening.amount_minor - principal.amount_minor, currency)
        lines.append(Instalment(number, period, period.ends_on, opening, principal,
                                Money(interest_minor, currency), closing, rule, terms.rate, terms.rounding))
        if ends_when_repaid and not closing.amount_minor:
            break
        opening = closing
    return Schedule(terms, tuple(lines))


def _level_part(terms: LoanTerms, shares: Sequence[tuple[int, int]]) -> Money:
    """What stays level: the annuity's payment or the principal of equal principal, rounded."""
    if terms.form is RepaymentForm.ANNUITY:
        factors = [terms.rate.annual * numerator / denominator for numerator, denominator in shares]
        exact = annuity_payment(Decimal(terms.principal.amount_minor), factors)
    elif terms.form is RepaymentForm.EQUAL_PRINCIPAL:
        exact = Decimal(terms.principal.amount_minor) / len(shares)
    else:
        return Money.zero(terms.principal.currency)
    multiples = round_minor(exact / terms.level_multiple_minor, terms.rounding)
    return Money(multiples * terms.level_multiple_minor, terms.principal.currency)


def annuity_payment(principal: Decimal, factors: Sequence[Decimal]) -> Decimal:
    """The level payment that repays `principal` when each period bears its own factor, not rounded.

    principal × Π(1 + f) ÷ the sum, over the periods, of the product of (1 + f) of all later periods. With
    equal factors it is the textbook annuity.
    """
    growth, later_growth_sum = Decimal(1), Decimal(0)
    for factor in reversed(factors):
        later_growth_sum += growth
        growth *= 1 + factor
    return principal * growth / later_growth_sum


def period_factor(terms: LoanTerms, period: Period) -> Decimal:
    """Interest on one unit of principal for a period."""
    _, (numerator, denominator) = _share(terms, period)
    return terms.rate.annual * numerator / denominator


def _share(terms: LoanTerms, period: Period) -> tuple[InterestRule, tuple[int, int]]:
    if terms.period_rule is PeriodRule.EQUAL_PERIODS and period.share is not None:
        return InterestRule.EQUAL_PERIOD, period.share
    return InterestRule.DAYS, year_share(terms.rate.day_count, period.starts_on, period.ends_on)
