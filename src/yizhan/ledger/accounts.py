"""Accounts of the book: opened from the chart, found by owner, closed when empty. Public face: `book`."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from yizhan.kernel.ids import new_id
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.ledger.chart import ChartAccount, Subledger, chart
from yizhan.ledger.journal import Side
from yizhan.ledger.queries import execute, refusal_from


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to open: `name` of the chart, `owner` such as `enterprise:<id>` (empty for the branch).

    Raises KeyError on a name outside the chart and ValueError when the owner does not fit its subledger.
    """

    name: str
    opened_on: date
    owner: str = ""
    currency: str = "CNY"
    id: UUID = field(default_factory=new_id, compare=False)

    def __post_init__(self) -> None:
        is_house = self.line.subledger is Subledger.HOUSE
        if is_house == bool(self.owner):
            kept_per = self.line.subledger.value
            raise ValueError(f"{self.name} is kept per {kept_per}; owner {self.owner!r} does not fit")
        Money.zero(self.currency)  # Raises ValueError on a currency the branch does not handle.

    @property
    def line(self) -> ChartAccount:
        """The line of the chart."""
        return chart()[self.name]


@dataclass(frozen=True, slots=True)
class Account:
    """An account as it stands. `balance` is on the normal side: a deposit of 100 yuan is +100."""

    id: UUID
    code: str
    owner: str
    side: Side
    may_overdraw: bool
    balance: Money
    version: int
    opened_on: date
    closed_on: date | None

    @property
    def is_open(self) -> bool:
        """Whether journals may still reach it."""
        return self.closed_on is None


def open_accounts(cursor: Any, accounts: Sequence[NewAccount], schema: str = "book") -> list[Account]:
    """Open accounts, in the order given; one that exists (code, owner, currency) is returned as it is."""
    if not accounts:
        return []
    lines = [account.line for account in accounts]
    rows = execute(cursor, schema, "open_accounts", (
        [account.id for account in accounts], [line.code for line in lines],
        [account.owner for account in accounts], [account.currency for account in accounts],
        [line.side.sign for line in lines], [line.may_overdraw for line in lines],
        [account.opened_on for account in accounts]))
    return [_account(row) for row in rows]


def open_account(cursor: Any, account: NewAccount, schema: str = "book") -> Account:
    """Open one account, or return the one that exists."""
    return open_accounts(cursor, [account], schema)[0]


def close_account(cursor: Any, account_id: UUID, closed_on: date, schema: str = "book") -> Refusal | None:
    """Close an account for good; refused as `account_unknown`, `account_closed` or `account_not_empty`."""
    code, facts = execute(cursor, schema, "close_account", (account_id, closed_on))[0]
    return refusal_from(code, facts)


def account(cursor: Any, account_id: UUID, schema: str = "book") -> Account:
    """One account; raises LookupError when there is none."""
    rows = execute(cursor, schema, "account", (account_id,))
    if not rows:
        raise LookupError(f"no account {account_id}")
    return _account(rows[0])


def accounts_of(cursor: Any, owner: str, schema: str = "book") -> list[Account]:
    """All accounts of an owner, by code and currency; the branch's own with an empty owner."""
    return [_account(row) for row in execute(cursor, schema, "accounts_of", (owner,))]


def find_accounts(cursor: Any, code: str | None = None, owners: Sequence[str] | None = None, is_open: bool | None = None,
                  limit: int = 50, offset: int = 0, schema: str = "book") -> tuple[list[Account], int]:
    """One page of the accounts of a code, of some owners, open or closed, by code; and how many there are in all.

    None leaves a condition out; beyond the last page the number is 0.
    """
    wanted = list(owners) if owners is not None else None
    rows = execute(cursor, schema, "find_accounts", (code, code, wanted, wanted, is_open, is_open, limit, offset))
    return [_account(row[:-1]) for row in rows], rows[0][-1] if rows else 0


def _account(row: Sequence[Any]) -> Account:
    identity, code, owner, currency, sign, may_overdraw, balance_minor, version, opened_on, closed_on = row
    balance = Money(sign * balance_minor, currency)
    side = Side.of_sign(sign)
    return Account(identity, code, owner, side, may_overdraw, balance, version, opened_on, closed_on)
