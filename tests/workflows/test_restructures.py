"""A loan with arrears restructured: arrears become principal, no income arises, the class falls, both schedules stand side by side."""

from datetime import date

import pytest

from tests.lent import Branch
from tests.stories.journey import check_book, done
from yizhan.credit.schedule import RepaymentForm
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.records.models import Loan, LoanStanding
from yizhan.workflows.fees import propose_fee, take_fee
from yizhan.workflows.loan_changes import propose_change, take_change

START, DAY = date(2026, 3, 2), date(2026, 4, 14)


@pytest.fixture
def branch(db) -> Branch:
    return Branch(START)


def propose(branch: Branch, loan: Loan, months: int = 6):
    return propose_change(branch.cast.officer, branch.clock, loan.pk, "restructure", {"months": months, "fold_arrears": True}, "订单推迟")


def late_loan(branch: Branch, form: RepaymentForm = RepaymentForm.EQUAL_PRINCIPAL) -> Loan:
    """120,000 at 6 %, of which 10,000 and 600 fell due on April 2 and were not paid; closed through April 13."""
    loan = branch.lend("120000", form)
    branch.close(date(2026, 4, 13))
    branch.go_to(DAY)
    return loan


def test_arrears_become_principal_of_a_new_schedule(branch) -> None:
    loan = late_loan(branch)
    change = done(propose(branch, loan))
    # Interest: 600.00 overdue, and 12 of 30 nights of the second instalment's 550.00 (April 2 to 13): 220.00.
    # Penalty: 10,600.00 at 9 % over 360 for 12 nights: 31.80.
    assert change.effect["folded"] == {"interest_minor": 82_000, "penalty_minor": 3_180, "fee_minor": 0}
    after = change.effect["after"]
    # March 2027 is 11 months away, the begun one counted; with 6 new ones there are 17.
    assert (len(change.effect["before"]), len(after), change.effect["matures_after"]) == (12, 17, "2027-09-14")
    assert sum(line["principal_minor"] for line in after) == 12_000_000 + 82_000 + 3_180
    assert (change.effect["class_before"], change.effect["class_after"]) == (1, 2)
    done(take_change(branch.cast.approver, branch.clock, change.pk, "approved"))
    found = LoanStanding.objects.get(pk=loan.pk)
    assert (found.principal_minor, found.overdue_minor, found.interest_minor, found.penalty_minor) == (12_085_180, 0, 0, 0)
    assert (found.overdue_since, found.overdue_days, found.risk_class) == (None, 0, 2)
    check_book()


def test_no_income_arises_and_the_next_nights_accrue_on_the_new_principal(branch) -> None:
    loan = late_loan(branch)
    done(take_change(branch.cast.approver, branch.clock, done(propose(branch, loan)).pk, "approved"))
    (closed,) = branch.close(DAY)
    # A month of the new schedule bears 120,851.80 × 0.5 % = 604.26, one of 30 nights 20.14; nothing else is income of the day.
    assert closed.report["income"] == {"interest_income": 2_014, "penalty_income": 0, "fee_income": 0}
    assert closed.report["is_proven"] and LoanStanding.objects.get(pk=loan.pk).risk_class == 2
    branch.receive(Loan.objects.get(pk=loan.pk), "8000")
    assert all(row.report["is_proven"] for row in branch.close(date(2026, 5, 14)))
    assert LoanStanding.objects.get(pk=loan.pk).overdue_days == 0
    check_book()


def test_an_open_fee_is_folded_too(branch) -> None:
    loan = late_loan(branch, RepaymentForm.ANNUITY)
    fee = done(propose_fee(branch.cast.operations, branch.clock, loan.pk, "notary", Money.of("200"), "收据"))
    done(take_fee(branch.cast.approver, branch.clock, fee.pk, "charged"))
    change = done(propose(branch, loan, months=0))
    assert change.effect["folded"]["fee_minor"] == 20_000
    done(take_change(branch.cast.approver, branch.clock, change.pk, "approved"))
    assert LoanStanding.objects.get(pk=loan.pk).fee_minor == 0
    check_book()


def test_a_night_that_passes_outdates_the_proposal(branch) -> None:
    loan = late_loan(branch)
    change = done(propose(branch, loan))
    branch.close(DAY)
    late = take_change(branch.cast.approver, branch.clock, change.pk, "approved")
    assert isinstance(late, Refusal) and late.code == "change_outdated"


def test_where_arrears_are_not_folded(branch) -> None:
    fresh = branch.lend()
    loan = branch.lend("120000", RepaymentForm.EQUAL_PRINCIPAL)
    codes = [propose(branch, fresh).code]
    branch.close(date(2026, 4, 13))
    branch.go_to(date(2026, 4, 15))
    codes.append(propose(branch, loan).code)
    branch.close(date(2026, 7, 2))
    assert LoanStanding.objects.get(pk=loan.pk).is_non_accrual
    codes.append(propose(branch, loan).code)
    assert codes == ["nothing_to_fold", "day_end_first", "fold_off_accrual"]


@pytest.mark.parametrize(("form", "months"), [(RepaymentForm.INTEREST_FIRST, 12), (RepaymentForm.ANNUITY, 12), (RepaymentForm.BULLET, 1)])
def test_what_is_owed_before_and_after_is_the_same_in_every_form(branch, form, months) -> None:
    """Of a bullet loan all is overdue at its end, so its new schedule has the new months alone."""
    loan = branch.lend("120000", form, months)
    branch.close(date(2026, 4, 13))
    branch.go_to(DAY)
    before = LoanStanding.objects.get(pk=loan.pk)
    owed = sum(getattr(before, f"{name}_minor") for name in ("principal", "overdue", "interest", "penalty", "fee"))
    done(take_change(branch.cast.approver, branch.clock, done(propose(branch, loan, months=3)).pk, "approved"))
    after = LoanStanding.objects.get(pk=loan.pk)
    assert (after.principal_minor, after.overdue_minor, after.penalty_minor) == (owed, 0, 0)
    (closed,) = branch.close(DAY)
    assert closed.report["is_proven"] and closed.report["income"]["penalty_income"] == 0
    check_book()
