"""Figures of the branch against two cases whose times are known by hand."""

from datetime import date, timedelta

import pytest

from tests.cast import MONDAY, clock, make_cast
from tests.stories import journey
from yizhan.credit.application import State
from yizhan.kernel.clock import branch_date
from yizhan.records.models import Application
from yizhan.workflows.branch_figures import Period, branch_figures, pending_applications, spread, warned_applications
from yizhan.workflows.calendars import working_calendar
from yizhan.workflows.deadlines import warn_of_deadlines

TODAY = branch_date(MONDAY)
WEEK = Period(TODAY, TODAY + timedelta(days=6))


def hours(*values: float) -> list[timedelta]:
    return [timedelta(hours=value) for value in values]


@pytest.mark.parametrize(
    ("durations", "median", "ninth"),
    [(hours(1), 1, 1), (hours(1, 2), 1, 2), (hours(3, 1, 2), 2, 3), (hours(*range(1, 11)), 5, 9), (hours(*range(1, 21)), 10, 18)],
)
def test_median_and_p90_are_the_times_of_real_cases(durations, median, ninth) -> None:
    found = spread(durations)
    assert (found.median, found.ninth_decile) == (timedelta(hours=median), timedelta(hours=ninth))


def test_without_cases_nothing_is_invented() -> None:
    assert spread([]).median is None


def test_a_period_holds_its_last_day_whole() -> None:
    bounds = Period(date(2026, 1, 1), date(2026, 1, 31)).bounds
    assert bounds["end"] - bounds["start"] == timedelta(days=31)


@pytest.mark.django_db
def test_one_case_paid_out_shows_in_every_figure() -> None:
    """09:30 received; 0:20 to the check, 2:00 on site, 0:10 until checked and proposed, 0:30 until decided: three working hours.

    The 20 hours until the customer accepts are the customer's and do not count; paid at 08:30 before opening.
    """
    now = clock()
    journey.paid_out(make_cast(), now)
    figures = branch_figures(WEEK, now.now(), working_calendar())
    assert set(figures.reached.values()) == {1}
    assert figures.queue[State.COMPLETE].median == timedelta(minutes=20)
    assert figures.queue[State.ON_SITE].median == timedelta(hours=2)
    assert figures.queue[State.CHECKED].ninth_decile == timedelta(minutes=10)
    assert figures.queue[State.PROPOSED].median == timedelta(minutes=30)
    assert (figures.kept, figures.missed) == (1, 0)
    assert figures.to_money.median == timedelta(hours=3)
    assert figures.waited.median == timedelta(hours=23)
    assert figures.days_to_money == {1: 1, 2: 0, 3: 0, 4: 0}
    assert figures.refusals == ()


@pytest.mark.django_db
def test_what_lies_outside_the_period_is_left_out() -> None:
    now = clock()
    journey.paid_out(make_cast(), now)
    before = Period(TODAY - timedelta(days=9), TODAY - timedelta(days=1))
    figures = branch_figures(before, now.now(), working_calendar())
    assert not any(figures.reached.values())
    assert (figures.kept, figures.to_money.cases, figures.queue[State.ON_SITE].cases) == (0, 0, 0)


@pytest.mark.django_db
def test_a_refusal_counts_under_each_of_its_reasons() -> None:
    cast, now = make_cast(), clock()
    enterprise = journey.register(cast.applicant, now)
    journey.describe(cast.applicant, now, enterprise)
    application = journey.complete(cast.applicant, now, enterprise)
    journey.evaluate(cast.manager, now, application)
    journey.visit(cast.manager, now, application)
    journey.evaluate(cast.officer, now, application)
    decision = journey.propose(cast.officer, now, application, None, "refuse", override_reason="关联交易", extra_reasons=("park_unmet",))
    journey.approve(cast.approver, now, decision)
    figures = branch_figures(WEEK, now.now(), working_calendar())
    assert ("park_unmet", 1) in figures.refusals
    assert figures.reached[State.PROPOSED] == 1
    assert figures.reached[State.PAID_OUT] == 0


@pytest.mark.django_db
def test_warnings_and_pending_calendars_are_listed_while_they_stand() -> None:
    cast, now = make_cast(), clock()
    application = journey.complete(cast.applicant, now, journey.register(cast.applicant, now))
    assert not warned_applications()
    now.advance(timedelta(days=2))
    warn_of_deadlines(now)
    assert list(warned_applications()) == [application]
    Application.objects.update(due_state="pending_calendar", due_at=None)
    assert list(pending_applications()) == [application]
