"""What became of an order, the list of payments, one payment with its refunds, and the receipt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.kernel.clock import branch_date
from yizhan.kernel.money import Money, Rounding
from yizhan.kernel.refusal import Refusal
from yizhan.payments import ids, rows
from yizhan.payments.refund_arrival import refund_arrival
from yizhan.payments.response_codes import Action, handling
from yizhan.payments.row_values import Payment, RefundRow
from yizhan.payments.states import Stage
from yizhan.records.models import Traveller, WalletOrder
from yizhan.web.components import Event, Pill
from yizhan.web.doors import CLOCK, door
from yizhan.web.formats import day, money
from yizhan.web.refusals import refusal_text
from yizhan.web.visitor import switch
from yizhan.web.visitor.again import CAME_TO_NOTHING, SECOND_STEP_HELPS, UPGRADE_HELPS, after_decline, after_refusal, offers_of
from yizhan.web.visitor.base import own_payment, own_traveller, reading, upgrade_of
from yizhan.web.visitor.sending import send
from yizhan.web.visitor.words import DECLINES, FIELDS, PAYMENT_STATES, SCHEMES, TIERS, state_words, words_of
from yizhan.web.vocabulary import word
from yizhan.workflows.calendars import working_calendar
from yizhan.workflows.order_payments import order_of
from yizhan.workflows.rate_fixings import rate_on
from yizhan.workflows.wallet_orders import NEVER_ARRIVED, may_be_sent, never_arrived

A_PAGE = 30
IN_DOUBT = (Stage.RESERVED, Stage.AUTHORISED)
LOOK_AGAIN_SECONDS = 3
LOOK_AGAIN_AT_BANK_SECONDS = 15
LOOK_AGAIN_LATER_SECONDS = 30


@dataclass(frozen=True, slots=True)
class ShownPayment:
    """One line of the list."""

    href: str
    merchant: str
    row: Payment
    state: Pill


@door("wallet.pay", "GET", "POST")
def order_state(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Until it is known, a page that says so and looks again by itself; then the payment, or why there is none."""
    traveller = own_traveller(request)
    order = traveller.orders.get(pk=order_id)
    if order.agreed_at is None:
        return redirect("wallet_order", order.pk)
    if request.method == "POST":
        _send_again(request, order)
        return redirect("wallet_order_state", order.pk)
    if order.refusal:
        return render(request, "visitor/order_refused.html", _refused(order, order.refusal["code"], order.refusal["facts"]))
    payment_id = order.payment_id or switch.find(order)
    if payment_id is switch.UNKNOWN_KEY:
        return _not_arrived(request, order)
    if isinstance(payment_id, Refusal):
        return render(request, "visitor/order_refused.html", _refused(order, payment_id.code, payment_id.facts))
    payment = _payment(payment_id) if isinstance(payment_id, int) else None
    if payment is not None and payment.stage not in IN_DOUBT:
        return redirect("wallet_payment", payment.shown_id)
    return _waiting(request, order, payment)


@door("wallet.read")
def payments(request: HttpRequest) -> HttpResponse:
    """All payments, newest first, a page at a time."""
    traveller = own_traveller(request)
    before = ids.read_id("payment", request.GET.get("before", ""))
    with reading() as cursor:
        found = rows.payments_of_payer(cursor, traveller.payer_id, before if isinstance(before, int) else rows.LATEST, A_PAGE + 1)
    more = f"{reverse('wallet_payments')}?before={found[A_PAGE - 1].shown_id}" if len(found) > A_PAGE else ""
    return render(request, "visitor/payments.html", {"payments": shown_payments(found[:A_PAGE]), "more_href": more})


@door("wallet.read")
def payment(request: HttpRequest, payment: str) -> HttpResponse:
    """One payment: what was charged, how it stands, what came back and when it is expected."""
    traveller = own_traveller(request)
    found = _opened(traveller, _own(traveller, payment))
    response = render(request, "visitor/payment.html", found)
    if found["is_in_doubt"]:
        response["Refresh"] = _look_again(str(found["verify_url"]))
    return response


@door("wallet.read")
def receipt(request: HttpRequest, payment: str) -> HttpResponse:
    """The receipt, for printing: both languages' names of the shop, reference, fee, refunds."""
    traveller = own_traveller(request)
    found = _own(traveller, payment)
    if found.captured_at is None:
        raise Http404
    return render(request, "visitor/receipt.html", _opened(traveller, found))


def shown_payments(found: Sequence[Payment]) -> list[ShownPayment]:
    """Payments as lines of a list."""
    return [ShownPayment(reverse("wallet_payment", args=[row.shown_id]), row.merchant_name, row,
                         state_words(PAYMENT_STATES, row.shown_state)) for row in found]


def _own(traveller: Traveller, shown_id: str) -> Payment:
    found = own_payment(traveller, shown_id)
    if found is None:
        raise Http404
    return found


def _payment(payment_id: int) -> Payment | None:
    with reading() as cursor:
        return rows.payment(cursor, payment_id)


def _send_again(request: HttpRequest, order: WalletOrder) -> None:
    """Only in time, and where the switch says that it never saw the order: the same key, so that nothing can be charged twice."""
    if may_be_sent(order, CLOCK.now()) and order.payment_id is None and not order.refusal and switch.find(order) is switch.UNKNOWN_KEY:
        send(request, order)


def _not_arrived(request: HttpRequest, order: WalletOrder) -> HttpResponse:
    is_over, is_in_time = never_arrived(order, CLOCK.now()), may_be_sent(order, CLOCK.now())
    response = render(request, "visitor/order_not_arrived.html", {
        "order": order, "is_over": is_over, "may_be_sent": is_in_time, "sure_at": order.agreed_at + NEVER_ARRIVED,
        "amount": Money(order.amount_minor), "ways": after_refusal(order, "")})
    if not is_over and not is_in_time:
        response["Refresh"] = str(LOOK_AGAIN_LATER_SECONDS)
    return response


def _waiting(request: HttpRequest, order: WalletOrder, payment: Payment | None) -> HttpResponse:
    """The bank is being asked, or wants to ask its holder first: then there is a button that leads to the bank's page."""
    verify_url = switch.verify_url(payment.id) if payment is not None else ""
    template = "visitor/order_verifying.html" if verify_url else "visitor/order_checking.html"
    response = render(request, template, {"order": order, "amount": Money(order.amount_minor), "verify_url": verify_url})
    response["Refresh"] = _look_again(verify_url)
    return response


def _look_again(verify_url: str) -> str:
    """In how many seconds a page of a payment in doubt looks again: later while its traveller is at the bank's page."""
    return str(LOOK_AGAIN_AT_BANK_SECONDS if verify_url else LOOK_AGAIN_SECONDS)


def _refused(order: WalletOrder, code: str, facts: Mapping[str, Any]) -> dict[str, object]:
    """Why there is no payment, and the way out: for a limit exactly what the next level lacks."""
    upgrade = upgrade_of(order.traveller) if code in UPGRADE_HELPS else None
    return {"order": order, "amount": Money(order.amount_minor), "text": refusal_text({"code": code, "facts": facts}),
            "upgrade": upgrade, "tier": word(TIERS, upgrade.tier.value) if upgrade else "",
            "missing": words_of(FIELDS, upgrade.missing) if upgrade else [], "second_step_helps": code in SECOND_STEP_HELPS,
            "ways": after_refusal(order, code)}


def _opened(traveller: Traveller, row: Payment) -> dict[str, object]:
    with reading() as cursor:
        refunds = rows.refunds_of(cursor, row.id)
    ways = after_decline(traveller, order_of(traveller, row), row.card_id) if row.stage in CAME_TO_NOTHING else None
    said = handling(row.response_code, row.on_day) if row.response_code and row.stage is Stage.DECLINED else None
    return {
        "payment": row, "state": state_words(PAYMENT_STATES, row.shown_state), "scheme": word(SCHEMES, row.scheme),
        "is_in_doubt": row.stage in IN_DOUBT, "is_paid": row.captured_at is not None,
        "verify_url": switch.verify_url(row.id) if row.stage is Stage.RESERVED else "",
        "words": word(DECLINES, said.words) if said else "", "may_be_held": said is not None and said.action is Action.REVERSE,
        "offers": offers_of(said.offers, ways, row.merchant_id) if said and ways else [],
        "ways": ways,
        "refunds": [_refund_event(item) for item in refunds], "refund_rows": refunds, "estimate": _estimate(traveller, row)}


def _estimate(traveller: Traveller, row: Payment) -> Money | None:
    """At the rate of the payment's own day; None where it is not known."""
    rate = rate_on(traveller.home_currency, row.on_day)
    return None if isinstance(rate, Refusal) else rate.from_cny(row.charged, Rounding.HALF_UP)


def _refund_event(item: RefundRow) -> Event:
    """One refund in words, with the days on which the card's bank is expected to show it."""
    arrival = refund_arrival(branch_date(item.send_at), working_calendar())
    if arrival.first_day and arrival.last_day:
        when = _("expected on your card between %(first)s and %(last)s; your bank decides") % {
            "first": day(arrival.first_day), "last": day(arrival.last_day)}
    else:
        when = _("expected on your card within %(first)s to %(last)s working days; your bank decides") % {
            "first": arrival.days_min, "last": arrival.days_max}
    what = _("%(amount)s goes back to your card (%(fee)s of it is the fee)") % {
        "amount": money(item.to_card), "fee": money(item.fee_part)}
    return Event(what, item.created_at, item.shown_id, when, "good")
