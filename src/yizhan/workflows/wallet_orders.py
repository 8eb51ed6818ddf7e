"""Orders in the wallet: a shop's code becomes an order, the traveller agrees to it once, and what the switch said is kept.

An order's id is the payment's key at the switch. It is agreed to once, with one card, so that a double click, a reload and the back
button can never become a second charge. The call to the switch stands outside: after the agreement, before the answer is kept.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from yizhan.connectors.switch_signature import NEVER_AFTER_S
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.kernel.text import plain
from yizhan.payments import ids
from yizhan.payments.codes.issued import merchant_id_of
from yizhan.payments.codes.recognise import recognise_for_paying
from yizhan.records.models import Merchant, WalletOrder
from yizhan.workflows.action import Act, action
from yizhan.workflows.travellers import own_traveller

STATIC, DYNAMIC = "static_code", "dynamic_code"
# An order may be sent for some minutes after it was agreed to; what the switch does not know so long after the last of these sendings, it
# never will.
SENT_WITHIN: Final = timedelta(minutes=3)
NEVER_ARRIVED: Final = SENT_WITHIN + timedelta(seconds=NEVER_AFTER_S)


@dataclass(frozen=True, slots=True)
class ScannedShop:
    """The merchant behind a code; `amount` is fixed by a dynamic code, else None. `order_number` is the shop's number of the one order that
    a dynamic code is for, else empty.
    """

    merchant: Merchant
    amount: Money | None
    channel: str
    order_number: str = ""


def read_shop(code: str, on: date) -> ScannedShop | Refusal:
    """Whose code it is, before any money is asked for; any text is accepted as input.

    Refusals: those of `recognise_for_paying`; `code_of_other_wallet` (wallet), `code_of_other_bank`, `code_not_in_yuan`,
    `merchant_not_payable`.
    """
    seen = recognise_for_paying(code, on)
    if isinstance(seen, Refusal):
        return Refusal(seen.code, {**seen.facts, "field": "code"})
    if seen.merchant is None:
        return refuse("code_of_other_wallet", field="code", wallet=seen.wallet)
    merchant_id = merchant_id_of(seen.merchant, on)
    if merchant_id is None:
        return refuse("code_of_other_bank", field="code")
    merchant = Merchant.objects.filter(pk=merchant_id, state="active").first()
    if merchant is None:
        return refuse("merchant_not_payable", field="code")
    if seen.merchant.value("53") != "156":
        return refuse("code_not_in_yuan", field="code")
    if seen.merchant.is_static:
        return ScannedShop(merchant, seen.merchant.amount, STATIC)
    return ScannedShop(merchant, seen.merchant.amount, DYNAMIC, seen.merchant.part("62", "01") or "")


@action("wallet.pay")
def open_order(act: Act, code: str, amount: Money | None) -> WalletOrder | Refusal:
    """An order from a code and, where the code names none, an amount. Refusals: those of `read_shop`, `amount_not_positive`."""
    traveller, shop = own_traveller(act), read_shop(code, act.today)
    if isinstance(shop, Refusal):
        return shop
    asked = shop.amount or amount
    if asked is None or asked <= Money.zero():
        return refuse("amount_not_positive", field="amount", amount=asked or Money.zero())
    order = WalletOrder.objects.create(
        traveller=traveller, merchant_id=shop.merchant.pk, merchant_name=shop.merchant.name_latin, merchant_city=shop.merchant.city_latin,
        channel=shop.channel, order_number=shop.order_number, amount_minor=asked.amount_minor, created_at=act.now)
    act.changed(order, after={"merchant": order.merchant_id, "amount_minor": order.amount_minor, "channel": order.channel,
                              "order_number": order.order_number})
    return order


@action("wallet.pay")
def repeat_order(act: Act, order_id: UUID) -> WalletOrder | Refusal:
    """A new order for the same shop and amount, with a key of its own. That the first one came to nothing is the caller's to know.

    Refusals: `order_not_agreed` (an order that still stands needs no other), `merchant_not_payable`.
    """
    before = _own_order(act, order_id)
    if before.agreed_at is None:
        return refuse("order_not_agreed")
    if not Merchant.objects.filter(pk=before.merchant_id, state="active").exists():
        return refuse("merchant_not_payable")
    order = WalletOrder.objects.create(
        traveller=before.traveller, merchant_id=before.merchant_id, merchant_name=before.merchant_name, merchant_city=before.merchant_city,
        channel=before.channel, order_number=before.order_number, amount_minor=before.amount_minor, created_at=act.now)
    act.changed(order, after={"instead_of": str(before.pk), "merchant": order.merchant_id, "amount_minor": order.amount_minor})
    return order


@action("wallet.pay")
def agree_to_order(act: Act, order_id: UUID, card_id: int, terms: dict[str, Any]) -> WalletOrder | Refusal:
    """The traveller agrees: from here on the order is paid with this card or not at all. `terms` are what the page showed.

    Refusals: `order_agreed_already`, `order_card_of_another`.
    """
    order = _own_order(act, order_id)
    if order.agreed_at is not None:
        return refuse("order_agreed_already")
    if ids.payer_of(card_id) != order.traveller.payer_id:
        return refuse("order_card_of_another", field="card")
    order.card_id, order.agreed_at, order.agreed_terms = card_id, act.now, plain(terms)
    order.save(update_fields=["card_id", "agreed_at", "agreed_terms"])
    act.changed(order, after={"card": ids.shown_id("card", card_id), "terms": order.agreed_terms})
    return order


def may_be_sent(order: WalletOrder, now: datetime) -> bool:
    """Whether an agreed order may be sent once more: a page that stood open for too long sends nothing, for another page may have said by
    then that the order never will be charged.
    """
    return order.agreed_at is not None and now - order.agreed_at <= SENT_WITHIN


def never_arrived(order: WalletOrder, now: datetime) -> bool:
    """Whether it is certain of an agreed order that the switch does not know that it never will."""
    return order.agreed_at is not None and now - order.agreed_at > NEVER_ARRIVED


@action("wallet.pay")
def keep_answer(act: Act, order_id: UUID, payment_id: int | None, refusal: Refusal | None = None) -> WalletOrder | Refusal:
    """Keep what the switch said: the payment it made, or why it made none. Refusals: `order_not_agreed`, `order_answered_already`."""
    order = _own_order(act, order_id)
    if order.agreed_at is None:
        return refuse("order_not_agreed")
    if order.payment_id is not None:
        return refuse("order_answered_already")
    order.payment_id, order.refusal = payment_id, {"code": refusal.code, "facts": plain(refusal.facts)} if refusal else None
    order.save(update_fields=["payment_id", "refusal"])
    shown = ids.shown_id("payment", payment_id) if payment_id is not None else None
    act.changed(order, after={"payment": shown, "refusal": refusal.code if refusal else None})
    return order


def _own_order(act: Act, order_id: UUID) -> WalletOrder:
    return WalletOrder.objects.select_for_update(of=("self",)).select_related("traveller").get(pk=order_id, traveller__user=act.actor)
