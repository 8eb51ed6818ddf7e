"""Builds the demo park in an empty branch, through workflows only, in one order of time from the opening day to now."""

import heapq
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from yizhan.demo import setting
from yizhan.demo.cast import APPLICANTS, CREATED, DEMO_PASSWORD, LOGINS
from yizhan.demo.casting import cast_firms
from yizhan.demo.catalogue import CASES, Case
from yizhan.demo.firms import Firm, make_firms
from yizhan.demo.marking import finish_building
from yizhan.demo.merchants import merchant_line
from yizhan.demo.papers import opening_day
from yizhan.demo.policies import policy_line
from yizhan.demo.standing import is_empty
from yizhan.demo.story import StepRefused, Story, done
from yizhan.demo.timeline import Timeline, moment
from yizhan.demo.travellers import traveller_line
from yizhan.kernel.clock import FixedClock
from yizhan.records.models import Enterprise, Loan, User
from yizhan.workflows.calendars import working_calendar
from yizhan.workflows.day_end import run_day_end
from yizhan.workflows.deadlines import expire_offers, warn_of_deadlines
from yizhan.workflows.letters import send_due_letters
from yizhan.workflows.people import create_user
from yizhan.workflows.renewals import raise_renewal_alerts

log = logging.getLogger(__name__)
FIRMS = 80
SEED = 7
# The promise, on which every story rests, has rules from this day on.
FIRST_OPENING = date(2026, 1, 1)
WATCH_TIMES = ("09:01", "12:00", "16:58")


@dataclass
class Park:
    """What was built: counts, and steps that were refused against the plan (none in a sound build)."""

    firms: list[Firm]
    enterprises: dict[str, Enterprise] = field(default_factory=dict)
    stories: dict[str, Story] = field(default_factory=dict)
    invoices: int = 0
    faults: list[str] = field(default_factory=list)


def build_park(now: datetime, seed: int = SEED, firms: int = FIRMS, step: Callable[[str], None] = lambda text: None) -> Park | None:
    """Build the park of a branch as it stands at `now`; None, and nothing done, when the branch is not empty or too young.

    `step` hears what is being done. The same seed and the same moment give the same park but for ids and running numbers.
    """
    timeline = Timeline(now, working_calendar())
    opening = opening_day(timeline.today)
    if not is_empty() or opening < FIRST_OPENING:
        return None
    drawn, chosen = cast_firms(make_firms(firms, seed, timeline.today), timeline.today)
    park, clock = Park(drawn), FixedClock(moment(opening, "08:00"))
    step("people and enterprises")
    cast = {
        login.username: done(create_user(None, clock, login.username, DEMO_PASSWORD, login.role, login.display_name)) for login in CREATED
    }
    setting.move_in(park, cast, clock, chosen, timeline.today)
    step("invoices, cases, loans")
    deliveries = setting.Deliveries(park, seed, timeline.today)
    park.stories = {case.code: _story(case, chosen[case.code], park, clock, timeline, cast) for case in CASES}
    told = {case.code: case.tell(park.stories[case.code]) for case in CASES}
    lines = {"invoices": deliveries.told(clock), "watch": _watch(clock, timeline), "day_ends": _day_ends(clock, timeline), **told}
    lines["letters"] = _letters(clock, timeline)
    lines["travellers"] = traveller_line(clock, timeline)
    lines["merchants"] = merchant_line(clock, timeline, cast, seed)
    lines["policies"] = policy_line(clock, timeline, cast["chen.manager"])
    for name in run_in_order(lines, clock, now, park.faults):
        log.debug("demo park: %s has been told", name)
    finish_building(None, clock, cast[LOGINS[0].username], len(park.stories))
    return park


def run_in_order(lines: dict[str, Iterator[datetime]], clock: FixedClock, now: datetime, faults: list[str]) -> Iterator[str]:
    """Run all lines step by step in order of time; a line ends at its end, at a moment after `now`, or at an unexpected refusal."""
    order = count()
    waiting: list[tuple[datetime, int, str]] = []

    def advance(name: str) -> bool:
        try:
            heapq.heappush(waiting, (next(lines[name]), next(order), name))
            return True
        except StopIteration:
            return False
        except StepRefused as refused:
            log.warning("demo park: %s stops: %s", name, refused)
            faults.append(f"{name}: {refused}")
            return False

    for name in lines:
        advance(name)
    while waiting:
        due, _, name = heapq.heappop(waiting)
        if due > now:
            continue
        clock.set(max(due, clock.now()))
        if not advance(name):
            yield name


def _story(case: Case, firm: Firm, park: Park, clock: FixedClock, timeline: Timeline, cast: dict[str, User]) -> Story:
    enterprise = park.enterprises[firm.code]
    applicant = cast[applicant_of(firm)]
    return Story(
        case.code, firm, case.base, clock, timeline, cast, applicant, enterprise.relationship_manager, enterprise.id, dict(case.terms)
    )


def applicant_of(firm: Firm) -> str:
    """The user name of the person who acts for a firm."""
    return APPLICANTS[int(firm.code[1:]) % len(APPLICANTS)].username


def _day_ends(clock: FixedClock, timeline: Timeline) -> Iterator[Any]:
    """What the worker does after business close: working days one by one, the days off between them caught up with the next."""
    for day in timeline.days(timeline.at(160, "09:00").date()):
        yield moment(day, "19:00")
        if Loan.objects.exists():
            run_day_end(clock, day)
    yield timeline.now - timedelta(minutes=1)
    if Loan.objects.exists():
        run_day_end(clock, timeline.today - timedelta(days=1))


def _letters(clock: FixedClock, timeline: Timeline) -> Iterator[Any]:
    """What the worker does each morning: letters on arrears, alerts of loans that end soon."""
    for day in [*timeline.days(timeline.at(160, "09:00").date()), timeline.today]:
        yield moment(day, "09:00")
        send_due_letters(clock)
        raise_renewal_alerts(clock)


def _watch(clock: FixedClock, timeline: Timeline) -> Iterator[Any]:
    """What the worker does each minute, three times a working day: warnings of the promise, offers that ran out."""
    first = timeline.at(160, "09:00").date()
    for day in [*timeline.days(first), timeline.today]:
        for time in WATCH_TIMES:
            yield moment(day, time)
            warn_of_deadlines(clock)
            expire_offers(clock)
    yield timeline.now - timedelta(minutes=2)
    warn_of_deadlines(clock)
