"""Card payments in the book: a journal a shard and day, at midnight, once; what comes late is in the next."""

from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest
from django.db import connection

from tests.payments.shard.till import SCHEMA, Till
from yizhan.kernel.clock import FixedClock, branch_date
from yizhan.kernel.refusal import Refusal
from yizhan.ledger import book
from yizhan.ledger.chart import chart_by_code
from yizhan.ledger.journal import Journal
from yizhan.ledger.verify import verify
from yizhan.payments import rows
from yizhan.records.models import AuditRow, DayEnd
from yizhan.workflows.day_end import run_day_end
from yizhan.workflows.payment_turnover import KIND, post_payments

NOON = datetime(2026, 11, 16, 4, 0, tzinfo=UTC)  # in Shanghai
DAY = branch_date(NOON)
ONE_DAY = timedelta(days=1)


@pytest.fixture
def till(committing_db):
    """The owner takes payments, the runtime role reads and posts."""
    with psycopg.connect(committing_db.owner_url, autocommit=True) as owner, owner.cursor() as cursor:
        yield Till(cursor)


def post(now: datetime, through: date) -> Refusal | None:
    moment = {"created_at": NOON, "started_at": NOON, "closed_at": NOON}
    day_end, _ = DayEnd.objects.get_or_create(day=DAY, defaults={"state": "closed", "report": {}, **moment})
    return post_payments(None, FixedClock(now), day_end, through)


def held() -> dict[str, int]:
    """The book's accounts of the shard, debit positive."""
    with connection.cursor() as cursor:
        return {chart_by_code()[account.code].name: account.side.sign * account.balance.amount_minor
                for account in book.accounts_of(cursor, "shard:0") if account.balance}


def journals() -> list[Journal]:
    with connection.cursor() as cursor:
        return [stored.journal for stored in book.journals_of(cursor, "payments:0")]


def shard_at(moment: datetime) -> dict[str, int]:
    with connection.cursor() as cursor:
        return rows.balances_before(cursor, moment)


def test_a_day_is_posted_once_as_the_shard_stood_at_midnight(till: Till) -> None:
    card = till.payer(till.fresh())
    paid = till.paid(card, 30_000)
    till.one(card, 5_000)
    till.now = NOON + ONE_DAY
    till.refund(paid, 10_000)
    later = NOON + ONE_DAY
    assert post(later, DAY) is None
    assert held() == {
        "captured_card_payments": 30_900, "merchant_payable": -29_820, "merchant_fee_income": -180, "wallet_fee_payable": -900,
        "reserved_card_payments": 5_000, "card_payment_contra": -5_000}
    assert post(later, DAY) is None and len(journals()) == 1
    assert (journals()[0].key, journals()[0].kind, journals()[0].booked_on) == (f"payments:0:{DAY}", KIND, DAY)
    assert post(later, DAY + ONE_DAY) is None and len(journals()) == 2
    assert held() == shard_at(NOON + 2 * ONE_DAY) and held()["merchant_payable"] == -19_880


def test_what_comes_late_to_its_day_is_in_the_next_journal(till: Till) -> None:
    card = till.payer(till.fresh())
    till.paid(card, 1_000)
    post(NOON + ONE_DAY, DAY)
    till.paid(card, 2_000)
    post(NOON + 3 * ONE_DAY, DAY + 2 * ONE_DAY)
    assert [journal.booked_on for journal in journals()] == [DAY, DAY + ONE_DAY]
    assert held()["captured_card_payments"] == 3_000 and held() == shard_at(NOON + 3 * ONE_DAY)


def test_the_day_end_posts_the_day_that_is_over_and_not_the_one_that_runs(till: Till) -> None:
    card = till.payer(till.fresh())
    till.paid(card, 1_000)
    evening = FixedClock(NOON + timedelta(hours=8))
    assert [row.day for row in run_day_end(evening, DAY)] == [DAY] and journals() == []
    till.now = NOON + ONE_DAY
    till.paid(card, 2_000)
    closed = run_day_end(FixedClock(NOON + ONE_DAY), DAY + ONE_DAY)
    assert [row.day for row in closed] == [DAY + ONE_DAY] and held()["captured_card_payments"] == 1_000
    assert AuditRow.objects.filter(action="day_end.run", after__payments_day=DAY.isoformat()).count() == 1
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {SCHEMA}.entry")
        assert cursor.fetchone()[0] > 0
        assert verify(cursor).is_proven
