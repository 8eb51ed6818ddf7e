"""Entries and journals as values. A journal that does not balance cannot be made.

An entry's amount is signed: debit is positive, credit is negative, so a journal balances when each currency
sums to zero.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from types import MappingProxyType
from typing import Any
from uuid import UUID

from yizhan.kernel.ids import new_id
from yizhan.kernel.money import Money
from yizhan.kernel.text import canonical_json


class UnbalancedJournal(ValueError):
    """The entries of a journal do not sum to zero in each currency, or are fewer than two."""


class Side(StrEnum):
    """Debit (借) or credit (贷)."""

    DEBIT = "debit"
    CREDIT = "credit"

    @property
    def sign(self) -> int:
        """1 for debit, -1 for credit: what turns an amount on this side into a signed one."""
        return 1 if self is Side.DEBIT else -1

    @classmethod
    def of_sign(cls, number: int) -> "Side":
        """The side of a signed amount; zero counts as debit."""
        return cls.CREDIT if number < 0 else cls.DEBIT


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a journal: `amount` is positive for a debit, negative for a credit, never zero."""

    account_id: UUID
    amount: Money

    def __post_init__(self) -> None:
        if not self.amount:
            raise ValueError("an entry of zero says nothing")

    @property
    def side(self) -> Side:
        """Debit or credit."""
        return Side.of_sign(self.amount.amount_minor)


def debit(account_id: UUID, amount: Money) -> Entry:
    """An entry on the debit side; a negative amount raises ValueError."""
    return Entry(account_id, _positive(amount))


def credit(account_id: UUID, amount: Money) -> Entry:
    """An entry on the credit side; a negative amount raises ValueError."""
    return Entry(account_id, -_positive(amount))


def _positive(amount: Money) -> Money:
    if amount.amount_minor < 0:
        raise ValueError(f"{amount}: take the other side instead of a negative amount")
    return amount


@dataclass(frozen=True, slots=True)
class Journal:
    """One event in the book: at least two entries that sum to zero in each currency.

    `key` makes a retry safe and is unique in the whole book. `booked_on` is the accounting day, `value_date`
    the day from which the money counts (the accounting day when not given). `reference` names the record
    whose event this is (`loan:<id>`), so that anyone can walk from a figure to the event behind it; `facts`
    holds what explains the amounts. Raises UnbalancedJournal.
    """

    kind: str
    key: str
    booked_on: date
    entries: tuple[Entry, ...]
    reference: str
    facts: Mapping[str, Any] = field(default_factory=dict, hash=False)
    value_date: date | None = None
    id: UUID = field(default_factory=new_id, compare=False)

    def __post_init__(self) -> None:
        if not (self.kind and self.key and self.reference):
            raise ValueError("a journal needs a kind, a key and a reference")
        object.__setattr__(self, "entries", tuple(self.entries))
        object.__setattr__(self, "facts", MappingProxyType(dict(self.facts)))
        if self.value_date is None:
            object.__setattr__(self, "value_date", self.booked_on)
        _check_balance(self.key, self.entries)

    @property
    def facts_json(self) -> str:
        """The facts in their one spelling."""
        return canonical_json(self.facts)

    @property
    def fingerprint(self) -> str:
        """SHA-256 over everything but the id and the key: the same event asked for again has the same one."""
        days = [str(self.booked_on), str(self.value_date)]
        lines = [[entry.account_id.hex, entry.amount.amount_minor, entry.amount.currency]
                 for entry in self.entries]
        content = json.dumps([self.kind, days, lines, self.reference, self.facts_json])
        return sha256(content.encode()).hexdigest()

    def reversal(self, key: str, booked_on: date, facts: Mapping[str, Any] | None = None) -> "Journal":
        """The journal that takes this one back: entries on the other side, value date of the original."""
        return Journal(kind=f"{self.kind}_reversal", key=key, booked_on=booked_on, value_date=self.value_date,
                       entries=tuple(Entry(entry.account_id, -entry.amount) for entry in self.entries),
                       reference=self.reference, facts={**(facts or {}), "reverses": str(self.id)})


def _check_balance(key: str, entries: tuple[Entry, ...]) -> None:
    if len(entries) < 2:
        raise UnbalancedJournal(f"journal {key}: {len(entries)} entries; at least two are needed")
    sums: dict[str, int] = {}
    for entry in entries:
        sums[entry.amount.currency] = sums.get(entry.amount.currency, 0) + entry.amount.amount_minor
    if any(sums.values()):
        raise UnbalancedJournal(f"journal {key}: debits less credits are {sums} minor units, not zero")


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of a posted journal: `replayed` if it had been posted before, with the same content."""

    journal_id: UUID
    key: str
    replayed: bool


@dataclass(frozen=True, slots=True)
class StoredJournal:
    """A journal as it stands in the book, with the moment and the actor of its posting."""

    journal: Journal
    posted_at: datetime
    posted_by: str
