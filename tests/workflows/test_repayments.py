"""Two people, or a person and the day end, at one loan at once: every fen is paid once."""

from datetime import date, datetime, timedelta

import pytest
from django.db import close_old_connections

from tests.lent import Branch, deposit
from tests.stories.journey import check_book
from tests.stories.test_two_at_once import at_once
from yizhan.credit.schedule import RepaymentForm
from yizhan.kernel.clock import SHANGHAI
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.records.models import LoanStanding, Repayment
from yizhan.workflows.day_end import run_day_end
from yizhan.workflows.repayments import repay_instalment

START, DUE = date(2026, 3, 2), date(2026, 4, 2)


@pytest.fixture
def branch(committing_db) -> Branch:
    return Branch(START)


@pytest.fixture
def loan(branch):
    made = branch.lend("12000", RepaymentForm.EQUAL_PRINCIPAL)
    branch.close(DUE - timedelta(days=1))
    branch.go_to(DUE)
    branch.receive(made, "5000")
    return made


def test_two_operators_who_pay_one_instalment_pay_it_once(branch, loan) -> None:
    first, second = at_once(*[lambda: repay_instalment(branch.cast.operations, branch.clock, loan.pk)] * 2)
    assert sorted(isinstance(result, Refusal) for result in (first, second)) == [False, True], (first, second)
    assert Repayment.objects.count() == 1
    assert deposit(loan) == Money.of("3940")
    check_book()


def test_a_person_and_the_day_end_pay_one_instalment_once(branch, loan) -> None:
    branch.clock.set(datetime(2026, 4, 2, 19, 0, tzinfo=SHANGHAI))
    paid, closed = at_once(lambda: repay_instalment(branch.cast.operations, branch.clock, loan.pk), lambda: run_day_end(branch.clock, DUE))
    close_old_connections()
    assert isinstance(closed, list), closed
    assert Repayment.objects.count() == 1, paid
    assert deposit(loan) == Money.of("3940")
    assert LoanStanding.objects.get(pk=loan.pk).accrued_through == DUE
    check_book()


def test_two_day_ends_at_once_close_each_day_once(branch, loan) -> None:
    results = at_once(*[lambda: run_day_end(branch.clock, DUE)] * 2)
    refused = [result for result in results if isinstance(result, Refusal)]
    assert {result.code for result in refused} <= {"day_end_running"}
    assert len(refused) < 2 and Repayment.objects.count() == 1
    check_book()


def test_a_part_is_paid_in_order_and_too_much_is_refused(branch, loan) -> None:
    row = repay_instalment(branch.cast.operations, branch.clock, loan.pk, Money.of("100"))
    assert (row.interest_minor, row.principal_minor) == (6_000, 4_000)
    over = repay_instalment(branch.cast.operations, branch.clock, loan.pk, Money.of("961"))
    assert isinstance(over, Refusal) and over.code == "amount_over_due"
    assert repay_instalment(branch.cast.operations, branch.clock, loan.pk, Money.of("960")).principal_minor == 96_000
    check_book()
