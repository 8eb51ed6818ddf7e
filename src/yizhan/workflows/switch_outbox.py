"""Messages to the switch: a merchant or a traveller as it stands, fixings of the dollar, and refunds.

Written where they are decided, sent by the worker, closed by the answer: waiting → sent → accepted | rejected. Unknown is sent again
under the same key, which the switch knows, so nothing happens twice. Of one merchant, of one traveller and of one payment's refunds
the oldest open message goes first, so that an old state never overtakes a new one.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from procrastinate.contrib.django import app as queue

from yizhan.connectors.switch_client import OF_THE_QUESTION, Answer, SwitchClient, Unknown
from yizhan.kernel.clock import Clock
from yizhan.kernel.ids import new_id
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.kernel.text import plain
from yizhan.payments.fixings import tidy_rate
from yizhan.payments.ids import read_id, shown_id
from yizhan.records.models import Merchant, OutboxMessage, RateFixing, RefundOrder, Traveller
from yizhan.workflows.action import Act, action

DESTINATION = "switch"
OPEN_STATES = ("waiting", "sent", "unknown")
# What closes no message: it waits to be sent again. A refund of a payment that the switch does not know is final, for its number was
# told by the switch, and no later sending finds it.
NOT_HEARD = OF_THE_QUESTION - {"payment_unknown"}
RETRY_AFTER = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=5), timedelta(minutes=30))


def tell_merchant(act: Act, merchant: Merchant, key: str) -> None:
    """Write the message that makes the switch take over the merchant as it stands; in the caller's transaction."""
    _write(act, "merchant", f"merchant:{key}", {"of": f"merchant:{merchant.pk}", "merchant_id": merchant.pk})


def tell_payer(act: Act, traveller: Traveller) -> None:
    """Write the message that makes the switch take over a traveller's tier as it stands; in the caller's transaction."""
    _write(act, "payer", f"payer:{new_id()}", {"of": f"payer:{traveller.pk}", "traveller_id": traveller.pk})


def tell_fixing(act: Act, fixing: RateFixing) -> None:
    """Write the message that makes the switch count with a fixing from its day on; in the caller's transaction."""
    _write(act, "fixing", f"fixing:{fixing.pk}", {"of": f"fixing:{fixing.currency}", "fixing_id": str(fixing.pk)})


def tell_refund(act: Act, order: RefundOrder) -> None:
    """Write the message that makes the switch refund; in the caller's transaction."""
    _write(act, "refund", f"refund:{order.pk}", {"of": f"payment:{order.payment_id}", "order_id": str(order.pk)})


def send_due_messages(clock: Clock, switch: SwitchClient, limit: int = 50) -> int:
    """Send every message that is due; how many were handled. Run by the worker, safe to run twice."""
    ids = list(_due(clock).values_list("id", flat=True)[:limit])
    for message_id in ids:
        send_message(clock, switch, message_id)
    return len(ids)


def send_message(clock: Clock, switch: SwitchClient, message_id: UUID) -> OutboxMessage | Refusal:
    """One message: claim it, call between two transactions, keep the answer."""
    claimed = claim_switch_message(None, clock, message_id)
    if isinstance(claimed, Refusal):
        return claimed
    answer = _call(switch, claimed)
    if isinstance(answer, Refusal) and answer.code in NOT_HEARD:
        answer = Unknown(answer.code)
    if isinstance(answer, Refusal):
        return settle_switch_message(None, clock, message_id, "rejected", {"code": answer.code, "facts": plain(answer.facts)})
    if isinstance(answer, Unknown):
        return settle_switch_message(None, clock, message_id, "unknown", {"code": answer.code})
    return settle_switch_message(None, clock, message_id, "accepted", plain(answer))


@action("switch.send")
def claim_switch_message(act: Act, message_id: UUID) -> OutboxMessage | Refusal:
    """Mark a message as being sent, and when it is sent again should nothing come back."""
    message = OutboxMessage.objects.select_for_update().get(pk=message_id)
    if message.state not in OPEN_STATES or message.due_at > act.now:
        return refuse("message_not_due", state=message.state)
    before = message.state
    message.attempts += 1
    message.due_at = act.now + RETRY_AFTER[min(message.attempts, len(RETRY_AFTER)) - 1]
    message.state = "sent"
    message.save()
    act.changed(message, before={"state": before}, after={"state": "sent", "attempts": message.attempts, "key": message.key})
    return message


@action("switch.settle")
def settle_switch_message(act: Act, message_id: UUID, state: str, answer: dict[str, Any]) -> OutboxMessage | Refusal:
    """Keep what the switch said: accepted and rejected are final, unknown waits for the next attempt."""
    message = OutboxMessage.objects.select_for_update().get(pk=message_id)
    if message.state not in OPEN_STATES:
        return refuse("message_closed_already")
    message.state, message.last_error = state, "" if state == "accepted" else str(answer.get("code", ""))[:300]
    if state != "unknown":
        message.answered_at = act.now
        if message.kind in CLOSINGS:
            CLOSINGS[message.kind](act, message, state, answer)
    message.save()
    act.changed(message, before={"state": "sent"}, after={"state": state, "code": message.last_error})
    return message


def enqueue_switch() -> None:
    """Wake the worker after the transaction that wrote the outbox."""
    queue.configure_task("send_to_switch").defer()


def _write(act: Act, kind: str, key: str, payload: dict[str, Any]) -> None:
    OutboxMessage.objects.create(destination=DESTINATION, kind=kind, key=key, payload=payload, due_at=act.now, created_at=act.now)
    enqueue_switch()


def _due(clock: Clock):
    """Open messages whose time has come and that have no older open one of the same merchant or payment before them."""
    older = OutboxMessage.objects.filter(destination=DESTINATION, state__in=OPEN_STATES, payload__of=OuterRef("payload__of")).filter(
        Q(created_at__lt=OuterRef("created_at")) | Q(created_at=OuterRef("created_at"), id__lt=OuterRef("id")))
    open_ones = OutboxMessage.objects.filter(destination=DESTINATION, state__in=OPEN_STATES, due_at__lte=clock.now())
    return open_ones.filter(~Exists(older)).order_by("due_at", "id")


def _call(switch: SwitchClient, message: OutboxMessage) -> Answer:
    if message.kind == "refund":
        order = RefundOrder.objects.get(pk=message.payload["order_id"])
        return switch.refund(shown_id("payment", order.payment_id), str(order.pk), order.amount_minor, order.merchant_id)
    if message.kind == "payer":
        traveller = Traveller.objects.get(pk=message.payload["traveller_id"])
        return switch.upsert_payer(shown_id("payer", traveller.payer_id), traveller.programme, traveller.tier)
    if message.kind == "fixing":
        fixing = RateFixing.objects.get(pk=message.payload["fixing_id"])
        return switch.fix_rate(fixing.currency, fixing.first_day.isoformat(), str(tidy_rate(fixing.cny_per_unit)), fixing.source)
    merchant = Merchant.objects.get(pk=message.payload["merchant_id"])
    status = "active" if merchant.state == "active" else "suspended"
    return switch.upsert_merchant(merchant.pk, merchant.name_latin, merchant.city_latin, merchant.category_code, str(merchant.rate), status)


def _close_refund(act: Act, message: OutboxMessage, state: str, answer: dict[str, Any]) -> None:
    order = RefundOrder.objects.select_for_update().get(pk=message.payload["order_id"])
    order.closed_at = act.now
    if state == "accepted":
        number = read_id("refund", str(answer.get("refund", "")))
        order.state, order.refund_id = "accepted", None if isinstance(number, Refusal) else number
    else:
        order.state, order.refusal = "refused", answer
    order.save()
    act.changed(order, before={"state": "waiting"}, after={"state": order.state, "code": answer.get("code", "")})


def _close_fixing(act: Act, message: OutboxMessage, state: str, answer: dict[str, Any]) -> None:
    """What the switch did not take, because its day had begun, never holds: payments count at the old rate."""
    fixing = RateFixing.objects.select_for_update().get(pk=message.payload["fixing_id"])
    fixing.state, fixing.told_at = "standing" if state == "accepted" else "refused", act.now
    fixing.refusal = None if state == "accepted" else answer
    fixing.save()
    act.changed(fixing, before={"state": "confirmed"}, after={"state": fixing.state, "code": answer.get("code", "")})


CLOSINGS = {"refund": _close_refund, "fixing": _close_fixing}
