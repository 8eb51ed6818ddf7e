"""A refund is expected two to five working days after it was sent, over weekends and holidays."""

from datetime import date

from yizhan.kernel.calendar import WorkingCalendar, library_year
from yizhan.payments.refund_arrival import refund_arrival


def calendar(*years: int) -> WorkingCalendar:
    return WorkingCalendar(tuple(library_year(year) for year in years))


def test_a_refund_of_a_friday_comes_after_the_weekend() -> None:
    arrival = refund_arrival(date(2026, 11, 13), calendar(2026))
    assert (arrival.first_day, arrival.last_day) == (date(2026, 11, 17), date(2026, 11, 20))


def test_the_national_holiday_does_not_count() -> None:
    # 2025-10-01 to 10-08 were days off; the Saturday 10-11 was worked instead.
    arrival = refund_arrival(date(2025, 9, 30), calendar(2025))
    assert (arrival.first_day, arrival.last_day) == (date(2025, 10, 10), date(2025, 10, 14))


def test_a_year_that_is_not_published_leaves_the_days_open_and_keeps_the_count() -> None:
    arrival = refund_arrival(date(2026, 12, 30), calendar(2026))
    assert (arrival.days_min, arrival.days_max, arrival.last_day) == (2, 5, None)
