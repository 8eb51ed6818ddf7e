"""A loan's schedule between records and values: written line by line, read back to the same value."""

from datetime import date
from decimal import Decimal

from yizhan.credit.interest import Explanation, InterestRule
from yizhan.credit.periods import Period
from yizhan.credit.schedule import Instalment as Line
from yizhan.credit.schedule import LoanTerms, PeriodRule, RepaymentForm, Schedule
from yizhan.kernel.interest_rate import DayCount, InterestRate
from yizhan.kernel.money import Money, Rounding
from yizhan.kernel.text import plain
from yizhan.records.models import Instalment, Loan


def write_schedule(loan: Loan, schedule: Schedule, version: int) -> None:
    """Write the lines of a schedule; each keeps what its interest was worked out from."""
    terms = plain(schedule.terms)
    Instalment.objects.bulk_create(
        Instalment(
            loan=loan,
            schedule_version=version,
            number=line.number,
            due_on=line.due_on,
            starts_on=line.period.starts_on,
            ends_on=line.period.ends_on,
            opening_minor=line.opening.amount_minor,
            principal_minor=line.principal.amount_minor,
            interest_minor=line.interest.amount_minor,
            closing_minor=line.closing.amount_minor,
            created_at=loan.created_at,
            explanation={**plain(line.explanation), "period": plain(line.period), "terms": terms},
        )
        for line in schedule.instalments
    )


def read_schedule(loan: Loan) -> tuple[Schedule, int]:
    """The newest schedule of a loan and how many of its lines are paid."""
    lines = list(loan.instalments.order_by("schedule_version", "number"))
    version = lines[-1].schedule_version
    current = [line for line in lines if line.schedule_version == version]
    schedule = Schedule(_terms(current[0].explanation["terms"]), tuple(_line(line) for line in current))
    return schedule, sum(line.state == "paid" for line in current)


def explanation_of(line: Instalment) -> Explanation:
    """What a line's interest was worked out from."""
    data = line.explanation
    return Explanation(
        rule=InterestRule(data["rule"]),
        annual_rate=Decimal(data["annual_rate"]),
        basis=data["basis"],
        starts_on=_day(data["starts_on"]),
        ends_on=_day(data["ends_on"]),
        days=data["days"],
        principal=_money(data["principal"]),
        numerator=data["numerator"],
        denominator=data["denominator"],
        rounding=Rounding(data["rounding"]),
    )


def _line(line: Instalment) -> Line:
    period, terms = line.explanation["period"], _terms(line.explanation["terms"])
    share = tuple(period["share"]) if period["share"] else None
    return Line(
        number=line.number,
        period=Period(_day(period["starts_on"]), _day(period["ends_on"]), share),
        due_on=line.due_on,
        opening=Money(line.opening_minor),
        principal=Money(line.principal_minor),
        interest=Money(line.interest_minor),
        closing=Money(line.closing_minor),
        interest_rule=InterestRule(line.explanation["rule"]),
        rate=terms.rate,
        rounding=terms.rounding,
    )


def _terms(data: dict) -> LoanTerms:
    rate = data["rate"]
    return LoanTerms(
        principal=_money(data["principal"]),
        rate=InterestRate(Decimal(rate["annual"]), DayCount(rate["day_count"])),
        form=RepaymentForm(data["form"]),
        starts_on=_day(data["starts_on"]),
        term_months=data["term_months"],
        period_rule=PeriodRule(data["period_rule"]),
        payment_day=data["payment_day"],
        rounding=Rounding(data["rounding"]),
        level_multiple_minor=data["level_multiple_minor"],
    )


def _money(data: dict) -> Money:
    return Money(data["amount_minor"], data["currency"])


def _day(text: str) -> date:
    return date.fromisoformat(text)
