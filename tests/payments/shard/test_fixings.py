"""The dollar's fixings at the shard: kept before their day, counted from their day on as the rules on values count, given back as taken."""

from datetime import date, timedelta
from decimal import Decimal

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.payments.shard.till import SCHEMA, Till
from yizhan.kernel.clock import branch_date
from yizhan.kernel.money import Money
from yizhan.payments import rows
from yizhan.payments.counting import count
from yizhan.payments.fixings import Fixing, with_fixings
from yizhan.payments.limits import check
from yizhan.payments.rates import DayRate, day_rate
from yizhan.payments.stored import Outcome, Step
from yizhan.payments.tiers import Tier, required
from yizhan.switch.shard.fixings import ANOTHER_STANDS, DAY_BEGUN

KEEP = f"SELECT {SCHEMA}.keep_fixing(%s, %s, 'fixing', %s, %s)"
TODAY = date(2026, 11, 16)
TOMORROW = TODAY + timedelta(days=1)


def keep(till: Till, first_day: date, ten_thousandths: int, today: date | None = None) -> str:
    """Keep a fixing; the code of what was raised, or nothing."""
    try:
        with till.cursor.connection.transaction():
            till.cursor.execute(KEEP, (first_day, ten_thousandths, till.now, today or branch_date(till.now)))
    except psycopg.DatabaseError as error:
        return error.sqlstate or "?"
    return ""


def fixings(till: Till) -> list[Fixing]:
    till.cursor.execute(f"SELECT first_day, dollar_rate, source FROM {SCHEMA}.rate_fixing")
    return [rows.fixing_of(row) for row in till.cursor.fetchall()]


def rate(till: Till) -> DayRate:
    found = day_rate("USD", branch_date(till.now), with_fixings(fixings(till)))
    assert isinstance(found, DayRate)
    return found


def micro(till: Till, payment: int) -> int:
    return till.payment(payment).usd_micro


def test_a_fixing_counts_from_its_day_on_and_not_before(till: Till) -> None:
    card = till.payer(1)
    assert keep(till, TOMORROW, 72_000) == ""
    assert micro(till, till.paid(card, 71_000)) == 100_000_000, "100 dollars at 7.10"
    till.now += timedelta(days=1)
    assert micro(till, till.paid(card, 72_000)) == 100_000_000, "100 dollars at 7.20"
    till.now += timedelta(days=40)
    assert micro(till, till.paid(card, 72_000)) == 100_000_000, "until a later one"


def test_a_day_has_begun_by_the_switchs_clock_or_by_a_payment_that_was_counted(till: Till) -> None:
    assert keep(till, TODAY, 72_000) == DAY_BEGUN
    till.now += timedelta(days=1)
    till.paid(till.payer(1), 100)
    till.now -= timedelta(days=1)
    assert keep(till, TOMORROW, 72_000) == DAY_BEGUN, "the clock went back"
    assert keep(till, TOMORROW + timedelta(days=1), 72_000) == "" and len(fixings(till)) == 1


def test_the_same_fixing_twice_is_the_same_even_late_and_another_rate_is_refused(till: Till) -> None:
    assert [keep(till, TOMORROW, 72_000), keep(till, TOMORROW, 72_000), keep(till, TOMORROW, 72_001)] == ["", "", ANOTHER_STANDS]
    till.now += timedelta(days=5)
    assert [keep(till, TOMORROW, 72_000), keep(till, TOMORROW, 72_001)] == ["", ANOTHER_STANDS]
    assert [fixing.cny_per_unit for fixing in fixings(till)] == [Decimal("7.2000")]


@pytest.mark.parametrize(("began", "expected"), [(0, 100_000_000), (1, 102_857_142)])
def test_a_rate_of_the_program_that_begins_later_wins_and_on_one_day_the_fixing(till: Till, began: int, expected: int) -> None:
    """A fixing of 7.20 for tomorrow, a version of the program of 7.00 from tomorrow or the day after; 720 yuan the day after that."""
    assert keep(till, TOMORROW, 72_000) == ""
    till.cursor.execute(f"UPDATE {SCHEMA}.rule_day SET dollar_rate = 70000, dollar_rate_from = %s", (TOMORROW + timedelta(days=began),))
    till.now += timedelta(days=2)
    assert micro(till, till.paid(till.payer(1), 72_000)) == expected


@pytest.mark.parametrize("days_until_paid", [0, 1])
def test_a_refund_after_a_change_gives_back_what_the_payment_took(till: Till, days_until_paid: int) -> None:
    """Paid at the program's 7.10 or at a fixing of 8.00, refunded half and half when 6.50 holds."""
    card = till.payer(1)
    keep(till, TOMORROW, 80_000)
    keep(till, TOMORROW + timedelta(days=1), 65_000)
    till.now += timedelta(days=days_until_paid)
    payment = till.paid(card, [71_000, 80_000][days_until_paid])
    assert micro(till, payment) == 100_000_000
    till.now += timedelta(days=2)
    for left in (50_000_000, 0):
        assert till.refund(payment, till.payment(payment).order.amount_minor // 2)[1] is Outcome.DONE
        assert rows.payer(till.cursor, card >> 4).usage_on(branch_date(till.now)).year.usd_micro == left


def test_a_hold_of_the_old_rate_that_is_declined_after_midnight_gives_back_what_it_took(till: Till) -> None:
    card = till.payer(1)
    keep(till, TOMORROW, 65_000)
    held, _ = till.one(card, 71_000)
    till.now += timedelta(days=1)
    till.paid(card, 65_000)
    assert till.step(held, Step.REVERSE)[1]
    usage = rows.payer(till.cursor, card >> 4).usage_on(branch_date(till.now))
    assert (usage.day.usd_micro, usage.year.usd_micro) == (100_000_000, 100_000_000)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 9), st.integers(60_000, 80_000)), max_size=4, unique_by=lambda item: item[0]),
       st.integers(0, 10), st.integers(1, 4_000_000))
def test_the_shard_counts_what_the_rules_on_values_count_on_any_day(shared_till: Till, made, days: int, order_minor: int) -> None:
    till = shared_till
    with till.cursor.connection.transaction(force_rollback=True):
        before = till.now
        for step, ten_thousandths in made:
            assert keep(till, TODAY + timedelta(days=step), ten_thousandths, TODAY) == ""
        till.now += timedelta(days=days)
        card, on = till.payer(till.fresh()), branch_date(till.now)
        usage = rows.payer(till.cursor, card >> 4).usage_on(on)
        fits = check("wechat_like", required(Tier.T2, on), Money(order_minor), usage, rate(till))
        payment, outcome = till.one(card, order_minor)
        assert (outcome is Outcome.DONE) == (fits == count(Money(order_minor), rate(till)))
        if outcome is Outcome.DONE:
            assert micro(till, payment) == fits.usd_micro
        till.now = before


def test_the_largest_order_that_the_values_show_passes_on_the_day_of_a_change_and_a_fen_more_does_not(till: Till) -> None:
    card = till.payer(1)
    keep(till, TOMORROW, 72_345)
    till.now += timedelta(days=1)
    usage = rows.payer(till.cursor, card >> 4).usage_on(TOMORROW)
    refused = check("wechat_like", required(Tier.T2, TOMORROW), Money(5_000_000), usage, rate(till))
    room = refused.facts["room"].amount_minor
    assert till.one(card, room + 1)[1] is Outcome.LIMIT_SINGLE and till.one(card, room)[1] is Outcome.DONE
