"""Schedules as pages show them: one line an instalment, each interest figure with its formula."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.credit.interest import Explanation, InterestRule
from yizhan.credit.schedule import Schedule
from yizhan.kernel.money import Money, Rounding
from yizhan.records.models import Instalment
from yizhan.web.components import Pill
from yizhan.web.formats import day, money, percent
from yizhan.web.labels import state_pill
from yizhan.workflows.schedules import explanation_of

ROUNDINGS = {
    Rounding.HALF_UP: gettext_lazy("rounded to the nearest fen, halves up"),
    Rounding.HALF_EVEN: gettext_lazy("rounded to the nearest fen, halves to the even one"),
    Rounding.DOWN: gettext_lazy("cut to the fen"),
    Rounding.UP: gettext_lazy("rounded up to the fen"),
}


@dataclass(frozen=True, slots=True)
class ScheduleLine:
    """One instalment: what falls due when, and why the interest is what it is."""

    number: int
    due_on: date
    payment: Money
    principal: Money
    interest: Money
    closing: Money
    formula: str
    rule: str
    state: Pill | None = None


def stored_lines(lines: Iterable[Instalment]) -> list[ScheduleLine]:
    """The lines of a loan as they are kept."""
    return [_line(line.number, line.due_on, line.principal_minor, line.interest_minor, line.closing_minor, explanation_of(line),
                  state_pill("instalment", line.state)) for line in lines]


def offered_lines(terms: dict) -> list[ScheduleLine]:
    """The lines of an offer, from the terms of its contract."""
    return [_line(line["number"], date.fromisoformat(line["due_on"]), line["principal_minor"], line["interest_minor"],
                  line["closing_minor"], explanation_of(Instalment(explanation=line["explanation"]))) for line in terms["schedule"]]


def planned_lines(schedule: Schedule | None) -> list[ScheduleLine]:
    """The lines of a schedule that is only worked out; none when the loan ends."""
    lines = schedule.instalments if schedule else ()
    return [_line(line.number, line.due_on, line.principal.amount_minor, line.interest.amount_minor, line.closing.amount_minor,
                  line.explanation) for line in lines]


def interest_formula(explanation: Explanation) -> str:
    """Principal × rate × share of the year = interest."""
    return (f"{money(explanation.principal)} × {percent(explanation.annual_rate)} × {explanation.numerator} ÷ {explanation.denominator}"
            f" = {money(explanation.amount)}")


def interest_rule(explanation: Explanation) -> str:
    """The rule that made the figure, in a sentence."""
    facts = {"days": explanation.days, "from": day(explanation.starts_on), "to": day(explanation.ends_on), "basis": explanation.basis,
             "rounding": ROUNDINGS[explanation.rounding]}
    if explanation.rule is InterestRule.EQUAL_PERIOD:
        return _("A whole month bears its equal share of the yearly rate; %(from)s to %(to)s, %(rounding)s.") % facts
    return _("%(days)s days from %(from)s to %(to)s by %(basis)s, %(rounding)s.") % facts


def _line(number: int, due_on: date, principal_minor: int, interest_minor: int, closing_minor: int, explanation: Explanation,
          state: Pill | None = None) -> ScheduleLine:
    principal, interest = Money(principal_minor), Money(interest_minor)
    return ScheduleLine(number, due_on, principal + interest, principal, interest, Money(closing_minor), interest_formula(explanation),
                        interest_rule(explanation), state)
