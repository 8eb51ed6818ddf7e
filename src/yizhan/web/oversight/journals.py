"""One journal: its entries, the facts that explain them, who posted it when, and the record whose event it is."""

from decimal import Decimal

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from yizhan.ledger import book
from yizhan.ledger.journal import Entry, Side, StoredJournal
from yizhan.web.components import Crumb, SummaryRow
from yizhan.web.doors import door
from yizhan.web.formats import day, fact, moment
from yizhan.web.oversight.book_parts import account_name, book_crumb, journal_kind, on_side, sum_of
from yizhan.web.oversight.owners import Owner, owners_of, poster
from yizhan.web.tables import Column, Table
from yizhan.web.vocabulary import word


@door("book.read")
def journal(request: HttpRequest, journal_id) -> HttpResponse:
    """One journal: its entries, the facts that explain them, who posted it when, and the record whose event it is."""
    try:
        with connection.cursor() as cursor:
            stored = book.journal_of(cursor, journal_id)
            accounts_by_id = {entry.account_id: book.account(cursor, entry.account_id) for entry in stored.journal.entries}
            related = [other for other in book.journals_of(cursor, stored.journal.reference) if other.journal.id != journal_id]
    except LookupError as error:
        raise Http404 from error
    owners = owners_of([stored.journal.reference, *(item.owner for item in accounts_by_id.values())])
    entries = [
        _entry_row(entry, accounts_by_id[entry.account_id], owners[accounts_by_id[entry.account_id].owner])
        for entry in stored.journal.entries
    ]
    sums = {side: sum_of(row[side] for row in entries) for side in ("debit", "credit")}
    table = Table(
        _("Entries"),
        [
            Column("code", _("Code"), "id", href_key="href"),
            Column("name", _("Account")),
            Column("owner", _("Owner"), href_key="owner_href"),
            Column("debit", _("Debit"), "money"),
            Column("credit", _("Credit"), "money"),
        ],
        entries,
        footer={"code": _("Sum"), **sums},
    )
    return render(
        request,
        "oversight/journal.html",
        {
            "journal": stored.journal,
            "kind": journal_kind(stored),
            "table": table,
            "rows": _journal_facts(stored, owners[stored.journal.reference]),
            "facts": _facts(stored),
            "related": _related_table(related),
            "crumbs": [book_crumb(), Crumb(_("Journal"))],
        },
    )


def _entry_row(entry: Entry, account: book.Account, owner: Owner) -> dict:
    return {
        "code": account.code,
        "name": account_name(account.code),
        "owner": owner.label,
        "owner_href": owner.href,
        "debit": on_side(entry.amount, Side.DEBIT),
        "credit": on_side(entry.amount, Side.CREDIT),
        "href": reverse("account", args=[account.id]),
    }


def _journal_facts(stored: StoredJournal, owner: Owner) -> list[SummaryRow]:
    journal = stored.journal
    whose = format_html('<a href="{}">{}</a>', owner.href, owner.label) if owner.href else owner.label
    return [
        SummaryRow(_("Belongs to"), whose),
        SummaryRow(_("Booked"), day(journal.booked_on)),
        SummaryRow(_("Value date"), day(journal.value_date) if journal.value_date else "–"),
        SummaryRow(_("Posted"), moment(stored.posted_at), poster(stored.posted_by)),
        SummaryRow(_("Key"), journal.key, _("The same key is never booked twice.")),
    ]


def _facts(stored: StoredJournal) -> list[SummaryRow]:
    names = {
        "principal": _("Principal"),
        "interest": _("Interest"),
        "fee": _("Fee"),
        "reject_code": _("Code of the rejection"),
        "reverses": _("Takes back"),
    }
    return [SummaryRow(word(names, name), fact(_decimal(value))) for name, value in stored.journal.facts.items()]


def _decimal(value: object) -> object:
    return Decimal(str(value)) if isinstance(value, float) else value


def _related_table(related: list[StoredJournal]) -> Table | None:
    rows = [
        {
            "posted": other.posted_at,
            "kind": journal_kind(other),
            "by": poster(other.posted_by),
            "href": reverse("journal", args=[other.journal.id]),
        }
        for other in related
    ]
    columns = [Column("posted", _("Posted"), "moment", href_key="href"), Column("kind", _("Booked as")), Column("by", _("By"))]
    return Table(_("Other journals of the same record"), columns, rows) if rows else None
