"""What a programme pays towards a loan, from the same instalments as the schedule: interest subsidy and the guaranteed part."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yizhan.credit.parameters import Parameters
from yizhan.credit.periods import add_months
from yizhan.credit.schedule import Schedule
from yizhan.kernel.money import Money, Rounding, money_sum

FILE = "subsidy.yaml"
NOTHING = Money(0)


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """The subsidy of one instalment's period: on the principal that stood, up to the cap, for the days within the programme."""

    number: int
    starts_on: date
    ends_on: date
    principal: Money
    amount: Money


@dataclass(frozen=True, slots=True)
class SubsidyClaim:
    """All lines of a loan and their sum."""

    lines: tuple[ClaimLine, ...]

    @property
    def total(self) -> Money:
        """What can be claimed in all."""
        return money_sum([line.amount for line in self.lines])


def interest_subsidy(schedule: Schedule, made_on: date, other_principal: Money = NOTHING) -> SubsidyClaim:
    """The subsidy of a loan made on a day, by its schedule; `other_principal` is what other loans of the firm already use of the cap.

    A year counts twelve months of a twelfth each; a part of a period beyond the programme's months does not count. A loan made when no
    programme is in force claims nothing.
    """
    parameters = Parameters(made_on)
    rate = parameters.version_or_none(FILE, "subsidy_rate")
    if rate is None:
        return SubsidyClaim(())
    cap = max(parameters.money(FILE, "subsidy_principal_max") - other_principal, NOTHING)
    last = add_months(made_on, int(parameters.version(FILE, "subsidy_months_max").value))
    lines = []
    for line in schedule.instalments:
        starts_on, ends_on = line.period.starts_on, min(line.period.ends_on, last)
        if ends_on <= starts_on:
            break
        principal = min(line.opening, cap)
        amount = principal.times(Decimal(rate.value) * _years(starts_on, ends_on), Rounding.HALF_UP)
        lines.append(ClaimLine(line.number, starts_on, ends_on, principal, amount))
    return SubsidyClaim(tuple(lines))


def guaranteed_part(principal: Money, already_guaranteed: Money, on: date) -> Money:
    """How much of a loan the tech-innovation guarantee plan can cover beside what it covers already (facts 6.29)."""
    room = Parameters(on).money(FILE, "guarantee_principal_max") - already_guaranteed
    return max(min(principal, room), NOTHING)


def guarantee_fee_max(principal: Money, on: date) -> Money:
    """The highest fee a year that the plan allows."""
    return principal.times(Parameters(on).decimal(FILE, "guarantee_fee_max"), Rounding.HALF_UP)


def _years(starts_on: date, ends_on: date) -> Decimal:
    """Whole months as twelfths; a broken rest by its days over 360."""
    months = (ends_on.year - starts_on.year) * 12 + ends_on.month - starts_on.month
    if add_months(starts_on, months) > ends_on:
        months -= 1
    rest = (ends_on - add_months(starts_on, months)).days
    return Decimal(months) / 12 + Decimal(rest) / 360
