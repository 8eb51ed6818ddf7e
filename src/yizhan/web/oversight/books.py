"""The trial balance of a day: every code opens its accounts."""

from collections.abc import Sequence

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.ledger import book
from yizhan.ledger.chart import ChartAccount, chart_by_code
from yizhan.ledger.journal import Side
from yizhan.web.doors import door
from yizhan.web.formats import day
from yizhan.web.oversight.book_parts import account_name, on_side, sum_of
from yizhan.web.oversight.periods import day_from
from yizhan.web.oversight.words import ACCOUNT_KINDS
from yizhan.web.tables import Column, Filter, Table, filters_from, query_with
from yizhan.web.vocabulary import word


@door("book.read")
def book_page(request: HttpRequest) -> HttpResponse:
    """The trial balance of a day: every code with opening, turnover and closing; debits and credits agree or the page says so."""
    on, shown, problem = day_from(request)
    with connection.cursor() as cursor:
        lines = book.trial_balance(cursor, on)
    by_code = chart_by_code()
    kind = filters_from(request, [Filter("kind", _("Kind"), _kinds())])[0]
    rows = [_trial_row(line, by_code.get(line.code)) for line in lines if not kind.value or _is_kind(by_code.get(line.code), kind.value)]
    columns = [
        Column("code", _("Code"), "id", href_key="href"),
        Column("name", _("Account")),
        Column("kind", _("Kind")),
        Column("opening_debit", _("Opening, debit"), "money"),
        Column("opening_credit", _("Opening, credit"), "money"),
        Column("debits", _("Debits of the day"), "money"),
        Column("credits", _("Credits of the day"), "money"),
        Column("debit", _("Closing, debit"), "money"),
        Column("credit", _("Closing, credit"), "money"),
    ]
    footer = {
        name: sum_of(row[name] for row in rows) for name in ("opening_debit", "opening_credit", "debits", "credits", "debit", "credit")
    }
    table = Table(_("Trial balance of %(day)s") % {"day": day(on)}, columns, rows, footer={"code": _("Sum"), **footer} if rows else {})
    return render(
        request,
        "oversight/book.html",
        {
            "table": table,
            "on": on,
            "day_text": shown,
            "problem": problem,
            "kind": kind,
            "is_empty": not lines,
            "is_whole": not kind.value,
            "agrees": footer["debit"] == footer["credit"] and footer["debits"] == footer["credits"],
        },
    )


def _kinds() -> Sequence[tuple[str, str]]:
    return [("", _("all")), *((code, str(label)) for code, label in ACCOUNT_KINDS.items())]


def _is_kind(line: ChartAccount | None, kind: str) -> bool:
    return line is not None and line.kind == kind


def _trial_row(line, chart_line: ChartAccount | None) -> dict:
    opening, closing = line.opening, line.closing
    return {
        "code": line.code,
        "name": account_name(line.code),
        "kind": word(ACCOUNT_KINDS, chart_line.kind if chart_line else ""),
        "opening_debit": on_side(opening, Side.DEBIT),
        "opening_credit": on_side(opening, Side.CREDIT),
        "debits": line.debits or None,
        "credits": line.credits or None,
        "debit": on_side(closing, Side.DEBIT),
        "credit": on_side(closing, Side.CREDIT),
        "href": reverse("accounts") + query_with("", code=line.code),
    }
