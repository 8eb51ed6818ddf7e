"""Working time between moments and after them."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yizhan.credit.working_time import WorkingHours
from yizhan.kernel.calendar import WorkingCalendar
from yizhan.kernel.clock import SHANGHAI
from yizhan.kernel.refusal import refuse

HOURS = WorkingHours(time(9), time(17), WorkingCalendar())
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2026, 11, 30)).map(  # noqa: DTZ001
    lambda naive: naive.replace(tzinfo=SHANGHAI))


def test_a_weekend_in_between_does_not_count() -> None:
    """From Friday 2026-11-20 16:00 to Monday 10:00 are two working hours."""
    friday, monday = HOURS.closing(date(2026, 11, 20)) - timedelta(hours=1), HOURS.opening(date(2026, 11, 23))
    assert HOURS.between(friday, monday + timedelta(hours=1)) == timedelta(hours=2)
    assert HOURS.between(monday, friday) == timedelta()
    assert HOURS.add(friday, timedelta(hours=2)) == monday + timedelta(hours=1)


@given(MOMENTS, st.timedeltas(timedelta(microseconds=1), timedelta(hours=100)))
def test_added_working_time_lies_between_the_two_moments(start: datetime, worked: timedelta) -> None:
    end = HOURS.add(start, worked)
    if isinstance(end, datetime):
        assert HOURS.between(start, end) == worked


def test_a_missing_year_is_told_and_closing_before_opening_is_an_error() -> None:
    missing = refuse("calendar_missing", year=2027)
    assert HOURS.between(HOURS.opening(date(2026, 12, 31)), HOURS.opening(date(2027, 1, 4))) == missing
    assert HOURS.add(HOURS.opening(date(2026, 12, 31)), timedelta(hours=9)) == missing
    with pytest.raises(ValueError, match="after opening"):
        WorkingHours(time(17), time(9), WorkingCalendar())
