"""The audit trail: who did what to which record, when, before and after; and all that happened around one application."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.records.models import AuditRow
from yizhan.web.components import Crumb, Figure
from yizhan.web.desk.words import worded_pill
from yizhan.web.doors import door
from yizhan.web.formats import day, money
from yizhan.web.labels import role_name, state_pill
from yizhan.web.oversight.changes import change_of
from yizhan.web.oversight.periods import period_from
from yizhan.web.oversight.trails import Trail, trail_of
from yizhan.web.oversight.words import ACTIONS, KINDS, OUTCOMES, SUBJECTS, action_words, address
from yizhan.web.tables import Column, Filter, Table, filters_from
from yizhan.web.vocabulary import word
from yizhan.workflows import access

ROWS_A_PAGE = 50


@door("audit.read")
def audit(request: HttpRequest) -> HttpResponse:
    """The trail, newest first, by who, action, outcome, subject, application and period."""
    chosen = period_from(request, days=365)
    filters = filters_from(
        request,
        [
            Filter("who", _("Who")),
            Filter("action", _("Action"), [("", _("all")), *((code, str(label)) for code, label in ACTIONS.items())]),
            Filter("outcome", _("Outcome"), [("", _("all")), *((code, str(label)) for code, (label, _tone) in OUTCOMES.items())]),
            Filter("subject", _("Subject"), [("", _("all")), *((code, str(label)) for code, label in SUBJECTS.items())]),
            Filter("application", _("Application or loan")),
        ],
    )
    bounds = chosen.period.bounds
    rows = AuditRow.objects.filter(at__gte=bounds["start"], at__lt=bounds["end"]).select_related("actor", "application", "enterprise")
    rows = _filtered(rows, {item.name: item.value for item in filters})
    page = Paginator(rows.order_by("-at", "-id"), ROWS_A_PAGE).get_page(request.GET.get("page"))
    table = Table(
        _("Audit trail"),
        [
            Column("at", _("When"), "moment"),
            Column("who", _("Who")),
            Column("action", _("Action")),
            Column("outcome", _("Outcome"), "pill"),
            Column("subject", _("Subject")),
            Column("application", _("Application"), "id", href_key="href"),
            Column("change", _("Before and after")),
        ],
        [_row(row) for row in page.object_list],
        empty=_("No row fits these filters."),
    )
    return render(request, "oversight/audit.html", {"table": table, "filters": filters, "page": page, "chosen": chosen})


@door("audit.read")
def audit_walk(request: HttpRequest, application_id=None, loan_id=None) -> HttpResponse:
    """Everything about one application and its loan in order of time: events, audit rows, journals."""
    application = (
        access.loans(request.user).get(pk=loan_id).application if loan_id else access.applications(request.user).get(pk=application_id)
    )
    trail = trail_of(application)
    kind = filters_from(
        request, [Filter("kind", _("Show"), [("", _("everything")), *((code, str(label)) for code, (label, _tone) in KINDS.items())])]
    )
    rows = [line for line in trail.lines if kind[0].value in ("", line["code"])]
    table = Table(
        _("What happened, in order of time"),
        [
            Column("at", _("When"), "moment"),
            Column("kind", _("Kind"), "pill"),
            Column("what", _("What happened"), href_key="href"),
            Column("who", _("Who")),
            Column("note", _("Details")),
        ],
        rows,
    )
    crumbs = [Crumb(_("Audit"), reverse("audit")), Crumb(application.number)]
    return render(
        request,
        "oversight/walk.html",
        {
            "application": application,
            "trail": trail,
            "table": table,
            "filters": kind,
            "figures": _figures(trail),
            "crumbs": crumbs,
            "state": state_pill("application", application.state),
            "case_href": address("case", application_id=application.id),
        },
    )


def _filtered(rows: QuerySet[AuditRow], asked: dict[str, str]) -> QuerySet[AuditRow]:
    if asked["who"]:
        named = Q(actor__username__icontains=asked["who"]) | Q(actor__display_name__icontains=asked["who"])
        rows = rows.filter(named | Q(actor_role=asked["who"]))
    for name, field in (("action", "action"), ("outcome", "outcome"), ("subject", "subject_type")):
        if asked[name]:
            rows = rows.filter(**{field: asked[name]})
    if asked["application"]:
        rows = rows.filter(
            Q(application__number__icontains=asked["application"]) | Q(application__loan__number__icontains=asked["application"])
        )
    return rows


def _row(row: AuditRow) -> dict[str, Any]:
    who = f"{row.actor} ({role_name(row.actor_role)})" if row.actor else _("System")
    return {
        "at": row.at,
        "who": who,
        "action": action_words(row.action),
        "outcome": worded_pill(OUTCOMES, row.outcome),
        "subject": word(SUBJECTS, row.subject_type),
        "application": row.application.number if row.application else "",
        "href": reverse("audit_walk", kwargs={"application_id": row.application_id}) if row.application_id else "",
        "change": change_of(row),
    }


def _figures(trail: Trail) -> list[Figure]:
    """The figures of the case; each leads to the entries behind it."""
    application, loan = trail.application, trail.loan
    figures = [Figure(_("Asked for"), money(application.amount_minor), application.enterprise.name)]
    if loan is None:
        return figures
    figures += [
        Figure(
            _("Paid out"),
            money(loan.principal_minor),
            f"{loan.number} · {day(loan.started_on)}",
            reverse("journal", args=[loan.payout_journal_id]),
        ),
        Figure(_("Principal outstanding"), trail.outstanding, _("account of the loan"), reverse("account", args=[loan.loan_account_id])),
        Figure(_("On the deposit account"), trail.deposit, "", reverse("account", args=[loan.deposit_account_id])),
    ]
    return figures
