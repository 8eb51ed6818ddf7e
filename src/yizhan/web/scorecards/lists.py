"""The cards of the branch: which scores each product, what waits for review, what was before, and the alarms of the watch."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.credit.products import products
from yizhan.records.models import CardAlarm, CardProposal
from yizhan.web.doors import door, today
from yizhan.web.formats import bilingual, day
from yizhan.web.scorecards.words import KINDS, LEVELS, METHODS, STATES, pill, variable_title
from yizhan.web.tables import Column, Table
from yizhan.web.vocabulary import word
from yizhan.workflows.permissions import may
from yizhan.workflows.scorecards_watch import open_alarms
from yizhan.workflows.scoring import approved_on, card_in_force, card_of

ALARMS_SHOWN = 50


@door("scorecard.read")
def scorecards(request: HttpRequest) -> HttpResponse:
    """The card of every product, proposals by state, and open alarms."""
    context = {
        "in_force": [_standing(product) for product in products(today())],
        "history": history_table(),
        "waiting": proposal_table(_("Awaits review"), CardProposal.objects.filter(state="proposed")),
        "alarms": alarm_rows(),
        "may_propose": may(request.user.role, "scorecard.propose"),
        "may_answer": may(request.user.role, "scorecard.answer_alarm"),
    }
    return render(request, "scorecards/scorecards.html", context)


def history_table() -> Table:
    """Every proposal that was decided, newest first: the versions that were in force stand in it with their days."""
    return proposal_table(_("History"), CardProposal.objects.exclude(state="proposed"))


def proposal_table(caption: str, proposals: Any) -> Table:
    """Proposals as a table, newest first."""
    names = {product.code: bilingual(product.name) for product in products(today())}
    found = proposals.select_related("artefact", "proposed_by", "reviewed_by").order_by("-created_at")
    rows = [_row(proposal, names) for proposal in found]
    columns = [
        Column("card", _("Card"), href_key="href"),
        Column("product", _("Product")),
        Column("kind", _("Kind")),
        Column("state", _("State"), "pill"),
        Column("since", _("In force")),
        Column("proposed", _("Proposed by")),
        Column("reviewed", _("Reviewed by")),
    ]
    return Table(caption, columns, rows, empty=_("Nothing here yet."))


def alarm_rows() -> list[dict[str, Any]]:
    """Open alarms in words."""
    return [
        {"alarm": alarm, "level": pill(LEVELS, alarm.level), "what": alarm_words(alarm), "card": str(alarm.artefact)}
        for alarm in open_alarms()[:ALARMS_SHOWN]
    ]


def alarm_words(alarm: CardAlarm) -> str:
    """What an alarm is about, with its figures."""
    if alarm.kind == "backtest":
        return _("Grade %(grade)s: %(bads)s of %(rows)s went bad, expected %(low)s to %(high)s") % {
            "grade": alarm.name, "bads": alarm.facts.get("bads"), "rows": alarm.facts.get("rows"),
            "low": alarm.facts.get("bads_low"), "high": alarm.facts.get("bads_high")}
    name = variable_title(card_of(alarm.artefact.card_id), alarm.name)
    return _("%(month)s: %(name)s has moved, index %(index)s over %(rows)s applications") % {
        "month": alarm.month, "name": name, "index": alarm.facts.get("index"), "rows": alarm.facts.get("rows")}


def _standing(product: Any) -> dict[str, Any]:
    """What scores a product today and since when."""
    proposal = approved_on(product.code, today()).select_related("artefact", "reviewed_by").first()
    card = card_in_force(product.code, today())
    following = CardProposal.objects.filter(product_code=product.code, state="approved", effective_from__gt=today())
    return {
        "product": product,
        "name": bilingual(product.name),
        "card": card,
        "method": word(METHODS, card.method),
        "proposal": proposal,
        "href": reverse("card_proposal", args=[proposal.pk]) if proposal else reverse("card", args=[card.card_id]),
        "next": following.select_related("artefact").order_by("effective_from").first(),
    }


def _row(proposal: CardProposal, names: dict[str, str]) -> dict[str, Any]:
    ended = f" – {day(proposal.ended_on)}" if proposal.ended_on else ""
    return {
        "card": str(proposal.artefact),
        "href": reverse("card_proposal", args=[proposal.pk]),
        "product": names.get(proposal.product_code, proposal.product_code),
        "kind": word(KINDS, proposal.kind),
        "state": pill(STATES, proposal.state),
        "since": f"{day(proposal.effective_from)}{ended}" if proposal.effective_from else "–",
        "proposed": f"{proposal.proposed_by} · {day(proposal.created_at)}",
        "reviewed": f"{proposal.reviewed_by} · {day(proposal.reviewed_at)}" if proposal.reviewed_by else "–",
    }
