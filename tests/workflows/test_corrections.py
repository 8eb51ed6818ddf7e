"""Backdated payments and reversals: afterwards everything is as if the truth had been known on its day."""

from datetime import date, timedelta

import pytest

from tests.lent import Branch, deposit
from tests.stories.journey import check_book, done
from yizhan.credit.schedule import RepaymentForm
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.records.models import Loan, LoanStanding, Repayment
from yizhan.workflows.corrections import reverse_repayment
from yizhan.workflows.receipts import receive_payment
from yizhan.workflows.repayments import early_preview, repay_early, repay_instalment
from yizhan.workflows.standings import booked, read_position

START, DUE, NOW = date(2026, 3, 2), date(2026, 4, 2), date(2026, 5, 20)


@pytest.fixture
def branch(db) -> Branch:
    return Branch(START)


def state(loan: Loan) -> dict:
    """All that can differ between two loans that went through the same."""
    standing = LoanStanding.objects.get(pk=loan.pk)
    fresh = Loan.objects.get(pk=loan.pk)
    lines = list(fresh.instalments.order_by("schedule_version", "number").values_list(
        "number", "paid_principal_minor", "paid_interest_minor", "state", "fell_due_on"))
    return {"booked": booked(standing), "numerator": standing.penalty_numerator, "since": standing.overdue_since, "lines": lines,
            "non_accrual": standing.is_non_accrual, "state": fresh.state, "deposit": deposit(loan), "open": standing.is_open}


@pytest.mark.parametrize("form", [RepaymentForm.EQUAL_PRINCIPAL, RepaymentForm.ANNUITY])
@pytest.mark.parametrize("amount", ["700.50", "25000"])
def test_a_backdated_payment_equals_one_that_was_known(branch, form, amount) -> None:
    """A part of the first instalment, and more than two instalments, four days late; some money comes to the deposit meanwhile."""
    known, late = branch.lend("120000", form), branch.lend("120000", form)
    paid_on = DUE + timedelta(days=5)
    branch.close(paid_on - timedelta(days=1))
    branch.go_to(paid_on)
    done(receive_payment(branch.cast.operations, branch.clock, known.pk, Money.of(amount), "r1"))
    branch.close(date(2026, 4, 20))
    branch.go_to(date(2026, 4, 21))
    for loan in (known, late):
        branch.receive(loan, "300")
    branch.close(NOW)
    assert state(known) != state(late)
    done(receive_payment(branch.cast.operations, branch.clock, late.pk, Money.of(amount), "r2", paid_on))
    assert state(known) == state(late)
    row = Repayment.objects.get(loan=late, kind="payment")
    assert (row.paid_on, row.amount_minor) == (paid_on, Money.of(amount).amount_minor)
    check_book()


def test_a_reversed_payment_leaves_the_loan_as_if_it_had_never_come(branch) -> None:
    never, mistaken = branch.lend("120000", RepaymentForm.EQUAL_PRINCIPAL), branch.lend("120000", RepaymentForm.EQUAL_PRINCIPAL)
    branch.close(DUE - timedelta(days=1))
    branch.go_to(DUE)
    row = done(receive_payment(branch.cast.operations, branch.clock, mistaken.pk, Money.of("10600"), "wrong"))
    branch.close(NOW)
    assert state(never) != state(mistaken)
    done(reverse_repayment(branch.cast.operations, branch.clock, row.pk, "付款人账号填错，款项属于另一家企业"))
    assert state(never) == state(mistaken)
    again = reverse_repayment(branch.cast.operations, branch.clock, row.pk, "again")
    assert isinstance(again, Refusal) and again.code == "reversed_already"
    check_book()


def test_a_reversed_last_payment_opens_the_loan_again(branch) -> None:
    loan = branch.lend("6000", RepaymentForm.BULLET, 1)
    branch.close(DUE - timedelta(days=1))
    branch.go_to(DUE)
    branch.receive(loan, "7000")
    row = done(repay_instalment(branch.cast.operations, branch.clock, loan.pk))
    assert state(loan)["state"] == "closed"
    done(reverse_repayment(branch.cast.operations, branch.clock, row.pk, "重复扣款"))
    found = state(loan)
    assert (found["state"], found["open"], found["deposit"]) == ("active", True, Money.of("7000"))
    check_book()


def test_an_early_repayment_is_not_taken_back_and_words_are_needed(branch) -> None:
    loan = branch.lend("120000")
    branch.close(START + timedelta(days=9))
    branch.go_to(START + timedelta(days=10))
    branch.receive(loan, "50000")
    preview = early_preview(Loan.objects.get(pk=loan.pk), branch.today, Money.of("20000"), "term")
    row = done(repay_early(branch.cast.operations, branch.clock, loan.pk, Money.of("20000"), "term", preview.total))
    assert state(loan)["booked"].interest_minor == 0  # all that was accrued is paid to the day
    codes = [reverse_repayment(branch.cast.operations, branch.clock, row.pk, words).code for words in (" ", "why")]
    assert codes == ["reversal_needs_words", "repayment_not_reversible"]
    before = receive_payment(branch.cast.operations, branch.clock, loan.pk, Money.of("5"), "x", START)
    assert isinstance(before, Refusal) and before.code == "value_date_out_of_range"
    check_book()


def test_excess_from_outside_goes_to_the_deposit_and_parts_are_told_line_by_line(branch) -> None:
    loan = branch.lend("12000", RepaymentForm.EQUAL_PRINCIPAL)
    branch.close(DUE)
    branch.go_to(DUE + timedelta(days=1))
    row = done(receive_payment(branch.cast.operations, branch.clock, loan.pk, Money.of("1100"), "out"))
    # 1,060.00 was due; the night of April 2 cost 1,060.00 × 9 % ÷ 360 = 0.27.
    assert [(part["kind"], part["paid_minor"]) for part in row.allocation] == [("penalty", 27), ("interest", 6_000), ("principal", 100_000)]
    assert (row.excess_minor, deposit(loan)) == (3_973, Money(3_973))
    assert read_position(Loan.objects.select_related("standing").get(pk=loan.pk)).penalty_due_minor == 0
    check_book()
