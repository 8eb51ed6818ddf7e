"""Loans that end soon: whether each can be renewed without repaying first, why, and the way to propose it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.credit.changes import RenewalConduct
from yizhan.credit.parameters import Parameters
from yizhan.kernel.money import Money
from yizhan.web.components import Pill
from yizhan.web.desk.words import CHANGE_FINDINGS, COVERAGES, SIZE_CLASSES, worded_pill
from yizhan.web.doors import door, today
from yizhan.web.formats import day
from yizhan.web.tables import Column, Table
from yizhan.web.vocabulary import word
from yizhan.workflows.permissions import may
from yizhan.workflows.renewals import Outlook, near_maturity


@door("desk.read")
def renewals(request: HttpRequest) -> HttpResponse:
    """The loans that mature within the days of the alert, the first to mature first."""
    found, on = near_maturity(request.user, today()), today()
    columns = [Column("number", _("Number"), "id", href_key="href"), Column("enterprise", _("Enterprise")),
               Column("matures", _("Matures"), "day"), Column("left", _("Days left"), "number"), Column("owed", _("Principal"), "money"),
               Column("size", _("Size")), Column("coverage", _("Renewal rule"), "pill"), Column("why", _("Why")),
               Column("state", _("State"), "pill")]
    if may(request.user.role, "loan.propose_change"):
        columns.append(Column("action", _("Next step"), href_key="propose"))
    table = Table(_("Loans that end soon"), columns, [_row(one) for one in found]) if found else None
    days = Parameters(on).version("changes.yaml", "renewal_alert_days").value
    return render(request, "desk/renewals.html", {"table": table, "days": days})


def told(code: str) -> str:
    """A reason in words; a question mark says that a person still has to look."""
    words = str(CHANGE_FINDINGS[code.rstrip("?")])
    if code.endswith("?"):
        return _("%(condition)s: not confirmed") % {"condition": words}
    return words if code in COVERAGES else _("%(condition)s: not met") % {"condition": words}


def _row(one: Outlook) -> dict[str, Any]:
    loan, standing = one.loan, one.loan.standing
    known = [name for name in RenewalConduct.__slots__ if getattr(one.conduct, name)]
    asked = {"kind": "renewal", "months": loan.term_months, "size_class": one.size_class or "", "conduct": known}
    return {
        "number": loan.number, "href": reverse("loan", args=[loan.pk]), "enterprise": loan.enterprise.name, "matures": loan.matures_on,
        "left": one.days_left, "owed": Money(standing.principal_minor + standing.overdue_minor + standing.non_accrual_minor),
        "size": word(SIZE_CLASSES, one.size_class) if one.size_class else _("not known"),
        "coverage": worded_pill(COVERAGES, one.coverage.value), "why": " · ".join(told(code) for code in one.reasons[1:]),
        "state": _state(one), "action": "" if one.is_proposed else _("Propose a renewal"),
        "propose": "" if one.is_proposed else reverse("loan_propose", args=[loan.pk], query=asked)}


def _state(one: Outlook) -> Pill:
    if one.is_proposed:
        return Pill(_("waits for a decision"), "active")
    if one.alert is None:
        return Pill(_("alert comes in the morning"), "neutral")
    if one.alert.wished_at:
        return Pill(_("the borrower asks for it"), "waiting")
    return Pill(_("alert of %(day)s") % {"day": day(one.alert.on)}, "waiting")
