"""Due dates and periods, whole and broken."""

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from yizhan.credit.periods import Period, add_months, month_periods, week_periods


def test_a_day_that_a_month_lacks_becomes_its_last_day() -> None:
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2026, 1, 31), 2) == date(2026, 3, 31)
    assert add_months(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert add_months(date(2026, 3, 15), -3) == date(2025, 12, 15)


def test_periods_from_the_day_of_payout_are_all_whole() -> None:
    periods = month_periods(date(2026, 1, 31), 3)
    assert [period.ends_on for period in periods] == [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]
    assert all(period.share == (1, 12) for period in periods)


def test_another_payment_day_breaks_the_first_and_the_last_period() -> None:
    periods = month_periods(date(2026, 11, 26), 3, payment_day=20)
    assert [period.ends_on for period in periods] == [
        date(2026, 12, 20), date(2027, 1, 20), date(2027, 2, 20), date(2027, 2, 26)]
    assert [period.is_whole for period in periods] == [False, True, True, False]


def test_weeks_bear_their_part_of_52() -> None:
    assert week_periods(date(2024, 1, 1), 2, 2) == (
        Period(date(2024, 1, 1), date(2024, 1, 15), (2, 52)), Period(date(2024, 1, 15), date(2024, 1, 29), (2, 52)))


def test_the_rest_of_a_period_is_broken() -> None:
    whole = Period(date(2026, 1, 1), date(2026, 2, 1), (1, 12))
    assert whole.after(date(2026, 1, 1)) is whole
    assert whole.after(date(2026, 1, 10)) == Period(date(2026, 1, 10), date(2026, 2, 1), None)


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 360), st.none() | st.integers(1, 31))
def test_periods_cover_the_term_without_gap_or_overlap(start: date, months: int, day: int | None) -> None:
    periods = month_periods(start, months, day)
    assert periods[0].starts_on == start
    assert periods[-1].ends_on == add_months(start, months)
    assert all(first.ends_on == second.starts_on for first, second in pairwise(periods))
    assert all(period.starts_on < period.ends_on for period in periods)
    assert months <= len(periods) <= months + 1
