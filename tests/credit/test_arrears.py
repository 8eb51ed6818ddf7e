"""Buckets, steps and promises."""

from datetime import date

import pytest

from yizhan.credit.arrears import buckets, next_step, promise_state
from yizhan.credit.parameters import Parameters

PARAMETERS = Parameters(date(2026, 11, 23))
MADE, PROMISED = date(2026, 4, 1), date(2026, 4, 10)


@pytest.mark.parametrize(("days", "name"), [(1, "1–30"), (30, "1–30"), (31, "31–60"), (90, "61–90"), (91, "91–180"), (361, "361+")])
def test_each_day_overdue_is_in_one_bucket(days, name) -> None:
    assert [str(bucket) for bucket in buckets(PARAMETERS) if bucket.holds(days)] == [name]


@pytest.mark.parametrize(("days", "step"), [(0, ""), (1, "remind"), (3, "call"), (29, "notice"), (30, "visit"), (200, "legal")])
def test_the_strategy_names_the_next_step(days, step) -> None:
    assert next_step(days, PARAMETERS) == step


@pytest.mark.parametrize(("paid", "today", "state"), [
    ([], date(2026, 4, 10), "open"), ([], date(2026, 4, 11), "broken"), ([(PROMISED, 100)], date(2026, 4, 10), "kept"),
    ([(date(2026, 4, 11), 100)], date(2026, 4, 12), "broken"), ([(MADE, 60), (PROMISED, 40)], date(2026, 5, 1), "kept"),
    ([(date(2026, 3, 31), 100)], date(2026, 4, 9), "open")])
def test_a_promise_is_kept_by_what_comes_in_until_its_day(paid, today, state) -> None:
    assert promise_state(100, MADE, PROMISED, paid, today) == state
