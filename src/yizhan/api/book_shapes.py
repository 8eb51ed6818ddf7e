"""How accounts, statements, journals and audit rows look as JSON."""

from typing import Any

from yizhan.api.shapes import columns
from yizhan.kernel.text import plain
from yizhan.ledger.book import Account, Statement
from yizhan.ledger.journal import StoredJournal
from yizhan.records.models import AuditRow


def account(item: Account) -> dict[str, Any]:
    """An account of the book with its balance on the normal side."""
    return {
        **columns(item, "id", "code", "owner", "side", "opened_on", "closed_on"),
        "balance_minor": item.balance.amount_minor,
        "currency": item.balance.currency,
    }


def statement(item: Statement) -> dict[str, Any]:
    """An account in a period."""
    lines = [
        {
            **columns(line, "booked_on", "value_date", "journal_id", "kind", "reference", "side"),
            "amount_minor": line.amount.amount_minor,
            "balance_minor": line.balance.amount_minor,
        }
        for line in item.lines
    ]
    return {
        **columns(item, "account_id", "first_day", "last_day"),
        "opening_minor": item.opening.amount_minor,
        "closing_minor": item.closing.amount_minor,
        "currency": item.opening.currency,
        "lines": lines,
    }


def journal(item: StoredJournal) -> dict[str, Any]:
    """A journal with its entries; debit is positive."""
    entries = [
        {
            "account_id": plain(entry.account_id),
            "amount_minor": entry.amount.amount_minor,
            "currency": entry.amount.currency,
            "side": entry.side.value,
        }
        for entry in item.journal.entries
    ]
    return {
        **columns(item.journal, "id", "kind", "key", "booked_on", "value_date", "reference", "facts"),
        "entries": entries,
        "posted_at": plain(item.posted_at),
        "posted_by": item.posted_by,
    }


def audit_row(row: AuditRow) -> dict[str, Any]:
    """Who did what to which record, before and after."""
    return columns(
        row,
        "id",
        "at",
        "actor_id",
        "actor_role",
        "action",
        "outcome",
        "refusal_code",
        "subject_type",
        "subject_id",
        "enterprise_id",
        "application_id",
        "before",
        "after",
        "request_id",
    )
