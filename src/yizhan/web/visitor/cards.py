"""Cards: those that are bound, and binding another one. The number goes from the traveller's browser to the switch, never to Django."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.payments.binding import Result
from yizhan.records.models import Traveller, WalletOrder
from yizhan.web.doors import door
from yizhan.web.forms import KeyedForm
from yizhan.web.middleware import policy_with_forms_to
from yizhan.web.refusals import refusal_text
from yizhan.web.visitor import switch
from yizhan.web.visitor.again import came_to_nothing
from yizhan.web.visitor.base import cards_of, own_traveller
from yizhan.web.visitor.words import BINDING_DECLINES, FIELDS_OF_CARD, OFFERS, words_of
from yizhan.web.vocabulary import word

SESSION_NAME, ORDER_NAME = "binding", "order_to_pay"
OF_A_PAYMENT = ("smaller_amount",)  # What is no help when nothing is paid.
# Endings that are a decision of the card's bank; all others are ours, or nobody's.
OF_THE_BANK = (Result.ISSUER_REFUSED, Result.DECLINED)
WAITING = ("checking", "challenge")
UNBIND_UNREACHABLE = _("Cards cannot be unbound at the moment. Try again in a minute.")
UNREACHABLE = _("Cards cannot be bound at the moment. Nothing was sent; try again in a minute.")


class CardForm(forms.Form):
    """Shown here, sent to the switch: none of these fields is ever read by Django."""

    number = forms.CharField(label=_("Card number"), widget=forms.TextInput(attrs={
        "autocomplete": "cc-number", "inputmode": "numeric", "maxlength": "23", "dir": "ltr", "spellcheck": "false"}))
    expiry = forms.CharField(label=_("Expiry"), help_text=_("Month and year as on the card, for example 08/29."),
                             widget=forms.TextInput(attrs={
        "autocomplete": "cc-exp", "inputmode": "numeric", "maxlength": "7", "placeholder": "MM/YY", "dir": "ltr"}))
    security_code = forms.CharField(label=_("Security code"),
                                    help_text=_("Three digits on the back, four on the front of American Express."),
                                    widget=forms.TextInput(attrs={
                                        "autocomplete": "cc-csc", "inputmode": "numeric", "maxlength": "4", "dir": "ltr"}))
    holder_name = forms.CharField(label=_("Name as printed on the card"), required=False, widget=forms.TextInput(attrs={
        "autocomplete": "cc-name", "maxlength": "60", "dir": "ltr"}))


@door("wallet.read")
def cards(request: HttpRequest) -> HttpResponse:
    """The bound cards and how each stands."""
    return render(request, "visitor/cards.html", {"cards": cards_of(own_traveller(request))})


@door("wallet.bind", "GET", "POST")
def unbind(request: HttpRequest, card: str) -> HttpResponse:
    """What unbinding means, then the switch does it."""
    own, problem = next((one for one in cards_of(own_traveller(request)) if one.shown_id == card), None), ""
    if own is None:
        return redirect("wallet_cards")
    if request.method == "POST":
        answer = switch.unbind(own.shown_id)
        if answer is True:
            messages.success(request, _("The card %(card)s is unbound.") % {"card": own.label})
            return redirect("wallet_cards")
        problem = refusal_text(answer) if isinstance(answer, Refusal) else UNBIND_UNREACHABLE
    return render(request, "visitor/card_unbind.html", {"card": own, "problem": problem})


@door("wallet.bind", "GET", "POST")
def begin(request: HttpRequest) -> HttpResponse:
    """What will be asked and who will see it; going on makes a one-time token. An order that waits for a card is remembered."""
    traveller, problem = own_traveller(request), ""
    order = _order(traveller, request.GET.get("order", ""))
    if request.method == "POST":
        address = request.build_absolute_uri(reverse("wallet_card_result"))
        answer = switch.begin_binding(traveller.payer_id, address, get_language() or "en")
        if isinstance(answer, switch.Binding):
            request.session[ORDER_NAME] = str(order.pk) if order else ""
            request.session[SESSION_NAME] = {"token": answer.token, "action": answer.action_url, "origins": answer.form_origins}
            return redirect("wallet_card_form")
        problem = refusal_text(answer) if isinstance(answer, Refusal) else UNREACHABLE
    return render(request, "visitor/card_begin.html", {"problem": problem, "has_cards": bool(cards_of(traveller))})


@door("wallet.bind")
def form(request: HttpRequest) -> HttpResponse:
    """The card's form. This page alone may post elsewhere: to the switch, whose answer leads back to us."""
    binding = request.session.get(SESSION_NAME)
    if not binding:
        return redirect("wallet_card_new")
    field = request.GET.get("field", "")
    response = render(request, "visitor/card_form.html", {
        "form": CardForm(), "binding": binding, "problem": word(FIELDS_OF_CARD, field) if field in FIELDS_OF_CARD else "", "field": field})
    response["Content-Security-Policy"] = policy_with_forms_to(*binding["origins"])
    return response


@door("wallet.bind")
def result(request: HttpRequest) -> HttpResponse:
    """What became of the card: the switch is asked, the address is not believed."""
    token, order = request.GET.get("bind", ""), _order(own_traveller(request), request.session.get(ORDER_NAME, ""))
    if token != request.session.get(SESSION_NAME, {}).get("token"):
        return redirect("wallet_cards")
    state = switch.binding_state(token)
    if isinstance(state, Refusal):
        return render(request, "visitor/card_begin.html", {"problem": refusal_text(state), "has_cards": False})
    if state is None or state.state in WAITING:
        response = render(request, "visitor/card_waiting.html", {})
        response["Refresh"] = "3"
        return response
    if state.state == "open":
        return redirect(f"{reverse('wallet_card_form')}?field={request.GET.get('field', 'number')}")
    return render(request, "visitor/card_result.html", {
        "state": state, "is_bound": state.state == "bound", "words": word(BINDING_DECLINES, state.words or "bank_refused"),
        "is_of_the_bank": state.code in OF_THE_BANK,
        "offers": words_of(OFFERS, [code for code in state.offers if code not in OF_A_PAYMENT]),
        "order": order, "amount": Money(order.amount_minor) if order else None, "form": KeyedForm()})


def _order(traveller: Traveller, shown: str) -> WalletOrder | None:
    """The traveller's own order that a card is bound for; None for anything else, and for one that was paid or may yet be."""
    try:
        order = traveller.orders.filter(pk=UUID(shown)).first() if shown else None
    except ValueError:
        return None
    return order if order is not None and (order.agreed_at is None or came_to_nothing(order)) else None
