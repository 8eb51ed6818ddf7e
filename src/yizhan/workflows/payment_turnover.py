"""Card payments in the book: for each shard and day that is over, one journal by accounts of the chart.

A journal is what a shard's accounts held at the end of the day less what the book holds for the shard. So the book stands where the
shard stood at midnight, and an entry that came late to its day is in the next journal, never lost and never twice.
"""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import connection

from yizhan.kernel.clock import SHANGHAI, Clock
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.ledger import book
from yizhan.ledger.accounts import NewAccount
from yizhan.ledger.chart import chart_by_code
from yizhan.ledger.journal import Entry, Journal
from yizhan.payments import rows, shards
from yizhan.records.models import DayEnd, User
from yizhan.workflows.action import Act, action
from yizhan.workflows.house import post_journal

KIND = "payment_turnover"
ONE_DAY = timedelta(days=1)


def post_payments(actor: User | None, clock: Clock, day_end: DayEnd, through: date) -> Refusal | None:
    """Post the days up to and including `through` that are not posted, of every shard; stops at the first refusal.

    The caller holds the lock of the day end; `day_end` is the one under which the audit trail tells of it.
    """
    with connection.cursor() as cursor:
        standing = shards.standing(cursor)
    for shard in standing:
        for day in _days(shard, through) if _moved(shard, through) else ():
            moved = _moved(shard, day)
            posted = post_day(actor, clock, day_end, shard, day, moved) if moved else None
            if isinstance(posted, Refusal):
                return posted
    return None


@action("day_end.run")
def post_day(act: Act, day_end: DayEnd, shard: int, day: date, moved: dict[str, int]) -> UUID | Refusal:
    """Post what moved in a shard on a day, by name of the chart; the journal."""
    with connection.cursor() as cursor:
        accounts = book.open_accounts(cursor, [NewAccount(name, day, owner=_owner(shard)) for name in moved])
    entries = tuple(Entry(account.id, Money(minor)) for account, minor in zip(accounts, moved.values(), strict=True))
    posted = post_journal(act, Journal(KIND, f"payments:{shard}:{day}", day, entries, _reference(shard)))
    if not isinstance(posted, Refusal):
        act.changed(day_end, after={"payments_shard": shard, "payments_day": day, "journal": posted})
    return posted


def _moved(shard: int, day: date) -> dict[str, int]:
    """What the book lacks of a shard at the end of a day, by name of the chart, debit positive."""
    midnight = datetime.combine(day + ONE_DAY, time.min, SHANGHAI)
    with connection.cursor() as cursor:
        held = rows.balances_before(cursor, midnight, shard)
        known = {chart_by_code()[account.code].name: account.side.sign * account.balance.amount_minor
                 for account in book.accounts_of(cursor, _owner(shard))}
    moved = {name: held.get(name, 0) - known.get(name, 0) for name in sorted({*held, *known})}
    return {name: minor for name, minor in moved.items() if minor}


def _days(shard: int, through: date) -> list[date]:
    """The days after the last one that was posted; only the last day where none was."""
    with connection.cursor() as cursor:
        last = max((stored.journal.booked_on for stored in book.journals_of(cursor, _reference(shard))), default=through - ONE_DAY)
    return [last + ONE_DAY * step for step in range(1, (through - last).days + 1)]


def _owner(shard: int) -> str:
    return f"shard:{shard}"


def _reference(shard: int) -> str:
    return f"payments:{shard}"
