"""Paying a shop's code: what it is, how much, check everything, agree once."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.payments.amounts import Quote, quote
from yizhan.records.models import WalletOrder
from yizhan.web.doors import CLOCK, door, run, today
from yizhan.web.forms import KeyedForm, MoneyField, add_refusal, form_of
from yizhan.web.visitor.base import ShownCard, cards_of, home_rate, own_traveller, rooms_of
from yizhan.web.visitor.earlier import shown_earlier
from yizhan.web.visitor.home import shown_room
from yizhan.web.visitor.sending import send
from yizhan.web.visitor.shown import is_same_price, seal, shown_terms
from yizhan.workflows.order_numbers import Earlier, earlier_payments
from yizhan.workflows.wallet_orders import ScannedShop, agree_to_order, open_order, read_shop

CODE_MAX = 1000


class ScanForm(forms.Form):
    """The content of a code, as the telephone's camera reads it."""

    code = forms.CharField(
        label=_("What the shop's code says"), max_length=CODE_MAX, strip=True,
        help_text=_("Point your telephone's camera at the code, copy what it says, and paste it here."),
        error_messages={"required": _("Paste what the code says."), "max_length": _("This is too long for a code of a shop.")},
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false", "autocapitalize": "off", "dir": "ltr"}))


class AmountForm(KeyedForm):
    """How much, where the code does not say it."""

    amount = MoneyField(label=_("How much does the shop ask for?"), error_messages={"required": _("Enter the amount in yuan.")})


class AgreeForm(KeyedForm):
    """The card to pay with."""

    card = forms.ChoiceField(label=_("Pay with"), widget=forms.RadioSelect, error_messages={"required": _("Choose the card to pay with.")})

    def __init__(self, *args: Any, cards: list[ShownCard], instead_of: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["card"].choices = [(card.shown_id, card.label) for card in cards]
        first = next((card for card in cards if card.shown_id != instead_of), cards[0] if cards else None)
        self.fields["card"].initial = first.shown_id if first else None


@door("wallet.pay")
def scan(request: HttpRequest) -> HttpResponse:
    """The code's content; what it is is told before any amount is asked for."""
    own_traveller(request)
    form = ScanForm(request.GET if "code" in request.GET else None)
    if form.is_bound and form.is_valid():
        shop = read_shop(form.cleaned_data["code"], today())
        if isinstance(shop, ScannedShop):
            return redirect(f"{reverse('wallet_pay_amount')}?{urlencode({'code': form.cleaned_data['code']})}")
        add_refusal(form, shop)
    return render(request, "visitor/scan.html", {"form": form, "question_field": form["code"]})


@door("wallet.pay", "GET", "POST")
def amount(request: HttpRequest) -> HttpResponse:
    """The shop, and the amount where the code leaves it open. A code for one order that was paid already says so first."""
    traveller = own_traveller(request)
    code = request.GET.get("code", "")[:CODE_MAX]
    shop = read_shop(code, today())
    if isinstance(shop, Refusal):
        return redirect(f"{reverse('wallet_pay')}?{urlencode({'code': code})}")
    form = form_of(AmountForm, request, {"amount": shop.amount} if shop.amount else None)
    form.fields["amount"].required = shop.amount is None
    if request.method == "POST" and form.is_valid():
        order = run(request, open_order, code, shop.amount or form.cleaned_data["amount"])
        if isinstance(order, WalletOrder):
            return redirect("wallet_order", order.pk)
        add_refusal(form, order)
    earlier = earlier_payments(shop.merchant.pk, shop.order_number, CLOCK.now())
    return render(request, "visitor/amount.html", {
        "form": form, "shop": shop, "back_href": reverse("wallet_pay"), "earlier": shown_earlier(traveller, earlier),
        "submit_label": _("Go on all the same") if earlier else ""})


@door("wallet.pay", "GET", "POST")
def check(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Order, fee, total, estimate and room; agreeing sends it. An order that was agreed to shows what became of it."""
    traveller = own_traveller(request)
    order = traveller.orders.get(pk=order_id)
    if order.agreed_at is not None:
        return redirect("wallet_order_state", order.pk)
    usable = [card for card in cards_of(traveller) if card.is_usable]
    price = quote(traveller.programme, Money(order.amount_minor), today(), home_rate(traveller))
    form = form_of(AgreeForm, request, cards=usable, instead_of=request.GET.get("instead_of", ""))
    shown = shown_terms(order, request.POST.get("shown", ""))
    earlier = earlier_payments(order.merchant_id, order.order_number, CLOCK.now(), order.pk)
    terms = terms_of(price, earlier)
    is_changed = request.method == "POST" and not is_same_price(shown, terms)
    is_known = shown is not None and not is_changed and set(terms["paid_before"]) <= set(shown.get("paid_before", ()))
    if request.method == "POST" and form.is_valid() and is_known:
        chosen = next(card for card in usable if card.shown_id == form.cleaned_data["card"])
        agreed = run(request, agree_to_order, order.pk, chosen.id, shown)
        if isinstance(agreed, Refusal) and agreed.code != "order_agreed_already":
            add_refusal(form, agreed)
        else:
            if isinstance(agreed, WalletOrder):
                send(request, agreed)
            return redirect("wallet_order_state", order.pk)
    return render(request, "visitor/check.html", {
        "order": order, "price": price, "form": form, "cards": usable, "rooms": [shown_room(room) for room in rooms_of(traveller)],
        "currency": traveller.home_currency, "shown": seal(order, terms), "is_changed": is_changed,
        "earlier": shown_earlier(traveller, earlier),
        "before": Money(shown["charged"]["amount_minor"]) if shown else None})


def terms_of(price: Quote, earlier: Sequence[Earlier] = ()) -> dict[str, Any]:
    """What the page shows: it travels with the form and is kept with the agreement. `paid_before` are other orders of the same number."""
    estimate = price.estimate
    return {"order": price.order, "user_fee": price.fee.amount, "charged": price.charged, "fee_rule_from": price.fee.rule_from,
            "paid_before": sorted(str(one.order.pk) for one in earlier),
            "estimate": estimate.amount if estimate else None, "estimate_rate": estimate.rate.cny_per_unit if estimate else None}
