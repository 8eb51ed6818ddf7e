"""Moments of the park's past."""

from datetime import date, datetime

import pytest

from yizhan.demo.timeline import Timeline, moment
from yizhan.kernel.calendar import WorkingCalendar
from yizhan.kernel.clock import SHANGHAI

LINE = Timeline(datetime(2026, 10, 12, 9, 0, tzinfo=SHANGHAI), WorkingCalendar(()))


@pytest.mark.parametrize(
    ("back", "day"),
    [
        (1, date(2026, 10, 10)),  # A Saturday worked to make up for the National Day holidays.
        (2, date(2026, 10, 9)),
        (3, date(2026, 10, 8)),
        (4, date(2026, 9, 30)),  # 1 to 7 October are holidays.
    ],
)
def test_working_days_are_counted_back_over_holidays_and_make_up_days(back: int, day: date) -> None:
    assert LINE.at(back, "10:30") == moment(day, "10:30")


def test_a_year_without_a_calendar_counts_monday_to_friday() -> None:
    assert LINE.is_working(date(2035, 1, 5)) and not LINE.is_working(date(2035, 1, 6))


def test_the_days_of_a_span_end_with_yesterday() -> None:
    assert LINE.days(date(2026, 9, 30)) == [date(2026, 9, 30), date(2026, 10, 8), date(2026, 10, 9), date(2026, 10, 10)]
