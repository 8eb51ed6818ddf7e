"""Read the book: balances, statements, the trial balance, a record's journals. Public face: `book`."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from yizhan.kernel.money import Money
from yizhan.ledger.accounts import account
from yizhan.ledger.journal import Entry, Journal, Side, StoredJournal
from yizhan.ledger.queries import execute


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One entry of an account: `amount` is positive on its `side`, `balance` is on the normal side."""

    booked_on: date
    value_date: date
    journal_id: UUID
    kind: str
    reference: str
    side: Side
    amount: Money
    balance: Money


@dataclass(frozen=True, slots=True)
class Statement:
    """An account from a day to a day, both included; opening and closing balances on the normal side."""

    account_id: UUID
    first_day: date
    last_day: date
    opening: Money
    lines: tuple[StatementLine, ...]
    closing: Money


@dataclass(frozen=True, slots=True)
class TrialLine:
    """One code and currency on a day; `opening` and `closing` are debit positive."""

    code: str
    opening: Money
    debits: Money
    credits: Money

    @property
    def closing(self) -> Money:
        """The balance after the day, debit positive."""
        return self.opening + self.debits - self.credits


def balance(cursor: Any, account_id: UUID, schema: str = "book") -> Money:
    """The balance now, on the account's normal side; raises LookupError when there is no such account."""
    return account(cursor, account_id, schema).balance


def balance_at(cursor: Any, account_id: UUID, at: date | datetime, schema: str = "book") -> Money:
    """The balance after an accounting day (a date), or of what was posted by a moment (an aware datetime).

    The two differ when a journal is booked for another day. Raises LookupError when there is no such account.
    """
    query = "balance_at_moment" if isinstance(at, datetime) else "balance_on_day"
    if isinstance(at, datetime) and at.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    rows = execute(cursor, schema, query, (at, account_id))
    if not rows:
        raise LookupError(f"no account {account_id}")
    currency, sign, amount_minor = rows[0]
    return Money(sign * amount_minor, currency)


def statement(cursor: Any, account_id: UUID, first_day: date, last_day: date,
              schema: str = "book") -> Statement:
    """The entries of an account by accounting day, then order of posting, with the running balance."""
    stated = account(cursor, account_id, schema)
    opening = balance_at(cursor, account_id, first_day - timedelta(days=1), schema)
    lines = tuple(_statement_line(row, stated.side, opening)
                  for row in execute(cursor, schema, "statement_lines", (account_id, first_day, last_day)))
    return Statement(account_id, first_day, last_day, opening, lines, lines[-1].balance if lines else opening)


def _statement_line(row: Sequence[Any], normal_side: Side, opening: Money) -> StatementLine:
    booked_on, value_date, journal_id, kind, reference, amount_minor, running_minor = row
    return StatementLine(booked_on, value_date, journal_id, kind, reference, Side.of_sign(amount_minor),
                         Money(abs(amount_minor), opening.currency),
                         opening + Money(normal_side.sign * running_minor, opening.currency))


def trial_balance(cursor: Any, day: date, schema: str = "book") -> list[TrialLine]:
    """Every code that has entries, with opening, turnover and closing; closings sum to zero per currency."""
    return [TrialLine(code, *(Money(amount_minor, currency) for amount_minor in amounts))
            for code, currency, *amounts in execute(cursor, schema, "trial_balance", (day, day, day, day))]


def journals_of(cursor: Any, reference: str, schema: str = "book") -> list[StoredJournal]:
    """The journals whose event a record is (`loan:<id>`), in the order of posting."""
    return [_stored(row) for row in execute(cursor, schema, "journals_by_reference", (reference,))]


def journal_of(cursor: Any, journal_id: UUID, schema: str = "book") -> StoredJournal:
    """One journal with its entries; raises LookupError when there is none."""
    rows = execute(cursor, schema, "journal_by_id", (journal_id,))
    if not rows:
        raise LookupError(f"no journal {journal_id}")
    return _stored(rows[0])


def _stored(row: Sequence[Any]) -> StoredJournal:
    (identity, kind, key, booked_on, value_date, posted_at, posted_by, reference, facts, *lines) = row
    entries = tuple(Entry(account_id, Money(amount_minor, currency))
                    for account_id, currency, amount_minor in zip(*lines, strict=True))
    facts = json.loads(facts) if isinstance(facts, str) else facts
    journal = Journal(kind, key, booked_on, entries, reference, facts, value_date, identity)
    return StoredJournal(journal, posted_at, posted_by)
