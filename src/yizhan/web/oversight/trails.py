"""All that is known of one application in order of time: its events, its audit rows, the journals of its loan and payouts."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.kernel.money import Money
from yizhan.ledger import book
from yizhan.ledger.journal import Side, StoredJournal
from yizhan.records.models import Application, ApplicationEvent, AuditRow, Loan
from yizhan.web.desk.words import worded_pill
from yizhan.web.formats import money
from yizhan.web.labels import event_label, role_name, state_pill
from yizhan.web.oversight.book_parts import journal_kind
from yizhan.web.oversight.changes import change_of
from yizhan.web.oversight.owners import poster
from yizhan.web.oversight.words import KINDS, OUTCOMES, SUBJECTS, action_words
from yizhan.web.vocabulary import word


@dataclass(frozen=True, slots=True)
class Trail:
    """An application, its loan if there is one, the balances of the loan's accounts, and the lines of what happened."""

    application: Application
    loan: Loan | None
    outstanding: Money | None
    deposit: Money | None
    lines: tuple[dict[str, Any], ...]


def trail_of(application: Application) -> Trail:
    """The trail, oldest line first. At one moment the event stands before its audit row, and the journal after both."""
    loan = Loan.objects.filter(application=application).prefetch_related("payouts").first()
    lines = [_event(event) for event in application.events.select_related("actor")]
    lines += [_audit(row) for row in AuditRow.objects.filter(application=application).select_related("actor")]
    outstanding = deposit = None
    if loan is not None:
        with connection.cursor() as cursor:
            references = [f"loan:{loan.pk}", *(f"payout:{payout.reference}" for payout in loan.payouts.all())]
            lines += [_journal(stored) for reference in references for stored in book.journals_of(cursor, reference)]
            outstanding, deposit = book.balance(cursor, loan.loan_account_id), book.balance(cursor, loan.deposit_account_id)
    order = list(KINDS)
    lines.sort(key=lambda line: (line["at"], order.index(line["code"]), line["id"]))
    return Trail(application, loan, outstanding, deposit, tuple(lines))


def _event(event: ApplicationEvent) -> dict[str, Any]:
    moved = event.to_state and event.to_state != event.from_state
    before, after = (state_pill("application", state).label for state in (event.from_state, event.to_state))
    note = (f"{before} → {after}" if event.from_state else after) if moved else ""
    return {
        "id": event.pk,
        "at": event.at,
        "code": "event",
        "kind": worded_pill(KINDS, "event"),
        "what": event_label(event.kind).label,
        "who": str(event.actor or _("System")),
        "note": note,
    }


def _audit(row: AuditRow) -> dict[str, Any]:
    who = f"{row.actor} ({role_name(row.actor_role)})" if row.actor else _("System")
    outcome = "" if row.outcome == "done" else f" – {worded_pill(OUTCOMES, row.outcome).label}"
    return {
        "id": row.pk,
        "at": row.at,
        "code": "audit",
        "kind": worded_pill(KINDS, "audit"),
        "who": who,
        "what": f"{action_words(row.action)} · {word(SUBJECTS, row.subject_type)}{outcome}",
        "note": change_of(row),
    }


def _journal(stored: StoredJournal) -> dict[str, Any]:
    debits = sum(entry.amount.amount_minor for entry in stored.journal.entries if entry.side is Side.DEBIT)
    return {
        "id": stored.journal.id,
        "at": stored.posted_at,
        "code": "journal",
        "kind": worded_pill(KINDS, "journal"),
        "what": journal_kind(stored),
        "who": poster(stored.posted_by),
        "note": money(debits),
        "href": reverse("journal", args=[stored.journal.id]),
    }
