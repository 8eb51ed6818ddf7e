"""The book for workflows: accounts opened when they are first needed, journals posted in the workflow's transaction."""

from uuid import UUID

from django.db import connection

from yizhan.credit.journals import PayoutAccounts
from yizhan.kernel.refusal import Refusal
from yizhan.ledger import book
from yizhan.ledger.accounts import NewAccount
from yizhan.ledger.chart import Subledger, chart
from yizhan.ledger.journal import Journal
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


def payout_accounts(act: Act, loan_id: UUID, deposit_account_id: UUID) -> PayoutAccounts:
    """The accounts that a payout's journals touch; the loan's principal account is opened when it is first needed."""
    house = house_accounts(act)
    return PayoutAccounts(
        loan_principal=own_accounts(act, loan_id, ["loan_principal"])["loan_principal"],
        customer_deposit=deposit_account_id,
        payouts_in_transit=house["payouts_in_transit"],
        head_office_settlement=house["head_office_settlement"],
    )


def own_accounts(act: Act, loan_id: UUID, names: list[str]) -> dict[str, UUID]:
    """A loan's own accounts by name of the chart, opened when they are first needed."""
    with connection.cursor() as cursor:
        opened = book.open_accounts(cursor, [NewAccount(name, act.today, owner=f"loan:{loan_id}") for name in names])
    return {name: account.id for name, account in zip(names, opened, strict=True)}


def post_journal(act: Act, journal: Journal) -> UUID | Refusal:
    """Post one journal in the workflow's transaction; the id of the journal in the book."""
    with connection.cursor() as cursor:
        posted = book.post(cursor, [journal], posted_at=act.now, posted_by=actor_name(act))
    return posted if isinstance(posted, Refusal) else posted[0].journal_id


def actor_name(act: Act) -> str:
    """Who the book names as having posted: a user's id, or the system."""
    return f"user:{act.actor.id}" if act.actor else "system"
