"""The branch's own accounts in the book, opened when they are first needed."""

from uuid import UUID

from django.db import connection

from yizhan.ledger import book
from yizhan.ledger.accounts import NewAccount
from yizhan.ledger.chart import Subledger, chart
from yizhan.records.models import Enterprise
from yizhan.workflows.action import Act


def house_accounts(act: Act) -> dict[str, UUID]:
    """Account ids by name of the chart, for all lines that are kept once for the branch."""
    names = [name for name, line in chart().items() if line.subledger is Subledger.HOUSE]
    with connection.cursor() as cursor:
        accounts = book.open_accounts(cursor, [NewAccount(name, act.today) for name in names])
    return {name: account.id for name, account in zip(names, accounts, strict=True)}


def deposit_account(act: Act, enterprise: Enterprise) -> UUID:
    """The enterprise's demand deposit, opened when money first reaches it."""
    if enterprise.deposit_account_id is None:
        with connection.cursor() as cursor:
            account = book.open_account(cursor, NewAccount("customer_deposit", act.today, owner=f"enterprise:{enterprise.id}"))
        enterprise.deposit_account_id = account.id
        enterprise.save(update_fields=["deposit_account_id"])
    return enterprise.deposit_account_id


def loan_account(act: Act, name: str, loan_id: UUID) -> UUID:
    """An account of one loan: `loan_principal`, `interest_receivable` …"""
    with connection.cursor() as cursor:
        return book.open_account(cursor, NewAccount(name, act.today, owner=f"loan:{loan_id}")).id


def actor_name(act: Act) -> str:
    """Who the book names as having posted: a user's id, or the system."""
    return f"user:{act.actor.id}" if act.actor else "system"
