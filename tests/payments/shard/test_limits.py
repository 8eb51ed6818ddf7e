"""Limits at the shard: worked examples, the same answer as the rules on values, midnight, New Year, and how much a batch may take."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.payments.shard.till import SCHEMA, Till
from yizhan.kernel.clock import branch_date
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.payments import rows
from yizhan.payments.code_caps import Strength
from yizhan.payments.limits import check
from yizhan.payments.rates import DayRate, day_rate
from yizhan.payments.stored import Outcome, Step
from yizhan.payments.tiers import Tier, required


def rate(till: Till) -> DayRate:
    found = day_rate("USD", branch_date(till.now))
    assert isinstance(found, DayRate)
    return found


@pytest.mark.parametrize(("order_minor", "outcome"), [(3_550_000, Outcome.DONE), (3_550_001, Outcome.LIMIT_SINGLE)])
def test_a_verified_payer_pays_5_000_dollars_at_once_and_not_a_fen_more(till: Till, order_minor: int, outcome: Outcome) -> None:
    """Worked example 10: 35,500.00 and 35,500.01."""
    assert till.one(till.payer(1), order_minor)[1] is outcome


@pytest.mark.parametrize(("order_minor", "outcome"), [(5_000, Outcome.DONE), (5_001, Outcome.LIMIT_YEAR)])
def test_card_only_pays_until_2_000_dollars_a_year(till: Till, order_minor: int, outcome: Outcome) -> None:
    """Worked example 12: 14,150.00 used, then 50.00 or 50.01."""
    card = till.payer(1, Tier.T0, "alipay_like")
    till.paid(card, 1_415_000)
    assert till.one(card, order_minor)[1] is outcome


@pytest.mark.parametrize(("utc", "second"), [(datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC), Outcome.LIMIT_YEAR),
                                              (datetime(2026, 12, 31, 16, 0, 0, tzinfo=UTC), Outcome.DONE)])
def test_a_year_ends_at_midnight_in_shanghai(till: Till, utc: datetime, second: Outcome) -> None:
    """Worked example 14."""
    card = till.payer(1, Tier.T0, "alipay_like")
    till.now = datetime(2026, 12, 31, 3, 0, tzinfo=UTC)
    till.paid(card, 1_420_000)
    till.now = utc
    assert till.one(card, 1_000)[1] is second


def test_a_clock_that_goes_back_opens_no_day_anew(till: Till) -> None:
    card = till.payer(1, Tier.T0, "alipay_like")
    till.now = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
    till.paid(card, 1_420_000)
    till.now -= timedelta(seconds=1)
    assert till.one(card, 1_000)[1] is Outcome.LIMIT_YEAR
    assert rows.payer(till.cursor, 1).year == 2027


def test_a_full_refund_and_a_decline_leave_the_room_as_it_was(till: Till) -> None:
    """Worked example 15."""
    card = till.payer(1, Tier.T0, "alipay_like")
    payment = till.paid(card, 1_420_000)
    assert till.one(card, 1)[1] is Outcome.LIMIT_YEAR
    assert till.refund(payment, 100_000)[1] is Outcome.DONE
    held, _ = till.one(card, 100_000)
    assert till.one(card, 1)[1] is Outcome.LIMIT_YEAR, "a hold counts"
    till.step(held, Step.DECLINE, "51")
    assert till.one(card, 100_000)[1] is Outcome.DONE


def test_of_two_payments_that_fit_only_alone_the_first_of_a_batch_is_taken(till: Till) -> None:
    """Worked example 15: 30,000.00 left, two of 20,000.00 at once."""
    card = till.payer(1)
    for order in (3_250_000, *[3_550_000] * 9):
        assert till.one(card, order)[1] is Outcome.DONE
    (_, first), (_, second), (_, third) = till.reserve([(card, 200_000), (card, 200_000), (card, 100_000)])
    assert (first, second, third) == (Outcome.DONE, Outcome.LIMIT_YEAR, Outcome.DONE)


@pytest.mark.parametrize(("strength", "used", "fits"), [("D", 48_000, 2_000), ("C", 90_000, 10_000), ("B", 450_000, 50_000)])
def test_caps_of_codes_are_counted_apart_from_the_limits_of_the_programme(till: Till, strength: str, used: int, fits: int) -> None:
    """Worked example 17: static 480.00, then 20.00 or 20.01."""
    card = till.payer(1)
    till.paid(card, used, strength=strength)
    assert till.one(card, fits + 1, strength=strength)[1] is Outcome.CODE_CAP_REACHED
    assert till.one(card, fits, strength=strength)[1] is Outcome.DONE
    assert till.one(card, 1, strength=strength)[1] is Outcome.CODE_CAP_REACHED
    assert till.one(card, 100_000, strength="A")[1] is Outcome.DONE
    kind = next(word for word in Strength if word.name == strength)
    assert rows.payer(till.cursor, 1).used_by_strength(kind, branch_date(till.now)) == Money(used + fits)


def test_the_eleventh_payment_of_a_day_without_a_password_needs_one(till: Till) -> None:
    """Worked example 19."""
    card = till.payer(1)
    outcomes = [till.one(card, 100, without_password=True)[1] for _ in range(11)]
    assert outcomes == [Outcome.DONE] * 10 + [Outcome.PASSWORD_NEEDED]
    assert till.one(card, 100)[1] is Outcome.DONE


def test_a_payment_that_waits_for_a_password_uses_up_neither_its_key_nor_its_code(till: Till) -> None:
    card, key = till.payer(1), uuid4()
    for _ in range(10):
        till.one(card, 100, without_password=True)
    code = till.code(card, "190000000000000001")
    asked = {"keys": [key], "codes": [code]}
    assert till.one(card, 100, without_password=True, fingerprints=[1], **asked)[1] is Outcome.PASSWORD_NEEDED
    payment, outcome = till.one(card, 100, fingerprints=[2], **asked)
    assert outcome is Outcome.DONE and till.one(card, 100, fingerprints=[2], **asked) == (payment, Outcome.REPLAY)
    assert till.one(card, 100, codes=[code])[1] is Outcome.PAYMENT_CODE_USED


def test_a_code_is_used_up_by_the_payment_that_is_taken_and_by_no_other(till: Till) -> None:
    card, other = till.payer(1), till.payer(2)
    code, second = till.code(card, "190000000000000001"), till.code(other, "190000000000000002")
    assert till.one(card, 99_999_999, codes=[code])[1] is Outcome.LIMIT_SINGLE
    assert till.one(card, 50_001, strength="D", codes=[code])[1] is Outcome.CODE_CAP_REACHED
    taken = till.reserve([(card, 100), (other, 100), (card, 200), (card, 300)], codes=[code, second, code, None])
    assert [outcome for _, outcome in taken] == [Outcome.DONE, Outcome.DONE, Outcome.PAYMENT_CODE_USED, Outcome.DONE]
    assert till.one(card, 100, codes=[b"nobody's"])[1] is Outcome.PAYMENT_CODE_USED
    assert rows.payer(till.cursor, 1).counted_day.cny_minor == 400


@settings(max_examples=30, deadline=None)
@given(st.sampled_from([Tier.T0, Tier.T1, Tier.T2]), st.sampled_from(["wechat_like", "alipay_like"]),
       st.lists(st.tuples(st.integers(1, 1_600_000), st.booleans()), min_size=1, max_size=8))
def test_a_batch_takes_what_the_rules_on_values_take_one_by_one(shared_till: Till, tier, programme, wishes) -> None:
    """Items of one batch are judged in their order, so a small one may fit after a large one did not."""
    till, card = shared_till, shared_till.payer(shared_till.fresh(), tier, programme)
    held, on = required(tier, branch_date(till.now)), branch_date(till.now)
    expected, usage = [], rows.payer(till.cursor, card >> 4).usage_on(on)
    for order, _ in wishes:
        counted = check(programme, held, Money(order), usage, rate(till))
        expected.append(not isinstance(counted, Refusal))
        usage = usage if isinstance(counted, Refusal) else usage + counted
    outcomes = till.reserve([(card, order) for order, _ in wishes])
    assert [outcome is Outcome.DONE for _, outcome in outcomes] == expected
    for (payment, outcome), (order, declined) in zip(outcomes, wishes, strict=True):
        if outcome is Outcome.DONE and declined:
            usage = rows.payer(till.cursor, card >> 4).usage_on(on)
            assert till.step(payment, Step.DECLINE, "05")[1]
            assert (usage.year.cny_minor - rows.payer(till.cursor, card >> 4).usage_on(on).year.cny_minor) == order


def test_a_new_day_gives_no_room_back_to_an_old_one(till: Till) -> None:
    card = till.payer(1)
    held, _ = till.one(card, 40_000, strength="D")
    till.now += timedelta(days=1)
    till.one(card, 30_000, strength="D")
    till.step(held, Step.REVERSE)
    payer = rows.payer(till.cursor, 1)
    assert payer.used_by_strength(Strength.D, branch_date(till.now)) == Money(30_000)
    assert payer.usage_on(branch_date(till.now)).year.cny_minor == 30_000


def test_what_is_refused_is_no_payment_and_keeps_its_answer(till: Till) -> None:
    card, key = till.payer(1, Tier.T0, "alipay_like"), uuid4()
    payment, outcome = till.one(card, 1_500_000, keys=[key])
    assert outcome is Outcome.LIMIT_YEAR and rows.payment(till.cursor, payment) is None
    assert till.one(card, 1_500_000, keys=[key]) == (payment, Outcome.LIMIT_YEAR)
    till.cursor.execute(f"SELECT count(*) FROM {SCHEMA}.entry WHERE payment_id = %s", (payment,))
    assert till.cursor.fetchone() == (0,)
