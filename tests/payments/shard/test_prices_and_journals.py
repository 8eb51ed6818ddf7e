"""What a shard charges, counts and books is what the rules on values say, for any order, programme, scheme and merchant."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.payments.shard.till import SCHEMA, Till
from yizhan.kernel.clock import branch_date
from yizhan.kernel.money import Money
from yizhan.payments.amounts import user_fee
from yizhan.payments.counting import count
from yizhan.payments.journals import Amounts, GoneBack, movement, refund_movement
from yizhan.payments.margins import card_costs, merchant_fee, wallet_contribution
from yizhan.payments.proportion import returned
from yizhan.payments.rates import day_rate
from yizhan.payments.states import Event, Stage
from yizhan.payments.stored import PROGRAMMES, REGIONS, SCHEMES, STEPS, Outcome, Step

ORDERS = st.one_of(st.sampled_from([1, 19_999, 20_000, 20_001, 3_550_000]), st.integers(1, 3_550_000))
EXAMPLES = settings(max_examples=40, deadline=None)


def amounts_of(order_minor: int, programme: str, scheme: str, region: str, fee_ppm: int, till: Till) -> Amounts:
    order, on = Money(order_minor), branch_date(till.now)
    fee = user_fee(programme, order, on)
    return Amounts(order, fee.amount, merchant_fee(order, Decimal(fee_ppm).scaleb(-6)), wallet_contribution(programme, order, fee, on),
                   card_costs(scheme, region, order + fee.amount, on))


@EXAMPLES
@given(ORDERS, st.sampled_from(sorted(PROGRAMMES.values())), st.sampled_from(sorted(SCHEMES.values())),
       st.sampled_from(sorted(REGIONS.values())), st.integers(3_800, 30_000))
def test_price_count_and_every_journal_equal_the_rules_on_values(shared_till, order_minor, programme, scheme, region, fee_ppm) -> None:
    till = shared_till
    serial = till.fresh()
    card = till.payer(serial, programme=programme, scheme=scheme, region=region)
    merchant = till.merchant(1_000 + serial, fee_ppm)
    expected = amounts_of(order_minor, programme, scheme, region, fee_ppm, till)
    payment, outcome = till.one(card, order_minor, merchant=merchant)
    assert outcome is Outcome.DONE
    stands = till.payment(payment)
    assert (stands.order, stands.user_fee, stands.merchant_fee, stands.wallet_contribution, stands.interchange, stands.assessments) == (
        expected.order, expected.user_fee, expected.merchant_fee, expected.wallet_contribution, expected.costs.interchange,
        expected.costs.assessments)
    assert stands.usd_micro == count(expected.order, day_rate("USD", branch_date(till.now))).usd_micro
    assert till.moved(payment, Step.RESERVE) == movement(None, Event.RESERVE, expected)
    for step in (Step.AUTHORISE, Step.CAPTURE, Step.CLEAR, Step.SETTLE, Step.DISPUTE, Step.WIN_DISPUTE, Step.DISPUTE, Step.LOSE_DISPUTE):
        if step is Step.DISPUTE and till.payment(payment).stage is Stage.SETTLED and till.moved(payment, Step.DISPUTE):
            break  # a journal is written once; a second dispute is another payment's story
        stage, (event,) = STEPS[step]
        assert till.step(payment, step)[1]
        assert till.moved(payment, step) == movement(stage, event, expected)


@EXAMPLES
@given(ORDERS, st.lists(st.integers(1, 1_200_000), min_size=1, max_size=5))
def test_refunds_return_every_part_in_proportion_and_exactly(shared_till, order_minor, parts) -> None:
    till = shared_till
    card = till.payer(till.fresh())
    payment = till.paid(card, order_minor)
    whole, gone = till.payment(payment), 0
    for part in [*parts, order_minor]:
        part = min(part, order_minor - gone)
        if part == 0:
            break
        refund, outcome, fee, left = till.refund(payment, part)
        assert outcome is Outcome.DONE and left == order_minor - gone - part
        of = {name: returned(amount.amount_minor, order_minor, gone, part) for name, amount in
              {"fee": whole.user_fee, "merchant": whole.merchant_fee, "wallet": whole.wallet_contribution}.items()}
        assert fee == of["fee"]
        assert till.moved(refund, Step.REFUND) == refund_movement(
            GoneBack(Money(part), Money(of["fee"]), Money(of["merchant"]), Money(of["wallet"])))
        gone += part
    done = till.payment(payment)
    assert done.refunded == done.order and done.refunded_fee == done.user_fee and done.shown_state == "refunded"
    till.cursor.execute(f"SELECT day_micro, day_minor, year_micro, year_minor FROM {SCHEMA}.payer WHERE id = %s", (done.payer_id,))
    assert till.cursor.fetchone() == (0, 0, 0, 0), "a full refund gives all room back"


def test_a_purchase_in_one_step_moves_what_authorising_and_capturing_move_together(till: Till) -> None:
    payment = till.paid(till.payer(1), 30_000)
    expected = amounts_of(30_000, "wechat_like", "visa", "elsewhere", 6000, till)
    together: dict[str, int] = {}
    for stage, event in ((Stage.RESERVED, Event.AUTHORISE), (Stage.AUTHORISED, Event.CAPTURE)):
        for name, minor in movement(stage, event, expected).items():
            together[name] = together.get(name, 0) + minor
    assert till.moved(payment, Step.PURCHASE) == {name: minor for name, minor in together.items() if minor}


def test_what_the_issuer_approved_before_is_captured_without_a_hold(till: Till) -> None:
    ((payment, outcome),) = till.reserve([(till.payer(1), 5_000)], approvals=["A12345"])
    assert outcome is Outcome.DONE and till.payment(payment).stage is Stage.CAPTURED
    assert till.moved(payment, Step.RESERVE) == {} and till.moved(payment, Step.PURCHASE)["captured_card_payments"] == 5_000


@pytest.mark.parametrize("step", [Step.DECLINE, Step.REVERSE, Step.CANCEL])
def test_what_is_given_up_leaves_no_balance_and_no_count(till: Till, step: Step) -> None:
    before = till.balances()
    payment, _ = till.one(till.payer(1), 30_000)
    if step is Step.CANCEL:
        till.step(payment, Step.AUTHORISE)
    assert till.step(payment, step)[1] and till.balances() == before
    till.cursor.execute(f"SELECT day_micro, day_minor, year_micro, year_minor FROM {SCHEMA}.payer WHERE id = %s", (1,))
    assert till.cursor.fetchall() == [(0, 0, 0, 0)]
