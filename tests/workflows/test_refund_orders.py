"""Refunds ordered by a shop: within the authority to the switch at once, above it once the branch has confirmed; what is refused."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.cast import Cast, clock, make_cast
from tests.stories.journey import done
from tests.workflows.listening import client_of, listening
from tests.workflows.paid import Shopping, shopping
from tests.workflows.shops import HOTEL, shop
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.payments.ids import shown_id
from yizhan.records.models import Merchant, MerchantMembership, OutboxMessage, RefundOrder
from yizhan.workflows.action import PermissionRefused
from yizhan.workflows.card_payments import PaymentUnknown, merchant_day, merchant_payments, story_of
from yizhan.workflows.card_payments import payment_of as seen
from yizhan.workflows.refund_orders import confirm_refund, order_refund
from yizhan.workflows.switch_outbox import send_due_messages

YUAN = Money.of


@pytest.fixture
def cast(committing_db) -> Cast:
    return make_cast()


@pytest.fixture
def merchant(cast: Cast) -> Merchant:
    return shop(cast, clock())


@pytest.fixture
def till(committing_db, merchant: Merchant) -> Iterator[Shopping]:
    with shopping(committing_db, merchant, clock().now()) as found:
        yield found


def code_of(result: object) -> str:
    assert isinstance(result, Refusal), result
    return result.code


def order(cast: Cast, merchant: Merchant, payment: int, yuan: str) -> RefundOrder | Refusal:
    return order_refund(cast.merchant, clock(), merchant.pk, payment, YUAN(yuan), "退茶")


def test_a_clerk_refunds_up_to_the_limit_alone_and_a_fen_more_waits_for_the_branch(cast, merchant, till) -> None:
    payment = till.paid(300_000)
    assert done(order(cast, merchant, payment, "500.00")).state == "waiting"
    assert done(order(cast, merchant, payment, "500.01")).state == "to_confirm"
    assert OutboxMessage.objects.filter(kind="refund").count() == 1


def test_the_day_counts_what_was_ordered_alone_and_not_what_the_branch_confirmed(cast, merchant, till) -> None:
    payment = till.paid(900_000)
    large = done(order(cast, merchant, payment, "3000.00"))
    done(confirm_refund(cast.operations, clock(), large.pk, "confirmed", "已与店长核实"))
    states = [done(order(cast, merchant, payment, "500.00")).state for _ in range(5)]
    assert states == ["waiting"] * 4 + ["to_confirm"]


def test_orders_on_their_way_count_against_the_rest(cast, merchant, till) -> None:
    payment = till.paid(60_000)
    done(order(cast, merchant, payment, "400.00"))
    refusal = order(cast, merchant, payment, "200.01")
    assert code_of(refusal) == "refund_over_rest" and refusal.facts["left"] == YUAN("200.00")
    assert done(order(cast, merchant, payment, "200.00")).state == "waiting"


def test_what_cannot_be_refunded_is_said_at_once(cast, merchant, till) -> None:
    assert code_of(order(cast, merchant, till.open(1_000), "1.00")) == "payment_not_refundable"
    assert code_of(order(cast, merchant, till.declined(1_000, "51"), "1.00")) == "payment_not_refundable"
    payment = till.paid(60_000)
    assert code_of(order(cast, merchant, payment, "0")) == "amount_not_positive"
    late = clock()
    late.advance(timedelta(days=366))
    assert code_of(order_refund(cast.merchant, late, merchant.pk, payment, YUAN("1"))) == "refund_too_late"


def test_strangers_find_nothing_and_other_roles_may_not(cast, merchant, till) -> None:
    payment = till.paid(60_000)
    with pytest.raises(Merchant.DoesNotExist):
        order_refund(cast.other_merchant, clock(), merchant.pk, payment, YUAN("1"))
    other = shop(cast, clock(), HOTEL)
    with pytest.raises(PaymentUnknown):
        order_refund(cast.merchant, clock(), other.pk, payment, YUAN("1"))
    for unknown in (payment + 1, 0, -1, 1 << 62, 1 << 63):
        with pytest.raises(PaymentUnknown):
            order_refund(cast.merchant, clock(), merchant.pk, unknown, YUAN("1"))
    for person in (cast.operations, cast.branch, cast.applicant):
        with pytest.raises(PermissionRefused):
            order_refund(person, clock(), merchant.pk, payment, YUAN("1"))


def test_the_branch_confirms_once_and_declines_with_words(cast, merchant, till) -> None:
    payment = till.paid(300_000)
    first, second = done(order(cast, merchant, payment, "600.00")), done(order(cast, merchant, payment, "700.00"))
    with pytest.raises(PermissionRefused):
        confirm_refund(cast.merchant, clock(), first.pk, "confirmed")
    assert code_of(confirm_refund(cast.operations, clock(), second.pk, "declined")) == "reason_missing"
    assert code_of(confirm_refund(cast.operations, clock(), second.pk, "perhaps")) == "verdict_unknown"
    assert done(confirm_refund(cast.operations, clock(), second.pk, "declined", "电话未核实")).state == "declined"
    assert done(confirm_refund(cast.operations, clock(), first.pk, "confirmed")).state == "waiting"
    assert code_of(confirm_refund(cast.operations, clock(), first.pk, "declined", "x")) == "refund_confirmed_already"


def test_who_ordered_does_not_confirm_even_in_another_role(cast, merchant, till) -> None:
    large = done(order(cast, merchant, till.paid(300_000), "600.00"))
    cast.merchant.role = "operations"
    assert code_of(confirm_refund(cast.merchant, clock(), large.pk, "confirmed")) == "same_person"


def test_a_closed_merchant_orders_nothing_and_a_suspended_one_does(cast, merchant, till) -> None:
    payment = till.paid(60_000)
    Merchant.objects.update(state="suspended")
    done(order(cast, merchant, payment, "1.00"))
    Merchant.objects.update(state="closed")
    assert code_of(order(cast, merchant, payment, "1.00")) == "merchant_not_in_state"


def test_the_switch_is_asked_with_one_key_until_it_answers_and_the_order_says_what_it_said(cast, merchant, till) -> None:
    payment, now = till.paid(60_000), clock()
    with listening() as switch:
        caller = client_of(switch)
        send_due_messages(now, caller)
        made = done(order(cast, merchant, payment, "100.00"))
        switch.answers = [None, (201, {"refund": shown_id("refund", 77)}), (422, {"code": "refund_over_rest", "facts": {"left": "0"}})]
        send_due_messages(now, caller)
        made.refresh_from_db()
        assert made.state == "waiting"
        now.advance(timedelta(minutes=1))
        send_due_messages(now, caller)
        made.refresh_from_db()
        assert (made.state, made.refund_id) == ("accepted", 77)
        refused = done(order(cast, merchant, payment, "1.00"))
        send_due_messages(now, caller)
        refused.refresh_from_db()
        assert (refused.state, refused.refusal["code"]) == ("refused", "refund_over_rest")
        asked = [body for path, body in switch.told if path == f"/v1/payments/{shown_id('payment', payment)}/refunds"]
    assert asked[:2] == [{"key": str(made.pk), "amount_minor": 10_000, "merchant_id": merchant.pk}] * 2 and len(asked) == 3


def test_a_manager_may_refund_more(cast, merchant, till) -> None:
    MerchantMembership.objects.update(position="manager")
    assert done(order(cast, merchant, till.paid(900_000), "5000.00")).state == "waiting"


def test_figures_and_story_follow_the_shard(cast, merchant, till) -> None:
    payment, today = till.paid(30_000), clock().now().date()
    till.refunded(payment, 15_000)
    till.declined(5_000, "51")
    till.open(6_000)
    figures = merchant_day(merchant, today, today)
    assert (figures.paid, figures.paid_amount, figures.refunded, figures.declined, figures.in_doubt) == (1, YUAN("300"), YUAN("150"), 1, 1)
    assert len(merchant_payments(merchant, today, today)) == 3
    story = story_of(seen(payment, merchant))
    assert [refund.to_card for refund in story.refunds] == [YUAN("154.50")]
    assert {entry.step.name for entry in story.entries} == {"RESERVE", "PURCHASE", "REFUND"}
    assert sum(entry.amount.amount_minor for entry in story.entries if entry.debit == "merchant_payable") > 0
