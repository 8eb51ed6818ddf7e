"""Reading card payments for pages and workflows: over all shards of the branch, one merchant's or everybody's."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection

from yizhan.kernel.money import money_sum
from yizhan.payments import ids, rows, shards
from yizhan.payments.row_values import AlarmRow, DeclineRow, EntryRow, MarginRow, MerchantDay, MinuteRow, Payment, RefundRow, ReversalRow
from yizhan.records.models import AlarmAnswer, Merchant

T = TypeVar("T")


class PaymentUnknown(ObjectDoesNotExist):
    """No payment has this id, or not this merchant's; the doors answer 404."""


@dataclass(frozen=True, slots=True)
class Story:
    """One payment with everything that the shard knows of it."""

    payment: Payment
    refunds: tuple[RefundRow, ...]
    entries: tuple[EntryRow, ...]
    reversal: ReversalRow | None


@dataclass(frozen=True, slots=True)
class SeenAlarm:
    """An alarm with its shard and its answer, if somebody gave one."""

    shard: int
    row: AlarmRow
    answer: AlarmAnswer | None


def payment_of(payment_id: int, merchant: Merchant | None = None) -> Payment:
    """One payment, of one merchant where one is named; raises PaymentUnknown."""
    with connection.cursor() as cursor:
        known = 0 < payment_id < 1 << 63 and ids.shard_of(payment_id) in shards.standing(cursor)
        found = rows.payment(cursor, payment_id) if known else None
    if found is None or (merchant is not None and found.merchant_id != merchant.pk):
        raise PaymentUnknown(str(payment_id))
    return found


def refunds_of(payment_id: int) -> list[RefundRow]:
    """The refunds of a payment that is known, oldest first."""
    with connection.cursor() as cursor:
        return rows.refunds_of(cursor, payment_id)


def story_of(payment: Payment) -> Story:
    """The payment with its refunds, its journals and its reversal."""
    with connection.cursor() as cursor:
        refunds = rows.refunds_of(cursor, payment.id)
        entries = rows.entries_of(cursor, [payment.id, *(refund.id for refund in refunds)])
        return Story(payment, tuple(refunds), tuple(entries), rows.reversal_of(cursor, payment.id))


def merchant_payments(merchant: Merchant, first: date, last: date) -> list[Payment]:
    """A merchant's payments of days of the branch, newest first."""
    found = _of_all_shards(lambda cursor, shard: rows.payments_of_merchant(cursor, merchant.pk, first, last, shard))
    return sorted(found, key=lambda payment: payment.created_at, reverse=True)


def merchant_day(merchant: Merchant, first: date, last: date) -> MerchantDay:
    """A merchant's figures of days of the branch."""
    parts = _of_all_shards(lambda cursor, shard: [rows.merchant_day(cursor, merchant.pk, first, last, shard)])
    counts = {name: sum(getattr(part, name) for part in parts) for name in ("paid", "declined", "in_doubt")}
    amounts = {name: money_sum([getattr(part, name) for part in parts]) for name in ("paid_amount", "merchant_fee", "refunded")}
    return MerchantDay(**counts, **amounts)


def by_minute(since: datetime) -> list[MinuteRow]:
    """Payments by minute, of all shards together."""
    found: dict[datetime, list[MinuteRow]] = {}
    for row in _of_all_shards(lambda cursor, shard: rows.by_minute(cursor, since, shard)):
        found.setdefault(row.minute, []).append(row)
    counts = ("taken", "paid", "declined", "reversed", "in_doubt")
    return [MinuteRow(minute, *(sum(getattr(row, name) for row in group) for name in counts), money_sum([row.paid_amount for row in group]))
            for minute, group in sorted(found.items())]


def declines(since: datetime) -> list[DeclineRow]:
    """Issuers' refusals since a moment, by scheme and code."""
    return _of_all_shards(lambda cursor, shard: rows.declines(cursor, since, shard))


def open_reversals() -> list[ReversalRow]:
    """Reversals that wait for the scheme's answer, oldest first."""
    return sorted(_of_all_shards(lambda cursor, shard: rows.open_reversals(cursor, shard)), key=lambda row: row.opened_at)


def in_doubt(older_than: datetime) -> list[Payment]:
    """Payments that have been without an answer since before a moment."""
    return _of_all_shards(lambda cursor, shard: rows.payments_in_doubt(cursor, older_than, shard))


def margins(first: date, last: date) -> list[MarginRow]:
    """What captured payments of days of the branch earned, before refunds."""
    return _of_all_shards(lambda cursor, shard: rows.margins(cursor, first, last, shard))


def alarms(since: datetime) -> list[SeenAlarm]:
    """Alarms since a moment with their answers, newest first."""
    found = _of_all_shards(lambda cursor, shard: [(shard, row) for row in rows.alarms(cursor, since, shard)])
    answers = {(answer.shard, answer.alarm_id): answer for answer in
               AlarmAnswer.objects.filter(alarm_id__in=[row.id for _shard, row in found]).select_related("answered_by")}
    seen = [SeenAlarm(shard, row, answers.get((shard, row.id))) for shard, row in found]
    return sorted(seen, key=lambda alarm: alarm.row.raised_at, reverse=True)


def _of_all_shards(read: Callable[..., Iterable[T]]) -> list[T]:
    with connection.cursor() as cursor:
        return [item for shard in shards.standing(cursor) for item in read(cursor, shard)]
