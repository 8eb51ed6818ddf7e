"""The alert of a loan that ends soon: once, sixty days before, with what is known of the renewal rule."""

from datetime import date, timedelta

import pytest

from tests.lent import Branch
from tests.stories.journey import done
from yizhan.credit.changes import Coverage
from yizhan.credit.schedule import RepaymentForm
from yizhan.kernel.refusal import Refusal
from yizhan.records.models import Fact, FinancialYear, Loan, Membership, Notice, RenewalAlert
from yizhan.workflows.loan_changes import propose_change, take_change
from yizhan.workflows.renewals import near_maturity, outlook, raise_alert, raise_renewal_alerts, wish_renewal

START, MATURES = date(2026, 3, 2), date(2026, 9, 2)


@pytest.fixture
def branch(db) -> Branch:
    return Branch(START)


def sized(branch: Branch, staff: int, revenue_yuan: int):
    """A software company whose size is known."""
    enterprise = branch.enterprise(industry="software")
    FinancialYear.objects.create(enterprise=enterprise, year=2025, source="tests", created_at=branch.clock.now(), figures={
        "year": 2025, "revenue": {"amount_minor": revenue_yuan * 100, "currency": "CNY"}})
    Fact.objects.create(enterprise=enterprise, name="staff", value=staff, status="claimed", source="tests", recorded_at=branch.clock.now())
    Membership.objects.create(user=branch.cast.applicant, enterprise=enterprise, created_at=branch.clock.now())
    return enterprise


def test_the_alert_comes_sixty_days_before_and_once(branch) -> None:
    loan = branch.lend("120000", RepaymentForm.BULLET, 6)
    assert loan.matures_on == MATURES
    branch.go_to(MATURES - timedelta(days=61))
    early = raise_alert(None, branch.clock, loan.pk)
    assert isinstance(early, Refusal) and early.code == "renewal_not_near"
    assert raise_renewal_alerts(branch.clock) == 0
    branch.go_to(MATURES - timedelta(days=60))
    assert (raise_renewal_alerts(branch.clock), raise_renewal_alerts(branch.clock)) == (1, 0)
    (found,) = near_maturity(branch.cast.manager, branch.today)
    # Nobody knows the size of the firm: a person finds out, it is never a no.
    assert (found.days_left, found.coverage, found.size_class) == (60, Coverage.MANUAL, None)
    assert "no_unpaid_interest?" not in found.reasons and "lawful_operation?" in found.reasons


def test_a_small_firm_is_covered_hears_of_it_and_its_wish_is_seen(branch) -> None:
    loan = branch.lend("120000", RepaymentForm.BULLET, 6, enterprise=sized(branch, 60, 9_000_000))
    branch.go_to(MATURES - timedelta(days=30))
    early = wish_renewal(branch.cast.applicant, branch.clock, loan.pk)
    assert isinstance(early, Refusal) and early.code == "renewal_not_near"
    raise_renewal_alerts(branch.clock)
    letter = Notice.objects.get(recipient=branch.cast.applicant)
    assert (letter.code, letter.loan) == ("renewal_alert", loan) and "30" in letter.facts["text"]["en"]
    done(wish_renewal(branch.cast.applicant, branch.clock, loan.pk))
    again = wish_renewal(branch.cast.applicant, branch.clock, loan.pk)
    assert isinstance(again, Refusal) and again.code == "renewal_wished_already"
    (found,) = near_maturity(branch.cast.manager, branch.today)
    assert (found.coverage, found.size_class) == (Coverage.COVERED, "small")
    assert found.alert.wished_by == branch.cast.applicant
    with pytest.raises(Loan.DoesNotExist):
        wish_renewal(branch.cast.stranger, branch.clock, loan.pk)


def test_what_the_branch_knows_against_a_renewal_is_said(branch) -> None:
    loan = branch.lend("12000", RepaymentForm.EQUAL_PRINCIPAL, 3)
    branch.close(date(2026, 4, 8))
    conduct = outlook(Loan.objects.select_related("standing").get(pk=loan.pk), branch.today).conduct
    assert (conduct.no_unpaid_interest, conduct.good_credit, conduct.lawful_operation) == (False, False, None)


def test_a_renewed_loan_is_off_the_list_and_alerted_again_for_its_new_maturity(branch) -> None:
    loan = branch.lend("120000", RepaymentForm.BULLET, 6, enterprise=sized(branch, 60, 9_000_000))
    branch.go_to(MATURES - timedelta(days=40))
    raise_renewal_alerts(branch.clock)
    change = done(propose_change(branch.cast.officer, branch.clock, loan.pk, "renewal", {"months": 2, "size_class": "small"}, "经营正常"))
    assert near_maturity(branch.cast.manager, branch.today)[0].is_proposed
    done(take_change(branch.cast.approver, branch.clock, change.pk, "approved"))
    assert near_maturity(branch.cast.manager, branch.today) == []
    branch.go_to(MATURES + timedelta(days=1))
    assert raise_renewal_alerts(branch.clock) == 1
    assert RenewalAlert.objects.filter(loan=loan).count() == 2
