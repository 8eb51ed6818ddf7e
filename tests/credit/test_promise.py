"""The promise of three working days. Worked examples E100 to E114 of the fact sheet, section 12.8."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yizhan.credit.promise import (
    Pause,
    PendingCalendar,
    PromiseRules,
    PromiseStatus,
    StepEvent,
    day_zero_of,
    promise_deadline,
    promise_rules,
    promise_status,
    queue_times,
)
from yizhan.kernel.calendar import CalendarYear, WorkingCalendar
from yizhan.kernel.clock import SHANGHAI
from yizhan.kernel.refusal import refuse

CALENDAR = WorkingCalendar()
RULES = promise_rules(date(2026, 11, 23))
# Example, received, deadline by convention 1, deadline by convention 2 (receipt on a day off rolls to a working day).
EXAMPLES = [
    ("E100", "2026-01-02", "2026-01-06", "2026-01-07"),
    ("E101", "2026-02-11", "2026-02-14", "2026-02-14"),
    ("E102", "2026-02-12", "2026-02-24", "2026-02-24"),
    ("E104", "2026-02-16", "2026-02-26", "2026-02-27"),
    ("E105", "2026-02-27", "2026-03-03", "2026-03-03"),
    ("E106", "2026-04-03", "2026-04-09", "2026-04-09"),
    ("E108", "2026-05-06", "2026-05-09", "2026-05-09"),
    ("E109", "2026-06-18", "2026-06-24", "2026-06-24"),
    ("E110", "2026-09-17", "2026-09-21", "2026-09-21"),
    ("E112", "2026-09-30", "2026-10-10", "2026-10-10"),
    ("E113", "2026-11-23", "2026-11-26", "2026-11-26"),
    ("E114", "2026-12-28", "2026-12-31", "2026-12-31"),
]
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2026, 12, 15)).map(  # noqa: DTZ001
    lambda naive: naive.replace(tzinfo=SHANGHAI, microsecond=0))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def pause(start: str, end: str | None) -> Pause:
    return Pause(at(start), at(end) if end else None, "statement_missing", "officer")


def status(received: str, now: str, *pauses: Pause) -> PromiseStatus:
    found = promise_status(at(received), pauses, at(now), RULES, CALENDAR)
    assert isinstance(found, PromiseStatus)
    return found


@pytest.mark.parametrize(("example", "received", "first", "second"), EXAMPLES)
def test_the_deadline_is_closing_time_of_the_third_working_day(example: str, received: str, first: str,
                                                              second: str) -> None:
    deadline = promise_deadline(at(f"{received} 10:00"), (), at(f"{received} 10:00"), RULES, CALENDAR)
    assert deadline == at(f"{first} 17:00"), example


@pytest.mark.parametrize(("example", "received", "first", "second"), EXAMPLES)
def test_the_second_convention_would_roll_a_day_off_to_the_next_working_day(example: str, received: str, first: str,
                                                                           second: str) -> None:
    """Documented in docs/algorithms/promise.md as the road not taken; shown here so that the table stays true."""
    rolled = CALENDAR.next_working_day(date.fromisoformat(received))
    assert isinstance(rolled, date)
    assert CALENDAR.add_working_days(rolled, 3) == date.fromisoformat(second), example


def test_what_arrives_after_closing_counts_as_received_on_the_next_calendar_day() -> None:
    assert day_zero_of(at("2026-11-23 17:00"), RULES) == date(2026, 11, 23)
    assert day_zero_of(at("2026-11-23 17:00:01"), RULES) == date(2026, 11, 24)
    late = status("2026-11-23 18:30", "2026-11-23 18:30")
    assert late.deadline == at("2026-11-27 17:00")
    assert late.allowed == timedelta(hours=32)


@given(MOMENTS, st.timedeltas(timedelta(), timedelta(days=20)))
def test_a_later_receipt_never_means_an_earlier_deadline(received: datetime, later: timedelta) -> None:
    first = promise_deadline(received, (), received, RULES, CALENDAR)
    second = promise_deadline(received + later, (), received + later, RULES, CALENDAR)
    if isinstance(first, datetime) and isinstance(second, datetime):
        assert first <= second


@given(MOMENTS, st.integers(0, 4000), st.integers(0, 4000), st.integers(0, 4000))
def test_a_longer_pause_never_means_an_earlier_deadline(received: datetime, begin: int, length: int, more: int) -> None:
    start = received + timedelta(minutes=begin)
    now = start + timedelta(minutes=length + more)
    ends = (start + timedelta(minutes=length), now)
    deadlines = [promise_deadline(received, (Pause(start, end, "r", "p"),), now, RULES, CALENDAR) for end in ends]
    plain = promise_deadline(received, (), now, RULES, CALENDAR)
    if all(isinstance(deadline, datetime) for deadline in (plain, *deadlines)):
        assert plain <= deadlines[0] <= deadlines[1]


@given(MOMENTS, st.integers(0, 3000), st.integers(1, 3000), st.integers(1, 3000))
def test_while_paused_no_working_time_is_used(received: datetime, begin: int, first: int, second: int) -> None:
    start = received + timedelta(minutes=begin)
    waits = (Pause(start, None, "r", "p"),)
    seen = [promise_status(received, waits, start + timedelta(minutes=minutes), RULES, CALENDAR)
            for minutes in (0, first, first + second)]
    if all(isinstance(item, PromiseStatus) for item in seen) and start < seen[0].deadline:
        assert seen[0].used == seen[1].used == seen[2].used
        assert seen[0].left == seen[2].left


def test_a_pause_moves_the_deadline_by_its_working_minutes() -> None:
    """Monday 2026-11-23: 90 minutes in working hours move the deadline past closing into the next morning."""
    assert status("2026-11-23 10:00", "2026-11-25 09:00", pause("2026-11-24 10:00", "2026-11-24 11:30")).deadline == (
        at("2026-11-27 10:30"))


def test_a_pause_outside_working_hours_moves_nothing() -> None:
    assert status("2026-11-27 10:00", "2026-11-30 09:00", pause("2026-11-27 17:00", "2026-11-30 09:00")).deadline == (
        at("2026-12-02 17:00"))


def test_a_pause_of_a_whole_working_day_moves_the_deadline_to_the_end_of_the_next_one() -> None:
    """Eight hours after Friday's closing are Monday's closing."""
    found = status("2026-11-24 10:00", "2026-11-26 09:00", pause("2026-11-24 17:00", "2026-11-25 17:00"))
    assert found.deadline == at("2026-11-30 17:00")
    assert found.paused == timedelta(hours=8)


def test_overlapping_pauses_count_once() -> None:
    found = status("2026-11-23 10:00", "2026-11-24 16:00", pause("2026-11-24 10:00", "2026-11-24 11:00"),
                   pause("2026-11-24 10:30", "2026-11-24 12:00"))
    assert found.paused == timedelta(hours=2)


def test_a_pause_after_the_deadline_cannot_mend_a_broken_promise() -> None:
    found = status("2026-11-23 10:00", "2026-11-30 12:00", pause("2026-11-27 09:00", "2026-11-27 17:00"))
    assert found.deadline == at("2026-11-26 17:00")
    assert found.is_overdue
    assert found.left == -timedelta(hours=11)


def test_an_open_pause_counts_up_to_now() -> None:
    found = status("2026-11-23 10:00", "2026-11-24 12:00", pause("2026-11-24 10:00", None))
    assert found.is_paused
    assert found.paused == timedelta(hours=2)
    assert not status("2026-11-23 10:00", "2026-11-24 12:00", pause("2026-11-24 10:00", "2026-11-24 12:00")).is_paused


def test_the_share_used_and_the_warnings_follow_working_time() -> None:
    """Received Monday 09:00: four days of eight hours are allowed, half is Tuesday's closing."""
    found = status("2026-11-23 09:00", "2026-11-24 17:00")
    assert found.allowed == timedelta(hours=32)
    assert found.share_used == Decimal("0.5000")
    assert [(warning.share, warning.due_at) for warning in found.warnings] == [
        (Decimal("0.5"), at("2026-11-24 17:00")), (Decimal("0.8"), at("2026-11-26 10:36"))]
    assert not found.is_overdue


def test_a_pause_moves_the_warnings_that_lie_after_it() -> None:
    found = status("2026-11-23 09:00", "2026-11-25 17:00", pause("2026-11-25 09:00", "2026-11-25 10:00"))
    assert [warning.due_at for warning in found.warnings] == [at("2026-11-24 17:00"), at("2026-11-26 11:36")]


def test_a_deadline_in_a_year_without_a_calendar_is_pending() -> None:
    assert promise_deadline(at("2026-12-30 10:00"), (), at("2026-12-30 10:00"), RULES, CALENDAR) == PendingCalendar(2027)
    assert promise_status(at("2026-12-30 10:00"), (), at("2026-12-30 11:00"), RULES, CALENDAR) == PendingCalendar(2027)
    published = WorkingCalendar((CalendarYear(2027, frozenset({date(2027, 1, 1)}), frozenset(), "notice"),))
    assert promise_deadline(at("2026-12-30 10:00"), (), at("2026-12-30 10:00"), RULES, published) == at("2027-01-05 17:00")


def test_a_known_deadline_that_was_missed_is_overdue_even_when_the_next_year_is_unknown() -> None:
    assert status("2026-12-28 10:00", "2027-01-06 10:00").is_overdue


def test_queue_time_is_working_time_per_step_and_names_the_last_holder() -> None:
    events = [StepEvent("check", "officer", at("2026-11-23 10:00")), StepEvent("visit", "manager", at("2026-11-23 16:00")),
              StepEvent("check", "second officer", at("2026-11-24 10:00"))]
    times = queue_times(events, at("2026-11-24 11:00"), RULES, CALENDAR)
    assert isinstance(times, tuple)
    assert [(item.step, item.holder, item.worked) for item in times] == [
        ("check", "second officer", timedelta(hours=7)), ("visit", "manager", timedelta(hours=2))]
    assert queue_times(events, at("2027-01-05 10:00"), RULES, CALENDAR) == refuse("calendar_missing", year=2027)


def test_the_rules_are_dated_data() -> None:
    expected = PromiseRules(3, time(9), time(17), (Decimal("0.5"), Decimal("0.8")))
    assert promise_rules(date(2026, 11, 23)) == expected
    with pytest.raises(LookupError):
        promise_rules(date(2020, 1, 1))
