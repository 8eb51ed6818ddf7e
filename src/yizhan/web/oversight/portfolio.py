"""The loan portfolio: shares, moves between classes, vintages."""

from datetime import timedelta
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from yizhan.credit.parameters import Parameters
from yizhan.credit.portfolio import Share, published_shares
from yizhan.web import charts
from yizhan.web.charts import Point
from yizhan.web.components import Figure
from yizhan.web.desk.loan_servicing import class_pill
from yizhan.web.doors import door, today
from yizhan.web.formats import percent
from yizhan.web.tables import Column, Table
from yizhan.workflows.portfolio import Portfolio, portfolio

PERIOD = timedelta(days=90)


@door("branch.read")
def page(request: HttpRequest) -> HttpResponse:
    """The portfolio today, moves of the last ninety days."""
    found = portfolio(today(), today() - PERIOD)
    return render(request, "oversight/portfolio.html", {
        "figures": _figures(found), "rolls": _rolls(found), "vintages": _vintages(found), "chart": _chart(found)})


def _figures(found: Portfolio) -> list[Figure]:
    labels = {
        "technology": _("Technology borrowers among corporate borrowers"),
        "small_and_medium_technology": _("Small and medium firms among technology borrowers"),
        "small_and_medium": _("Small and medium firms among borrowers"), "nfra_inclusive": _("Inclusive borrowers (NFRA)"),
        "pboc_inclusive": _("Inclusive borrowers (PBoC)"), "non_performing": _("Non-performing principal")}
    published = published_shares(Parameters(today()))
    told = {"technology": published["technology"], "small_and_medium_technology": published["small_and_medium"]}
    return [Figure(label, "–" if found.shares[name].value is None else percent(found.shares[name].value),
                   _note(name, found.shares[name], told.get(name))) for name, label in labels.items()]


def _note(name: str, share: Share, published: Decimal | None) -> str:
    if name == "non_performing":
        return ""
    parts = [_("%(part)s of %(whole)s") % {"part": share.part, "whole": share.whole}]
    if share.unknown:
        parts.append(_("%(count)s not known, left out") % {"count": share.unknown})
    if published is not None:
        parts.append(_("a published account: %(share)s") % {"share": percent(published, 0)})
    return " · ".join(parts)


def _rolls(found: Portfolio) -> Table:
    columns = [Column("before", _("From"), "pill"), Column("after", _("To"), "pill"), Column("loans", _("Loans"), "number")]
    rows = [{"before": class_pill(roll.from_class), "after": class_pill(roll.to_class), "loans": roll.loans} for roll in found.rolls]
    return Table(_("Moves between classes in ninety days"), columns, rows, show_caption=True, empty=_("No loan has moved."))


def _vintages(found: Portfolio) -> Table:
    columns = [Column("quarter", _("Paid out in")), Column("loans", _("Loans"), "number"), Column("late", _("Ever late"), "number"),
               Column("bad", _("Ever non-performing"), "number"), Column("share", _("Ever late, share"), "percent")]
    rows = [{"quarter": one.quarter, "loans": one.loans, "late": one.ever_late, "bad": one.ever_non_performing, "share": one.late_share}
            for one in found.vintages]
    return Table(_("Vintages"), columns, rows, show_caption=True, empty=_("No loan has been paid out yet."))


def _chart(found: Portfolio) -> str:
    points = [Point(one.quarter, one.late_share * 100) for one in found.vintages]
    return charts.bar(_("Share of each quarter's loans that was ever late"), points, heads=(_("Paid out in"), _("Ever late, share")),
                      unit="%") if points else ""
