"""One card by its fingerprint: its tables and charts, and its JSON to take away."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.credit.scorecard.card import Scorecard
from yizhan.credit.scorecard.card_json import to_json
from yizhan.records.models import CardArtefact
from yizhan.web.components import Crumb
from yizhan.web.doors import door
from yizhan.web.scorecards.parts import shown_card
from yizhan.workflows.scoring import known_card


@door("scorecard.read")
def card(request: HttpRequest, card_id: str) -> HttpResponse:
    """The card as a committee reads it."""
    found = _found(card_id)
    crumbs = [Crumb(_("Scorecards"), reverse("scorecards")), Crumb(f"{found.name} {found.version}")]
    return render(request, "scorecards/card_page.html", {"shown": shown_card(found), "crumbs": crumbs})


@door("scorecard.read")
def card_json(request: HttpRequest, card_id: str) -> HttpResponse:
    """The card's JSON, as a file."""
    response = HttpResponse(to_json(_found(card_id)), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="card-{card_id}.json"'
    return response


def _found(card_id: str) -> Scorecard:
    found = known_card(card_id)
    if found is None:
        raise CardArtefact.DoesNotExist
    return found
