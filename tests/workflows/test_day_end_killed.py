"""A day end that is killed with -9 before, after and between its journals: what is resumed ends where an undisturbed run does."""

import os
import signal
import time
from datetime import date, timedelta

import pytest
from django.db import connection, connections

from tests.lent import Branch
from tests.stories.journey import check_book
from yizhan.credit.schedule import RepaymentForm
from yizhan.kernel.refusal import Refusal
from yizhan.records.models import DayEnd, Loan, LoanStanding, Repayment
from yizhan.workflows.day_end import run_day_end
from yizhan.workflows.standings import booked

START, LAST = date(2026, 3, 2), date(2026, 4, 7)
# A kill comes before the statement, or after it and so before the commit that would keep it.
BOUNDARIES = [(name, when) for name in ("FROM staged_entry GROUP BY", "INSERT INTO staged_entry", "UPDATE records_loanstanding", "COMMIT")
              for when in ("before", "after")]


@pytest.fixture
def branch(committing_db) -> Branch:
    return Branch(START)


def killed_at(branch: Branch, day: date, name: str, when: str, count: int) -> bool:
    """Run the day end in a process of its own that dies at the count-th statement of a name; whether it died there."""
    connections.close_all()
    child = os.fork()
    if not child:
        try:
            _run_and_die(branch, day, name, when, count)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def _run_and_die(branch: Branch, day: date, name: str, when: str, count: int) -> None:
    left = [count]

    def deadly(execute, sql, params, many, context):
        left[0] -= name in sql
        dies = name in sql and left[0] == 0
        if dies and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = execute(sql, params, many, context)
        if dies:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    with connection.execute_wrapper(deadly):
        if name == "COMMIT":
            _die_at_commit(left, when)
        run_day_end(branch.clock, day, chunk_loans=1)


def _die_at_commit(left: list[int], when: str) -> None:
    """Commits are no statements of a cursor: the connection's own is watched."""
    connection.ensure_connection()
    commit = connection.connection.commit

    def deadly() -> None:
        left[0] -= 1
        if left[0] == 0 and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        commit()
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    connection.connection.commit = deadly


def test_a_run_killed_with_9_at_its_journals_goes_on_to_where_an_undisturbed_one_ends(branch) -> None:
    loans, calm = _three(branch), _three(branch)
    LoanStanding.objects.filter(loan__in=[loan.pk for loan in calm]).update(is_open=False)
    killed = dict.fromkeys(BOUNDARIES, 0)
    for number in range((LAST - START).days + 1):
        day = START + timedelta(days=number)
        branch.go_to(day)
        boundary = BOUNDARIES[number % len(BOUNDARIES)]
        killed[boundary] += killed_at(branch, day, *boundary, count=1 + number % 3)
        _resume(branch, day)
    assert sum(killed.values()) >= 20 and all(killed.values()), killed
    stood = [booked(LoanStanding.objects.get(pk=loan.pk)) for loan in loans]
    _undisturbed(branch, loans, calm)
    assert [booked(LoanStanding.objects.get(pk=loan.pk)) for loan in calm] == stood
    paid = [sorted(Repayment.objects.filter(loan=loan).values_list("paid_on", "amount_minor")) for loan in (*loans, *calm)]
    assert paid[:3] == paid[3:] and any(paid[:3])
    check_book()


def _resume(branch: Branch, day: date) -> None:
    """The database notices within moments that a client is gone; until then the lock of the dead run stands."""
    deadline = time.monotonic() + 10
    while isinstance(closed := run_day_end(branch.clock, day, chunk_loans=1), Refusal) and time.monotonic() < deadline:
        assert closed.code == "day_end_running"
        time.sleep(0.01)
    assert isinstance(closed, list), closed


def _three(branch: Branch) -> list[Loan]:
    branch.go_to(START)
    loans = [branch.lend("12000", form, 3) for form in (RepaymentForm.ANNUITY, RepaymentForm.EQUAL_PRINCIPAL, RepaymentForm.BULLET)]
    branch.receive(loans[0], "9000")
    return loans


def _undisturbed(branch: Branch, loans: list[Loan], calm: list[Loan]) -> None:
    DayEnd.objects.all().delete()
    LoanStanding.objects.filter(loan__in=[loan.pk for loan in loans]).update(is_open=False)
    LoanStanding.objects.filter(loan__in=[loan.pk for loan in calm]).update(is_open=True)
    branch.close(LAST)
