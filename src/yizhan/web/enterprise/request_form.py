"""The forms of what is asked for: product, amount, term, repayment, purpose, and who is paid."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.credit.products import Product, products, purposes
from yizhan.kernel.money import Money
from yizhan.records.models import Application
from yizhan.web.doors import today
from yizhan.web.formats import bilingual, money
from yizhan.web.forms import KeyedForm, MoneyField
from yizhan.web.vocabulary import REPAYMENT_FORM_HINTS, REPAYMENT_FORMS

TERM_MAX = 600


class ProductForm(forms.Form):
    """Which loan; sent by GET, because nothing is stored yet."""

    product = forms.ChoiceField(label=gettext_lazy("Which loan?"), widget=forms.RadioSelect,
                                error_messages={"required": gettext_lazy("Choose one of the loans.")})

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offered = products(today())
        self.fields["product"].choices = [(item.code, bilingual(item.name)) for item in offered]
        self.fields["product"].choice_hints = {item.code: f"{bilingual(item.summary)} {_span(item)}" for item in offered}


class RequestForm(KeyedForm):
    """What is asked for of one product."""

    amount = MoneyField(label=gettext_lazy("How much do you need?"))
    term_months = forms.IntegerField(label=gettext_lazy("For how many months?"), min_value=1, max_value=TERM_MAX,
                                     widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))
    repayment_form = forms.ChoiceField(label=gettext_lazy("How do you want to repay?"), widget=forms.RadioSelect)
    purpose = forms.ChoiceField(label=gettext_lazy("What is the money for?"), widget=forms.RadioSelect)
    purpose_note = forms.CharField(label=gettext_lazy("In your own words"), required=False, max_length=500,
                                   help_text=gettext_lazy("One sentence, for example which order or which materials."))

    def __init__(self, *args: Any, product: Product, **options: Any) -> None:
        super().__init__(*args, **options)
        codes = {terms.form.value for terms in product.forms.value}
        form = self.fields["repayment_form"]
        form.choices = [(code, label) for code, label in REPAYMENT_FORMS.items() if code in codes]
        form.choice_hints = REPAYMENT_FORM_HINTS
        self.fields["amount"].help_text = _("From %(least)s to %(most)s.") % {
            "least": money(product.amount_min.value), "most": money(product.limit_max.value)}
        self.fields["term_months"].help_text = _("From %(least)s to %(most)s months.") % {
            "least": product.term_months_min.value, "most": product.term_months_max.value}
        # What the product does not pay for cannot be chosen.
        self.fields["purpose"].choices = [
            (choice.code, bilingual(choice.text)) for choice in purposes(today()) if choice.code in product.purposes.value]

    @property
    def terms(self) -> tuple[Money, int, str]:
        """Amount, term and repayment form, as the workflow takes them."""
        return self.cleaned_data["amount"], self.cleaned_data["term_months"], self.cleaned_data["repayment_form"]

    @property
    def details(self) -> dict[str, str]:
        """The purpose by the names of the workflow."""
        return {name: self.cleaned_data[name] for name in ("purpose", "purpose_note")}


class PayeeForm(KeyedForm):
    """Whom the branch pays on the borrower's order."""

    payee_name = forms.CharField(label=gettext_lazy("Supplier's name"), max_length=200,
                                 help_text=gettext_lazy("As it stands on the contract and the invoice."))
    payee_account = forms.RegexField(
        r"^[0-9][0-9 ]{5,38}$", label=gettext_lazy("Account number"), max_length=40,
        error_messages={"invalid": gettext_lazy("Write the account number with digits only.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))
    payee_bank = forms.CharField(label=gettext_lazy("Bank and branch of the account"), max_length=100)

    def clean_payee_account(self) -> str:
        """The digits without the blanks that people type between groups."""
        return self.cleaned_data["payee_account"].replace(" ", "")


def request_initial(application: Application) -> dict[str, Any]:
    """The first values of an application that is changed."""
    return {"amount": Money(application.amount_minor), "term_months": application.term_months, "repayment_form": application.repayment_form,
            "purpose": application.purpose, "purpose_note": application.purpose_note}


def _span(item: Product) -> str:
    return _("%(least)s to %(most)s, %(shortest)s to %(longest)s months.") % {
        "least": money(item.amount_min.value), "most": money(item.limit_max.value), "shortest": item.term_months_min.value,
        "longest": item.term_months_max.value}
