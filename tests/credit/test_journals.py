"""The journals of a loan: sides, amounts and keys."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yizhan.credit.journals import (
    LoanAccounts,
    RepaymentSplit,
    accepted_journal,
    outgoing_journal,
    payout_journal,
    rejected_journal,
    repayment_journal,
)
from yizhan.kernel.money import Money
from yizhan.ledger.chart import chart
from yizhan.ledger.journal import Journal, UnbalancedJournal

NAMES = tuple(LoanAccounts.__slots__)
ACCOUNTS = LoanAccounts(*(UUID(int=number) for number in range(1, len(NAMES) + 1)))
BY_ID = {getattr(ACCOUNTS, name): name for name in NAMES}
ON = date(2026, 11, 26)
AMOUNTS = st.integers(0, 10**12).map(Money)


def lines(journal: Journal) -> dict[str, int]:
    """Signed minor units by account name: debit positive, credit negative."""
    return {BY_ID[entry.account_id]: entry.amount.amount_minor for entry in journal.entries}


def split(principal: str, interest: str, fee: str = "0", accrued: str = "0") -> RepaymentSplit:
    return RepaymentSplit(Money.of(principal), Money.of(interest), Money.of(fee), Money.of(accrued))


def test_every_account_is_one_of_the_chart() -> None:
    assert set(NAMES) <= set(chart())


def test_a_payout_debits_principal_and_credits_the_deposit() -> None:
    journal = payout_journal(ACCOUNTS, "L1", Money(100), ON)
    assert lines(journal) == {"loan_principal": 100, "customer_deposit": -100}
    assert (journal.kind, journal.key, journal.reference) == ("loan_payout", "loan_payout:L1", "loan:L1")


def test_an_outgoing_payment_waits_in_transit_until_it_is_accepted() -> None:
    assert lines(outgoing_journal(ACCOUNTS, "P1", Money(70), ON)) == {"customer_deposit": 70, "payouts_in_transit": -70}
    assert lines(accepted_journal(ACCOUNTS, "P1", Money(70), ON)) == {
        "payouts_in_transit": 70, "head_office_settlement": -70}


def test_a_rejection_returns_the_money_with_the_value_date_it_left() -> None:
    outgoing = outgoing_journal(ACCOUNTS, "P1", Money(70), ON)
    returned = rejected_journal(outgoing, date(2026, 11, 27), "account_closed")
    assert lines(returned) == {"customer_deposit": -70, "payouts_in_transit": 70}
    assert (returned.key, returned.value_date, returned.booked_on) == ("payout_rejected:P1", ON, date(2026, 11, 27))
    assert returned.facts["reject_code"] == "account_closed"


def test_a_repayment_pays_receivable_interest_first_and_the_rest_is_income() -> None:
    journal = repayment_journal(ACCOUNTS, "L1", "R1", split("800", "50", "8", accrued="30"), ON)
    assert lines(journal) == {"customer_deposit": 85_800, "interest_receivable": -3_000, "interest_income": -2_000,
                              "loan_principal": -80_000, "fee_income": -800}
    assert journal.key == "loan_repayment:R1"


def test_parts_of_zero_make_no_entry() -> None:
    assert lines(repayment_journal(ACCOUNTS, "L1", "R1", split("800", "0"), ON)) == {
        "customer_deposit": 80_000, "loan_principal": -80_000}


def test_a_repayment_of_nothing_cannot_be_made() -> None:
    with pytest.raises(UnbalancedJournal):
        repayment_journal(ACCOUNTS, "L1", "R1", split("0", "0"), ON)


def test_the_same_event_has_the_same_fingerprint_and_another_amount_another() -> None:
    first, again = payout_journal(ACCOUNTS, "L1", Money(100), ON), payout_journal(ACCOUNTS, "L1", Money(100), ON)
    assert first.fingerprint == again.fingerprint
    assert first.fingerprint != payout_journal(ACCOUNTS, "L1", Money(101), ON).fingerprint


@given(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS)
def test_every_repayment_balances(principal: Money, interest: Money, fee: Money, accrued: Money) -> None:
    parts = RepaymentSplit(principal, interest, fee, accrued)
    if parts.total:
        entries = lines(repayment_journal(ACCOUNTS, "L1", "R1", parts, ON))
        assert sum(entries.values()) == 0
        assert entries["customer_deposit"] == parts.total.amount_minor
