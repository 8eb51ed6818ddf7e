"""Closing reports: which days are closed, and each day's one page for the file, with its totals against the book."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.credit.classification import RiskClass
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.ledger.chart import chart
from yizhan.records.models import DayEnd
from yizhan.web.components import Figure, Pill, SummaryRow
from yizhan.web.desk.words import RISK_CLASSES
from yizhan.web.doors import CLOCK, door
from yizhan.web.formats import bilingual
from yizhan.web.forms import KeyedForm
from yizhan.web.refusals import refusal_text
from yizhan.web.tables import Column, Table
from yizhan.workflows.day_end import last_day_to_close, missed_days, run_day_end
from yizhan.workflows.permissions import may

SHOWN = 60


@door("desk.read")
def day_ends(request: HttpRequest) -> HttpResponse:
    """The last days, newest first."""
    rows = [_row(found) for found in DayEnd.objects.order_by("-day")[:SHOWN]]
    columns = [Column("day", _("Business day"), "day", href_key="href"), Column("state", _("State"), "pill"),
               Column("loans", _("Loans"), "number"), Column("overdue", _("Overdue"), "number"),
               Column("collected", _("Collected"), "money"), Column("interest", _("Interest income"), "money"),
               Column("penalty", _("Penalty interest"), "money")]
    through = last_day_to_close(CLOCK)
    may_close = may(request.user.role, "day_end.run") and bool(missed_days(through))
    return render(request, "desk/day_ends.html", {
        "table": Table(_("Day ends"), columns, rows) if rows else None, "may_close": may_close, "through": through, "form": KeyedForm()})


@door("day_end.run", "POST")
def close(request: HttpRequest) -> HttpResponse:
    """Close what is open, without waiting for the worker."""
    closed = run_day_end(CLOCK, last_day_to_close(CLOCK), actor=request.user)
    if isinstance(closed, Refusal):
        messages.error(request, refusal_text(closed))
    else:
        messages.success(request, _("Closed."))
    return redirect("day_ends")


@door("desk.read")
def day_end(request: HttpRequest, day: str) -> HttpResponse:
    """The closing report of one day, ready to print and sign."""
    found = DayEnd.objects.filter(day=_date(day), state="closed").first()
    if found is None:
        raise Http404
    report = found.report
    return render(request, "desk/day_end_print.html", {
        "found": found, "pill": _pill(found), "figures": _figures(report), "classes": _classes(report), "controls": _controls(report),
        "collected": _collected(report), "moves": _moves(report)})


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error


def _row(found: DayEnd) -> dict[str, Any]:
    row = {"day": found.day, "state": _pill(found), "href": reverse("day_end", args=[found.day.isoformat()])}
    report = found.report
    if not report:
        return row | {"href": ""}
    return row | {
        "loans": sum(line["loans"] for line in report["classes"]), "overdue": sum(line["overdue"] for line in report["classes"]),
        "collected": Money(report["collected"]["amount_minor"]), "interest": Money(report["income"]["interest_income"]),
        "penalty": Money(report["income"]["penalty_income"])}


def _pill(found: DayEnd) -> Pill:
    if found.state != "closed":
        return Pill(_("running"), "active")
    if not found.report["is_proven"]:
        return Pill(_("differs from the book"), "bad")
    return Pill(_("closed, calendar pending"), "waiting") if found.calendar_is_pending else Pill(_("closed"), "good")


def _figures(report: dict[str, Any]) -> list[Figure]:
    due, income = report["due"], report["income"]
    return [
        Figure(_("Fell due"), Money(due["amount_minor"]), _("%(count)s instalments, %(unpaid)s not paid in full")
               % {"count": due["count"], "unpaid": due["unpaid"]}),
        Figure(_("Collected"), Money(report["collected"]["amount_minor"]),
               _("%(count)s repayments") % {"count": report["collected"]["count"]}),
        Figure(_("Interest income"), Money(income["interest_income"])),
        Figure(_("Penalty interest"), Money(income["penalty_income"])),
    ]


def _collected(report: dict[str, Any]) -> list[SummaryRow]:
    found = report["collected"]
    names = (("fee_minor", _("Fee")), ("penalty_minor", _("Penalty interest")), ("interest_minor", _("Interest")),
             ("principal_minor", _("Principal")))
    return [SummaryRow(label, Money(found[name])) for name, label in names]


def _classes(report: dict[str, Any]) -> Table:
    columns = [Column("name", _("Risk class")), Column("loans", _("Loans"), "number"), Column("principal", _("Principal"), "money"),
               Column("overdue", _("Overdue"), "number"), Column("non_accrual", _("Off accrual"), "number")]
    by_class = {line["risk_class"]: line for line in report["classes"]}
    empty = {"loans": 0, "overdue": 0, "non_accrual": 0, "principal_minor": 0}
    rows = [{"name": str(RISK_CLASSES[found.name.lower()])} | (line := by_class.get(int(found), empty))
            | {"principal": Money(line["principal_minor"])} for found in RiskClass]
    return Table(_("Loans by risk class"), columns, rows, show_caption=True)


def _controls(report: dict[str, Any]) -> Table:
    columns = [Column("account", _("Account")), Column("loans", _("Sum of the loans"), "money"), Column("book", _("Book"), "money"),
               Column("result", _("Result"), "pill")]
    rows = [{"account": f"{bilingual(chart()[line['account']].title)} {line['code']}", "loans": Money(line["loans_minor"]),
             "book": Money(line["book_minor"]), "result": _agrees(line["loans_minor"] == line["book_minor"])}
            for line in report["controls"]]
    rows.append({"account": _("Debits less credits of the whole book"), "loans": Money(0), "book": Money(report["book_difference_minor"]),
                 "result": _agrees(not report["book_difference_minor"])})
    return Table(_("Control totals"), columns, rows, show_caption=True)


def _agrees(equal: bool) -> Pill:
    return Pill(_("agrees"), "good") if equal else Pill(_("differs"), "bad")


def _moves(report: dict[str, Any]) -> list[str]:
    return [_("%(count)s from %(before)s to %(after)s") % {
        "count": line["count"], "before": RISK_CLASSES[RiskClass(line["from_class"]).name.lower()],
        "after": RISK_CLASSES[RiskClass(line["to_class"]).name.lower()]} for line in report["moves"]]

