"""Rates of a day by four eyes: one person proposes a fixing before its day, another confirms it; then the switch is told of the dollar."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from yizhan.kernel.clock import Clock
from yizhan.kernel.dated import Dated
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.kernel.text import plain
from yizhan.payments.fixings import (
    SOURCE_MAX,
    Deviation,
    Fixing,
    check_day,
    check_deviation,
    check_fixing,
    closed_until,
    deviation,
    tidy_rate,
    with_fixings,
)
from yizhan.payments.rates import DayRate, day_rate
from yizhan.records.models import RateFixing, User
from yizhan.records.rates import HOLDING
from yizhan.workflows.action import Act, action
from yizhan.workflows.switch_outbox import tell_fixing

# Limits are counted with the dollar alone, so the switch hears of no other.
COUNTED = "USD"


@action("rate.propose")
def propose_fixing(
    act: Act, currency: str, first_day: date, cny_per_unit: Decimal, source: str, repeated: Decimal | None = None
) -> RateFixing | Refusal:
    """Propose what one unit of a currency costs from a later day on; `repeated` is the rate typed once more, where it is far off.

    Refusals: those of `check_fixing`, `fixing_stands_already` and `fixing_proposed_already` (first_day).
    """
    wanted = Fixing(currency, first_day, cny_per_unit, source.strip()[:SOURCE_MAX])
    refusal = proposal_refusal(wanted, repeated, act.clock)
    if refusal:
        return refusal
    fixing, is_new = RateFixing.objects.get_or_create(
        currency=currency, first_day=first_day, state="proposed",
        defaults={"cny_per_unit": cny_per_unit, "source": wanted.source, "proposed_by": act.actor, "created_at": act.now})
    if not is_new:
        return refuse("fixing_proposed_already", field="first_day", first_day=first_day)
    act.changed(fixing, after=plain({"currency": currency, "first_day": first_day, "cny_per_unit": cny_per_unit, "source": wanted.source}))
    return fixing


def proposal_refusal(wanted: Fixing, repeated: Decimal | None, clock: Clock) -> Refusal | None:
    """Why a fixing would not be taken up as a proposal now."""
    return check_fixing(wanted, repeated, versions_on(wanted.first_day, HOLDING), clock.now()) or _standing(wanted)


@action("rate.take")
def take_fixing(act: Act, fixing_id: UUID, verdict: str, words: str = "", repeated: Decimal | None = None) -> RateFixing | Refusal:
    """Confirm or decline a fixing; never by who proposed it, and no confirmation once its day has closed.

    A rate that is far off is typed once more by the second person too. Refusals: `verdict_unknown`, `fixing_taken_already`
    (state_of_fixing), `same_person`, `reason_missing` for a decline without words, `fixing_day_begun`, `fixing_day_too_far`,
    `fixing_deviates`, `fixing_stands_already`.
    """
    if verdict not in ("confirmed", "declined"):
        return refuse("verdict_unknown", field="verdict", verdict=verdict)
    fixing = _locked(fixing_id)
    refusal = _may_take(act, fixing, verdict, words) or (_may_confirm(act, fixing, repeated) if verdict == "confirmed" else None)
    if refusal:
        return refusal
    is_told = verdict == "confirmed" and fixing.currency == COUNTED
    fixing.state = verdict if verdict == "declined" or is_told else "standing"
    fixing.taken_by, fixing.taken_at, fixing.taken_words = act.actor, act.now, words.strip()[:1000]
    fixing.save()
    if is_told:
        tell_fixing(act, fixing)
    act.changed(fixing, before={"state": "proposed"}, after={"state": fixing.state, "words": fixing.taken_words})
    return fixing


@action("rate.propose")
def withdraw_fixing(act: Act, fixing_id: UUID) -> RateFixing | Refusal:
    """Take one's own proposal back before it is taken. Refusals: `fixing_taken_already`, `proposal_of_another`."""
    fixing = _locked(fixing_id)
    if fixing.state != "proposed":
        return refuse("fixing_taken_already", state_of_fixing=fixing.state)
    if fixing.proposed_by_id != act.actor.pk:
        return refuse("proposal_of_another")
    fixing.state = "withdrawn"
    fixing.save()
    act.changed(fixing, before={"state": "proposed"}, after={"state": "withdrawn"})
    return fixing


def rate_on(currency: str, on: date) -> DayRate | Refusal:
    """The rate of a day as the branch knows it; `exchange_rate_missing`. Of the dollar only fixings that the switch counts with."""
    return day_rate(currency, on, versions_on(on))


def versions_on(on: date, states: Iterable[str] = ("standing",)) -> Mapping[str, Dated]:
    """The versions of every currency for a day; `HOLDING` counts fixings that the switch has not taken yet.

    Of each currency the latest fixing that has begun is enough: it has ended the ones before it.
    """
    begun = RateFixing.objects.filter(first_day__lte=on, state__in=states)
    return with_fixings(map(fixing_of, begun.order_by("currency", "-first_day").distinct("currency")))


def next_fixings(on: date) -> dict[str, RateFixing]:
    """By currency the first fixing that is made and has not begun."""
    coming = RateFixing.objects.filter(first_day__gt=on, state__in=HOLDING)
    return {row.currency: row for row in coming.order_by("currency", "first_day").distinct("currency")}


def fixing_of(row: RateFixing) -> Fixing:
    """A record as a value."""
    return Fixing(row.currency, row.first_day, tidy_rate(row.cny_per_unit), row.source)


def deviation_of(row: RateFixing, on: date) -> Deviation | None:
    """How far a fixing is from what would hold on its day without it."""
    others = RateFixing.objects.filter(currency=row.currency, first_day__lt=row.first_day, state__in=HOLDING).order_by("-first_day")[:1]
    return deviation(fixing_of(row), with_fixings(map(fixing_of, others)), on)


def fixings_to_take(user: User, clock: Clock) -> QuerySet[RateFixing]:
    """Open proposals of other people whose day has not closed."""
    return RateFixing.objects.filter(state="proposed", first_day__gt=closed_until(clock.now())).exclude(proposed_by=user)


def _standing(wanted: Fixing) -> Refusal | None:
    found = RateFixing.objects.filter(currency=wanted.currency, first_day=wanted.first_day, state__in=HOLDING)
    return refuse("fixing_stands_already", field="first_day", first_day=wanted.first_day) if found.exists() else None


def _locked(fixing_id: UUID) -> RateFixing:
    return RateFixing.objects.select_for_update(of=("self",)).get(pk=fixing_id)


def _may_take(act: Act, fixing: RateFixing, verdict: str, words: str) -> Refusal | None:
    if fixing.state != "proposed":
        return refuse("fixing_taken_already", state_of_fixing=fixing.state)
    if fixing.proposed_by_id == act.actor.pk:
        return refuse("same_person", person=act.actor.username)
    return refuse("reason_missing", field="words") if verdict == "declined" and not words.strip() else None


def _may_confirm(act: Act, fixing: RateFixing, repeated: Decimal | None) -> Refusal | None:
    value = fixing_of(fixing)
    versions = versions_on(fixing.first_day, HOLDING)
    return check_day(fixing.first_day, act.now) or _standing(value) or check_deviation(value, repeated, versions, act.today)
