"""The proof of a shard: whatever happened by its functions is proven, and each planted fault is found by its name."""

import pytest

from tests.payments.shard.till import SCHEMA, Till
from yizhan.payments import shard_verify
from yizhan.payments.stored import Step

PLANTED = [
    ("UPDATE {}.account SET balance_minor = balance_minor + 1 WHERE id = (SELECT min(debit) FROM {}.entry)",
     {"balance_differs_from_entries", "total_differs_from_payments"}),
    ("UPDATE {}.account SET version = version + 1 WHERE id = (SELECT min(debit) FROM {}.entry)", {"balance_differs_from_entries"}),
    ("DELETE FROM {}.account WHERE balance_minor = 0 AND version = 0 AND code = 'merchant_payable'", {"account_missing"}),
    ("DELETE FROM {}.account WHERE code = 'merchant_payable' AND version > 0",
     {"account_missing", "entry_without_account", "total_differs_from_payments"}),
    ("UPDATE {}.account SET owner = 99 WHERE code = 'merchant_payable' AND version = 0", {"account_not_of_its_number"}),
    ("UPDATE {}.payment SET stage = 4 WHERE id = {paid}", {"journals_do_not_fit_stage", "total_differs_from_payments"}),
    ("DELETE FROM {}.entry WHERE payment_id = {paid} AND event = 11",
     {"journals_do_not_fit_stage", "balance_differs_from_entries"}),
    ("UPDATE {}.payment SET user_fee_minor = user_fee_minor + 1 WHERE id = {paid}",
     {"entry_not_of_its_payment", "total_differs_from_payments"}),
    ("UPDATE {}.entry SET amount_minor = amount_minor + 1 WHERE payment_id = {paid} AND line = 3",
     {"entry_not_of_its_payment", "balance_differs_from_entries"}),
    ("UPDATE {}.entry SET amount_minor = 1 WHERE event = 13 AND line = 1", {"entry_not_of_its_refund", "balance_differs_from_entries"}),
    ("UPDATE {}.payment SET refunds = refunds + 1 WHERE id = {paid}", {"refunds_differ_from_payment"}),
    ("UPDATE {}.payer SET day_minor = day_minor - 100", {"counted_differs_from_payments"}),
    ("UPDATE {}.payer SET year_micro = year_micro + 1", {"counted_differs_from_payments"}),
    ("DELETE FROM {}.payment_key WHERE payment_id = {paid}", {"payment_without_key"}),
    ("UPDATE {}.payment_key SET payment_id = payment_id + 1 WHERE payment_id = {paid}", {"payment_without_key", "key_without_payment"}),
    ("UPDATE {}.payment_key SET refusal = 21 WHERE payment_id = {paid}", {"key_of_refused_payment"}),
    ("UPDATE {}.payer SET id = id + (1::bigint << 40)",
     {"payer_of_other_shard", "payment_of_other_shard", "counted_differs_from_payments"}),
    ("UPDATE {}.card SET payer_id = payer_id + 1", {"card_of_other_payer"}),
    ("UPDATE {}.writer_mark SET open_from_id = {held} + 1", {"doubt_out_of_sight"}),
    ("UPDATE {}.entry SET amount_minor = amount_minor - 1 WHERE event = 8 AND line = 1",
     {"dispute_out_of_balance", "balance_differs_from_entries"}),
]


def lived(till: Till) -> dict[str, int]:
    """A payment at every stage, with refunds; the ids of two of them."""
    card = till.payer(till.fresh())
    paid = till.paid(card, 30_000)
    till.refund(paid, 10_000)
    held, _ = till.one(card, 5_000)
    till.step(till.one(card, 6_000)[0], Step.DECLINE, "51")
    till.step(till.one(card, 7_000)[0], Step.REVERSE)
    till.one(card, 99_999_999)
    for last in (Step.AUTHORISE, Step.CANCEL):
        payment, _ = till.one(card, 8_000)
        till.step(payment, Step.AUTHORISE)
        till.step(payment, last)
    far = (Step.AUTHORISE, Step.CAPTURE, Step.CLEAR, Step.SETTLE, Step.DISPUTE)
    for end in (None, Step.WIN_DISPUTE, Step.LOSE_DISPUTE):
        payment, _ = till.one(card, 21_000)
        for step in far if end is None else (*far, end):
            till.step(payment, step)
        if end is Step.WIN_DISPUTE:
            till.refund(payment, 21_000)
    till.reserve([(card, 1_000), (card, 2_000)], approvals=["A1", "A2"])
    till.cursor.execute(f"UPDATE {SCHEMA}.writer_mark SET open_from_id = %s", (held,))  # as a writer does that knows what is open
    return {"paid": paid, "held": held}


def test_a_shard_in_which_every_kind_of_payment_has_been_is_proven(till: Till) -> None:
    lived(till)
    proof = shard_verify.verify(till.cursor, 0)
    assert proof.is_proven and not proof.findings
    assert proof.payments == 11 and proof.refunds == 2 and proof.payers == 1


def test_an_empty_shard_is_empty_and_not_proven(till: Till) -> None:
    proof = shard_verify.verify(till.cursor, 0)
    assert proof.is_empty and not proof.is_proven and not proof.findings


@pytest.mark.parametrize(("fault", "codes"), PLANTED)
def test_a_planted_fault_is_found(till: Till, fault: str, codes: set[str]) -> None:
    ids = lived(till)
    till.cursor.execute(fault.replace("{}", SCHEMA).format(**ids))
    assert till.cursor.rowcount > 0
    found = {finding.code for finding in shard_verify.verify(till.cursor, 0).findings}
    assert codes <= found


def test_every_kind_of_finding_is_planted() -> None:
    told = (shard_verify.ShardFinding.__doc__ or "").split("Codes:")[1].split("`")[1::2]
    assert set(told) == set().union(*(codes for _, codes in PLANTED))


def test_the_ways_of_a_payment_follow_the_table_of_states() -> None:
    ways = {(stage.value, steps) for stage, steps in shard_verify.histories()}
    assert ("captured", (Step.RESERVE, Step.PURCHASE)) in ways and ("captured", (Step.RESERVE, Step.AUTHORISE, Step.CAPTURE)) in ways
    assert ("captured", (Step.PURCHASE,)) in ways and ("reversed", (Step.RESERVE, Step.AUTHORISE, Step.CANCEL)) in ways
    assert not any(stage == "declined" and len(steps) > 2 for stage, steps in ways)
