"""Keys that repeat, states that allow one way only, merchants and cards that may not, refunds with an end."""

from datetime import timedelta
from itertools import pairwise
from uuid import uuid4

import pytest

from tests.payments.shard.till import SCHEMA, Till
from yizhan.payments import ids, rows
from yizhan.payments.states import ALARMS, Event, Stage
from yizhan.payments.stored import STEPS, Outcome, Step

WAYS = {
    Stage.RESERVED: (), Stage.AUTHORISED: (Step.AUTHORISE,), Stage.CAPTURED: (Step.PURCHASE,), Stage.CLEARED: (Step.PURCHASE, Step.CLEAR),
    Stage.SETTLED: (Step.PURCHASE, Step.CLEAR, Step.SETTLE), Stage.DISPUTED: (Step.PURCHASE, Step.CLEAR, Step.SETTLE, Step.DISPUTE),
    Stage.DECLINED: (Step.DECLINE,), Stage.REVERSED: (Step.REVERSE,),
    Stage.CHARGED_BACK: (Step.PURCHASE, Step.CLEAR, Step.SETTLE, Step.DISPUTE, Step.LOSE_DISPUTE),
}


@pytest.mark.parametrize("stage", WAYS)
@pytest.mark.parametrize("step", [step for step in STEPS if step is not Step.RESERVE])
def test_a_step_is_taken_in_its_stage_and_changes_nothing_in_any_other(till: Till, stage: Stage, step: Step) -> None:
    payment, _ = till.one(till.payer(1), 30_000)
    for earlier in WAYS[stage]:
        till.step(payment, earlier)
    before = till.payment(payment), till.balances()
    after, moved = till.step(payment, step)
    assert moved is (STEPS[step][0] is stage)
    if not moved:
        assert after is stage and (till.payment(payment), till.balances()) == before


def test_an_approval_of_a_payment_that_was_given_up_is_seen_as_such(till: Till) -> None:
    payment, _ = till.one(till.payer(1), 30_000)
    till.step(payment, Step.REVERSE)
    assert till.step(payment, Step.PURCHASE, "00") == (Stage.REVERSED, False) and (Stage.REVERSED, Event.AUTHORISE) in ALARMS


def test_an_unknown_payment_is_told_as_unknown(till: Till) -> None:
    assert till.step(12345, Step.PURCHASE) == (None, False)


def test_the_same_key_gives_the_same_payment_and_another_body_none(till: Till) -> None:
    card, key = till.payer(1), uuid4()
    first = till.one(card, 5_000, keys=[key], fingerprints=[77])
    assert till.one(card, 5_000, keys=[key], fingerprints=[77]) == (first[0], Outcome.REPLAY)
    assert till.one(card, 6_000, keys=[key], fingerprints=[78]) == (first[0], Outcome.KEY_REUSED)
    assert rows.payer(till.cursor, 1).counted_day.cny_minor == 5_000


def test_a_replay_in_a_batch_does_not_disturb_the_others(till: Till) -> None:
    card, other, key = till.payer(1), till.payer(2), uuid4()
    payment, _ = till.one(card, 5_000, keys=[key], fingerprints=[1])
    results = till.reserve([(other, 100), (card, 5_000), (other, 200)], keys=[uuid4(), key, uuid4()], fingerprints=[9, 1, 9])
    assert [outcome for _, outcome in results] == [Outcome.DONE, Outcome.REPLAY, Outcome.DONE]
    assert results[1][0] == payment and till.payment(results[2][0]).order.amount_minor == 200


def test_cards_merchants_and_payers_that_may_not_are_told_apart(till: Till) -> None:
    card = till.payer(1)
    assert till.one(ids.card_id(999, 0), 100)[1] is Outcome.CARD_UNKNOWN
    assert till.one(card, 100, merchant=4242)[1] is Outcome.MERCHANT_UNKNOWN
    assert till.one(card, 100, merchant=till.merchant(4243, status=2))[1] is Outcome.MERCHANT_SUSPENDED
    for status, outcome in {2: Outcome.CARD_BLOCKED, 3: Outcome.CARD_DISABLED, 4: Outcome.CARD_EXPIRY_ASKED}.items():
        till.cursor.execute(f"UPDATE {SCHEMA}.card SET status = %s WHERE id = %s", (status, card))
        assert till.one(card, 100)[1] is outcome
    till.cursor.execute(f"UPDATE {SCHEMA}.card SET status = 1; UPDATE {SCHEMA}.payer SET status = 2 WHERE id = 1")
    assert till.one(card, 100)[1] is Outcome.PAYER_SUSPENDED


def test_a_price_that_is_not_the_one_agreed_to_is_refused(till: Till) -> None:
    card = till.payer(1)
    assert till.one(card, 30_000, agreed=30_000)[1] is Outcome.PRICE_CHANGED
    assert till.one(card, 30_000, agreed=30_900)[1] is Outcome.DONE


def test_a_refund_has_a_key_a_rest_and_an_owner(till: Till) -> None:
    payment, key = till.paid(till.payer(1), 30_000), uuid4()
    first = till.refund(payment, 10_000, key, 5)
    assert first[1:] == (Outcome.DONE, 300, 20_000)
    assert till.refund(payment, 10_000, key, 5) == (first[0], Outcome.REPLAY, 0, 20_000)
    assert till.refund(payment, 9_000, key, 6)[1] is Outcome.KEY_REUSED
    over = uuid4()
    for _ in range(2):
        assert till.refund(payment, 20_001, over, 7)[1:] == (Outcome.REFUND_OVER_REST, 0, 20_000), "a repeat is told the same"
    assert till.refund(payment, 100, merchant=4242)[1] is Outcome.PAYMENT_OF_OTHER_MERCHANT
    assert till.refund(99, 100)[1] is Outcome.PAYMENT_UNKNOWN
    held, _ = till.one(till.payer(2), 100)
    assert till.refund(held, 100)[1] is Outcome.PAYMENT_NOT_REFUNDABLE


def test_refunds_end_after_a_year_and_after_fifty(till: Till) -> None:
    """Facts 4.4.10: 365 days, 50 refunds; the second of an order is sent a minute after the first."""
    payment = till.paid(till.payer(1), 30_000)
    till.now += timedelta(days=365)
    for _ in range(50):
        assert till.refund(payment, 1)[1] is Outcome.DONE
    assert till.refund(payment, 1)[1] is Outcome.REFUNDS_TOO_MANY
    sent = [refund.send_at for refund in rows.refunds_of(till.cursor, payment)]
    assert {later - earlier for earlier, later in pairwise(sent)} == {timedelta(seconds=60)}
    till.now += timedelta(days=1)
    assert till.refund(till.paid(till.payer(2), 100), 1)[1] is Outcome.DONE
    assert till.refund(payment, 1)[1] is Outcome.REFUND_TOO_LATE


def test_a_reversal_names_the_exchange_and_no_card_number(till: Till) -> None:
    payment, _ = till.one(till.payer(1), 30_000)
    known = f'[{{"id": {payment}, "transmitted": "1116040000", "stan": 42, "acquirer_id": "00012345", "reference": "ABC"}}]'
    assert till.step(payment, Step.REVERSE, reversals=known)[1]
    assert till.step(payment, Step.REVERSE, reversals=known) == (Stage.REVERSED, False)
    till.cursor.execute(f"SELECT payment_id, card_token, amount_minor, original_stan, closed_at FROM {SCHEMA}.reversal")
    assert till.cursor.fetchall() == [(payment, "card_1", 30_900, 42, None)]
    assert till.payment(payment).is_reversal_open


def test_who_asked_to_be_told_is_told_of_the_end_of_a_payment(till: Till) -> None:
    till.cursor.execute(f"INSERT INTO {SCHEMA}.callback VALUES (1, 'http://127.0.0.1:9/told', 'key_1', %s)", (till.now,))
    payment = till.paid(till.payer(1), 5_000)
    refund, *_ = till.refund(payment, 100)
    till.cursor.execute(f"SELECT subject_id, event FROM {SCHEMA}.notification ORDER BY id")
    assert till.cursor.fetchall() == [(payment, Step.PURCHASE), (refund, Step.REFUND)]
