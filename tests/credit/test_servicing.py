"""The rules of a loan after its payout, one loan and one day at a time."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yizhan.credit.parameters import Parameters
from yizhan.credit.repayment import ClaimKind
from yizhan.credit.servicing import (
    Balances,
    Line,
    Position,
    balances_of,
    claims_of,
    close_day,
    due_through,
    fall_due,
    pay,
    penalty_rate_units,
    rounded_penalty,
    servicing_rules,
)
from yizhan.kernel.calendar import WorkingCalendar

START = date(2026, 3, 2)
RULES = servicing_rules("park-e", Parameters(START))
ONE_DAY = timedelta(days=1)
DAYS = st.integers(1, 400)
MINORS = st.integers(0, 10**10)


def position(*lines: Line, **fields) -> Position:
    return Position(lines, START - ONE_DAY, Decimal("0.06"), 360, **fields)


LINE = Line(1, date(2026, 4, 2), START, date(2026, 4, 2), 1_000_000, 31_000)
NEXT = Line(2, date(2026, 5, 6), date(2026, 4, 2), date(2026, 5, 6), 2_000_000, 34_000)


def test_interest_is_earned_evenly_over_the_nights_of_a_period() -> None:
    assert [LINE.earned_minor(START + ONE_DAY * nights) for nights in (-1, 0, 1, 30, 31, 90)] == [0, 1_000, 2_000, 31_000, 31_000, 31_000]


@given(st.integers(0, 10**10), DAYS)
def test_what_each_night_earns_adds_up_to_the_instalments_interest(interest: int, days: int) -> None:
    line = Line(1, START, START, START + ONE_DAY * days, 0, interest)
    earned = [line.earned_minor(START + ONE_DAY * night) for night in range(-1, days)]
    assert sum(after - before for before, after in pairwise(earned)) == interest
    assert earned == sorted(earned)


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=60), st.integers(1, 10**8))
def test_penalty_by_the_night_adds_up_to_penalty_in_one_go(bases: list[int], rate: int) -> None:
    sums = [sum(bases[:count]) * rate for count in range(len(bases) + 1)]
    nightly = [rounded_penalty(after, 360) - rounded_penalty(before, 360) for before, after in pairwise(sums)]
    assert sum(nightly) == rounded_penalty(sums[-1], 360)


def test_the_penalty_rate_is_the_contracts_rate_and_half_of_it() -> None:
    assert penalty_rate_units(Decimal("0.06"), RULES.penalty_markup) == 9_000_000


def test_claims_stand_in_the_order_of_the_product_and_the_oldest_first() -> None:
    owing = position(LINE, NEXT, fee_due_minor=500, penalty_charged_minor=90, penalty_paid_minor=20)
    kinds = [(claim.kind.value, number, claim.amount.amount_minor) for claim, number in claims_of(owing, date(2026, 5, 6), RULES)]
    assert kinds == [("fee", None, 500), ("penalty", None, 70), ("interest", 1, 31_000), ("interest", 2, 34_000),
                     ("principal", 1, 1_000_000), ("principal", 2, 2_000_000)]
    off = [claim.kind.value for claim, _ in claims_of(replace(owing, is_non_accrual=True), date(2026, 4, 2), RULES)]
    assert off == ["fee", "principal", "interest", "penalty"]


def test_a_part_payment_leaves_the_rest_open_and_the_excess_to_the_payer() -> None:
    after, parts, left = pay(position(LINE), 500_000, date(2026, 4, 2), RULES)
    assert [(part.kind, part.paid_minor) for part in parts] == [(ClaimKind.INTEREST, 31_000), (ClaimKind.PRINCIPAL, 469_000)]
    assert (after.lines[0].open_principal_minor, left) == (531_000, 0)
    settled, _, left = pay(after, 600_000, date(2026, 4, 2), RULES)
    assert (settled.lines, left, settled.is_settled) == ((), 69_000, True)


@given(MINORS, MINORS, MINORS, MINORS)
def test_no_payment_gains_or_loses_money(amount: int, fee: int, penalty: int, principal: int) -> None:
    owing = position(replace(LINE, principal_minor=principal), fee_due_minor=fee, penalty_charged_minor=penalty)
    after, parts, left = pay(owing, amount, date(2026, 4, 2), RULES)
    assert sum(part.paid_minor for part in parts) + left == amount
    owed = sum(claim.amount.amount_minor for claim, _ in claims_of(owing, date(2026, 4, 2), RULES))
    still = sum(claim.amount.amount_minor for claim, _ in claims_of(after, date(2026, 4, 2), RULES))
    assert owed - still == amount - left


def test_a_line_that_fell_due_and_was_not_paid_bears_penalty_from_that_night() -> None:
    # 1,031,000 fen at 9 % over 360: 257.75 a night.
    late = close_day(fall_due(replace(position(LINE), accrued_through=date(2026, 4, 1)), date(2026, 4, 2), date(2026, 4, 2)),
                     date(2026, 4, 2), RULES)
    assert (late.penalty_charged_minor, late.overdue_since, late.overdue_days(date(2026, 4, 2))) == (258, date(2026, 4, 2), 0)
    assert balances_of(late) == Balances(overdue_minor=1_000_000, interest_minor=31_000, penalty_minor=258)
    assert close_day(late, date(2026, 4, 5), RULES).penalty_charged_minor == 1_031


@pytest.mark.parametrize(("days", "is_off"), [(90, False), (91, True)])
def test_more_than_ninety_days_end_accrual(days: int, is_off: bool) -> None:
    late = fall_due(position(LINE, NEXT), date(2026, 4, 2), date(2026, 4, 2))
    found = close_day(late, date(2026, 4, 2) + ONE_DAY * days, RULES)
    assert found.is_non_accrual is is_off
    held = balances_of(found)
    assert (held.memorandum_minor > 0, held.interest_minor == 0) == (is_off, is_off)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=20))
def test_nights_closed_one_by_one_equal_nights_closed_together(steps: list[int]) -> None:
    late = fall_due(replace(position(LINE, NEXT), accrued_through=date(2026, 4, 1)), date(2026, 4, 2), date(2026, 4, 2))
    day, found = date(2026, 4, 1), late
    for step in steps:
        day += ONE_DAY * step
        found = close_day(found, day, RULES)
    assert found == close_day(late, day, RULES)


def test_arrears_that_are_paid_begin_anew() -> None:
    late = close_day(fall_due(position(LINE, NEXT), date(2026, 4, 2), date(2026, 4, 2)), date(2026, 4, 12), RULES)
    paid, _, _ = pay(late, 99_999_999, date(2026, 4, 12), RULES)
    cured = close_day(paid, date(2026, 4, 13), RULES)
    assert (cured.overdue_since, cured.penalty_numerator, cured.penalty_due_minor) == (None, 0, 0)


def test_nothing_falls_due_on_a_day_off_and_all_of_it_on_the_next_working_day() -> None:
    calendar = WorkingCalendar()
    assert due_through(date(2026, 4, 4), calendar) == (date(2026, 4, 3), False)  # a Saturday of the Qingming holiday
    assert due_through(date(2026, 4, 7), calendar) == (date(2026, 4, 7), False)
    assert due_through(date(2030, 4, 6), calendar) == (date(2030, 4, 6), True)  # no calendar of that year yet
