"""Claims on programmes: who takes part, what can be claimed from what happened to the loan, four eyes, and the money."""

from datetime import date

import pytest
from django.db import connection

from tests.lent import Branch, deposit
from tests.stories.journey import check_book, done
from tests.stories.test_two_at_once import at_once
from yizhan.credit.schedule import RepaymentForm
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.records.models import ClaimList, Fact, Loan, LoanStanding, Repayment
from yizhan.workflows.claim_figures import claims_for, stretches_of
from yizhan.workflows.claims import file_claims, register_loan, settle_claims, take_claims
from yizhan.workflows.repayments import early_preview, repay_early

START = date(2026, 3, 2)
QUARTER = date(2026, 4, 1), date(2026, 6, 30)


@pytest.fixture
def branch(db) -> Branch:
    return Branch(START)


def equipment(branch: Branch, principal: str = "1200000", **columns) -> Loan:
    """A loan for fixed assets."""
    loan = branch.lend(principal, RepaymentForm.EQUAL_PRINCIPAL, **columns)
    loan.application.purpose = "fixed_assets"
    loan.application.save()
    return loan


def register(branch: Branch, loan: Loan, programme: str = "subsidy"):
    return register_loan(branch.cast.officer, branch.clock, loan.pk, programme, "工业母机链条，民营中小企业")


def filed(branch: Branch, programme: str = "subsidy", period=QUARTER):
    return file_claims(branch.cast.officer, branch.clock, programme, *period)


def pay_months(branch: Branch, loan: Loan, *days: date) -> None:
    for day in days:
        branch.go_to(day)
        branch.receive(loan, "120000")
        branch.close(day)


def test_only_interest_that_was_paid_in_the_period_is_claimed(branch) -> None:
    loan = equipment(branch)
    done(register(branch, loan))
    pay_months(branch, loan, date(2026, 4, 2), date(2026, 5, 6))  # May 2 to 5 are days off; of June nothing is paid.
    branch.close(date(2026, 6, 30))
    (claim,) = claims_for("subsidy", *QUARTER)
    # 1,200,000 × 1.5 % ÷ 12 for the first month, 1,100,000 for the second.
    assert [(line.paid_on, line.amount) for line in claim.lines][:2] == [
        (date(2026, 4, 2), Money.of("1500")), (date(2026, 5, 6), Money.of("1375"))]
    assert claims_for("subsidy", date(2026, 1, 1), date(2026, 3, 31)) == []


def test_an_early_repayment_cuts_the_month_in_two_stretches(branch) -> None:
    loan = equipment(branch)
    done(register(branch, loan))
    pay_months(branch, loan, date(2026, 4, 2))
    branch.go_to(date(2026, 4, 12))
    branch.receive(loan, "700000")
    loan = Loan.objects.select_related("standing", "contract").get(pk=loan.pk)
    preview = early_preview(loan, branch.today, Money.of("500000"), "term")
    done(repay_early(branch.cast.operations, branch.clock, loan.pk, Money.of("500000"), "term", preview.total))
    first, second, third = stretches_of(loan)[:3]
    assert (first.principal, first.paid_on) == (Money.of("1200000"), date(2026, 4, 2))
    assert (second.starts_on, second.ends_on, second.principal, second.paid_on) == (
        date(2026, 4, 2), date(2026, 4, 12), Money.of("1100000"), date(2026, 4, 12))
    assert (third.starts_on, third.principal, third.paid_on) == (date(2026, 4, 12), Money.of("600000"), None)
    (claim,) = claims_for("subsidy", *QUARTER)
    # The second stretch is broken: 10 days over 360 on 1,100,000 at 1.5 %: 458.33.
    assert claim.amount == Money.of("1958.33")


def test_four_eyes_and_the_subsidy_reaches_the_borrower(branch) -> None:
    loan = equipment(branch)
    done(register(branch, loan))
    pay_months(branch, loan, date(2026, 4, 2))
    branch.close(date(2026, 4, 30))
    period = QUARTER[0], date(2026, 4, 30)
    listed = done(filed(branch, period=period))
    assert listed.amount_minor == 150_000
    overlap = filed(branch, period=(date(2026, 4, 15), date(2026, 4, 30)))
    assert isinstance(overlap, Refusal) and overlap.code == "claim_period_overlaps"
    early = settle_claims(branch.cast.operations, branch.clock, listed.pk, "财政1")
    assert isinstance(early, Refusal) and early.code == "claims_not_approved"
    branch.cast.officer.role = "branch_manager"
    own = take_claims(branch.cast.officer, branch.clock, listed.pk, "approved")
    assert isinstance(own, Refusal) and own.code == "proposer_cannot_take"
    done(take_claims(branch.cast.approver, branch.clock, listed.pk, "approved"))
    before = deposit(loan)
    done(settle_claims(branch.cast.operations, branch.clock, listed.pk, "财政1"))
    assert deposit(loan) - before == Money.of("1500")
    again = settle_claims(branch.cast.operations, branch.clock, listed.pk, "财政1")
    assert isinstance(again, Refusal) and again.code == "claims_not_approved"
    check_book()


def test_a_refused_list_frees_its_period(branch) -> None:
    loan = equipment(branch)
    done(register(branch, loan))
    pay_months(branch, loan, date(2026, 4, 2))
    period = QUARTER[0], date(2026, 4, 2)
    done(take_claims(branch.cast.approver, branch.clock, done(filed(branch, period=period)).pk, "refused"))
    assert done(filed(branch, period=period)).amount_minor == 150_000


def test_a_firm_has_one_cap_over_its_loans(branch) -> None:
    """E86: 5,000万 a firm; of a second loan only what is left takes part, of a third nothing."""
    first = equipment(branch, "40000000")
    second, third = (equipment(branch, "20000000", enterprise=first.enterprise) for _ in range(2))
    covered = [done(register(branch, loan)).covered_minor for loan in (first, second)]
    assert covered == [4_000_000_000, 1_000_000_000]
    used_up = register(branch, third)
    assert isinstance(used_up, Refusal) and used_up.code == "programme_used_up"


def test_what_cannot_take_part_says_why(branch) -> None:
    materials, loan = branch.lend(), equipment(branch)
    codes = [register(branch, materials).code, register(branch, loan, "song").code,
             register_loan(branch.cast.officer, branch.clock, loan.pk, "subsidy", " ").code, filed(branch).code]
    done(register(branch, loan))
    codes += [register(branch, loan).code, filed(branch, period=(START, START)).code]
    # Nobody has stated titles: a person looks. Stated ones that the plan does not name are a no.
    done(register(branch, materials, "guarantee"))
    plain = branch.lend()
    Fact.objects.create(enterprise=plain.enterprise, name="titles", value=[], status="claimed", source="tests",
                        recorded_at=branch.clock.now())
    codes.append(register(branch, plain, "guarantee").code)
    assert codes == ["programme_purpose_not_covered", "programme_unknown", "words_needed", "period_invalid", "programme_loan_already",
                     "nothing_to_claim", "programme_needs_title"]


def test_a_loan_made_before_the_programme_does_not_take_part(db) -> None:
    branch = Branch(date(2025, 12, 30))
    refused = register(branch, equipment(branch))
    assert isinstance(refused, Refusal) and refused.code == "programme_not_in_force"


def test_a_guarantor_is_asked_once_for_what_is_overdue_and_pays_the_loan(branch) -> None:
    loan = branch.lend("12000", RepaymentForm.EQUAL_PRINCIPAL)
    done(register(branch, loan, "guarantee"))
    branch.close(date(2026, 5, 31))
    assert LoanStanding.objects.get(pk=loan.pk).overdue_days == 59
    assert claims_for("guarantee", START, branch.today) == []
    branch.close(date(2026, 6, 1))
    listed = done(filed(branch, "guarantee", (START, date(2026, 6, 1))))
    # Two instalments are overdue: 1,060.00 and 1,055.00. Penalty is not guaranteed.
    assert listed.amount_minor == 211_500
    assert claims_for("guarantee", START, branch.today) == []
    done(take_claims(branch.cast.approver, branch.clock, listed.pk, "approved"))
    done(settle_claims(branch.cast.operations, branch.clock, listed.pk, "担保1"))
    row = Repayment.objects.get(loan=loan)
    assert (row.source, row.amount_minor, row.excess_minor) == ("outside", 211_500, 0)
    assert deposit(loan) == Money(0)
    check_book()


def test_a_guarantor_who_pays_for_a_loan_that_has_ended_has_the_money_in_suspense(branch) -> None:
    loan = branch.lend("12000", RepaymentForm.EQUAL_PRINCIPAL, 3)
    done(register(branch, loan, "guarantee"))
    branch.close(date(2026, 6, 1))
    listed = done(filed(branch, "guarantee", (START, date(2026, 6, 1))))
    done(take_claims(branch.cast.approver, branch.clock, listed.pk, "approved"))
    branch.go_to(date(2026, 6, 2))
    branch.receive(loan, "13000")
    branch.close(date(2026, 6, 2))
    assert not LoanStanding.objects.get(pk=loan.pk).is_open
    left = deposit(loan)
    done(settle_claims(branch.cast.operations, branch.clock, listed.pk, "担保1"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT -balance_minor FROM book.account WHERE code = '224199'")
        assert cursor.fetchone()[0] == listed.amount_minor
    assert deposit(loan) == left and not Repayment.objects.filter(loan=loan, source="outside").exists()
    check_book()


def test_two_who_file_one_period_at_once_make_one_list(committing_db) -> None:
    branch = Branch(START)
    loan = equipment(branch)
    done(register(branch, loan))
    pay_months(branch, loan, date(2026, 4, 2))
    period = QUARTER[0], date(2026, 4, 2)
    first, second = at_once(*[lambda: filed(branch, period=period)] * 2)
    assert sorted(isinstance(result, Refusal) for result in (first, second)) == [False, True], (first, second)
    assert ClaimList.objects.count() == 1
