"""Reading a payment shard: payments, refunds, entries, payers, cards and what the desk watches, as values.

Every function takes a cursor first (psycopg's or Django's wrapper of one) and the shard last. `Payment.id` and the like are numbers;
pages show them by `ids.shown_id`.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from yizhan.kernel.clock import SHANGHAI
from yizhan.kernel.money import Money
from yizhan.kernel.sql_files import named_queries
from yizhan.payments import ids, stored
from yizhan.payments.code_caps import Strength
from yizhan.payments.counting import Counted
from yizhan.payments.fixings import Fixing
from yizhan.payments.row_values import (
    AlarmRow,
    CardRow,
    DeclineRow,
    EntryRow,
    MarginRow,
    MerchantDay,
    MinuteRow,
    Payer,
    Payment,
    RefundRow,
    ReversalRow,
)
from yizhan.payments.shard_accounts import CODES, account_of
from yizhan.payments.shards import SQL_FOLDER, schema_name

LATEST: Final = (1 << 63) - 1


def payment(cursor: Any, payment_id: int) -> Payment | None:
    """One payment, from the shard that its id names."""
    return next(iter(_payments(cursor, "of_id", (payment_id,), ids.shard_of(payment_id))), None)


def payments_of_ids(cursor: Any, payment_ids: Iterable[int], shard: int = 0) -> list[Payment]:
    """Those of these payments that stand in a shard, newest first."""
    return _payments(cursor, "of_ids", (list(payment_ids),), shard)


def payments_of_payer_between(cursor: Any, payer_id: int, first: datetime, last: datetime) -> list[Payment]:
    """A payer's payments that began between two moments, oldest first."""
    shard = payer_id >> 40
    return _payments(cursor, "of_payer_at", (payer_id, _id_at(first, shard), _id_at(last, shard)), shard)


def payments_of_payer(cursor: Any, payer_id: int, before_id: int = LATEST, limit: int = 50) -> list[Payment]:
    """A payer's payments, newest first; `before_id` continues a list."""
    return _payments(cursor, "of_payer", (payer_id, before_id, limit), payer_id >> 40)


def payments_of_merchant(cursor: Any, merchant_id: int, first_day: date, last_day: date, shard: int = 0) -> list[Payment]:
    """A merchant's payments of days of the branch, both included, newest first."""
    return _payments(cursor, "of_merchant", (merchant_id, *_bounds(first_day, last_day, shard)), shard)


def payments_between(cursor: Any, first_day: date, last_day: date, limit: int = 200, shard: int = 0) -> list[Payment]:
    """All payments of days of the branch, newest first."""
    return _payments(cursor, "between", (*_bounds(first_day, last_day, shard), limit), shard)


def payments_in_doubt(cursor: Any, older_than: datetime, shard: int = 0) -> list[Payment]:
    """Payments still reserved that began before a moment."""
    return _payments(cursor, "in_doubt", (older_than,), shard)


def refunds_of(cursor: Any, payment_id: int) -> list[RefundRow]:
    """The refunds of a payment, oldest first."""
    return [refund_of(row) for row in _execute(cursor, "refunds_of", (payment_id,), ids.shard_of(payment_id))]


def refund(cursor: Any, refund_id: int) -> RefundRow | None:
    """One refund."""
    return next((refund_of(row) for row in _execute(cursor, "refund", (refund_id,), ids.shard_of(refund_id))), None)


def entries_of(cursor: Any, subjects: Iterable[int]) -> list[EntryRow]:
    """The journals of payments and refunds of one shard, in the order of booking."""
    wanted = list(subjects)
    return [_entry(row) for row in _execute(cursor, "entries_of", (wanted,), ids.shard_of(wanted[0]))] if wanted else []


def payer(cursor: Any, payer_id: int) -> Payer | None:
    """A payer, or None where the switch does not know it yet."""
    return next((payer_of(row) for row in _execute(cursor, "payer", (payer_id,), payer_id >> 40)), None)


def cards_of(cursor: Any, payer_id: int) -> list[CardRow]:
    """The cards that a payer bound."""
    return [_card(row) for row in _execute(cursor, "cards_of", (payer_id,), payer_id >> 40)]


def card(cursor: Any, card_id: int) -> CardRow | None:
    """One card."""
    return next((_card(row) for row in _execute(cursor, "card", (card_id,), ids.shard_of_card(card_id))), None)


def open_reversals(cursor: Any, shard: int = 0) -> list[ReversalRow]:
    """Reversals that wait for the scheme's answer, oldest first."""
    return [_reversal(row) for row in _execute(cursor, "open_reversals", (), shard)]


def reversal_of(cursor: Any, payment_id: int) -> ReversalRow | None:
    """The reversal of a payment, open or closed."""
    return next((_reversal(row) for row in _execute(cursor, "reversal_of", (payment_id,), ids.shard_of(payment_id))), None)


def alarms(cursor: Any, since: datetime, shard: int = 0) -> list[AlarmRow]:
    """Alarms since a moment, newest first."""
    return [AlarmRow(number, kind, payment_id, json.loads(facts) if isinstance(facts, str) else facts, raised_at)
            for number, kind, payment_id, facts, raised_at in _execute(cursor, "alarms", (since,), shard)]


def by_minute(cursor: Any, since: datetime, shard: int = 0) -> list[MinuteRow]:
    """Payments by the minute in which they began."""
    return [MinuteRow(*row[:-1], Money(row[-1])) for row in _execute(cursor, "by_minute", (_id_at(since, shard),), shard)]


def declines(cursor: Any, since: datetime, shard: int = 0) -> list[DeclineRow]:
    """Issuers' refusals since a moment, the most frequent first."""
    return [DeclineRow(stored.SCHEMES[scheme], code or "", count, Money(amount))
            for scheme, code, count, amount in _execute(cursor, "declines", (_id_at(since, shard),), shard)]


def margins(cursor: Any, first_day: date, last_day: date, shard: int = 0) -> list[MarginRow]:
    """Margins of captured payments of days of the branch, before refunds."""
    return [MarginRow(stored.SCHEMES[scheme], stored.PROGRAMMES[programme], merchant_id, count, *map(Money, sums))
            for scheme, programme, merchant_id, count, *sums in _execute(cursor, "margins", _bounds(first_day, last_day, shard), shard)]


def balances_before(cursor: Any, moment: datetime, shard: int = 0) -> dict[str, int]:
    """What each account of the chart held before a moment, all owners together, debit positive: balances less what came since."""
    cursor.execute(named_queries(SQL_FOLDER, schema_name(shard))["balances_before"], {"moment": moment})
    return {CODES[number]: minor for number, minor in cursor.fetchall()}


def merchant_day(cursor: Any, merchant_id: int, first_day: date, last_day: date, shard: int = 0) -> MerchantDay:
    """A merchant's figures of days of the branch."""
    paid, paid_minor, fee, refunded, declined, in_doubt = _execute(
        cursor, "merchant_day", (merchant_id, *_bounds(first_day, last_day, shard)), shard)[0]
    return MerchantDay(paid, Money(paid_minor), Money(fee), Money(refunded), declined, in_doubt)


def _payments(cursor: Any, condition: str, parameters: Sequence[Any], shard: int) -> list[Payment]:
    queries = named_queries(SQL_FOLDER, schema_name(shard))
    cursor.execute(f"{queries['payment_columns']} {queries[condition]}", parameters)
    return [payment_of(row) for row in cursor.fetchall()]


def _execute(cursor: Any, name: str, parameters: Sequence[Any], shard: int) -> list[Any]:
    cursor.execute(named_queries(SQL_FOLDER, schema_name(shard))[name], parameters)
    return cursor.fetchall()


def payment_of(row: Sequence[Any]) -> Payment:
    """A payment from the columns of `payment_columns`."""
    programme, scheme, strength, stage = row[7:11]
    billing = Money(row[20], row[21]) if row[20] is not None and row[21] else None
    return Payment(*row[:7], stored.PROGRAMMES[programme], stored.SCHEMES[scheme], stored.STRENGTHS[strength], stored.STAGES[stage],
                   *map(Money, row[11:19]), row[19], billing, *row[22:])


def refund_of(row: Sequence[Any]) -> RefundRow:
    """A refund from its columns."""
    return RefundRow(*row[:3], *map(Money, row[3:7]), *row[7:])


def _entry(row: Sequence[Any]) -> EntryRow:
    subject, event, line, debit, credit, amount, at = row
    debit_code, debit_owner, _ = account_of(debit)
    credit_code, credit_owner, _ = account_of(credit)
    return EntryRow(subject, stored.Step(event), line, debit_code, debit_owner, credit_code, credit_owner, Money(amount), at)


def fixing_of(row: Sequence[Any]) -> Fixing:
    """A fixing of the dollar from its columns."""
    first_day, ten_thousandths, source = row
    return Fixing("USD", first_day, Decimal(ten_thousandths).scaleb(-4), source)


def payer_of(row: Sequence[Any]) -> Payer:
    """A payer from its columns."""
    number, programme, tier, status, day, micro, minor, b, c, d, without_password, year, year_micro, year_minor = row
    classes = {Strength.B: Money(b), Strength.C: Money(c), Strength.D: Money(d)}
    return Payer(number, stored.PROGRAMMES[programme], stored.TIERS[tier], stored.PAYER_STATES[status], day, Counted(micro, minor), classes,
                 without_password, year, Counted(year_micro, year_minor))


def _card(row: Sequence[Any]) -> CardRow:
    number, payer_id, token, masked, scheme, co_brand, region, expiry, status, bound_at = row
    return CardRow(number, payer_id, token, masked, stored.SCHEMES[scheme], co_brand, stored.REGIONS[region], expiry,
                   stored.CARD_STATES[status], bound_at)


def _reversal(row: Sequence[Any]) -> ReversalRow:
    payment_id, scheme, amount, *rest = row
    return ReversalRow(payment_id, stored.SCHEMES[scheme], Money(amount), *rest)


def _bounds(first_day: date, last_day: date, shard: int) -> tuple[int, int]:
    """Ids of the first payment of a day and of the first after another: ids sort by time, so no index by day is needed."""
    start, end = (datetime.combine(day, time.min, SHANGHAI) for day in (first_day, last_day + timedelta(days=1)))
    return _id_at(start, shard), _id_at(end, shard)


def _id_at(moment: datetime, shard: int) -> int:
    return ids.first_id(shard, int(moment.astimezone(UTC).timestamp() * 1000), 0)
