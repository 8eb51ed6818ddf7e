"""Refunds ordered by a merchant's people: within their authority they go to the switch at once, above it the branch confirms first."""

from datetime import date
from uuid import UUID

from django.db.models import Sum

from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.payments.refund_authority import Position, needs_confirmation
from yizhan.payments.refunds import Refund, Refundable, refund
from yizhan.payments.row_values import Payment
from yizhan.payments.states import check_refundable
from yizhan.records.models import Merchant, RefundOrder, User
from yizhan.workflows.action import Act, action
from yizhan.workflows.card_payments import payment_of, refunds_of
from yizhan.workflows.merchants import locked
from yizhan.workflows.switch_outbox import tell_refund

OPEN_STATES = ("to_confirm", "waiting")


@action("refund.order")
def order_refund(act: Act, merchant_id: int, payment_id: int, amount: Money, words: str = "") -> RefundOrder | Refusal:
    """Order a part of a payment's order to go back to the card; the user fee goes back in proportion.

    Refusals: `merchant_not_in_state` (closed), `payment_not_refundable` and those of `payments.refunds.refund`. They are looked at here so
    that the person hears at once; the switch looks again when it refunds. Orders that are on their way count as if they were done.
    """
    merchant = locked(act, merchant_id)
    if merchant.state == "closed":
        return refuse("merchant_not_in_state", state_of_merchant=merchant.state)
    payment = payment_of(payment_id, merchant)
    refusal = check_refundable(payment.stage) or _check(act, payment, amount)
    if refusal:
        return refusal
    position = Position(merchant.memberships.get(user=act.actor).position)
    waits = needs_confirmation(position, amount, ordered_alone(act.actor, merchant, act.today), act.today)
    order = RefundOrder.objects.create(
        merchant=merchant, payment_id=payment_id, amount_minor=amount.amount_minor, words=words.strip()[:200], ordered_by=act.actor,
        created_at=act.now, state="to_confirm" if waits else "waiting")
    if not waits:
        tell_refund(act, order)
    act.changed(order, after={"payment": payment.shown_id, "amount": amount, "state": order.state})
    return order


@action("refund.confirm")
def confirm_refund(act: Act, order_id: UUID, verdict: str, words: str = "") -> RefundOrder | Refusal:
    """Confirm or decline a refund that is above the authority of who ordered it."""
    if verdict not in ("confirmed", "declined"):
        return refuse("verdict_unknown", field="verdict", verdict=verdict)
    order = RefundOrder.objects.select_for_update().get(pk=order_id)
    if order.state != "to_confirm":
        return refuse("refund_confirmed_already")
    if order.ordered_by_id == act.actor.pk:
        return refuse("same_person", person=act.actor.username)
    if verdict == "declined" and not words.strip():
        return refuse("reason_missing", field="words")
    order.state, order.closed_at = ("waiting", None) if verdict == "confirmed" else ("declined", act.now)
    order.confirmed_by, order.confirmed_at, order.confirm_words = act.actor, act.now, words.strip()[:200]
    order.save()
    if verdict == "confirmed":
        tell_refund(act, order)
    act.changed(order, before={"state": "to_confirm"}, after={"state": order.state, "words": order.confirm_words})
    return order


def ordered_alone(user: User, merchant: Merchant, on: date) -> Money:
    """What a person ordered on a day without the branch's confirmation, but for what was refused."""
    own = merchant.refund_orders.filter(ordered_by=user, confirmed_by=None, state__in=("waiting", "accepted"), created_at__date=on)
    return Money(own.aggregate(sum=Sum("amount_minor"))["sum"] or 0)


def orders_of(payment_id: int) -> list[RefundOrder]:
    """The refund orders of a payment, newest first."""
    return list(RefundOrder.objects.filter(payment_id=payment_id).select_related("ordered_by", "confirmed_by").order_by("-created_at"))


def _check(act: Act, payment: Payment, amount: Money) -> Refusal | None:
    done = [Refund(str(row.id), row.order_part, row.fee_part, row.send_at) for row in refunds_of(payment.id)]
    on_their_way = [Refund(str(order.pk), Money(order.amount_minor), Money.zero(), order.created_at)
                    for order in RefundOrder.objects.filter(payment_id=payment.id, state__in=OPEN_STATES)]
    standing = Refundable(payment.order, payment.user_fee, payment.captured_at, (*done, *on_their_way))
    found = refund(standing, "new", amount, act.now)
    return found if isinstance(found, Refusal) else None
