"""Forms about fixings: the proposal, and the second person's verdict; a rate that is far off is typed twice."""

from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.kernel.text import normalise
from yizhan.payments.fixings import SOURCE_MAX
from yizhan.web.doors import today
from yizhan.web.forms import KeyedForm
from yizhan.workflows.travellers import home_currencies

REASON = forms.Textarea(attrs={"rows": 3})


class RateField(forms.CharField):
    """Yuan for one unit as people write it: 7.1234. Cleans to Decimal, empty to None."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}), max_length=16, **options)

    def clean(self, value: Any) -> Decimal | None:
        """A number; whether it can be a rate is the workflow's to say."""
        text = normalise(super().clean(value))
        try:
            return Decimal(text) if text else None
        except InvalidOperation:
            raise forms.ValidationError(_("Write the rate with digits and a point, for example 7.1234.")) from None


class FixingForm(KeyedForm):
    """What one unit of a currency costs from a day on, and where that was read."""

    currency = forms.ChoiceField(label=gettext_lazy("Currency"))
    first_day = forms.DateField(label=gettext_lazy("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                                help_text=gettext_lazy("Tomorrow or later; it holds until a later fixing."))
    cny_per_unit = RateField(label=gettext_lazy("Yuan for one unit"), help_text=gettext_lazy(
        "At most four decimals for the dollar, six for others. A rate for a hundred units is divided first."))
    repeated = RateField(label=gettext_lazy("The same rate once more"), required=False)
    source = forms.CharField(label=gettext_lazy("Source"), max_length=SOURCE_MAX, help_text=gettext_lazy(
        "Where and when it was read, for example: central parity of the China Foreign Exchange Trade System, 09:15."))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["currency"].choices = [(currency, currency) for currency in home_currencies()]
        self.fields["first_day"].initial = today() + timedelta(days=1)


class VerdictForm(KeyedForm):
    """The second person's verdict."""

    verdict = forms.ChoiceField(label=gettext_lazy("Verdict"), widget=forms.RadioSelect,
                                choices=[("confirmed", gettext_lazy("Confirm the rate")), ("declined", gettext_lazy("Decline"))])
    repeated = RateField(label=gettext_lazy("The rate as the source has it"), required=False, help_text=gettext_lazy(
        "Needed to confirm, because the rate is far off."))
    words = forms.CharField(label=gettext_lazy("What you looked at"), max_length=1000, widget=REASON, required=False)
