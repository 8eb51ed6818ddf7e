"""A score opened to every point of its card, and a stored evaluation computed again."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.credit.scorecard.card import Scorecard
from yizhan.kernel.refusal import Refusal
from yizhan.records.models import Application, CardUse, Evaluation
from yizhan.web.components import Crumb
from yizhan.web.doors import door
from yizhan.web.formats import bilingual, number
from yizhan.web.tables import Column, Table
from yizhan.workflows import access
from yizhan.workflows.evaluation import replay_evaluation
from yizhan.workflows.scoring import card_in_force, card_of

FINGERPRINT_SHOWN = 16


@door("evaluation.read")
def points(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Each variable of the card with its value, its bin and its points, as of the last evaluation."""
    application = access.applications(request.user).get(pk=application_id)
    evaluation = application.evaluations.order_by("at", "id").last()
    if evaluation is None:
        raise Evaluation.DoesNotExist
    use = CardUse.objects.select_related("artefact").filter(evaluation=evaluation).first()
    card = card_of(use.artefact.card_id) if use else card_in_force(application.product_code, evaluation.decision_date)
    context = {
        "application": application,
        "crumbs": _crumbs(application, _("Points")),
        "card": card,
        "use": use,
        "table": point_table(card, use.row) if use else None,
        "evaluation": evaluation,
    }
    return render(request, "desk/score.html", context)


@door("evaluation.read")
def replayed(request: HttpRequest, application_id: UUID, evaluation_id: UUID) -> HttpResponse:
    """Whether the stored evaluation gives the same result when it is computed again; nothing is written."""
    application = access.applications(request.user).get(pk=application_id)
    evaluation = application.evaluations.get(pk=evaluation_id)
    again = replay_evaluation(evaluation)
    context = {
        "evaluation": evaluation,
        "refusal": again if isinstance(again, Refusal) else None,
        "used": len(evaluation.result["versions"]["parameters"]),
        "fingerprint_short": evaluation.fingerprint[:FINGERPRINT_SHOWN] + "…",
        "crumbs": _crumbs(application, _("Compute again")),
    }
    return render(request, "desk/replay.html" if request.htmx else "desk/replay_page.html", context)


def point_table(card: Scorecard, row: Mapping[str, Any]) -> Table:
    """The card applied to the row that it read, line by line; the sum is the score."""
    rows, total = [], card.intercept_points
    for variable in card.variables:
        index = variable.bins.index(row[variable.name])
        earned = variable.points[index]
        total += earned
        rows.append(
            {
                "variable": bilingual(variable.title),
                "value": _value(row[variable.name]),
                "bin": variable.bins.label(index),
                "points": earned,
                "best": variable.points_max,
            }
        )
    for pair in card.pairs:
        first, second = pair.first_bins.index(row[pair.first]), pair.second_bins.index(row[pair.second])
        total += pair.points[first][second]
        titles = " × ".join(bilingual(card.variable(name).title) for name in (pair.first, pair.second))
        label = f"{pair.first_bins.label(first)} × {pair.second_bins.label(second)}"
        rows.append({"variable": titles, "value": "", "bin": label, "points": pair.points[first][second], "best": pair.points_max})
    columns = [
        Column("variable", _("Variable")),
        Column("value", _("Value"), "end"),
        Column("bin", _("Bin"), "end"),
        Column("points", _("Points"), "number"),
        Column("best", _("Best"), "number"),
    ]
    begin = {"variable": _("Begin"), "value": "", "bin": "", "points": card.intercept_points, "best": card.intercept_points}
    return Table(_("Points of the card"), columns, [begin, *rows], footer={"variable": _("Score"), "points": total})


def _value(value: object) -> str:
    if value is None:
        return _("not known")
    return number(value, 2) if isinstance(value, float) else str(value)


def _crumbs(application: Application, last: str) -> list[Crumb]:
    return [
        Crumb(_("Applications"), reverse("applications")),
        Crumb(application.number, reverse("case", args=[application.pk])),
        Crumb(last),
    ]
