"""What the forms share: a key against double clicks, amounts in yuan, and a workflow's refusal as an error of its field."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yizhan.kernel.ids import new_id
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.kernel.text import normalise
from yizhan.web.kept import kept_form
from yizhan.web.refusals import refusal_text

# The workflows and readers name fields as the records do; a form may name them otherwise.
FIELD_OF_CODE = {"uscc_": "uscc", "amount_": "amount", "term_": "term_months", "form_": "repayment_form", "product_": "product"}
AMOUNT_DIGITS_MAX = 13


def fresh_key() -> str:
    """A key for one showing of a form: sending it twice has one effect."""
    return new_id().hex


class KeyedForm(forms.Form):
    """A form that may be sent twice without harm."""

    request_key = forms.CharField(widget=forms.HiddenInput, required=False, initial=fresh_key, max_length=64)
    error_css_class = ""

    @property
    def values(self) -> dict[str, Any]:
        """The cleaned values without the key."""
        return {name: value for name, value in self.cleaned_data.items() if name != "request_key"}


class MoneyField(forms.CharField):
    """An amount in yuan as people write it: 500000, 500,000, 500 000.00 or 50万. Cleans to Money, empty to None."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        options.setdefault("max_length", 40)
        super().__init__(**options)

    def clean(self, value: Any) -> Money | None:
        """Money, or a validation error that shows how to write an amount."""
        text = normalise(super().clean(value)).replace(",", "").replace(" ", "").removeprefix("¥").removesuffix("元")
        if not text:
            return None
        number, factor = (text[:-1], 10_000) if text.endswith("万") else (text, 1)
        whole, _point, cents = number.partition(".")
        if not ((whole + cents).isdecimal() and (whole + cents).isascii() and whole and len(whole) <= AMOUNT_DIGITS_MAX):
            raise forms.ValidationError(_("Write the amount in yuan with digits, for example 500000."))
        minor = Decimal(number) * factor * 100
        if minor != minor.to_integral_value():
            raise forms.ValidationError(_("An amount has at most two decimals (fen)."))
        return Money(int(minor))

    def prepare_value(self, value: Any) -> Any:
        """Money as the plain number that a person would type."""
        if not isinstance(value, Money):
            return value
        return f"{value.major:,.2f}".removesuffix(".00")


def form_of(kind: type[forms.Form], request: HttpRequest, initial: Mapping[str, Any] | None = None, **options: Any) -> forms.Form:
    """The form of a page: bound to what was sent by POST, otherwise with its first values.

    What was typed when a session had expired stands in it again; ticks do not, because a consent is given anew.
    """
    if request.method == "POST":
        return kind(request.POST, request.FILES, initial=initial, **options)
    form = kind(initial=initial, **options)
    kept = kept_form(request)
    if kept is not None:
        typed = {name: kept[name] for name, field in form.fields.items()
                 if name in kept and not field.widget.is_hidden and not isinstance(field, forms.BooleanField)}
        form.initial = {**form.initial, **typed}
        messages.info(request, gettext("You have signed in again. What you had typed is here; send it once more."))
    return form


def add_refusal(form: forms.Form, refusal: Refusal, /, **fields: str) -> None:
    """Make a refusal an error of the field that it is about, or of the form as a whole.

    `fields` maps names of the workflow to names of the form.
    """
    named = str(refusal.facts.get("field", ""))
    guessed = next((field for prefix, field in FIELD_OF_CODE.items() if refusal.code.startswith(prefix)), "")
    candidates = (fields.get(named, named), fields.get(guessed, guessed))
    form.add_error(next((name for name in candidates if name in form.fields), None), refusal_text(refusal))
