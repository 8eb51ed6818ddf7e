"""Vintages and moves between classes, from what the day ends left."""

from datetime import date, timedelta

import pytest

from tests.lent import Branch
from yizhan.credit.schedule import RepaymentForm
from yizhan.workflows.portfolio import Roll, Vintage, portfolio

START, LATE = date(2026, 3, 30), date(2026, 5, 8)


@pytest.mark.django_db
def test_a_quarter_counts_its_loans_and_those_that_were_ever_late() -> None:
    branch = Branch(START)
    branch.lend("12000", RepaymentForm.EQUAL_PRINCIPAL)
    branch.lend("36000", RepaymentForm.BULLET)
    branch.close(START + timedelta(days=2))
    branch.lend("5000", RepaymentForm.BULLET)
    branch.close(LATE)
    found = portfolio(LATE, START)
    assert found.vintages == (Vintage("2026-Q1", 2, 1, 0), Vintage("2026-Q2", 1, 0, 0))
    assert found.rolls == (Roll(1, 2, 1),)
    assert portfolio(LATE, LATE).rolls == ()
