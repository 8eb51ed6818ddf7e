"""The journals of a loan: sides, amounts and keys."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yizhan.credit.journals import (
    Paid,
    PayoutAccounts,
    accepted_journal,
    movement,
    outgoing_journal,
    payout_journal,
    rejected_journal,
)
from yizhan.credit.servicing import Balances
from yizhan.kernel.money import Money
from yizhan.ledger.chart import chart
from yizhan.ledger.journal import Journal

NAMES = tuple(PayoutAccounts.__slots__)
ACCOUNTS = PayoutAccounts(*(UUID(int=number) for number in range(1, len(NAMES) + 1)))
BY_ID = {getattr(ACCOUNTS, name): name for name in NAMES}
ON = date(2026, 11, 26)


def lines(journal: Journal) -> dict[str, int]:
    """Signed minor units by account name: debit positive, credit negative."""
    return {BY_ID[entry.account_id]: entry.amount.amount_minor for entry in journal.entries}


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


def test_a_repayment_pays_the_receivable_and_what_was_not_accrued_is_income() -> None:
    before = Balances(principal_minor=100_000, interest_minor=3_000)
    after = Balances(principal_minor=20_000)
    paid = Paid(principal_minor=80_000, interest_minor=5_000, fee_minor=800)
    assert movement(before, after, paid, {"customer_deposit": 85_800}) == {
        "customer_deposit": 85_800, "interest_receivable": -3_000, "interest_income": -2_000, "loan_principal": -80_000,
        "fee_income": -800}


def test_entering_non_accrual_takes_income_back_and_keeps_the_claim_off_balance() -> None:
    before = Balances(principal_minor=90, overdue_minor=10, interest_minor=5, penalty_minor=2)
    after = Balances(non_accrual_minor=100, memorandum_minor=8)
    assert movement(before, after, Paid(), {}) == {
        "loan_principal": -90, "loan_principal_overdue": -10, "loan_principal_non_accrual": 100, "interest_receivable": -5,
        "penalty_receivable": -2, "interest_income": 5, "penalty_income": 2, "memorandum_interest": 8, "memorandum_contra": -8}


def test_what_is_paid_off_accrual_is_income_and_leaves_the_memorandum() -> None:
    before, after = Balances(non_accrual_minor=100, memorandum_minor=8), Balances(non_accrual_minor=60, memorandum_minor=3)
    moved = movement(before, after, Paid(principal_minor=40, interest_minor=3, penalty_minor=2), {"head_office_settlement": 45})
    assert moved == {"head_office_settlement": 45, "loan_principal_non_accrual": -40, "interest_income": -3, "penalty_income": -2,
                     "memorandum_interest": -5, "memorandum_contra": 5}


def test_money_that_does_not_add_up_is_a_fault() -> None:
    with pytest.raises(ValueError, match="add up"):
        movement(Balances(principal_minor=100), Balances(principal_minor=50), Paid(principal_minor=40), {"customer_deposit": 40})
    with pytest.raises(ValueError, match="add up"):
        movement(Balances(principal_minor=100), Balances(principal_minor=60), Paid(principal_minor=40), {"customer_deposit": 39})


def test_the_same_event_has_the_same_fingerprint_and_another_amount_another() -> None:
    first, again = payout_journal(ACCOUNTS, "L1", Money(100), ON), payout_journal(ACCOUNTS, "L1", Money(100), ON)
    assert first.fingerprint == again.fingerprint
    assert first.fingerprint != payout_journal(ACCOUNTS, "L1", Money(101), ON).fingerprint


@given(st.lists(st.integers(0, 10**12), min_size=14, max_size=14), st.lists(st.integers(0, 10**9), min_size=3, max_size=3))
def test_every_movement_balances_and_is_of_the_chart(minors: list[int], paid: list[int]) -> None:
    before, after = Balances(*minors[:7]), Balances(*minors[7:])
    parts = Paid(before.all_principal_minor - after.all_principal_minor, *paid)
    moved = movement(before, after, parts, {"customer_deposit": parts.total_minor})
    assert sum(moved.values()) == 0
    assert set(moved) <= set(chart())
