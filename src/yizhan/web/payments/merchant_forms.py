"""Forms about merchants: the application with everything wrong said at once, a change, the review, a member, a look at masked data."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.kernel.text import normalise
from yizhan.payments.merchant import CITY_MAX, NAME_MAX, Identifier, MerchantApplication, check_merchant
from yizhan.web.doors import today
from yizhan.web.forms import KeyedForm
from yizhan.web.payments.words import IDENTIFIERS, POSITIONS, PROPOSAL_KINDS
from yizhan.web.refusals import refusal_text
from yizhan.workflows.merchants import CHANGES, field_of

REASON = forms.Textarea(attrs={"rows": 3})
DIGITS = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
# Stands in for a field that has an error of its own, so that the other fields can be checked all the same.
SOUND_RATE = Decimal("0.0060")


class PercentField(forms.CharField):
    """A rate in per cent as people write it: 0.6 or 0.6%. Cleans to a share: 0.006."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}), max_length=12, **options)

    def clean(self, value: Any) -> Decimal | None:
        """A share with at most five decimals."""
        text = normalise(super().clean(value)).removesuffix("%").strip()
        if not text:
            return None
        try:
            share = Decimal(text) / 100
        except InvalidOperation:
            share = Decimal("NaN")
        if not share.is_finite() or share != share.quantize(Decimal("0.00001")):
            raise forms.ValidationError(_("Write the rate in per cent with at most three decimals, for example 0.6."))
        return share


class MerchantForm(KeyedForm):
    """Who the merchant is, what it sells, where its money goes, what it pays."""

    identifier_kind = forms.ChoiceField(label=gettext_lazy("Known by"), choices=list(IDENTIFIERS.items()), widget=forms.RadioSelect,
                                        initial=Identifier.USCC.value)
    identifier = forms.CharField(label=gettext_lazy("Identifier"), max_length=18, help_text=gettext_lazy("18 characters, no blanks."))
    name = forms.CharField(label=gettext_lazy("Name"), max_length=100, help_text=gettext_lazy("As on the licence and above the door."))
    name_latin = forms.CharField(label=gettext_lazy("Name in Latin letters"), max_length=NAME_MAX, help_text=gettext_lazy(
        "Stands in the code and on the traveller's card statement; at most 25 characters."))
    city_latin = forms.CharField(label=gettext_lazy("City in Latin letters"), max_length=CITY_MAX, initial="SHENZHEN")
    category_code = forms.CharField(label=gettext_lazy("Category code"), max_length=4, widget=DIGITS, help_text=gettext_lazy(
        "Four digits by ISO 18245, for example 5812 for a restaurant or 5411 for a grocery."))
    settlement_account = forms.CharField(label=gettext_lazy("Settlement account"), max_length=32, widget=DIGITS, help_text=gettext_lazy(
        "Digits only, an account of the merchant itself."))
    rate = PercentField(label=gettext_lazy("Rate in per cent of an order"))
    words = forms.CharField(label=gettext_lazy("What you saw"), max_length=1000, widget=REASON, help_text=gettext_lazy(
        "Licence, place, goods: what the second person should know."))

    def clean(self) -> dict[str, Any]:
        """Every rule of taking a merchant on, each at its field, so that all is mended in one go."""
        values = super().clean()
        for refusal in check_merchant(self.application, today()):
            field = field_of(refusal)
            if field not in self.errors:
                self.add_error(field if field in self.fields else None, refusal_text(refusal))
        return values

    @property
    def application(self) -> MerchantApplication:
        """What was typed, as the checks take it."""
        given = self.cleaned_data
        kind = Identifier(given.get("identifier_kind") or Identifier.USCC)
        texts = {name: given.get(name) or "" for name in ("name", "name_latin", "city_latin", "category_code", "settlement_account")}
        return MerchantApplication(identifier_kind=kind, identifier=(given.get("identifier") or "").upper(),
                                   rate=given.get("rate") or SOUND_RATE, **texts)


class ChangeForm(KeyedForm):
    """What shall change, and why; a second person takes it."""

    kind = forms.ChoiceField(label=gettext_lazy("What shall change?"), widget=forms.RadioSelect,
                             choices=[(kind, PROPOSAL_KINDS[kind]) for kind in CHANGES])
    rate = PercentField(label=gettext_lazy("New rate in per cent"), required=False)
    settlement_account = forms.CharField(label=gettext_lazy("New settlement account"), max_length=32, widget=DIGITS, required=False)
    words = forms.CharField(label=gettext_lazy("Why?"), max_length=1000, widget=REASON, required=False)

    def __init__(self, *args: Any, state: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = [(kind, PROPOSAL_KINDS[kind]) for kind, (states, _changed) in CHANGES.items() if state in states]

    @property
    def wanted(self) -> dict[str, Any]:
        """The new value by its column; nothing for a change of state."""
        changed = CHANGES[self.cleaned_data["kind"]][1]
        return {changed: self.cleaned_data[changed]} if changed in self.fields else {}


class TakeForm(KeyedForm):
    """The second person's verdict."""

    verdict = forms.ChoiceField(label=gettext_lazy("Verdict"), widget=forms.RadioSelect,
                                choices=[("approved", gettext_lazy("Approve")), ("declined", gettext_lazy("Decline"))])
    words = forms.CharField(label=gettext_lazy("What you looked at"), max_length=1000, widget=REASON, required=False)


class MemberForm(KeyedForm):
    """A person who acts for the merchant."""

    username = forms.CharField(label=gettext_lazy("User name"), max_length=150)
    position = forms.ChoiceField(label=gettext_lazy("Position"), choices=list(POSITIONS.items()), widget=forms.RadioSelect)


class LookForm(forms.Form):
    """Why the identity number and the account are needed; the reason stands in the audit trail."""

    reason = forms.CharField(label=gettext_lazy("What you need them for"), max_length=200)
