"""Mainland working days with make-up days; a year without a calendar is refused."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yizhan.kernel.calendar import CalendarYear, WorkingCalendar, parse_calendar_year
from yizhan.kernel.refusal import Refusal, refuse

CALENDAR = WorkingCalendar()
NOTICE_2026 = """
year: 2026
source: 国务院办公厅 notice of 2025-11-04
published_on: 2025-11-04
holidays:
  - 2026-01-01..2026-01-03
  - 2026-02-15..2026-02-23
  - "2026-04-04..2026-04-06"
  - 2026-05-01..2026-05-05
  - 2026-06-19..2026-06-21
  - 2026-09-25..2026-09-27
  - 2026-10-01..2026-10-07
makeup_workdays: [2026-01-04, 2026-02-14, 2026-02-28, 2026-05-09, 2026-09-20, 2026-10-10]
"""
DAYS = st.dates(date(2010, 1, 1), date(2026, 11, 30))


def test_2026_has_the_working_days_of_the_notice_month_by_month() -> None:
    """Facts, section 11: 248 working days."""
    year = [date(2026, 1, 1) + timedelta(days) for days in range(365)]
    worked = [day for day in year if CALENDAR.is_working_day(day) is True]
    by_month = [sum(day.month == month for day in worked) for month in range(1, 13)]
    assert by_month == [21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23]
    assert len(worked) == 248


def test_the_notice_as_a_file_gives_the_same_year_as_the_library() -> None:
    imported = parse_calendar_year(NOTICE_2026)
    assert isinstance(imported, CalendarYear)
    assert imported.published_on == date(2025, 11, 4)
    ours, library = WorkingCalendar((imported,)), CALENDAR
    for days in range(365):
        day = date(2026, 1, 1) + timedelta(days)
        assert ours.is_working_day(day) == library.is_working_day(day), day


@pytest.mark.parametrize(("day", "working"), [
    (date(2026, 2, 14), True), (date(2026, 2, 16), False), (date(2026, 9, 20), True), (date(2026, 11, 22), False),
])
def test_make_up_days_are_worked_and_holidays_are_not(day: date, working: bool) -> None:
    assert CALENDAR.is_working_day(day) is working


def test_a_year_without_a_calendar_is_refused_and_never_guessed() -> None:
    missing = refuse("calendar_missing", year=2027)
    assert CALENDAR.is_working_day(date(2027, 1, 4)) == missing
    assert CALENDAR.add_working_days(date(2026, 12, 30), 2) == missing
    assert CALENDAR.working_days_between(date(2026, 12, 30), date(2027, 1, 5)) == missing
    assert CALENDAR.next_working_day(date(2027, 1, 1)) == missing
    assert CALENDAR.year(2003) == refuse("calendar_missing", year=2003)


def test_an_imported_year_is_used_and_goes_before_the_library() -> None:
    year_2027 = CalendarYear(2027, frozenset({date(2027, 1, 1)}), frozenset(), "notice", date(2026, 11, 5))
    moved = CalendarYear(2026, frozenset({date(2026, 12, 30)}), frozenset(), "corrected notice")
    calendar = WorkingCalendar((year_2027, moved))
    assert calendar.add_working_days(date(2026, 12, 29), 2) == date(2027, 1, 4)
    assert calendar.is_working_day(date(2026, 12, 30)) is False


def test_the_next_working_day_is_the_day_itself_when_it_is_worked() -> None:
    assert CALENDAR.next_working_day(date(2026, 11, 23)) == date(2026, 11, 23)
    assert CALENDAR.next_working_day(date(2026, 10, 1)) == date(2026, 10, 8)
    assert CALENDAR.add_working_days(date(2026, 10, 1), 0) == date(2026, 10, 1)
    with pytest.raises(ValueError, match="negative"):
        CALENDAR.add_working_days(date(2026, 10, 1), -1)


@given(DAYS, st.integers(1, 15))
def test_adding_working_days_and_counting_them_are_inverse(day: date, count: int) -> None:
    end = CALENDAR.add_working_days(day, count)
    if isinstance(end, date):
        assert CALENDAR.is_working_day(end) is True
        assert CALENDAR.working_days_between(day, end) == count


GOOD = "year: 2027\nsource: s\nholidays: [2027-01-01]\nmakeup_workdays: []\n"


@pytest.mark.parametrize(("text", "expected"), [
    ("year: [2027", refuse("calendar_not_readable", line=1)),
    ("- 1", refuse("calendar_not_readable", line=1)),
    ("", refuse("calendar_not_readable", line=1)),
    (GOOD + "holiday: x", refuse("calendar_field_unknown", field="holiday", line=5)),
    ("year: 2027\nholidays: [2027-01-01]\nmakeup_workdays: []", refuse("calendar_field_missing", field="source")),
    (GOOD.replace("2027\n", "next\n"), refuse("calendar_field_invalid", field="year", line=1, value="next")),
    (GOOD.replace("[2027-01-01]", "2027-01-01"),
     refuse("calendar_field_invalid", field="holidays", line=3, value="2027-01-01")),
    (GOOD.replace("2027-01-01", "2027-02-30"),
     refuse("calendar_field_invalid", field="holidays", line=3, value="2027-02-30")),
    (GOOD.replace("2027-01-01", "2027-01-05..2027-01-01"),
     refuse("calendar_field_invalid", field="holidays", line=3, value="2027-01-05..2027-01-01")),
    (GOOD.replace("2027-01-01", "2026-01-01"),
     refuse("calendar_day_outside_year", field="holidays", line=3, value="2026-01-01", year=2027)),
    (GOOD.replace("[]", "[2027-01-04]"), refuse("calendar_makeup_on_weekday", day=date(2027, 1, 4), line=4)),
    (GOOD.replace("2027-01-01", "2027-01-02").replace("[]", "[2027-01-02]"),
     refuse("calendar_day_in_both", day=date(2027, 1, 2), line=4)),
    (GOOD.replace("[2027-01-01]", "[]"), refuse("calendar_field_missing", field="holidays")),
    (GOOD + "published_on: soon", refuse("calendar_field_invalid", field="published_on", line=5, value="soon")),
])
def test_a_faulty_file_is_refused_with_line_and_field(text: str, expected: Refusal) -> None:
    faults = parse_calendar_year(text)
    assert isinstance(faults, list)
    assert expected in faults


def test_all_faults_of_a_file_are_told_at_once() -> None:
    faults = parse_calendar_year(GOOD.replace("[2027-01-01]", "[x, y]").replace("[]", "[z]"))
    assert isinstance(faults, list)
    assert [fault.facts["value"] for fault in faults] == ["x", "y", "z"]
