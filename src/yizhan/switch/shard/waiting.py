"""What of a link stands in the shard: reversals that wait, and the last number of each link."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from yizhan.kernel.clock import Clock
from yizhan.kernel.money import Money
from yizhan.payments import stored
from yizhan.payments.messages.exchange import Key
from yizhan.payments.states import Alarm
from yizhan.switch.links.link import SchemeLink
from yizhan.switch.links.reversing import OpenReversal
from yizhan.switch.shard.lookups import Lookups
from yizhan.switch.shard.table import ShardTable
from yizhan.switch.zone.keys import Connections

_OPEN = """SELECT payment_id, scheme, card_token, original_transmitted, original_stan, acquirer_id, reference, transmitted, stan,
    amount_minor, attempts, due_at FROM :schema.reversal WHERE closed_at IS NULL ORDER BY due_at LIMIT 2000"""
_NUMBER = "UPDATE :schema.reversal SET transmitted = %s, stan = %s WHERE payment_id = %s AND stan IS NULL"
_ATTEMPT = "UPDATE :schema.reversal SET attempts = attempts + 1, due_at = %s WHERE payment_id = %s"
_CLOSE = "UPDATE :schema.reversal SET closed_at = %s, response_code = %s WHERE payment_id = %s AND closed_at IS NULL"
_REFUSED = """WITH closed AS (UPDATE :schema.reversal SET closed_at = %s, response_code = %s WHERE payment_id = %s AND closed_at IS NULL
    RETURNING payment_id, reference, response_code, attempts)
INSERT INTO :schema.alarm (kind, payment_id, facts, raised_at)
SELECT %s, payment_id, jsonb_build_object('response_code', response_code, 'reference', reference, 'attempts', attempts), %s FROM closed"""
_LAST = "SELECT last_stan FROM :schema.link_mark WHERE scheme = %s"
_NOTE = """INSERT INTO :schema.link_mark (scheme, last_stan) VALUES (%s, %s)
ON CONFLICT (scheme) DO UPDATE SET last_stan = excluded.last_stan"""


class ShardReversals(ShardTable):
    """A `ReversalStore`. A reversal that was written while no number was to be had gets one here, before it is first sent."""

    def __init__(self, shard: int, connections: Connections, links: Mapping[str, SchemeLink], clock: Clock) -> None:
        super().__init__(shard, connections)
        self._links, self._clock = links, clock
        self._lookups = Lookups(shard, connections)

    async def open_reversals(self) -> list[OpenReversal]:
        """All that are not answered and have a number."""
        found = [await self._numbered(row) for row in await self._rows(_OPEN)]
        return [row for row in found if row is not None]

    async def note_attempt(self, payment_id: int, due_at: datetime) -> None:
        """One more sending."""
        await self._rows(_ATTEMPT, (due_at, payment_id))

    async def raise_alarm(self, kind: Alarm, payment_id: int, facts: dict[str, Any]) -> None:
        """Tell the desk."""
        await self._lookups.raise_alarm(kind, payment_id, facts, self._clock.now())

    async def close(self, payment_id: int, response_code: str, is_refused: bool) -> None:
        """Answered for good."""
        now = self._clock.now()
        if is_refused:
            await self._rows(_REFUSED, (now, response_code, payment_id, Alarm.REVERSAL_REFUSED, now))
        else:
            await self._rows(_CLOSE, (now, response_code, payment_id))

    async def _numbered(self, row: Any) -> OpenReversal | None:
        payment_id, scheme_number, token, transmitted, stan, acquirer, reference, own_transmitted, own_stan, amount, attempts, due_at = row
        scheme, original = stored.SCHEMES[scheme_number], Key(transmitted, stan, acquirer, reference)
        own: Key | None = None if own_stan is None else Key(own_transmitted, own_stan, acquirer, reference)
        if own is None:
            link = self._links.get(scheme)
            own = link.take_number(reference) if link is not None else None
            if own is None:
                return None
            await self._rows(_NUMBER, (own.transmitted, own.stan, payment_id))
        return OpenReversal(payment_id, scheme, token, original, own, Money(amount), attempts, due_at)


class ShardNumbers(ShardTable):
    """A `NumberStore`: the mark of one link."""

    def __init__(self, shard: int, connections: Connections, scheme: str) -> None:
        super().__init__(shard, connections)
        self._scheme = stored.SCHEME_NUMBERS[scheme]

    async def last_number(self) -> int:
        """0 in the beginning."""
        found = await self._rows(_LAST, (self._scheme,))
        return found[0][0] if found else 0

    async def note_last_number(self, number: int) -> None:
        """Committed when it returns."""
        await self._rows(_NOTE, (self._scheme, number))
