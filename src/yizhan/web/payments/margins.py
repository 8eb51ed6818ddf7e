"""What card payments earned: by scheme, programme and merchant, with every part, and what of it is assumed. A margin may be negative."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.kernel.money import Money, money_sum
from yizhan.payments.row_values import MarginRow
from yizhan.records.models import Merchant
from yizhan.web import charts
from yizhan.web.charts import Point
from yizhan.web.components import Crumb, Figure
from yizhan.web.doors import door
from yizhan.web.formats import money, percent
from yizhan.web.oversight.periods import period_from
from yizhan.web.payments.words import PROGRAMMES, SCHEMES
from yizhan.web.tables import Column, Table
from yizhan.web.vocabulary import word
from yizhan.workflows import card_payments

DAYS = 30
PARTS = ("order", "merchant_fee", "wallet_contribution", "interchange", "assessments", "margin")


@door("payment.watch")
def margins(request: HttpRequest) -> HttpResponse:
    """Margins of captured payments of a period, before refunds."""
    chosen = period_from(request, DAYS)
    found = card_payments.margins(chosen.period.first, chosen.period.last)
    names = dict(Merchant.objects.filter(pk__in={row.merchant_id for row in found}).values_list("pk", "name"))
    by_scheme = _grouped(found, lambda row: word(SCHEMES, row.scheme))
    context = {
        "chosen": chosen,
        "crumbs": [Crumb(_("Payments"), reverse("payments")), Crumb(_("Margins"))],
        "figures": _figures(found),
        "chart": _chart(by_scheme),
        "tables": [
            _table(_("By scheme"), _("Scheme"), by_scheme),
            _table(_("By wallet programme"), _("Wallet programme"), _grouped(found, lambda row: word(PROGRAMMES, row.programme))),
            _table(_("By merchant"), _("Merchant"), _grouped(found, lambda row: names.get(row.merchant_id, str(row.merchant_id)))),
        ],
        "is_empty": not found,
    }
    return render(request, "payments/margins.html", context, status=422 if chosen.problem else 200)


def _grouped(rows: list[MarginRow], name_of: Callable[[MarginRow], Any]) -> list[dict[str, Any]]:
    """Sums by a name, the largest margin last, so that what costs stands first."""
    groups: dict[str, list[MarginRow]] = {}
    for row in rows:
        groups.setdefault(str(name_of(row)), []).append(row)
    found = [{"name": name, "count": sum(row.count for row in group)} | {part: _sum(group, part) for part in PARTS}
             for name, group in groups.items()]
    return sorted(found, key=lambda line: line["margin"].amount_minor)


def _sum(rows: list[MarginRow], part: str) -> Money:
    return money_sum([getattr(row, part) for row in rows])


def _share(margin: Money, order: Money) -> str:
    return percent(Decimal(margin.amount_minor) / order.amount_minor, 3) if order else "–"


def _figures(rows: list[MarginRow]) -> list[Figure]:
    margin, order = _sum(rows, "margin"), _sum(rows, "order")
    unsourced = _("no source; the project's rates")
    return [
        Figure(_("Margin"), margin, _("%(share)s of orders") % {"share": _share(margin, order)}),
        Figure(_("Orders"), order),
        Figure(_("Merchant fees"), _sum(rows, "merchant_fee"), _("by contract")),
        Figure(_("From the wallets"), _sum(rows, "wallet_contribution"), assumption=unsourced),
        Figure(_("Interchange"), -_sum(rows, "interchange"), assumption=unsourced),
        Figure(_("Scheme assessments"), -_sum(rows, "assessments"), assumption=unsourced),
    ]


def _chart(lines: list[dict[str, Any]]) -> Any:
    if not lines:
        return ""
    worst = lines[0]
    said = (_("%(name)s costs more than it earns: %(margin)s") if worst["margin"].amount_minor < 0 else
            _("Every scheme earns; %(name)s the least: %(margin)s")) % {"name": worst["name"], "margin": money(worst["margin"])}
    points = [Point(line["name"], line["margin"].major) for line in lines]
    return charts.bar(said, points, heads=(_("Scheme"), _("Margin in yuan")))


def _table(caption: str, head: str, lines: list[dict[str, Any]]) -> Table:
    columns = [Column("name", head), Column("count", _("Payments"), "number"), Column("order", _("Orders"), "money"),
               Column("merchant_fee", _("Merchant fees"), "money"), Column("wallet_contribution", _("From the wallets"), "money"),
               Column("interchange", _("Interchange"), "money"), Column("assessments", _("Assessments"), "money"),
               Column("margin", _("Margin"), "money"), Column("share", _("Of orders"), "end")]
    rows = [line | {"interchange": -line["interchange"], "assessments": -line["assessments"],
                    "share": _share(line["margin"], line["order"])} for line in lines]
    return Table(caption, columns, rows, empty=_("No payments in this period."))
