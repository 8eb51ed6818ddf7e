"""Changes of terms: four eyes, limits, the schedule before and after, class effect, write-off and recovery."""

from datetime import date, timedelta

import pytest

from tests.lent import Branch
from tests.stories.journey import check_book, done
from yizhan.credit.changes import RenewalConduct
from yizhan.credit.schedule import RepaymentForm
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.records.models import DayEnd, Loan, LoanChange, LoanStanding
from yizhan.workflows.loan_changes import loans_to_renew, propose_change, take_change
from yizhan.workflows.write_offs import recover

START = date(2026, 3, 2)
CONDUCT = dict.fromkeys(RenewalConduct.__slots__, True)


@pytest.fixture
def branch(db) -> Branch:
    return Branch(START)


def propose(branch: Branch, loan: Loan, kind: str, **wanted) -> LoanChange | Refusal:
    return propose_change(branch.cast.officer, branch.clock, loan.pk, kind, wanted, "企业申请，已核实")


def approve(branch: Branch, change: LoanChange) -> LoanChange | Refusal:
    return take_change(branch.cast.approver, branch.clock, change.pk, "approved")


def test_extensions_may_reach_the_term_and_no_more(branch) -> None:
    """E80: a loan of 12 months, 6 and 6 months are allowed, 6 and 7 are not."""
    loan = branch.lend("120000", RepaymentForm.BULLET)
    first = done(approve(branch, done(propose(branch, loan, "extension", months=6))))
    assert (first.effect["matures_before"], first.effect["matures_after"]) == ("2027-03-02", "2027-09-02")
    refused = propose(branch, loan, "extension", months=7)
    assert isinstance(refused, Refusal) and refused.code == "extension_over_limit"
    done(approve(branch, done(propose(branch, loan, "extension", months=6))))
    again = Loan.objects.get(pk=loan.pk)
    assert again.matures_on == date(2028, 3, 2)
    assert sum(again.instalments.filter(state="due").values_list("principal_minor", flat=True)) == 12_000_000
    branch.close(START + timedelta(days=3))
    check_book()


def test_who_proposed_does_not_approve_and_a_change_is_taken_once(branch) -> None:
    loan = branch.lend()
    change = done(propose(branch, loan, "extension", months=2))
    branch.cast.officer.role = "branch_manager"
    own = take_change(branch.cast.officer, branch.clock, change.pk, "approved")
    assert isinstance(own, Refusal) and own.code == "proposer_cannot_take"
    second = propose_change(branch.cast.manager, branch.clock, loan.pk, "extension", {"months": 3}, "again")
    assert isinstance(second, Refusal) and second.code == "change_proposed_already"
    done(take_change(branch.cast.approver, branch.clock, change.pk, "refused"))
    assert Loan.objects.get(pk=loan.pk).matures_on == loan.matures_on
    late = approve(branch, change)
    assert isinstance(late, Refusal) and late.code == "change_taken_already"


def test_a_change_that_the_loan_has_outlived_is_not_applied(branch) -> None:
    loan = branch.lend("120000", RepaymentForm.EQUAL_PRINCIPAL)
    change = done(propose(branch, loan, "extension", months=2))
    branch.receive(loan, "10600")
    branch.close(date(2026, 4, 2))
    result = approve(branch, change)
    assert isinstance(result, Refusal) and result.code == "change_outdated"


def test_arrears_are_paid_before_terms_change(branch) -> None:
    loan = branch.lend("120000", RepaymentForm.EQUAL_PRINCIPAL)
    branch.close(date(2026, 4, 3))
    refused = propose(branch, loan, "extension", months=2)
    assert isinstance(refused, Refusal) and refused.code == "arrears_first"


def test_a_renewal_keeps_the_class_when_all_is_well_and_lowers_it_otherwise(branch) -> None:
    loan, other = branch.lend("120000", RepaymentForm.BULLET), branch.lend("120000", RepaymentForm.BULLET)
    done(approve(branch, done(propose(branch, loan, "renewal", months=12, size_class="small", **CONDUCT))))
    done(approve(branch, done(propose(branch, other, "renewal", months=12, size_class="small", **CONDUCT | {"good_credit": None}))))
    assert [LoanStanding.objects.get(pk=one.pk).risk_class for one in (loan, other)] == [1, 2]
    large = propose(branch, branch.lend(), "renewal", months=12, size_class="large", **CONDUCT)
    assert isinstance(large, Refusal) and large.code == "renewal_not_covered"


def test_a_restructured_loan_is_special_mention_and_a_judgement_stands_over_days(branch) -> None:
    loan, judged = branch.lend("120000"), branch.lend("120000")
    done(approve(branch, done(propose(branch, loan, "restructure", months=6))))
    done(approve(branch, done(propose(branch, judged, "judgement", risk_class=3))))
    branch.close(START)
    assert [LoanStanding.objects.get(pk=one.pk).risk_class for one in (loan, judged)] == [2, 3]


def test_a_reset_takes_the_prime_rate_of_the_day_with_the_spread_of_the_contract(db) -> None:
    branch = Branch(date(2025, 4, 1))  # LPR 3.10 %; from 2025-05-20 it is 3.00 %.
    loan = branch.lend("120000", RepaymentForm.INTEREST_FIRST, rate="0.0415")
    DayEnd.objects.create(day=date(2025, 5, 31), state="closed", started_at=branch.clock.now(), created_at=branch.clock.now())
    for line in loan.instalments.filter(due_on__lt=date(2025, 6, 1)):
        line.state, line.paid_interest_minor = "paid", line.interest_minor
        line.save()
    branch.go_to(date(2025, 6, 1).replace(day=2))
    refused = propose(branch, loan, "rate_reset")
    assert isinstance(refused, Refusal) and refused.code == "arrears_first"  # the line of June 1 is not paid yet
    line = loan.instalments.get(due_on=date(2025, 6, 1))
    line.state, line.paid_interest_minor = "paid", line.interest_minor
    line.save()
    change = done(propose(branch, loan, "rate_reset"))
    assert (change.effect["rate_before"], change.effect["rate_after"]) == ("0.041500", "0.0405")
    done(approve(branch, change))
    rates = list(Loan.objects.get(pk=loan.pk).instalments.filter(state="due").order_by("number").values_list(
        "explanation__annual_rate", flat=True)[:2])
    assert [rate.rstrip("0") for rate in rates] == ["0.0415", "0.0405"]  # the running month keeps its rate


def test_loans_near_maturity_are_named_sixty_days_before(branch) -> None:
    loan = branch.lend(months=3)
    assert loans_to_renew(START) == []
    assert loans_to_renew(date(2026, 4, 3)) == [loan]


def test_a_write_off_moves_the_claim_off_the_books_and_a_recovery_goes_to_the_allowance(branch) -> None:
    loan = branch.lend("12000", RepaymentForm.EQUAL_PRINCIPAL)
    branch.close(date(2026, 4, 8))
    early = propose(branch, loan, "write_off")
    assert isinstance(early, Refusal) and early.code == "write_off_needs_loss_class"
    done(approve(branch, done(propose(branch, loan, "judgement", risk_class=5))))
    before = LoanStanding.objects.get(pk=loan.pk)
    done(approve(branch, done(propose(branch, loan, "write_off"))))
    after = LoanStanding.objects.get(pk=loan.pk)
    assert after.written_off_minor == 1_200_000 + before.interest_minor + before.penalty_minor
    assert (after.overdue_minor, after.principal_minor, after.is_open) == (0, 0, False)
    over = recover(branch.cast.operations, branch.clock, loan.pk, Money(after.written_off_minor + 1), "r")
    assert isinstance(over, Refusal) and over.code == "recovery_out_of_range"
    done(recover(branch.cast.operations, branch.clock, loan.pk, Money.of("5000"), "r"))
    (closed,) = branch.close(date(2026, 4, 9))
    assert closed.report["is_proven"]
    check_book()
