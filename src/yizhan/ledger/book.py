"""The branch's book: open accounts, post journals, read balances and statements.

Every function takes a cursor of psycopg, or Django's wrapper of one, and never begins or ends a transaction.
`schema` names the book: the branch's own by default, or a payment shard.
"""

from yizhan.ledger.accounts import (
    Account,
    NewAccount,
    account,
    accounts_of,
    close_account,
    find_accounts,
    open_account,
    open_accounts,
)
from yizhan.ledger.posting import post
from yizhan.ledger.reading import (
    Statement,
    StatementLine,
    TrialLine,
    balance,
    balance_at,
    journal_of,
    journals_of,
    statement,
    trial_balance,
)
from yizhan.ledger.staged import make_stage, post_staged

__all__ = [
    "Account",
    "NewAccount",
    "Statement",
    "StatementLine",
    "TrialLine",
    "account",
    "accounts_of",
    "balance",
    "balance_at",
    "close_account",
    "find_accounts",
    "journal_of",
    "journals_of",
    "make_stage",
    "open_account",
    "open_accounts",
    "post",
    "post_staged",
    "statement",
    "trial_balance",
]
