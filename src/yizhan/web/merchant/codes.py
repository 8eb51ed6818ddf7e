"""The merchant's code: the printed one, that any traveller scans and types an amount, and one for a single order with its amount."""

import re
from datetime import date

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.kernel.money import Money
from yizhan.payments.codes.issued import issued_shop
from yizhan.payments.codes.merchant_code import Shop, dynamic_code, static_code, write_merchant_code
from yizhan.payments.codes.picture import svg
from yizhan.records.models import Merchant
from yizhan.web.components import Crumb
from yizhan.web.doors import CLOCK, door, today
from yizhan.web.formats import money
from yizhan.web.forms import MoneyField
from yizhan.workflows import access
from yizhan.workflows.order_numbers import earlier_payments

PIXELS_ON_PAPER, PIXELS_ON_SCREEN = 8, 6
AMOUNT_MAX = Money.of("9999999999.99")
REFERENCE = re.compile(r"[\x21-\x7e]{1,25}", re.ASCII)
TERMINAL = "T001"


class OrderForm(forms.Form):
    """One order: its amount and the merchant's own number for it. Sent by GET, for it changes nothing."""

    amount = MoneyField(label=gettext_lazy("Amount of the order"))
    reference = forms.CharField(label=gettext_lazy("Your order number"), max_length=25, help_text=gettext_lazy(
        "Letters, digits and signs without blanks, at most 25."))

    def clean_amount(self) -> Money:
        """More than nothing, and no more than the code has room for."""
        amount = self.cleaned_data["amount"]
        if not Money.zero() < amount <= AMOUNT_MAX:
            raise forms.ValidationError(_("Enter an amount of more than 0 yuan, with at most ten digits."))
        return amount

    def clean_reference(self) -> str:
        """What an EMVCo code can hold."""
        reference = self.cleaned_data["reference"]
        if not REFERENCE.fullmatch(reference):
            raise forms.ValidationError(_("Use letters, digits and signs without blanks, at most 25."))
        return reference


@door("merchant.read")
def sheet(request: HttpRequest, merchant_id: int) -> HttpResponse:
    """The printed code on a sheet of A4."""
    found = with_code(request, merchant_id)
    text = write_merchant_code(static_code(shop_of(found, today())))
    picture = svg(text, _("Payment code of %(name)s") % {"name": found.name_latin}, PIXELS_ON_PAPER)
    return render(request, "merchant/sheet.html", {"merchant": found, "picture": mark_safe(picture), "text": text})  # noqa: S308


@door("merchant.act")
def order_code(request: HttpRequest, merchant_id: int) -> HttpResponse:
    """The code of one order, when the address names amount and number; else the form alone."""
    found = with_code(request, merchant_id)
    form = OrderForm(request.GET) if request.GET else OrderForm()
    crumbs = [Crumb(found.name, reverse("shop", args=[found.pk])), Crumb(_("Code for one order"))]
    context = {"merchant": found, "form": form, "crumbs": crumbs}
    if form.is_valid():
        amount, reference = form.cleaned_data["amount"], form.cleaned_data["reference"]
        text = write_merchant_code(dynamic_code(shop_of(found, today()), amount, reference, TERMINAL))
        title = _("Code for %(amount)s, order %(reference)s") % {"amount": money(amount), "reference": reference}
        context |= {"picture": mark_safe(svg(text, title, PIXELS_ON_SCREEN)), "text": text, "amount": amount,  # noqa: S308
                    "reference": reference, "is_paid": any(one.is_paid for one in earlier_payments(found.pk, reference, CLOCK.now()))}
    return render(request, "merchant/order_code.html", context, status=422 if form.is_bound and form.errors else 200)


def with_code(request: HttpRequest, merchant_id: int) -> Merchant:
    """A merchant that the person may see and that has a code; otherwise not found."""
    found = access.merchants(request.user).get(pk=merchant_id)
    if found.code is None:
        raise Http404
    return found


def shop_of(merchant: Merchant, on: date) -> Shop:
    """What a code of ours says of the merchant."""
    return issued_shop(merchant.pk, merchant.category_code, merchant.name_latin, merchant.city_latin, merchant.name, on)
