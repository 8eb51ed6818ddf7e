"""The enterprise: registered in two steps (its code, then the rest), and its own page."""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.enterprise.identity import Uscc, parse_uscc
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.web.doors import door, run, today
from yizhan.web.enterprise.base import own_enterprise
from yizhan.web.enterprise.cases import EnterpriseCard, enterprise_card
from yizhan.web.enterprise.figures import figure_rows
from yizhan.web.enterprise.words import identity_rows
from yizhan.web.forms import KeyedForm, MoneyField, add_refusal, form_of
from yizhan.web.vocabulary import INDUSTRIES
from yizhan.workflows.enterprises import register_enterprise

IN_PARK = {"yes": True, "no": False, "unknown": None}


class CodeForm(forms.Form):
    """The code alone: it tells most about whether the rest will fit."""

    uscc = forms.CharField(
        label=gettext_lazy("What is the company's unified social credit code?"), max_length=60,
        help_text=gettext_lazy("18 characters, on the business licence. Spaces do not matter."),
        error_messages={"required": gettext_lazy("Enter the unified social credit code (18 characters, on the business licence).")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}))


class IdentityForm(KeyedForm):
    """Who the enterprise is and whom the branch may call."""

    name = forms.CharField(label=gettext_lazy("Registered name"), max_length=200,
                           widget=forms.TextInput(attrs={"autocomplete": "organization"}))
    registered_on = forms.DateField(label=gettext_lazy("Date of establishment"), help_text=gettext_lazy("As on the business licence."),
                                    widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    industry = forms.ChoiceField(label=gettext_lazy("Main business"), choices=[("", gettext_lazy("Choose one")), *INDUSTRIES.items()],
                                 help_text=gettext_lazy("The one with the largest revenue."))
    in_park = forms.ChoiceField(label=gettext_lazy("Is the company in the park?"), widget=forms.RadioSelect, choices=[
        ("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No")), ("unknown", gettext_lazy("I don't know"))])
    region = forms.CharField(label=gettext_lazy("City and district"), max_length=100, required=False)
    address = forms.CharField(label=gettext_lazy("Registered address"), max_length=300, required=False)
    registered_capital = MoneyField(label=gettext_lazy("Registered capital"), required=False)
    legal_representative = forms.CharField(label=gettext_lazy("Legal representative"), max_length=100, required=False)
    contact_name = forms.CharField(label=gettext_lazy("Whom may we call?"), max_length=100,
                                   widget=forms.TextInput(attrs={"autocomplete": "name"}))
    contact_phone = forms.RegexField(
        r"^\+?[0-9][0-9 \-]{5,18}$", label=gettext_lazy("Telephone"), max_length=40,
        error_messages={"invalid": gettext_lazy("Write the number with digits, for example 13800000000.")},
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}))
    contact_email = forms.EmailField(
        label=gettext_lazy("E-mail for letters"), required=False, help_text=gettext_lazy("Letters also stand on your home page here."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}))

    def clean_registered_on(self):
        """The day of the licence, not one to come."""
        day = self.cleaned_data["registered_on"]
        if day > today():
            raise forms.ValidationError(_("This day is still to come. Compare it with the business licence."))
        return day

    @property
    def identity(self) -> dict:
        """The values by the names of the workflow."""
        values = dict(self.values)
        capital: Money | None = values.pop("registered_capital")
        return values | {"in_park": IN_PARK[values["in_park"]], "registered_capital_minor": capital.amount_minor if capital else None}


@door("enterprise.register", "GET", "POST")
def new_code(request: HttpRequest) -> HttpResponse:
    """Step one: the code, checked at once."""
    form = form_of(CodeForm, request)
    if request.method == "POST" and form.is_valid():
        code = parse_uscc(form.cleaned_data["uscc"])
        if isinstance(code, Uscc):
            return redirect(reverse("my_enterprise_new_details", query={"uscc": code.code, **_product(request)}))
        add_refusal(form, code)
    return render(request, "enterprise/code.html", {"form": form, "question_field": form["uscc"], "back_href": reverse("my_cases"),
                                                    "progress_text": _("Step 1 of 2")})


@door("enterprise.register", "GET", "POST")
def new_details(request: HttpRequest) -> HttpResponse:
    """Step two: the rest; the code stands in the address."""
    code = parse_uscc(request.GET.get("uscc", ""))
    if isinstance(code, Refusal):
        return redirect("my_enterprise_new")
    form = form_of(IdentityForm, request, {"contact_name": request.user.display_name})
    if request.method == "POST" and form.is_valid():
        registered = run(request, register_enterprise, code.code, **form.identity)
        if not isinstance(registered, Refusal):
            return redirect(reverse("my_application_new", args=[registered.id], query=_product(request)))
        add_refusal(form, registered)
    return render(request, "enterprise/identity.html", {"form": form, "uscc": code.code, "back_href": reverse("my_enterprise_new")})


@door("enterprise.read")
def enterprise(request: HttpRequest, enterprise_id: UUID) -> HttpResponse:
    """Who the enterprise is, its figures, applications and loans."""
    own = own_enterprise(request, enterprise_id)
    card: EnterpriseCard = enterprise_card(request, own)
    figures = figure_rows(own, reverse("my_enterprise_figures", args=[own.id]))
    return render(request, "enterprise/enterprise.html", {
        "card": card, "enterprise": own, "identity": identity_rows(own), "figures": figures})


def _product(request: HttpRequest) -> dict[str, str]:
    """The product that the applicant came for, carried along in the address."""
    return {"product": request.GET["product"]} if request.GET.get("product") else {}
