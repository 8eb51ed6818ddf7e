"""The way into the wallet: what it is, an account by phone number and password, and what is held of a traveller."""

from django import forms
from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from yizhan.kernel.refusal import Refusal
from yizhan.kernel.text import mask
from yizhan.payments.consents import consents_for
from yizhan.payments.tiers import Tier
from yizhan.records.models import Traveller
from yizhan.web.components import SummaryRow
from yizhan.web.doors import CLOCK, door, run, today
from yizhan.web.formats import bilingual, day
from yizhan.web.forms import KeyedForm, add_refusal, form_of
from yizhan.web.visitor.base import masked_phone, own_traveller
from yizhan.web.visitor.words import CONSENTS, DOCUMENTS, FIELDS, PROGRAMMES, SEXES, TIERS, country_name
from yizhan.web.vocabulary import word
from yizhan.workflows.travellers import choose_home_currency, home_currencies, programmes, register_traveller, unmask_traveller

BACKEND = "django.contrib.auth.backends.ModelBackend"


class SignUpForm(forms.Form):
    """A new account; nothing that names a person."""

    phone = forms.CharField(
        label=gettext_lazy("Phone number"), max_length=30, help_text=gettext_lazy("With the country's code, for example +44 7700 900123."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel", "dir": "ltr"}))
    password = forms.CharField(
        label=gettext_lazy("Password"), strip=False, help_text=gettext_lazy("At least 10 characters; a sentence is good."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    programme = forms.ChoiceField(label=gettext_lazy("Wallet"), widget=forms.RadioSelect)
    home_currency = forms.ChoiceField(
        label=gettext_lazy("Your own currency"), help_text=gettext_lazy("For estimates only; you pay in yuan."))
    consent = forms.BooleanField(label=gettext_lazy("I have read this text and consent to it"), required=False)
    consent_sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        self.fields["programme"].choices = [(code, word(PROGRAMMES, code)) for code in programmes()]
        self.fields["programme"].initial = programmes()[0]
        self.fields["home_currency"].choices = [(code, code) for code in home_currencies()]
        self.fields["consent_sha256"].initial = account_consent().sha256

    @property
    def consents(self) -> dict[str, str]:
        """The text that was shown, if it was ticked."""
        return {account_consent().kind: self.cleaned_data["consent_sha256"]} if self.cleaned_data["consent"] else {}


class CurrencyForm(KeyedForm):
    """The currency of estimates."""

    home_currency = forms.ChoiceField(label=gettext_lazy("Your own currency"))

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        self.fields["home_currency"].choices = [(code, code) for code in home_currencies()]


def account_consent():
    """The one text that an account needs."""
    return consents_for(Tier.T0, today())[0]


@door("public.read")
def welcome(request: HttpRequest) -> HttpResponse:
    """What the wallet does, and the two ways in."""
    return render(request, "visitor/welcome.html", {})


@door("public.read", "GET", "POST")
def sign_up(request: HttpRequest) -> HttpResponse:
    """Phone number, password, one consent."""
    form = form_of(SignUpForm, request)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("phone", "password", "programme", "home_currency")}
        made = register_traveller(None, CLOCK, **values, consents=form.consents, language=get_language() or "en", request_id=request.id)
        if isinstance(made, Traveller):
            auth.login(request, made.user, backend=BACKEND)
            return redirect("wallet_card_new")
        add_refusal(form, made, wallet_account="consent")
    return render(request, "visitor/sign_up.html", {"form": form, "consent": bilingual(account_consent().text)})


@door("wallet.read", "GET", "POST")
def me(request: HttpRequest) -> HttpResponse:
    """What is held, masked; the currency of estimates; how long things are kept."""
    traveller = own_traveller(request)
    form = form_of(CurrencyForm, request, {"home_currency": traveller.home_currency})
    if request.method == "POST" and form.is_valid():
        changed = run(request, choose_home_currency, form.cleaned_data["home_currency"])
        if not isinstance(changed, Refusal):
            return redirect("wallet_me")
        add_refusal(form, changed)
    return render(request, "visitor/me.html", {
        "traveller": traveller, "rows": held_rows(traveller, is_open=False), "form": form, "tier": word(TIERS, traveller.tier),
        "programme": word(PROGRAMMES, traveller.programme),
        "consents": [(word(CONSENTS, item.kind), item) for item in traveller.consents.order_by("given_at")]})


@door("traveller.unmask", "POST")
def show_me(request: HttpRequest) -> HttpResponse:
    """The own data in full, as the answer to a POST that is recorded."""
    traveller = own_traveller(request)
    run(request, unmask_traveller, traveller.pk, _("own data, by the traveller"))
    return render(request, "visitor/me_shown.html", {"rows": held_rows(traveller, is_open=True)})


def held_rows(held: Traveller, is_open: bool) -> list[SummaryRow]:
    """What is held of a person; masked unless it is open."""
    def shown(text: str, start: int = 1, end: int = 0) -> str:
        return text if is_open else mask(text, start, end)

    values = {
        # A number has no letters that would tell its direction.
        "phone": format_html('<bdi dir="ltr">{}</bdi>', held.phone if is_open else masked_phone(held)) if held.phone else "",
        "name": shown(held.name), "nationality": country_name(held.nationality) if held.nationality else "",
        "sex": word(SEXES, held.sex) if held.sex else "", "occupation": shown(held.occupation), "address": shown(held.address),
        "document_type": word(DOCUMENTS, held.document_type) if held.document_type else "",
        "document_number": shown(held.document_number, 1, 2),
        "document_valid_until": day(held.document_valid_until) if held.document_valid_until else "",
        "document_copy": _("kept, seen by nobody without a reason") if held.document_copy_id else "",
    }
    return [SummaryRow(word(FIELDS, name), value) for name, value in values.items() if value]
