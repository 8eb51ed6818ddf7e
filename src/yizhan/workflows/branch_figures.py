"""What the branch manager watches in a period: funnel, queue times, promises, time to money, refusals. Values only, no words.

Times are working time. Median and P90 are nearest ranks: the value of a real case, never one between two cases.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from yizhan.credit.application import FINAL, State
from yizhan.credit.promise import PromiseStatus, promise_rules
from yizhan.credit.working_time import WorkingHours
from yizhan.kernel.calendar import ONE_DAY, WorkingCalendar
from yizhan.kernel.clock import SHANGHAI, branch_date
from yizhan.records.models import Application
from yizhan.records.queries import queries
from yizhan.workflows.promises import promise_of

# The states a successful application passes, in order; the funnel counts who reached each.
FUNNEL = (
    State.DRAFT,
    State.COMPLETE,
    State.EVALUATING,
    State.CHECKED,
    State.PROPOSED,
    State.APPROVED,
    State.OFFERED,
    State.ACCEPTED,
    State.PAID_OUT,
)
STEPS = tuple(state for state in State if state not in FINAL and state not in (State.DRAFT, State.INCOMPLETE))
MEDIAN_PERCENT, NINTH_DECILE_PERCENT = 50, 90


@dataclass(frozen=True, slots=True)
class Period:
    """Days of the branch, both included."""

    first: date
    last: date

    @property
    def bounds(self) -> dict[str, datetime]:
        """The first moment in it and the first one after it, for queries."""
        return {"start": datetime.combine(self.first, time.min, SHANGHAI), "end": datetime.combine(self.last + ONE_DAY, time.min, SHANGHAI)}


@dataclass(frozen=True, slots=True)
class Spread:
    """How long it took: number of cases, median and 90th percentile; None without a case."""

    cases: int
    median: timedelta | None
    ninth_decile: timedelta | None


@dataclass(frozen=True, slots=True)
class MonthOfPromises:
    """Promises that ended in a month (its first day): kept and missed."""

    month: date
    kept: int
    missed: int


@dataclass(frozen=True, slots=True)
class BranchFigures:
    """All figures of a period.

    `reached` follows FUNNEL; `queue` follows STEPS. `to_money` is working time less pauses from complete receipt to payout, `waited`
    the time on the wall of the same cases. `without_calendar` counts cases left out because a year's calendar is missing.
    """

    period: Period
    reached: dict[State, int]
    queue: dict[State, Spread]
    promises: tuple[MonthOfPromises, ...]
    to_money: Spread
    waited: Spread
    days_to_money: dict[int, int]
    refusals: tuple[tuple[str, int], ...]
    without_calendar: int

    @property
    def kept(self) -> int:
        """Promises kept."""
        return sum(month.kept for month in self.promises)

    @property
    def missed(self) -> int:
        """Promises missed."""
        return sum(month.missed for month in self.promises)


def branch_figures(period: Period, now: datetime, calendar: WorkingCalendar) -> BranchFigures:
    """The figures of a period as at a moment."""
    counted = dict(_rows("branch_reached", period, now))
    queue, left_out = _queue(_rows("branch_stays", period, now), calendar)
    promises = tuple(MonthOfPromises(*row) for row in _rows("branch_promises", period, now))
    worked, waited = _to_money(period, calendar)
    return BranchFigures(
        period=period,
        reached={state: counted.get(state.value, 0) for state in FUNNEL},
        queue=queue,
        promises=promises,
        to_money=spread(worked),
        waited=spread(waited),
        days_to_money=_by_working_day(worked, period.last),
        refusals=tuple(_rows("branch_refusals", period, now)),
        without_calendar=left_out,
    )


def warned_applications() -> QuerySet[Application]:
    """Running promises of which half or more of the time is used, the most urgent first."""
    return Application.objects.filter(due_state="running", warned_percent__gt=0).select_related("enterprise", "holder").order_by("due_at")


def pending_applications() -> QuerySet[Application]:
    """Applications whose deadline waits for a published calendar, oldest receipt first."""
    return Application.objects.filter(due_state="pending_calendar").select_related("enterprise", "holder").order_by("received_at")


def spread(durations: Sequence[timedelta]) -> Spread:
    """Median and P90 of durations, by nearest rank."""
    ordered = sorted(durations)
    if not ordered:
        return Spread(0, None, None)
    return Spread(len(ordered), _rank(ordered, MEDIAN_PERCENT), _rank(ordered, NINTH_DECILE_PERCENT))


def _rank(ordered: Sequence[timedelta], percent: int) -> timedelta:
    """The smallest of the durations that at least so many per cent do not exceed."""
    return ordered[-(-len(ordered) * percent // 100) - 1]


def _rows(name: str, period: Period, now: datetime) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(queries()[name], {**period.bounds, "now": now})
        return cursor.fetchall()


def _queue(stays: Sequence[Any], calendar: WorkingCalendar) -> tuple[dict[State, Spread], int]:
    """Working time per step over the cases that were there, and how many cases a missing calendar left out."""
    hours: dict[date, WorkingHours] = {}
    worked: dict[tuple[Any, str], timedelta] = defaultdict(timedelta)
    left_out = set()
    for application_id, received_at, state, since, until in stays:
        day = branch_date(received_at)
        if day not in hours:
            rules = promise_rules(day)
            hours[day] = WorkingHours(rules.opens_at, rules.closes_at, calendar)
        spent = hours[day].between(since, until)
        if isinstance(spent, timedelta):
            worked[application_id, state] += spent
        else:
            left_out.add(application_id)
    by_state: dict[str, list[timedelta]] = defaultdict(list)
    for (application_id, state), spent in worked.items():
        if application_id not in left_out:
            by_state[state].append(spent)
    return {state: spread(by_state[state]) for state in STEPS}, len(left_out)


def _to_money(period: Period, calendar: WorkingCalendar) -> tuple[list[timedelta], list[timedelta]]:
    bounds = period.bounds
    paid = Application.objects.filter(
        state=State.PAID_OUT, ended_at__gte=bounds["start"], ended_at__lt=bounds["end"], received_at__isnull=False
    )
    worked, waited = [], []
    for application in paid.prefetch_related("pauses"):
        waited.append(application.ended_at - application.received_at)
        status = promise_of(application, application.ended_at, calendar)
        if isinstance(status, PromiseStatus):
            worked.append(status.used)
    return worked, waited


def _by_working_day(worked: Sequence[timedelta], on: date) -> dict[int, int]:
    """How many loans were paid within 1, 2, 3 … working days of working time; the last key holds all beyond the promise."""
    rules = promise_rules(on)
    day = datetime.combine(on, rules.closes_at) - datetime.combine(on, rules.opens_at)
    counts = dict.fromkeys(range(1, rules.working_days + 2), 0)
    for spent in worked:
        counts[min(max(1, -(-spent // day)), rules.working_days + 1)] += 1
    return counts
