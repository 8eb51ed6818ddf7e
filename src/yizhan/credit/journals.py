"""The journals of a loan's payout and repayment as values. Whoever posts them owns the transaction.

Keys are made of the record's reference, so that a retry of the same event is the same journal. Accounts are
those of `ledger/chart.yaml`, named by its names.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from yizhan.kernel.money import Money
from yizhan.ledger.journal import Entry, Journal, credit, debit


@dataclass(frozen=True, slots=True)
class LoanAccounts:
    """The accounts of the book that a loan's journals touch, by the names of the chart."""

    loan_principal: UUID
    interest_receivable: UUID
    customer_deposit: UUID
    interest_income: UUID
    fee_income: UUID
    payouts_in_transit: UUID
    head_office_settlement: UUID


@dataclass(frozen=True, slots=True)
class RepaymentSplit:
    """What a repayment pays. `accrued` is the part of the interest that already stands as receivable."""

    principal: Money
    interest: Money
    fee: Money
    accrued: Money

    @property
    def total(self) -> Money:
        """All that leaves the borrower's deposit."""
        return self.principal + self.interest + self.fee


def payout_journal(accounts: LoanAccounts, loan: str, amount: Money, on: date) -> Journal:
    """The loan credits the borrower's deposit: debit principal, credit deposit."""
    entries = (debit(accounts.loan_principal, amount), credit(accounts.customer_deposit, amount))
    return Journal("loan_payout", f"loan_payout:{loan}", on, entries, f"loan:{loan}")


def outgoing_journal(accounts: LoanAccounts, payout: str, amount: Money, on: date) -> Journal:
    """A payment to outside leaves the deposit and waits: debit deposit, credit payouts in transit."""
    entries = (debit(accounts.customer_deposit, amount), credit(accounts.payouts_in_transit, amount))
    return Journal("payout_sent", f"payout_sent:{payout}", on, entries, f"payout:{payout}")


def accepted_journal(accounts: LoanAccounts, payout: str, amount: Money, on: date) -> Journal:
    """The core bank took the payment over: debit in transit, credit settlement with head office."""
    entries = (debit(accounts.payouts_in_transit, amount), credit(accounts.head_office_settlement, amount))
    return Journal("payout_accepted", f"payout_accepted:{payout}", on, entries, f"payout:{payout}")


def rejected_journal(outgoing: Journal, on: date, reject_code: str) -> Journal:
    """The core bank refused: the money returns to the deposit, with the value date of the day it left."""
    payout = outgoing.key.partition(":")[2]
    return outgoing.reversal(f"payout_rejected:{payout}", on, {"reject_code": reject_code})


def repayment_journal(accounts: LoanAccounts, loan: str, repayment: str, split: RepaymentSplit, on: date,
                      value_date: date | None = None) -> Journal:
    """A repayment from the deposit: interest (receivable first, then income), principal and a fee, if any.

    Interest beyond what was accrued is income of the day. Parts of zero make no entry; a repayment of nothing
    cannot be made (UnbalancedJournal).
    """
    from_receivable = min(split.interest, split.accrued)
    parts = ((accounts.interest_receivable, from_receivable),
             (accounts.interest_income, split.interest - from_receivable),
             (accounts.loan_principal, split.principal),
             (accounts.fee_income, split.fee))
    credits = tuple(credit(account, amount) for account, amount in parts if amount)
    entries: tuple[Entry, ...] = (debit(accounts.customer_deposit, split.total), *credits) if credits else ()
    facts = {"principal": split.principal, "interest": split.interest, "fee": split.fee}
    key = f"loan_repayment:{repayment}"
    return Journal("loan_repayment", key, on, entries, f"loan:{loan}", facts, value_date)
