"""The accounts of the book and their statements: every entry with the balance after it leads to its journal."""

from django.core.paginator import Paginator
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.ledger import book
from yizhan.ledger.chart import chart
from yizhan.ledger.journal import Side
from yizhan.web.components import Crumb, Pill
from yizhan.web.desk.words import JOURNALS
from yizhan.web.doors import door
from yizhan.web.formats import bilingual
from yizhan.web.oversight.book_parts import account_name, book_crumb
from yizhan.web.oversight.owners import Owner, owners_of, references_like
from yizhan.web.oversight.periods import period_from
from yizhan.web.oversight.words import SIDES
from yizhan.web.tables import Column, Filter, Table, filters_from
from yizhan.web.vocabulary import word

ACCOUNTS_A_PAGE = 50
LINES_A_PAGE = 100


@door("book.read")
def accounts(request: HttpRequest) -> HttpResponse:
    """Accounts by code, owner and state, with their balance now."""
    filters = filters_from(
        request,
        [
            Filter("code", _("Account"), [("", _("all")), *((line.code, bilingual(line.title)) for line in chart().values())]),
            Filter("state", _("State"), [("", _("all")), ("open", _("Open")), ("closed", _("Closed"))]),
            Filter("q", _("Enterprise or loan")),
        ],
    )
    code, state, text = (item.value for item in filters)
    number = _page_number(request)
    with connection.cursor() as cursor:
        found, total = book.find_accounts(
            cursor,
            code or None,
            references_like(text) if text else None,
            {"open": True, "closed": False}.get(state),
            ACCOUNTS_A_PAGE,
            (number - 1) * ACCOUNTS_A_PAGE,
        )
    owners = owners_of([account.owner for account in found])
    table = Table(
        _("Accounts"),
        [
            Column("code", _("Code"), "id", href_key="href"),
            Column("name", _("Account")),
            Column("owner", _("Owner"), href_key="owner_href"),
            Column("opened_on", _("Opened"), "day"),
            Column("state", _("State"), "pill"),
            Column("side", _("Side")),
            Column("balance", _("Balance now"), "money"),
        ],
        [_account_row(account, owners[account.owner]) for account in found],
        empty=_("No account fits these filters."),
    )
    page = Paginator(range(total), ACCOUNTS_A_PAGE).get_page(number)
    return render(
        request,
        "oversight/accounts.html",
        {"table": table, "filters": filters, "page": page, "crumbs": [book_crumb(), Crumb(_("Accounts"))]},
    )


@door("book.read")
def account(request: HttpRequest, account_id) -> HttpResponse:
    """One account in a period: opening, every entry with the balance after it, closing."""
    chosen = period_from(request, days=90)
    try:
        with connection.cursor() as cursor:
            found = book.account(cursor, account_id)
            stated = book.statement(cursor, account_id, chosen.period.first, chosen.period.last)
    except LookupError as error:
        raise Http404 from error
    owner = owners_of([found.owner])[found.owner]
    page = Paginator(stated.lines, LINES_A_PAGE).get_page(request.GET.get("page"))
    table = Table(
        _("Entries"),
        [
            Column("booked_on", _("Booked"), "day"),
            Column("value_date", _("Value date"), "day"),
            Column("what", _("Booked as"), href_key="href"),
            Column("debit", _("Debit"), "money"),
            Column("credit", _("Credit"), "money"),
            Column("balance", _("Balance"), "money"),
        ],
        [_statement_row(entry) for entry in page.object_list],
        empty=_("No entry in this period."),
    )
    return render(
        request,
        "oversight/account.html",
        {
            "account": found,
            "name": account_name(found.code),
            "owner": owner,
            "chosen": chosen,
            "statement": stated,
            "table": table,
            "page": page,
            "side": word(SIDES, found.side),
            "crumbs": [book_crumb(), Crumb(_("Accounts"), reverse("accounts")), Crumb(found.code)],
        },
    )


def _account_row(account: book.Account, owner: Owner) -> dict:
    return {
        "code": account.code,
        "name": account_name(account.code),
        "owner": owner.label,
        "owner_href": owner.href,
        "opened_on": account.opened_on,
        "state": Pill(_("Open"), "good") if account.is_open else Pill(_("Closed"), "quiet"),
        "side": word(SIDES, account.side),
        "balance": account.balance,
        "href": reverse("account", args=[account.id]),
    }


def _statement_row(line: book.StatementLine) -> dict:
    return {
        "booked_on": line.booked_on,
        "value_date": line.value_date,
        "what": word(JOURNALS, line.kind),
        "balance": line.balance,
        "debit": line.amount if line.side is Side.DEBIT else None,
        "credit": line.amount if line.side is Side.CREDIT else None,
        "href": reverse("journal", args=[line.journal_id]),
    }


def _page_number(request: HttpRequest) -> int:
    text = request.GET.get("page", "")
    return min(int(text), 100_000) if text.isascii() and text.isdecimal() and len(text) < 9 and int(text) > 0 else 1
