"""What a programme pays towards a loan, from the same events as the schedule: interest subsidy and the guaranteed part."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yizhan.credit.parameters import Parameters
from yizhan.credit.periods import add_months
from yizhan.credit.schedule import Schedule
from yizhan.kernel.money import Money, Rounding, money_sum
from yizhan.kernel.refusal import Refusal, refuse

FILE = "subsidy.yaml"
PROGRAMMES = ("subsidy", "guarantee")
NOTHING = Money(0)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days over which one principal stood, and the day on which their interest was paid; None while it is not."""

    number: int
    starts_on: date
    ends_on: date
    principal: Money
    paid_on: date | None = None


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """The subsidy of one stretch: on the principal that stood, up to the cap, for the days within the programme."""

    number: int
    starts_on: date
    ends_on: date
    principal: Money
    amount: Money
    paid_on: date | None = None


@dataclass(frozen=True, slots=True)
class SubsidyClaim:
    """All lines of a loan and their sum."""

    lines: tuple[ClaimLine, ...]

    @property
    def total(self) -> Money:
        """What can be claimed in all."""
        return money_sum([line.amount for line in self.lines])


def interest_subsidy(schedule: Schedule, made_on: date, other_principal: Money = NOTHING) -> SubsidyClaim:
    """The subsidy of a loan made on a day, by its schedule; `other_principal` is what other loans of the firm already use of the cap."""
    stretches = [Stretch(line.number, line.period.starts_on, line.period.ends_on, line.opening) for line in schedule.instalments]
    return subsidy_of(stretches, made_on, other_principal)


def subsidy_of(stretches: Sequence[Stretch], made_on: date, other_principal: Money = NOTHING) -> SubsidyClaim:
    """The subsidy over stretches in order of days, whatever became of the schedule in between.

    A year counts twelve months of a twelfth each; a part of a stretch beyond the programme's months does not count. A loan made when no
    programme is in force claims nothing.
    """
    parameters = Parameters(made_on)
    rate = parameters.version_or_none(FILE, "subsidy_rate")
    if rate is None:
        return SubsidyClaim(())
    cap = subsidy_room(made_on, other_principal)
    last = add_months(made_on, int(parameters.version(FILE, "subsidy_months_max").value))
    lines = []
    for found in stretches:
        ends_on = min(found.ends_on, last)
        if ends_on <= found.starts_on:
            break
        principal = min(found.principal, cap)
        amount = principal.times(Decimal(rate.value) * _years(found.starts_on, ends_on), Rounding.HALF_UP)
        lines.append(ClaimLine(found.number, found.starts_on, ends_on, principal, amount, found.paid_on))
    return SubsidyClaim(tuple(lines))


def subsidy_room(made_on: date, other_principal: Money) -> Money:
    """What the cap of a firm leaves for one more loan."""
    return max(Parameters(made_on).money(FILE, "subsidy_principal_max") - other_principal, NOTHING)


def check_programme(programme: str, purpose: str, titles: Sequence[str] | None, made_on: date) -> Refusal | None:
    """Whether a loan made on a day can take part: `programme_unknown`, `programme_not_in_force`, `programme_purpose_not_covered`,
    `programme_needs_title` (None for titles that nobody has stated: a person looks), or None.
    """
    if programme not in PROGRAMMES:
        return refuse("programme_unknown", field="programme", programme=programme)
    parameters = Parameters(made_on)
    if parameters.version_or_none(FILE, f"{programme}_principal_max") is None:
        return refuse("programme_not_in_force", made_on=made_on)
    purposes = parameters.version_or_none(FILE, f"{programme}_purposes")
    if purposes is not None and purpose not in purposes.value:
        return refuse("programme_purpose_not_covered", purpose=purpose)
    wanted = parameters.version_or_none(FILE, f"{programme}_titles")
    if wanted is not None and titles is not None and not set(titles) & set(wanted.value):
        return refuse("programme_needs_title")
    return None


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
