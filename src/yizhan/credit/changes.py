"""Changes of a loan's terms: extension (展期), renewal without repayment (无还本续贷), rate reset, reschedule, restructure. Values only."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from yizhan.credit.classification import RiskClass
from yizhan.credit.parameters import Parameters
from yizhan.credit.schedule import LoanTerms, Schedule, periods_of, schedule_over
from yizhan.kernel.interest_rate import InterestRate
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal, refuse

FILE = "changes.yaml"


class ChangeKind(StrEnum):
    """What is changed, or judged, of a running loan."""

    EXTENSION = "extension"
    RENEWAL = "renewal"
    RATE_RESET = "rate_reset"
    RESCHEDULE = "reschedule"
    RESTRUCTURE = "restructure"
    JUDGEMENT = "judgement"
    WRITE_OFF = "write_off"


class Coverage(StrEnum):
    """Whether the rule of renewal covers a loan."""

    COVERED = "covered"
    NOT_COVERED = "not_covered"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class RenewalConduct:
    """The six conditions of facts 6.24; None is what nobody has looked at."""

    lawful_operation: bool | None
    stable_business: bool | None
    good_credit: bool | None
    no_misuse: bool | None
    no_unpaid_interest: bool | None
    meets_loan_standards: bool | None

    @property
    def unmet(self) -> tuple[str, ...]:
        """The conditions that are not met."""
        return tuple(name for name in self.__slots__ if getattr(self, name) is False)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The conditions that nobody has answered."""
        return tuple(name for name in self.__slots__ if getattr(self, name) is None)

    @property
    def keeps_class(self) -> bool:
        """Whether all are met, so that the renewal by itself does not lower the class."""
        return not self.unmet and not self.unknown


def renewal_coverage(size_class: str | None, due_on: date, parameters: Parameters) -> Coverage:
    """Whether a firm may renew without repaying first (E82); an unknown size is for a person to find out, never a no."""
    if size_class is None:
        return Coverage.MANUAL
    if size_class in parameters.version(FILE, "renewal_size_classes").value:
        return Coverage.COVERED
    before = date.fromisoformat(parameters.version(FILE, "renewal_medium_due_before").value)
    if size_class != "medium" or due_on > before:
        return Coverage.NOT_COVERED
    return Coverage.MANUAL if due_on == before else Coverage.COVERED


def is_renewal_alert_due(matures_on: date, today: date, parameters: Parameters) -> bool:
    """Whether the loan matures within the days of the alert."""
    first, last = renewal_window(today, parameters)
    return first <= matures_on <= last


def renewal_window(today: date, parameters: Parameters) -> tuple[date, date]:
    """The first and the last maturity of which a day alerts."""
    return today, today + timedelta(days=int(parameters.version(FILE, "renewal_alert_days").value))


def class_after_restructure(judged: RiskClass, parameters: Parameters) -> RiskClass:
    """A restructured loan stands in the restructured class at best."""
    return max(judged, RiskClass[parameters.version(FILE, "restructured_class").value.upper()])


def reset_rate(annual: Decimal, lpr_then: Decimal, lpr_now: Decimal) -> Decimal:
    """The rate after a reset: the spread agreed in the contract on the prime rate of today. A rate below zero raises ValueError."""
    rate = lpr_now + (annual - lpr_then)
    if rate < 0:
        raise ValueError(f"a rate of {rate} cannot be")
    return rate


def reshaped(open_schedule: Schedule, effective_on: date, annual: Decimal | None = None, extra_months: int = 0) -> Schedule | Refusal:
    """The open instalments with another rate or more months, from the first period that begins on or after a day.

    The running period keeps its terms. When it is the last one, its principal moves into the new months and it pays interest alone.
    The level part is worked out again. Refusals: `nothing_outstanding`, `change_has_no_effect`.
    """
    lines = open_schedule.instalments
    if not lines or not lines[0].opening:
        return refuse("nothing_outstanding")
    kept = tuple(line for line in lines if line.period.starts_on < effective_on)
    rest = lines[len(kept):]
    if (annual == open_schedule.terms.rate.annual and not extra_months) or (not rest and not extra_months):
        return refuse("change_has_no_effect")
    if rest:
        starts_on, outstanding = rest[0].period.starts_on, rest[0].opening
        months = _months_between(starts_on, rest[-1].period.ends_on) + extra_months
    else:
        last = kept[-1]
        starts_on, outstanding, months = last.period.ends_on, last.opening, extra_months
        kept = (*kept[:-1], replace(last, principal=Money.zero(last.opening.currency), closing=last.opening))
    rate = open_schedule.terms.rate if annual is None else InterestRate(annual, open_schedule.terms.rate.day_count)
    terms = replace(open_schedule.terms, principal=outstanding, rate=rate, starts_on=starts_on, term_months=months)
    changed = schedule_over(terms, periods_of(terms), first_number=len(kept) + lines[0].number)
    return Schedule(terms, (*kept, *changed.instalments))


def restructured(terms: LoanTerms, outstanding: Money, on: date, matures_on: date, extra_months: int) -> Schedule:
    """A new schedule over all that is owed, from a day on: the months that were left, begun ones as whole ones, and the new ones."""
    months = max(_months_between(on, matures_on) + (matures_on.day > on.day), 0) + extra_months
    new = replace(terms, principal=outstanding, starts_on=on, term_months=months, payment_day=None)
    return schedule_over(new, periods_of(new))


def _months_between(first: date, last: date) -> int:
    """Whole months from a period's first day to the last one's end; ends of months count as the same day."""
    return (last.year - first.year) * 12 + last.month - first.month
