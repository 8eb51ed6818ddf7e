"""Fees under a contract: four eyes, the catalogue of the contract's day, collected first, and replayed with every correction."""

from datetime import date

import pytest

from tests.lent import Branch, deposit
from tests.stories.journey import check_book, done
from yizhan.credit.schedule import RepaymentForm
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.records.models import LoanFee, LoanStanding, Repayment
from yizhan.workflows.corrections import reverse_repayment
from yizhan.workflows.fees import propose_fee, take_fee, waive_fee
from yizhan.workflows.receipts import receive_payment
from yizhan.workflows.repayments import early_preview

START, DUE = date(2026, 3, 2), date(2026, 4, 2)


@pytest.fixture
def branch(db) -> Branch:
    return Branch(START)


@pytest.fixture
def loan(branch):
    return branch.lend("12000", RepaymentForm.EQUAL_PRINCIPAL)


def propose(branch, loan, amount: str = "300", code: str = "notary", words: str = "公证处收据已核") -> LoanFee | Refusal:
    return propose_fee(branch.cast.operations, branch.clock, loan.pk, code, Money.of(amount), words)


def charge(branch, loan, amount: str = "300") -> LoanFee:
    return done(take_fee(branch.cast.approver, branch.clock, done(propose(branch, loan, amount)).pk, "charged"))


def test_a_fee_is_income_of_its_day_and_the_day_end_collects_it_first(branch, loan) -> None:
    fee = charge(branch, loan)
    standing = LoanStanding.objects.get(pk=loan.pk)
    assert (fee.charged_on, standing.fee_minor) == (START, 30_000)
    branch.receive(loan, "350")
    closed = branch.close(DUE)
    assert closed[0].report["income"]["fee_income"] == 30_000 and all(row.report["is_proven"] for row in closed)
    first, second = Repayment.objects.order_by("paid_on")
    # The fee on the evening of the charge; what is left of the deposit pays interest when the instalment falls due.
    assert (first.paid_on, first.fee_minor, first.amount_minor) == (START, 30_000, 30_000)
    assert (second.paid_on, second.interest_minor, second.fee_minor) == (DUE, 5_000, 0)
    check_book()


def test_the_contract_says_which_fees_there_are_and_how_much(branch, loan) -> None:
    codes = [propose(branch, loan, code="valuation"), propose(branch, loan, "5000.01"), propose(branch, loan, "0"),
             propose(branch, loan, words=" ")]
    assert [refused.code for refused in codes] == ["fee_not_in_contract", "fee_over_most", "amount_not_positive", "words_needed"]
    done(propose(branch, loan))
    again = propose(branch, loan)
    assert isinstance(again, Refusal) and again.code == "fee_proposed_already"


def test_who_proposed_a_fee_does_not_charge_it_and_it_is_taken_once(branch, loan) -> None:
    fee = done(propose(branch, loan))
    branch.cast.operations.role = "branch_manager"
    own = take_fee(branch.cast.operations, branch.clock, fee.pk, "charged")
    assert isinstance(own, Refusal) and own.code == "proposer_cannot_take"
    done(take_fee(branch.cast.approver, branch.clock, fee.pk, "refused"))
    late = take_fee(branch.cast.approver, branch.clock, fee.pk, "charged")
    assert isinstance(late, Refusal) and late.code == "fee_taken_already"
    assert LoanStanding.objects.get(pk=loan.pk).fee_minor == 0


def test_an_open_fee_is_paid_before_the_loan_is_repaid_early(branch, loan) -> None:
    charge(branch, loan)
    loan.refresh_from_db()
    refused = early_preview(loan, START, None, "term")
    assert isinstance(refused, Refusal) and refused.code == "arrears_first"


def test_a_fee_keeps_a_loan_open_until_it_is_paid(branch) -> None:
    loan = branch.lend("12000", RepaymentForm.BULLET, 1)
    branch.go_to(DUE)
    charge(branch, loan)
    branch.receive(loan, "12060")
    branch.close(DUE)
    # 12,062.00 was due: principal, 62.00 of interest for 31 days over 360, and the fee before both.
    assert LoanStanding.objects.get(pk=loan.pk).is_open
    branch.go_to(date(2026, 4, 3))
    branch.receive(loan, "400")
    branch.close(date(2026, 4, 3))
    loan.refresh_from_db()
    assert loan.state == "closed"
    check_book()


def test_a_backdated_payment_and_its_reversal_know_of_the_fee(branch) -> None:
    """Two loans with a fee of March 20: one pays on the day, of the other the payment is known a week later; then both are taken back."""
    known, late = branch.lend("12000", RepaymentForm.EQUAL_PRINCIPAL), branch.lend("12000", RepaymentForm.EQUAL_PRINCIPAL)
    branch.close(date(2026, 3, 19))
    branch.go_to(date(2026, 3, 20))
    for loan in (known, late):
        charge(branch, loan)
    branch.close(date(2026, 4, 1))
    branch.go_to(DUE)
    paid = done(receive_payment(branch.cast.operations, branch.clock, known.pk, Money.of("1360"), "a"))
    branch.close(date(2026, 4, 9))
    branch.go_to(date(2026, 4, 10))
    found = done(receive_payment(branch.cast.operations, branch.clock, late.pk, Money.of("1360"), "b", DUE))
    assert (found.fee_minor, found.principal_minor) == (paid.fee_minor, paid.principal_minor) == (30_000, 100_000)
    stood = [balances(loan) for loan in (known, late)]
    assert stood[0] == stood[1]
    for row in (paid, found):
        done(reverse_repayment(branch.cast.operations, branch.clock, row.pk, "付款人弄错"))
    again = [balances(loan) for loan in (known, late)]
    assert again[0] == again[1] and again[0]["fee_minor"] == 30_000
    assert deposit(known) == deposit(late) == Money(0)
    check_book()


def test_a_fee_is_taken_back_while_it_is_unpaid_and_no_replay_knows_it(branch, loan) -> None:
    fee = charge(branch, loan)
    silent = waive_fee(branch.cast.approver, branch.clock, fee.pk, " ")
    assert isinstance(silent, Refusal) and silent.code == "words_needed"
    done(waive_fee(branch.cast.approver, branch.clock, fee.pk, "收据作废"))
    assert LoanStanding.objects.get(pk=loan.pk).fee_minor == 0
    closed = branch.close(START)
    assert closed[0].report["income"]["fee_income"] == 0 and closed[0].report["is_proven"]
    again = waive_fee(branch.cast.approver, branch.clock, fee.pk, "收据作废")
    assert isinstance(again, Refusal) and again.code == "fee_not_charged"
    branch.close(date(2026, 4, 8))
    branch.go_to(date(2026, 4, 9))
    row = done(receive_payment(branch.cast.operations, branch.clock, loan.pk, Money.of("1060"), "a", DUE))
    assert (row.fee_minor, row.interest_minor, row.principal_minor) == (0, 6_000, 100_000)
    check_book()


def test_a_fee_that_was_paid_is_not_taken_back(branch, loan) -> None:
    fee = charge(branch, loan)
    branch.receive(loan, "100")
    branch.close(START)
    refused = waive_fee(branch.cast.approver, branch.clock, fee.pk, "收据作废")
    assert isinstance(refused, Refusal) and refused.code == "fee_paid_already"


def balances(loan) -> dict[str, int]:
    standing = LoanStanding.objects.get(pk=loan.pk)
    names = ("principal_minor", "overdue_minor", "interest_minor", "penalty_minor", "fee_minor", "overdue_days")
    return {name: getattr(standing, name) for name in names}
