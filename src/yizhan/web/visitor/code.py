"""The payment code that a shop scans: eighteen digits, a picture, one minute."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from yizhan.kernel.clock import SHANGHAI
from yizhan.kernel.refusal import Refusal
from yizhan.payments.codes.picture import svg
from yizhan.web.doors import door
from yizhan.web.refusals import refusal_text
from yizhan.web.visitor import switch
from yizhan.web.visitor.base import ShownCard, cards_of, own_traveller
from yizhan.web.visitor.sending import factors_of

SECONDS = 60


@door("wallet.pay", "GET", "POST")
def payment_code(request: HttpRequest) -> HttpResponse:
    """Choose a card, then the code as the direct answer to the form: it has no address and is kept nowhere."""
    cards = [card for card in cards_of(own_traveller(request)) if card.is_usable]
    chosen = next((card for card in cards if card.shown_id == request.POST.get("card")), None)
    problem = ""
    if request.method == "POST" and chosen:
        answer = switch.issue_code(chosen.id, factors_of(request))
        if isinstance(answer, switch.IssuedCode):
            return _shown(request, answer, chosen)
        problem = refusal_text(answer) if isinstance(answer, Refusal) else _("There is no code at the moment. Try again in a minute.")
    elif request.method == "POST":
        problem = _("Choose the card to pay with.")
    return render(request, "visitor/code.html", {"cards": cards, "problem": problem, "is_over": "over" in request.GET})


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
