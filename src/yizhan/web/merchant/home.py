"""Where a merchant's people begin: their shops, or the one shop with what it can do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from yizhan.payments.ids import shown_id
from yizhan.records.models import Merchant, RefundOrder
from yizhan.web.doors import door, today
from yizhan.web.merchant.statement import figures_of, paid_twice, payment_address
from yizhan.web.payments.merchants import merchant_facts
from yizhan.web.payments.parts import order_table, payment_table
from yizhan.web.payments.words import MERCHANT_STATES, pill
from yizhan.workflows import access
from yizhan.workflows.card_payments import merchant_day, merchant_payments
from yizhan.workflows.order_numbers import marks_of
from yizhan.workflows.refund_orders import OPEN_STATES

PAYMENTS_SHOWN = 20


@door("merchant.act")
def home(request: HttpRequest) -> HttpResponse:
    """The shops a person acts for; who acts for one comes to it at once."""
    found = list(access.merchants(request.user).exclude(state="proposed").order_by("name", "id"))
    if len(found) == 1:
        return redirect("shop", found[0].pk)
    shops = [{"merchant": one, "state": pill(MERCHANT_STATES, one.state)} for one in found]
    return render(request, "merchant/home.html", {"shops": shops})


@door("merchant.act")
def shop(request: HttpRequest, merchant_id: int) -> HttpResponse:
    """One shop: the figures and payments of today, refunds that are on their way."""
    found = access.merchants(request.user).get(pk=merchant_id)
    on = today()
    payments = merchant_payments(found, on, on)
    marks = marks_of(found, payments)
    orders = found.refund_orders.filter(state__in=OPEN_STATES).select_related("ordered_by", "confirmed_by").order_by("-created_at")
    context = {
        "merchant": found,
        "state": pill(MERCHANT_STATES, found.state),
        "facts": merchant_facts(found),
        "today": on,
        "figures": figures_of(merchant_day(found, on, on), found),
        "table": payment_table(payments[:PAYMENTS_SHOWN], lambda payment: payment_address(request, found, payment), marks=marks),
        "paid_twice": paid_twice(request, found, marks),
        "more": max(0, len(payments) - PAYMENTS_SHOWN),
        "orders": order_table(orders[:PAYMENTS_SHOWN], lambda order: order_address(found, order)) if orders else None,
    }
    return render(request, "merchant/shop.html", context)


def order_address(merchant: Merchant, order: RefundOrder) -> dict[str, str]:
    """The payment of a refund order, with its page at the shop."""
    payment = shown_id("payment", order.payment_id)
    return {"payment": payment, "href": reverse("shop_payment", args=[merchant.pk, payment])}
