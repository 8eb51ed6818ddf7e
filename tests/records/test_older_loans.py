"""Loans that were paid out before loans had a later life: brought over by the migrations, and closed by the day end."""

import os
from datetime import date, datetime, time
from decimal import Decimal

import psycopg
import pytest
from psycopg import sql

from tests.databases import create_database, drop_database
from tests.records.older_branch import START, OlderBranch, migrate_to_then
from tests.stories.journey import check_book
from yizhan.app.migrate import DEFAULT_PRIVILEGES, django_connected_to, migrate_all
from yizhan.kernel.clock import SHANGHAI, FixedClock
from yizhan.kernel.money import Money
from yizhan.ledger import sql_migrations

CUT, LAST = date(2026, 3, 12), date(2026, 4, 20)


@pytest.fixture
def older(cluster, django_db_blocker):
    """A database of then with four loans, brought to now."""
    database = create_database(cluster, f"run_{os.getpid()}_older")
    try:
        _grant(database.owner_url)
        with django_db_blocker.unblock():
            with django_connected_to(database.owner_url):
                _write_loans(migrate_to_then(), database)
            migrate_all(database.owner_url, database.app_url, database.switch_url)
            with django_connected_to(database.app_url):
                yield
    finally:
        drop_database(cluster, database.name)


def _grant(owner_url: str) -> None:
    """What every database of then had from its first migration on."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        for statement in DEFAULT_PRIVILEGES:
            connection.execute(sql.SQL(statement).format(role=sql.Identifier("yizhan_app")))


def _write_loans(apps, database) -> None:
    with psycopg.connect(database.owner_url, autocommit=True) as connection:
        sql_migrations.apply(connection, runtime_role="yizhan_app")
        branch = OlderBranch(apps, connection.cursor())
        branch.lend("unpaid")
        branch.pay_first(branch.lend("paid-one"))
        early = branch.lend("early")
        branch.repay_early(early, _schedule(), CUT, Money.of("60000"))
        branch.close(branch.lend("ended"))


def _schedule():
    from yizhan.credit.schedule import LoanTerms, PeriodRule, RepaymentForm, build_schedule
    from yizhan.kernel.interest_rate import DayCount, InterestRate

    return build_schedule(LoanTerms(Money.of("120000"), InterestRate(Decimal("0.06"), DayCount.ACT_360), RepaymentForm.EQUAL_PRINCIPAL,
                                    START, 12, PeriodRule.EQUAL_PERIODS))


def test_older_loans_stand_as_the_book_has_them_and_are_closed_from_their_first_day(older) -> None:
    from yizhan.records.models import DayEnd, LoanStanding
    from yizhan.workflows.day_end import run_day_end

    found = {row.loan.number: row for row in LoanStanding.objects.select_related("loan")}
    assert {name: (row.is_open, row.principal_minor) for name, row in found.items()} == {
        "unpaid": (True, 12_000_000), "paid-one": (True, 11_000_000), "early": (True, 6_000_000), "ended": (False, 0)}
    assert {row.accrued_through for row in found.values()} == {date(2026, 3, 1)}
    clock = FixedClock(datetime.combine(LAST, time(19), SHANGHAI))
    closed = run_day_end(clock, LAST)
    assert [row.day for row in closed] == [date.fromordinal(day) for day in range(START.toordinal(), LAST.toordinal() + 1)]
    assert all(row.report["is_proven"] for row in DayEnd.objects.all())
    found = {row.loan.number: row for row in LoanStanding.objects.select_related("loan")}
    # Nothing came on April 2: 10,600.00 at 9 % over 360 for 19 nights is 50.35; the second line has earned 19 of 30 nights of 550.00.
    unpaid = found["unpaid"]
    assert (unpaid.overdue_days, unpaid.overdue_minor, unpaid.penalty_minor) == (18, 1_000_000, 5_035)
    assert unpaid.interest_minor == 60_000 + 34_833
    # What was income when it was paid is not accrued again.
    assert (found["paid-one"].overdue_days, found["paid-one"].interest_minor) == (0, 34_833)
    # After the early repayment 60,000 stood; its first line, from March 12 on, fell due on April 2 as well.
    assert (found["early"].overdue_days, found["early"].overdue_minor) == (18, 500_000)
    check_book()
