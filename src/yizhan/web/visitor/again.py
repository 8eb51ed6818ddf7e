"""After a payment that came to nothing: the same shop once more, with another card, a new one, or a smaller amount."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from yizhan.kernel.refusal import Refusal
from yizhan.payments import ids, rows
from yizhan.payments.codes.issued import issued_shop
from yizhan.payments.codes.merchant_code import static_code, write_merchant_code
from yizhan.payments.states import Stage
from yizhan.records.models import Merchant, Traveller, WalletOrder
from yizhan.web.doors import CLOCK, door, run, today
from yizhan.web.forms import KeyedForm
from yizhan.web.refusals import refusal_text
from yizhan.web.visitor import switch
from yizhan.web.visitor.base import cards_of, own_traveller, reading
from yizhan.web.visitor.words import OFFERS
from yizhan.web.vocabulary import word
from yizhan.workflows.wallet_orders import never_arrived, repeat_order

CAME_TO_NOTHING: Final = (Stage.DECLINED, Stage.REVERSED)
OTHER_CARD, REPEAT = "other_card", "repeat"
NEW_CARD: Final = ("enter_card_again", "new_expiry")
SMALLER_AMOUNT: Final = "smaller_amount"
# What a traveller can do about a refusal of the switch that is not the bank's.
UPGRADE_HELPS: Final = ("step_up_required", "limit_single", "limit_day", "limit_year")
SECOND_STEP_HELPS: Final = ("code_cap_reached",)
OF_THE_CARD: Final = ("card_blocked", "card_disabled", "card_expiry_asked", "card_unbound", "card_unknown")


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that a traveller can do; `href` leads to it, "" where it is done elsewhere."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Ways:
    """How to go on. `order` is the one to repeat, None where a shop scanned the traveller's code; `button` is REPEAT, OTHER_CARD or ""."""

    order: WalletOrder | None
    button: str
    bind_href: str
    amount_href: str
    form: KeyedForm


@door("wallet.pay", "POST")
def again(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """A new order instead of one that came to nothing; one that may still be charged is shown as it stands."""
    traveller = own_traveller(request)
    order = traveller.orders.get(pk=order_id)
    if order.agreed_at is None or not came_to_nothing(order):
        return redirect("wallet_order_state", order.pk)
    repeated = run(request, repeat_order, order.pk)
    if isinstance(repeated, Refusal):
        messages.error(request, refusal_text(repeated))
        return redirect("wallet_pay")
    return redirect(f"{reverse('wallet_order', args=[repeated.pk])}?{urlencode({'instead_of': ids.shown_id('card', order.card_id)})}")


def came_to_nothing(order: WalletOrder) -> bool:
    """Whether it is certain that an agreed order was not charged and never will be."""
    if order.refusal:
        return True
    found = order.payment_id or switch.find(order)
    if isinstance(found, int):
        with reading() as cursor:
            paid = rows.payment(cursor, found)
        return paid is not None and paid.stage in CAME_TO_NOTHING
    return isinstance(found, Refusal) or (found is switch.UNKNOWN_KEY and never_arrived(order, CLOCK.now()))


def after_decline(traveller: Traveller, order: WalletOrder | None, card_id: int) -> Ways:
    """The bank, or the state of the card, said no to a card: another one, or the same once the bank has been called."""
    usable = [card.id for card in cards_of(traveller) if card.is_usable]
    button = (OTHER_CARD if any(card != card_id for card in usable) else REPEAT) if usable else ""
    return Ways(order, button, bind_href(order), "", KeyedForm())


def after_refusal(order: WalletOrder, code: str) -> Ways:
    """The switch would not take an order, or never saw it (no code). A limit holds for every card of the traveller's."""
    if code in OF_THE_CARD:
        return after_decline(order.traveller, order, order.card_id)
    is_limit = code in UPGRADE_HELPS
    amount = amount_href(order.merchant_id) if is_limit or code in SECOND_STEP_HELPS else ""
    return Ways(order, "" if is_limit else REPEAT, "", amount, KeyedForm())


def bind_href(order: WalletOrder | None) -> str:
    """Where a card is bound; afterwards the page leads on to the order."""
    return reverse("wallet_card_new") + (f"?{urlencode({'order': order.pk})}" if order is not None else "")


def amount_href(merchant_id: int) -> str:
    """The page that asks for an amount at a shop, as if its printed code had been scanned; "" for a shop that takes nothing now."""
    shop = Merchant.objects.filter(pk=merchant_id, state="active").first()
    if shop is None:
        return ""
    own = issued_shop(shop.pk, shop.category_code, shop.name_latin, shop.city_latin, shop.name, today())
    return f"{reverse('wallet_pay_amount')}?{urlencode({'code': write_merchant_code(static_code(own))})}"


def offers_of(codes: Iterable[str], ways: Ways, merchant_id: int) -> list[Offer]:
    """What the bank's answer offers, each with the way to it; another card has its own button below."""
    hrefs: dict[str, str] = dict.fromkeys(NEW_CARD, ways.bind_href) | {SMALLER_AMOUNT: amount_href(merchant_id)}
    return [Offer(word(OFFERS, code), hrefs.get(code, "")) for code in codes if code != OTHER_CARD]
