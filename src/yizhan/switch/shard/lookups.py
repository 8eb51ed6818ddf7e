"""Single payments of a shard for the switch: read, found by key, refunded, in doubt after a crash; codes of a minute; alarms."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from yizhan.kernel.clock import branch_date
from yizhan.kernel.refusal import Refusal
from yizhan.kernel.sql_files import named_queries
from yizhan.payments import ids, rows
from yizhan.payments.fixings import with_fixings
from yizhan.payments.messages.exchange import Key
from yizhan.payments.rates import DayRate, day_rate
from yizhan.payments.shard_accounts import DESK_STRIPE
from yizhan.payments.shards import SQL_FOLDER
from yizhan.payments.stored import Outcome
from yizhan.switch.shard.table import ShardTable
from yizhan.switch.zone.keys import Connections

_REFUND = """SELECT * FROM :schema.refund_payments(%s::uuid[], %s::integer[], %s::bigint[], %s::bigint[], %s::bigint[], %s::integer[],
    %s::bigint, %s::smallint, %s::timestamptz, %s::date)"""
_DOUBTFUL = """SELECT id, payer_id, scheme, transmitted, stan, reference, created_at FROM :schema.payment
WHERE stage = 1 AND id >= (SELECT coalesce(min(open_from_id), 0) FROM :schema.writer_mark) ORDER BY id"""
_RENEW = "SELECT :schema.renew_exchange(%s, %s, %s, %s)"
_ADD_CODE = """INSERT INTO :schema.payment_code (code_hash, card_id, issued_at, factors, has_certificate, has_password)
VALUES (%s, %s, %s, %s, %s, %s)"""
_CODE = """SELECT code_hash, card_id, issued_at, used_by::text, factors, has_certificate, has_password FROM :schema.payment_code
WHERE code_hash = %s"""
_ALARM = "INSERT INTO :schema.alarm (kind, payment_id, facts, raised_at) VALUES (%s, %s, %s::jsonb, %s)"
DESK_WRITER = 7


@dataclass(frozen=True, slots=True)
class Doubt:
    """A payment that is reserved; `stan` is 0 where the issuer was not to be asked."""

    payment_id: int
    payer_id: int
    scheme: int
    transmitted: str
    stan: int
    reference: str
    created_at: datetime

    def key(self, acquirer_id: str) -> Key | None:
        """The exchange under which the issuer may have been asked."""
        return Key(self.transmitted, self.stan, acquirer_id, self.reference) if self.stan else None


@dataclass(frozen=True, slots=True)
class Refunded:
    """The answer to a refund; `fee_minor` of the user fee goes back with it, `left_minor` of the order can still go back."""

    refund_id: int
    outcome: Outcome
    fee_minor: int
    left_minor: int


@dataclass(frozen=True, slots=True)
class Verified:
    """How strongly a payer was verified, as who knows it says."""

    factors: int = 1
    has_certificate: bool = False
    has_password: bool = False


@dataclass(frozen=True, slots=True)
class KeptCode:
    """A payment code as it is kept; `used_by` is the key of the payment that used it up."""

    code_hash: bytes = field(repr=False)
    card_id: int
    issued_at: datetime
    used_by: str | None
    verified: Verified


class Lookups(ShardTable):
    """One shard, one switch."""

    def __init__(self, shard: int, connections: Connections) -> None:
        super().__init__(shard, connections)
        self._last_ms = 0

    async def payment(self, payment_id: int) -> rows.Payment | None:
        """One payment as it stands."""
        queries = named_queries(SQL_FOLDER, self._schema)
        found = await self._rows(f"{queries['payment_columns']} {queries['of_id']}", (payment_id,))
        return rows.payment_of(found[0]) if found else None

    async def refunds(self, payment_id: int) -> list[rows.RefundRow]:
        """Its refunds, oldest first."""
        return [rows.refund_of(row) for row in await self._rows(named_queries(SQL_FOLDER, self._schema)["refunds_of"], (payment_id,))]

    async def payer(self, payer_id: int) -> rows.Payer | None:
        """A payer and what counts."""
        found = await self._rows(named_queries(SQL_FOLDER, self._schema)["payer"], (payer_id,))
        return rows.payer_of(found[0]) if found else None

    async def dollar_rate(self, on: date) -> DayRate | Refusal:
        """What counts on a day, as `reserve` finds it: the latest fixing and the program's versions; `exchange_rate_missing`."""
        found = await self._rows(named_queries(SQL_FOLDER, self._schema)["fixing_on"], (on,))
        return day_rate("USD", on, with_fixings(map(rows.fixing_of, found)))

    async def find(self, key: str, caller: int) -> tuple[int, Outcome] | None:
        """The payment of a key and what was said of it, or None for a key that was never seen."""
        found = await self._rows(named_queries(SQL_FOLDER, self._schema)["key_of"], (key, caller))
        return (found[0][0], Outcome(found[0][1])) if found else None

    async def refund(self, key: str, caller: int, fingerprint: int, payment_id: int, part_minor: int, only_merchant: int,
                     now: datetime) -> Refunded:
        """Agree to one refund, or say why not; `only_merchant` is the merchant who asks, 0 for the branch and wallets."""
        self._last_ms = max(self._last_ms + 1, int(now.timestamp() * 1000))
        first = ids.first_id(self._shard, self._last_ms, DESK_WRITER)
        found = await self._rows(_REFUND, ([key], [caller], [fingerprint], [payment_id], [part_minor], [only_merchant], first, DESK_STRIPE,
                                           now, branch_date(now)))
        (refund_id,), (outcome,), (fee,), (left,) = found[0]
        return Refunded(refund_id, Outcome(outcome), fee, left)

    async def doubtful(self) -> list[Doubt]:
        """Payments that are reserved, in the order of their ids; some may be under way just now."""
        return [Doubt(*row) for row in await self._rows(_DOUBTFUL)]

    async def renew_exchange(self, payment_id: int, key: Key) -> bool:
        """A second try is asked under another exchange; False where the payment is not reserved any more."""
        return (await self._rows(_RENEW, (payment_id, key.transmitted, key.stan, key.reference)))[0][0]

    async def add_code(self, code_hash: bytes, card_id: int, verified: Verified, now: datetime) -> None:
        """A code of one minute, with what its issuer says of the payer."""
        await self._rows(_ADD_CODE, (code_hash, card_id, now, verified.factors, verified.has_certificate, verified.has_password))

    async def code(self, code_hash: bytes) -> KeptCode | None:
        """A code as it is kept; None for an unknown one."""
        found = await self._rows(_CODE, (code_hash,))
        return KeptCode(*found[0][:4], Verified(*found[0][4:])) if found else None

    async def raise_alarm(self, kind: str, payment_id: int | None, facts: dict[str, Any], now: datetime) -> None:
        """Tell the desk."""
        await self._rows(_ALARM, (kind, payment_id, json.dumps(facts), now))
