"""Papers of a case on A4: the decision with all that it rests on, and the letter of refusal to the enterprise."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from yizhan.records.models import Decision
from yizhan.web.components import SummaryRow
from yizhan.web.desk import case_parts, evaluation
from yizhan.web.desk.case_file import CaseFile, read_case
from yizhan.web.desk.words import VERDICTS, worded_pill
from yizhan.web.doors import CLOCK, door
from yizhan.web.formats import day
from yizhan.web.reasons import all_reason_words
from yizhan.web.tables import Column, Table

FINGERPRINT_SHOWN = 16


@door("desk.read")
def decision(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """The decision that stands, or the latest proposal: reasons, parts, versions used."""
    case = read_case(request.user, application_id, CLOCK.now())
    taken = case.confirmed or next(iter(case.decisions), None)
    if taken is None:
        raise Http404
    return render(request, "desk/decision_print.html", _decision_context(case, taken))


@door("desk.read")
def refusal_letter(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """The letter that tells the enterprise why, what it can do, and that a person looks again if it asks."""
    case = read_case(request.user, application_id, CLOCK.now())
    taken = case.confirmed
    if taken is None or taken.outcome != "refuse":
        raise Http404
    context = {
        "case": case,
        "application": case.application,
        "enterprise": case.application.enterprise,
        "decision": taken,
        "reasons": all_reason_words(taken.reasons),
        "asked": case_parts.asked(case.application)[:4],
    }
    return render(request, "desk/refusal_letter.html", context)


def _decision_context(case: CaseFile, taken: Decision) -> dict[str, Any]:
    application, used = case.application, taken.evaluation
    shown = evaluation.shown(used, application.product_code) if used else None
    return {
        "case": case,
        "application": application,
        "enterprise": application.enterprise,
        "decision": taken,
        "outcome": case_parts.outcome_pill(taken),
        "verdict": worded_pill(VERDICTS, taken.verdict),
        "rows": case_parts.decisions([taken])[0]["rows"],
        "reasons": all_reason_words(taken.reasons),
        "asked": case_parts.asked(application),
        "identity": case_parts.identity(application.enterprise),
        "evaluation": shown,
        "versions": _versions(taken),
        "proof": _proof(taken),
    }


def _versions(taken: Decision) -> Table | None:
    """Every parameter version that the evaluation read."""
    if taken.evaluation is None:
        return None
    columns = [
        Column("file", _("File")),
        Column("name", _("Parameter")),
        Column("since", _("Version of"), "day"),
        Column("confidence", _("Confidence")),
        Column("fingerprint", _("Fingerprint")),
    ]
    rows = [
        {
            "file": pin["file"],
            "name": pin["name"],
            "since": pin["effective_from"],
            "confidence": pin["confidence"],
            "fingerprint": pin["fingerprint"][:FINGERPRINT_SHOWN],
        }
        for pin in taken.evaluation.result["versions"]["parameters"]
    ]
    return Table(_("Versions used"), columns, rows)


def _proof(taken: Decision) -> list[SummaryRow]:
    used = taken.evaluation
    if used is None:
        return []
    card = (used.result["inputs"].get("score") or {}).get("card_id", "–")
    return [
        SummaryRow(_("Data as of"), day(used.as_of)),
        SummaryRow(_("Rules of"), day(used.decision_date), _("version %(version)s") % {"version": used.result["versions"]["rules"]}),
        SummaryRow(_("Card"), card),
        SummaryRow(_("Fingerprint of inputs, result and versions"), used.fingerprint),
    ]
