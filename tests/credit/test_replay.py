"""A loan lived again: knowing a payment late is knowing it on its day."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yizhan.credit.parameters import Parameters
from yizhan.credit.replay import Payment, replay
from yizhan.credit.servicing import Line, Position, balances_of, close_day, due_through, fall_due, pay, servicing_rules
from yizhan.kernel.calendar import WorkingCalendar

START, LAST = date(2026, 3, 2), date(2026, 6, 20)
RULES = servicing_rules("park-e", Parameters(START))
CALENDAR = WorkingCalendar()
LINES = tuple(Line(number, date(2026, 3 + number, 2), date(2026, 2 + number, 2), date(2026, 3 + number, 2), 1_000_000, 31_000)
              for number in (1, 2, 3))
NEW = Position(LINES, START - timedelta(days=1), Decimal("0.06"), 360)
DAYS = st.integers(0, (LAST - START).days).map(lambda step: START + timedelta(days=step))
PAYMENTS = st.lists(st.tuples(DAYS, st.integers(1, 2_000_000)), max_size=5)


def lived(payments: list[Payment]):
    return replay(NEW, sorted(payments, key=lambda payment: payment.on), LAST, lambda _: RULES, CALENDAR)


def test_without_payments_it_is_what_closing_each_day_gives() -> None:
    position, day = NEW, START
    while day <= LAST:
        position = close_day(fall_due(position, day, due_through(day, CALENDAR)[0]), day, RULES)
        day += timedelta(days=1)
    assert lived([]).position == position


@settings(max_examples=40, deadline=None)
@given(PAYMENTS)
def test_no_money_is_gained_or_lost(drawn) -> None:
    payments = [Payment(str(number), on, minor) for number, (on, minor) in enumerate(drawn)]
    found = lived(payments)
    paid = sum(part.paid_minor for parts in found.parts.values() for part in parts)
    assert paid + sum(found.excess.values()) == sum(payment.amount_minor for payment in payments)
    owed = sum(line.principal_minor + line.interest_minor for line in LINES) + found.position.penalty_charged_minor
    still = balances_of(found.position).all_principal_minor
    assert still <= sum(line.principal_minor for line in LINES) and paid <= owed + 10**7


@settings(max_examples=40, deadline=None)
@given(PAYMENTS)
def test_the_order_in_which_payments_became_known_does_not_matter(drawn) -> None:
    payments = [Payment(f"{on}-{minor}", on, minor) for on, minor in dict(drawn).items()]
    assert lived(payments).position == lived(payments[::-1]).position


def test_money_that_a_payment_leaves_over_pays_what_falls_due_later() -> None:
    found = lived([Payment("one", START, 1_031_000)])
    assert [(part.kind.value, part.number) for part in found.parts["one"]] == [("interest", 1), ("principal", 1)]
    assert found.position.overdue_since == date(2026, 5, 6)  # the second one: May 2 to 5 are days off
    known = lived([Payment("one", START, 1_031_000, known_excess_minor=1_031_000)])
    assert known.parts["one"] == [] and known.excess["one"] == 1_031_000


def test_a_payment_before_the_schedule_is_a_fault() -> None:
    with pytest.raises(ValueError, match="before"):
        lived([Payment("early", START - timedelta(days=1), 1)])


def test_a_payment_after_the_last_night_is_applied_without_closing_its_day() -> None:
    late = lived([Payment("late", LAST + timedelta(days=3), 500)])
    plain, parts, _ = pay(lived([]).position, 500, LAST + timedelta(days=3), RULES)
    assert late.position == replace(plain) and [part.paid_minor for part in late.parts["late"]] == [part.paid_minor for part in parts]
