"""The journals of a loan's payout, and what moves on its accounts afterwards, as values. Whoever posts them owns the transaction.

Keys are made of the record's reference, so that a retry of the same event is the same journal. Accounts are
those of `ledger/chart.yaml`, named by its names.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from yizhan.credit.servicing import Balances
from yizhan.kernel.money import Money
from yizhan.ledger.journal import Journal, credit, debit


@dataclass(frozen=True, slots=True)
class PayoutAccounts:
    """The accounts of the book that a payout's journals touch, by the names of the chart."""

    loan_principal: UUID
    customer_deposit: UUID
    payouts_in_transit: UUID
    head_office_settlement: UUID


@dataclass(frozen=True, slots=True)
class Paid:
    """What was paid of each kind, in minor units."""

    principal_minor: int = 0
    interest_minor: int = 0
    penalty_minor: int = 0
    fee_minor: int = 0

    @property
    def total_minor(self) -> int:
        """All of it."""
        return self.principal_minor + self.interest_minor + self.penalty_minor + self.fee_minor


def payout_journal(accounts: PayoutAccounts, loan: str, amount: Money, on: date) -> Journal:
    """The loan credits the borrower's deposit: debit principal, credit deposit."""
    entries = (debit(accounts.loan_principal, amount), credit(accounts.customer_deposit, amount))
    return Journal("loan_payout", f"loan_payout:{loan}", on, entries, f"loan:{loan}")


def outgoing_journal(accounts: PayoutAccounts, payout: str, amount: Money, on: date) -> Journal:
    """A payment to outside leaves the deposit and waits: debit deposit, credit payouts in transit."""
    entries = (debit(accounts.customer_deposit, amount), credit(accounts.payouts_in_transit, amount))
    return Journal("payout_sent", f"payout_sent:{payout}", on, entries, f"payout:{payout}")


def accepted_journal(accounts: PayoutAccounts, payout: str, amount: Money, on: date) -> Journal:
    """The core bank took the payment over: debit in transit, credit settlement with head office."""
    entries = (debit(accounts.payouts_in_transit, amount), credit(accounts.head_office_settlement, amount))
    return Journal("payout_accepted", f"payout_accepted:{payout}", on, entries, f"payout:{payout}")


def rejected_journal(outgoing: Journal, on: date, reject_code: str) -> Journal:
    """The core bank refused: the money returns to the deposit, with the value date of the day it left."""
    payout = outgoing.key.partition(":")[2]
    return outgoing.reversal(f"payout_rejected:{payout}", on, {"reject_code": reject_code})


def movement(before: Balances, after: Balances, paid: Paid, sources: Mapping[str, int]) -> dict[str, int]:
    """The signed amounts (debit positive) that bring a loan's accounts from one state to another, by name of the chart.

    `sources` says where the money that was paid came from: `{"customer_deposit": 500}` takes 500 from the deposit, a negative amount
    goes there. What was earned and not yet booked, or booked and not earned, is income of the day: income is the change of the
    receivable plus what was paid. Zero amounts are left out. Raises ValueError when principal or money do not add up.
    """
    if before.all_principal_minor - after.all_principal_minor != paid.principal_minor or sum(sources.values()) != paid.total_minor:
        raise ValueError(f"principal or money does not add up: {before} to {after} with {paid} from {dict(sources)}")
    interest, penalty = after.interest_minor - before.interest_minor, after.penalty_minor - before.penalty_minor
    fee, memorandum = after.fee_minor - before.fee_minor, after.memorandum_minor - before.memorandum_minor
    amounts = {
        **sources,
        "loan_principal": after.principal_minor - before.principal_minor,
        "loan_principal_overdue": after.overdue_minor - before.overdue_minor,
        "loan_principal_non_accrual": after.non_accrual_minor - before.non_accrual_minor,
        "interest_receivable": interest,
        "penalty_receivable": penalty,
        "fee_receivable": fee,
        "interest_income": -(interest + paid.interest_minor),
        "penalty_income": -(penalty + paid.penalty_minor),
        "fee_income": -(fee + paid.fee_minor),
        "memorandum_interest": memorandum,
        "memorandum_contra": -memorandum,
    }
    return {name: minor for name, minor in amounts.items() if minor}
