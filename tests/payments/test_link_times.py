"""Times of a scheme link come from dated data; waits grow and the last one goes on."""

from datetime import date

import pytest

from yizhan.payments.link_times import LinkTimes, link_times


def test_the_times_of_a_day() -> None:
    times = link_times(date(2026, 11, 23))
    assert (times.authorisation_timeout_s, times.echo_idle_s, times.query_delay_s, times.retry_delay_s) == (10, 60, 1, 1)  # E31
    assert [times.repeat_after(attempts) for attempts in (1, 2, 3, 9, 10, 99)] == [10, 20, 30, 3600, 3600, 3600]
    assert [times.reconnect_after(failures) for failures in (1, 2, 7, 8)] == [0.1, 0.2, 10, 10]


def test_before_the_rules_begin_there_are_none() -> None:
    with pytest.raises(LookupError):
        link_times(date(2023, 7, 19))


def test_without_waits_there_is_no_schedule() -> None:
    with pytest.raises(ValueError, match="waits"):
        LinkTimes(1, 1, 1, 1, 1, 1, 1, (), (1,))
