"""How many two-entry journals a second the book takes: in batches of 1,000, and one by one as the peer.

Each batch and each single journal is a transaction of its own, with fsync and synchronous_commit on; making the
values and their fingerprints is counted. A journal touches a loan's account and one that all share, as accruals do.
"""

import json
import time
from datetime import UTC, date, datetime

import psycopg
from tests.databases import cluster_home, create_database, drop_database

from yizhan.embedded import APP_ROLE, database
from yizhan.kernel.money import Money
from yizhan.ledger import book, sql_migrations
from yizhan.ledger.journal import Journal, credit, debit
from yizhan.ledger.verify import verify

BATCH, BATCHES, SINGLES, LOANS = 1_000, 40, 2_000, 20_000
DATABASE_NAME = "bench_journals"
DAY, NOW = date(2026, 3, 2), datetime(2026, 3, 2, 16, tzinfo=UTC)


def run() -> list[dict]:
    """Measure on a database of its own; one figure with its peer."""
    with database(cluster_home()) as server:
        drop_database(server, DATABASE_NAME)
        copy = create_database(server, DATABASE_NAME)
        try:
            with psycopg.connect(copy.owner_url, autocommit=True) as owner:
                sql_migrations.apply(owner, runtime_role=APP_ROLE)
            with psycopg.connect(copy.app_url, autocommit=True) as connection, connection.cursor() as cursor:
                return _measure(cursor)
        finally:
            drop_database(server, DATABASE_NAME)


def _measure(cursor: psycopg.Cursor) -> list[dict]:
    for setting in ("fsync", "synchronous_commit"):
        cursor.execute(f"SHOW {setting}")
        if cursor.fetchone() != ("on",):
            raise RuntimeError(f"{setting} is off; the figure would not count")
    income = book.open_account(cursor, book.NewAccount("interest_income", DAY)).id
    wanted = [book.NewAccount("interest_receivable", DAY, f"loan:{number}") for number in range(LOANS)]
    loans = [account.id for account in book.open_accounts(cursor, wanted)]

    _post(cursor, income, loans, "warm", 5, BATCH)
    batched = _post(cursor, income, loans, "batch", BATCHES, BATCH)
    single = _post(cursor, income, loans, "single", SINGLES, 1)

    proof = verify(cursor)
    if not proof.is_proven or proof.journals != (BATCHES + 5) * BATCH + SINGLES:
        raise RuntimeError(f"the book is wrong after the run: {proof}")
    return [
        {
            "bench": "journals",
            "figure": "journals_s",
            "unit": "journals/s",
            "value": round(batched),
            "peer": "one journal a call",
            "peer_value": round(single),
        }
    ]


def _post(cursor: psycopg.Cursor, income, loans: list, name: str, calls: int, size: int) -> float:
    """Journals a second over `calls` calls of `size` journals each."""
    started = time.perf_counter()
    for call in range(calls):
        numbers = range(call * size, (call + 1) * size)
        journals = [_accrual(loans[number % LOANS], income, f"{name}:{number}", number) for number in numbers]
        posted = book.post(cursor, journals, posted_at=NOW, posted_by="bench")
        if len(posted) != size:
            raise RuntimeError(posted)
    return calls * size / (time.perf_counter() - started)


def _accrual(loan, income, key: str, number: int) -> Journal:
    amount = Money(1_000 + number % 977)
    entries = (debit(loan, amount), credit(income, amount))
    return Journal("interest_accrual", key, DAY, entries, f"loan:{number % LOANS}")


if __name__ == "__main__":
    for figure in run():
        print(f"{figure['figure']:<14}{figure['value']:>10,} {figure['unit']}   ({figure['peer']}: {figure['peer_value']:,})")
        print(json.dumps(figure))
