"""A small branch for the ledger's tests: accounts, and journals between them."""

import itertools
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.ledger import book
from yizhan.ledger.journal import Journal, Posted, credit, debit

DAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Branch:
    """Account ids: a loan, the borrower's deposit, another customer's deposit, interest, the head office."""

    loan: UUID
    deposit: UUID
    other_deposit: UUID
    interest_income: UUID
    head_office: UUID


def open_branch(cursor, schema: str = "book") -> Branch:
    """The accounts above, empty."""
    opened = book.open_accounts(
        cursor,
        [
            book.NewAccount("loan_principal", DAY, "loan:1"),
            book.NewAccount("customer_deposit", DAY, "enterprise:1"),
            book.NewAccount("customer_deposit", DAY, "enterprise:2"),
            book.NewAccount("interest_income", DAY),
            book.NewAccount("head_office_settlement", DAY),
        ],
        schema,
    )
    return Branch(*(account.id for account in opened))


def transfer(
    from_id: UUID,
    to_id: UUID,
    amount_minor: int,
    key: str = "",
    booked_on: date = DAY,
    reference: str = "loan:1",
    currency: str = "CNY",
) -> Journal:
    """A journal of two entries: credit one account, debit the other."""
    amount = Money(amount_minor, currency)
    return Journal(
        "transfer",
        key or f"key:{next(_numbers)}",
        booked_on,
        (debit(to_id, amount), credit(from_id, amount)),
        reference,
    )


def post(
    cursor, *journals: Journal, posted_at: datetime = NOW, schema: str = "book"
) -> list[Posted] | Refusal:
    """Post in one call."""
    return book.post(cursor, journals, posted_at=posted_at, posted_by="operations", schema=schema)


def contents(cursor, schema: str = "book") -> list:
    """Everything a refusal must leave as it is."""
    cursor.execute(f"SELECT id, balance_minor, version, closed_on FROM {schema}.account ORDER BY id")
    accounts = cursor.fetchall()
    cursor.execute(
        f"SELECT journal_id, line, account_id, amount_minor, account_version FROM {schema}.entry"
        " ORDER BY journal_id, line"
    )
    entries = cursor.fetchall()
    cursor.execute(f"SELECT id, key FROM {schema}.journal ORDER BY id")
    return [accounts, entries, cursor.fetchall()]


@contextmanager
def undone(cursor):
    """A transaction that is rolled back, so that examples of one property do not see each other."""
    with cursor.connection.transaction(force_rollback=True):
        yield
