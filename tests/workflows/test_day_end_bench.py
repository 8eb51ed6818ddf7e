"""The benchmark's loans are loans: its SQL fits the tables as they are, and a few of them are closed with their totals proven."""

import psycopg
from bench.day_end import DAY, _close_two_days, _make_loans

from yizhan.app.migrate import django_connected_to
from yizhan.workflows.arrears import loans_in_arrears


def test_the_loans_of_the_benchmark_are_closed_with_proven_totals(fresh_database, django_db_blocker) -> None:
    with psycopg.connect(fresh_database.owner_url, autocommit=True) as owner:
        _make_loans(owner, 400)
    with django_db_blocker.unblock(), django_connected_to(fresh_database.app_url):
        _close_two_days(400)  # It fails unless the report and the book prove each other.
        assert len(loans_in_arrears(None, DAY)) == 12
