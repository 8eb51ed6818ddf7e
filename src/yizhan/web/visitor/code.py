"""The payment code that a shop scans: eighteen digits, a picture, one minute. Larger amounts, and many in one day, need the password."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.kernel.clock import SHANGHAI
from yizhan.kernel.refusal import Refusal
from yizhan.payments.code_caps import without_password
from yizhan.payments.codes.picture import svg
from yizhan.web.doors import door, today
from yizhan.web.formats import money
from yizhan.web.refusals import refusal_text
from yizhan.web.visitor import switch
from yizhan.web.visitor.base import ShownCard, cards_of, own_traveller
from yizhan.web.visitor.sending import factors_of

SECONDS = 60


class CodeForm(forms.Form):
    """The card, and the password where the payment will need it. A wrong one counts as a sign-in that failed."""

    card = forms.ChoiceField(label=gettext_lazy("Pay with"), widget=forms.RadioSelect,
                             error_messages={"required": gettext_lazy("Choose the card to pay with."),
                                             "invalid_choice": gettext_lazy("Choose the card to pay with.")})
    password = forms.CharField(label=gettext_lazy("Your password"), strip=False, required=False,
                               widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))

    def __init__(self, *args: Any, request: HttpRequest, cards: list[ShownCard], **options: Any) -> None:
        super().__init__(*args, **options)
        self._request = request
        amount_max, payments_max = without_password(today())
        self.fields["card"].choices = [(card.shown_id, card.label) for card in cards]
        self.fields["card"].initial = cards[0].shown_id if cards else None
        self.fields["password"].help_text = _(
            "Only for more than %(amount)s, and after %(count)s payments without it today. Leave it empty otherwise.") % {
                "amount": money(amount_max), "count": payments_max}

    def clean_password(self) -> str:
        """Empty, or this traveller's own."""
        password = self.cleaned_data["password"]
        if password and authenticate(self._request, username=self._request.user.get_username(), password=password) is None:
            raise forms.ValidationError(_("This is not your password. After several wrong tries your account is locked for a while."))
        return password


@door("wallet.pay", "GET", "POST")
def payment_code(request: HttpRequest) -> HttpResponse:
    """Choose a card, then the code as the direct answer to the form: it has no address and is kept nowhere."""
    cards = [card for card in cards_of(own_traveller(request)) if card.is_usable]
    form = CodeForm(request.POST if request.method == "POST" else None, request=request, cards=cards)
    problem = ""
    if request.method == "POST" and form.is_valid():
        chosen = next(card for card in cards if card.shown_id == form.cleaned_data["card"])
        answer = switch.issue_code(chosen.id, factors_of(request), bool(form.cleaned_data["password"]))
        if isinstance(answer, switch.IssuedCode):
            return _shown(request, answer, chosen)
        problem = refusal_text(answer) if isinstance(answer, Refusal) else _("There is no code at the moment. Try again in a minute.")
    return render(request, "visitor/code.html", {"cards": cards, "form": form, "problem": problem, "is_over": "over" in request.GET})


def _shown(request: HttpRequest, issued: switch.IssuedCode, card: ShownCard) -> HttpResponse:
    code = issued.digits
    groups = [code[start : start + 4] for start in range(0, len(code), 4)]
    # The picture is made of the digits alone by our own writer, so marking it as safe is safe.
    picture = mark_safe(svg(code, _("Payment code for the shop's scanner"), 6))  # noqa: S308
    response = render(request, "visitor/code_shown.html", {
        "groups": groups, "picture": picture, "card": card, "seconds": SECONDS,
        "valid_until": issued.valid_until.astimezone(SHANGHAI).strftime("%H:%M:%S")})
    response["Refresh"] = f"{SECONDS}; url={request.path}?over=1"
    return response
