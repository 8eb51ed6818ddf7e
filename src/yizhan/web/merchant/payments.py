"""One payment as the shop sees it: amounts, what was booked for the shop, refunds, and the form that orders one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.kernel.refusal import Refusal
from yizhan.payments import ids
from yizhan.payments.refund_authority import Position, refund_authority
from yizhan.payments.row_values import Payment
from yizhan.payments.states import REFUNDABLE
from yizhan.records.models import Merchant, User
from yizhan.web.components import Crumb, SummaryRow
from yizhan.web.doors import door, run, today
from yizhan.web.formats import moment, money
from yizhan.web.forms import KeyedForm, MoneyField, add_refusal, form_of
from yizhan.web.merchant.statement import paid_twice
from yizhan.web.payments.parts import card_words, entry_table, order_table, payment_pill, refund_table
from yizhan.web.payments.words import POSITIONS
from yizhan.web.vocabulary import word
from yizhan.workflows import access
from yizhan.workflows.card_payments import payment_of, story_of
from yizhan.workflows.order_numbers import OrderMark, marks_of
from yizhan.workflows.refund_orders import order_refund, ordered_alone, orders_of

FIELD_OF = {"amount_not_positive": "amount", "refund_over_rest": "amount"}


class RefundForm(KeyedForm):
    """How much of the order goes back, and why."""

    amount = MoneyField(label=gettext_lazy("Amount of the order to refund"))
    words = forms.CharField(label=gettext_lazy("Reason"), max_length=200, required=False)


@door("merchant.act")
def payment(request: HttpRequest, merchant_id: int, payment: str) -> HttpResponse:
    """One payment of the shop."""
    merchant = access.merchants(request.user).get(pk=merchant_id)
    return _page(request, merchant, payment_of(number_of(payment), merchant))


@door("refund.order", "POST")
def refund(request: HttpRequest, merchant_id: int, payment: str) -> HttpResponse:
    """Order a refund; within the person's authority it goes to the switch at once."""
    merchant = access.merchants(request.user).get(pk=merchant_id)
    found = payment_of(number_of(payment), merchant)
    form = form_of(RefundForm, request)
    if form.is_valid():
        order = run(request, order_refund, merchant.pk, found.id, form.values["amount"], form.values["words"])
        if not isinstance(order, Refusal):
            messages.success(request, _("The branch has to confirm this refund, because it is above what you may refund alone.")
                             if order.state == "to_confirm" else _("The refund is on its way. This page shows when it is accepted."))
            return redirect("shop_payment", merchant.pk, found.shown_id)
        add_refusal(form, Refusal(order.code, {**order.facts, "field": FIELD_OF.get(order.code, "")}))
    return _page(request, merchant, found, form, 422)


def number_of(shown: str) -> int:
    """The number of a payment's shown id; anything else is not found."""
    number = ids.read_id("payment", shown)
    if isinstance(number, Refusal):
        raise Http404
    return number


def _page(request: HttpRequest, merchant: Merchant, found: Payment, form: forms.Form | None = None, status: int = 200) -> HttpResponse:
    story, orders = story_of(found), orders_of(found.id)
    account = ("merchant_payable", merchant.pk)
    own = [entry for entry in story.entries if account in ((entry.debit, entry.debit_owner), (entry.credit, entry.credit_owner))]
    may_refund = found.stage in REFUNDABLE and bool(found.left) and merchant.state != "closed"
    marks = marks_of(merchant, [found])
    context = {
        "merchant": merchant,
        "paid_twice": paid_twice(request, merchant, marks),
        "payment": found,
        "state": payment_pill(found),
        "facts": _facts(found, marks.get(found.id)),
        "entries": entry_table(own),
        "refunds": refund_table(story.refunds) if story.refunds else None,
        "orders": order_table(orders) if orders else None,
        "form": form or (RefundForm(initial={"amount": found.left}) if may_refund else None),
        "authority": _authority(request.user, merchant) if may_refund else None,
        "crumbs": [Crumb(merchant.name, reverse("shop", args=[merchant.pk])),
                   Crumb(_("Payments of a day"), reverse("shop_statement", args=[merchant.pk]) + f"?day={found.on_day:%Y-%m-%d}"),
                   Crumb(found.shown_id)],
    }
    return render(request, "merchant/payment.html", context, status=status)


def _facts(found: Payment, mark: OrderMark | None) -> list[SummaryRow]:
    rows: list[SummaryRow] = [
        SummaryRow(_("Time"), moment(found.created_at)),
        SummaryRow(_("Bank card"), card_words(found)),
        SummaryRow(_("Order"), found.order, _("what the traveller owes you")),
        SummaryRow(_("Your fee"), found.merchant_fee, _("by your rate; goes back in proportion when you refund")),
        SummaryRow(_("Owed to you"), found.order - found.merchant_fee, _("before refunds")),
    ]
    if mark is not None:
        rows.insert(1, SummaryRow(_("Your order number"), mark.order_number))
    if found.reference:
        rows.append(SummaryRow(_("Reference number"), found.reference, _("by which the traveller's bank finds the payment")))
    if found.refunded:
        rows += [SummaryRow(_("Refunded"), found.refunded), SummaryRow(_("May still be refunded"), found.left)]
    return rows


def _authority(user: User, merchant: Merchant) -> dict[str, Any]:
    """What the person may refund alone now, in words."""
    position = Position(merchant.memberships.get(user=user).position)
    authority = refund_authority(position, today())
    room = authority.room(ordered_alone(user, merchant, today()))
    told = _("%(position)s: up to %(single)s at one go and %(day)s a day; %(room)s is left now. The branch confirms what is above.") % {
        "position": word(POSITIONS, position.value), "single": money(authority.single), "day": money(authority.day), "room": money(room)}
    return {"told": told, "is_assumption": authority.is_assumption}
