"""What the book says of a loan: balances with the entries behind them, and its journals with their accounts in words."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from yizhan.kernel.money import Money
from yizhan.ledger import book
from yizhan.ledger.chart import chart_by_code
from yizhan.ledger.journal import Side, StoredJournal
from yizhan.records.models import Loan, Payout, User
from yizhan.web.components import Opened, Part
from yizhan.web.desk.words import JOURNALS
from yizhan.web.formats import bilingual, day
from yizhan.web.vocabulary import word

LINES_SHOWN = 60


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry in words: the account, and the amount on its side."""

    account: str
    code: str
    debit: Money | None
    credit: Money | None


@dataclass(frozen=True, slots=True)
class JournalShown:
    """One journal: what, when, who, and its entries."""

    kind: str
    booked_on: date
    posted_at: datetime
    posted_by: str
    journal_id: UUID
    entries: list[EntryLine]


@dataclass(frozen=True, slots=True)
class LoanBook:
    """The balances of a loan and every journal about it."""

    principal: Money
    balances: list[Opened]
    journals: list[JournalShown]


def read(cursor: Any, loan: Loan, payouts: list[Payout], today: date) -> LoanBook:
    """Balances now, and all journals of the loan and its payments to outside, in the order of posting."""
    references = [f"loan:{loan.pk}", *(f"payout:{payout.reference}" for payout in payouts)]
    stored = sorted(
        (journal for reference in references for journal in book.journals_of(cursor, reference)), key=lambda found: found.posted_at
    )
    accounts = {entry.account_id: None for found in stored for entry in found.journal.entries}
    codes = {account_id: book.account(cursor, account_id).code for account_id in accounts}
    names = _names(stored)
    standing = loan.standing
    principal = Money(standing.principal_minor + standing.overdue_minor + standing.non_accrual_minor)
    named = (
        (_("Principal not due"), loan.loan_account_id),
        (_("Principal overdue"), standing.overdue_account_id),
        (_("Principal off accrual"), standing.non_accrual_account_id),
        (_("Interest receivable"), loan.interest_account_id),
        (_("Penalty interest"), standing.penalty_account_id),
        (_("Interest off the balance sheet"), standing.memorandum_account_id),
        (_("Written off"), standing.written_off_account_id),
        (_("Deposit of the enterprise"), loan.deposit_account_id),
    )
    balances = [_balance(cursor, label, account_id, loan.started_on, today) for label, account_id in named if account_id]
    return LoanBook(principal, balances, [_journal(found, codes, names) for found in stored])


def _balance(cursor: Any, label: str, account_id: UUID, first: date, last: date) -> Opened:
    """A balance opened to the entries since the loan began."""
    statement = book.statement(cursor, account_id, first, last)
    parts = [Part(_("Opening balance"), statement.opening)] if statement.opening else []
    parts += [
        Part(word(JOURNALS, line.kind), line.balance, f"{day(line.booked_on)} · {_side(line.side)} {line.amount}")
        for line in statement.lines[-LINES_SHOWN:]
    ]
    return Opened(label, statement.closing, parts, source=_("the book, account %(id)s") % {"id": str(account_id)[:8]})


def _journal(found: StoredJournal, codes: dict[UUID, str], names: dict[str, str]) -> JournalShown:
    journal = found.journal
    entries = []
    for entry in journal.entries:
        code = codes[entry.account_id]
        is_debit, amount = entry.side is Side.DEBIT, max(entry.amount, -entry.amount)
        entries.append(EntryLine(bilingual(chart_by_code()[code].title), code, amount if is_debit else None, None if is_debit else amount))
    return JournalShown(
        word(JOURNALS, journal.kind), journal.booked_on, found.posted_at, names.get(found.posted_by, _("System")), journal.id, entries
    )


def _names(stored: list[StoredJournal]) -> dict[str, str]:
    """Who posted, by the name in the book (`user:<id>`)."""
    people = {found.posted_by.partition(":")[2] for found in stored if found.posted_by.startswith("user:")}
    return {f"user:{user.pk}": str(user) for user in User.objects.filter(pk__in=people)}


def _side(side: Side) -> str:
    return _("debit") if side is Side.DEBIT else _("credit")
