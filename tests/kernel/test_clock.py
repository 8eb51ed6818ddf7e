"""The clock as an argument; the branch's day is a day in Shanghai."""

from datetime import UTC, date, datetime, timedelta

import pytest

from yizhan.kernel.clock import FixedClock, SystemClock, branch_date


def test_the_branch_day_turns_at_midnight_in_shanghai() -> None:
    assert branch_date(datetime(2026, 11, 23, 15, 59, tzinfo=UTC)) == date(2026, 11, 23)
    assert branch_date(datetime(2026, 11, 23, 16, 0, tzinfo=UTC)) == date(2026, 11, 24)


def test_a_fixed_clock_stands_until_it_is_moved() -> None:
    clock = FixedClock(datetime(2026, 11, 23, 9, tzinfo=UTC))
    assert clock.now() == clock.now()
    clock.advance(timedelta(hours=2))
    assert clock.now().hour == 11


def test_a_moment_without_a_time_zone_is_refused() -> None:
    naive = datetime(2026, 11, 23)  # noqa: DTZ001
    with pytest.raises(ValueError, match="time zone"):
        FixedClock(naive)
    with pytest.raises(ValueError, match="time zone"):
        branch_date(naive)


def test_the_system_clock_is_aware() -> None:
    assert SystemClock().now().tzinfo is not None
