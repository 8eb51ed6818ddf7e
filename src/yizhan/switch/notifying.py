"""Results told to who asked for them (结果通知): signed, again and again by a dated schedule until they are taken, then given up.

Not guaranteed and perhaps twice: a caller that hears nothing asks, and takes a repeat for what it is. Each caller is told by a task of its
own, so that one who hangs or gave a wrong address holds nobody but itself.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

import httpx
import orjson

from yizhan.connectors.switch_signature import signed_headers
from yizhan.kernel.clock import Clock, branch_date
from yizhan.payments import ids
from yizhan.payments.figures import figure, figures
from yizhan.payments.stored import Step
from yizhan.switch.finishing import ended
from yizhan.switch.shard.table import ShardTable
from yizhan.switch.zone.keys import Connections

log = logging.getLogger(__name__)
FILE: Final = "notifications.yaml"
POLL_S: Final = 1.0
AT_ONCE: Final = 20  # of one caller
CALLERS_AT_ONCE: Final = 50
SecretOf = Callable[[str], Awaitable[str | None]]
# From one caller with untold results to the next by the index, then the oldest of each: a long queue of one is not read for the others.
_DUE = """WITH RECURSIVE waiting AS (
    (SELECT caller FROM :schema.notification WHERE told_at IS NULL AND gave_up_at IS NULL ORDER BY caller LIMIT 1)
    UNION ALL
    SELECT (SELECT caller FROM :schema.notification AS next
        WHERE told_at IS NULL AND gave_up_at IS NULL AND next.caller > waiting.caller ORDER BY caller LIMIT 1)
    FROM waiting WHERE waiting.caller IS NOT NULL
), oldest AS (
    SELECT caller, url, key_id, due_at FROM waiting JOIN :schema.callback USING (caller), LATERAL (
        SELECT due_at FROM :schema.notification AS first WHERE told_at IS NULL AND gave_up_at IS NULL AND first.caller = waiting.caller
        ORDER BY due_at LIMIT 1) AS first
    WHERE due_at <= %(now)s AND caller <> ALL (%(busy)s::integer[]) ORDER BY due_at LIMIT %(callers)s
)
SELECT oldest.caller, due.id, due.subject_id, due.event, due.attempts, oldest.url, oldest.key_id FROM oldest, LATERAL (
    SELECT id, subject_id, event, attempts, due_at FROM :schema.notification AS next
    WHERE told_at IS NULL AND gave_up_at IS NULL AND next.caller = oldest.caller AND due_at <= %(now)s ORDER BY due_at LIMIT %(most)s
) AS due ORDER BY oldest.caller, due.due_at"""
_TOLD = "UPDATE :schema.notification SET told_at = %s, attempts = attempts + 1 WHERE id = %s"
_AGAIN = "UPDATE :schema.notification SET due_at = %s, gave_up_at = %s, attempts = attempts + 1 WHERE id = %s"
EVENTS: Final = {
    Step.DECLINE: "declined", Step.REVERSE: "reversed", Step.CANCEL: "reversed", Step.CAPTURE: "captured", Step.PURCHASE: "captured",
    Step.DISPUTE: "disputed", Step.WIN_DISPUTE: "dispute_won", Step.LOSE_DISPUTE: "charged_back", Step.REFUND: "refunded",
}


class Notifier(ShardTable):
    """Tells the results of one shard."""

    def __init__(self, shard: int, connections: Connections, secret_of: SecretOf, clock: Clock, poll_s: float = POLL_S) -> None:
        super().__init__(shard, connections)
        self._secret_of, self._clock, self._poll_s = secret_of, clock, poll_s
        self._task: asyncio.Task[None] | None = None
        self._telling: dict[int, asyncio.Task[None]] = {}  # by caller
        self._timeout_s = float(figure(figures(FILE), "timeout_s", branch_date(clock.now())).value)
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=CALLERS_AT_ONCE)
        self._client = httpx.AsyncClient(timeout=self._timeout_s, trust_env=False, limits=limits)

    def start(self) -> None:
        """Begin to tell."""
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def stop(self) -> None:
        """Tell nothing more; what is untold waits in the shard."""
        await ended(self._task)
        await ended(*self._telling.values())
        await self._client.aclose()

    async def tell_due(self) -> int:
        """Tell what is due now, to each caller at most AT_ONCE; how many were tried."""
        begun = await self._begin()
        if self._telling:
            await asyncio.wait(tuple(self._telling.values()))
        return begun

    async def _run(self) -> None:
        while True:
            try:
                await self._begin()
            except Exception as error:
                log.error("notifications could not be read: %s", type(error).__name__)
                await asyncio.sleep(self._poll_s)
            if self._telling:
                await asyncio.wait(tuple(self._telling.values()), timeout=self._poll_s, return_when=asyncio.FIRST_COMPLETED)
            else:
                await asyncio.sleep(self._poll_s)

    async def _begin(self) -> int:
        """Begin to tell the callers that wait and are not being told; how many results."""
        due = await self._rows(_DUE, {"now": self._clock.now(), "busy": list(self._telling), "callers": CALLERS_AT_ONCE, "most": AT_ONCE})
        for caller, rows in groupby(due, itemgetter(0)):
            task = asyncio.get_running_loop().create_task(self._tell_caller([row[1:] for row in rows]))
            self._telling[caller] = task
            task.add_done_callback(lambda _, caller=caller: self._telling.pop(caller, None))
        return len(due)

    async def _tell_caller(self, due: Sequence[Sequence[Any]]) -> None:
        results = await asyncio.gather(*(self._tell(*row) for row in due), return_exceptions=True)
        failures = [result for result in results if isinstance(result, Exception)]
        if failures:  # What could not be noted is still due: the caller is not told at once again.
            log.error("%s results were told but not noted: %s", len(failures), type(failures[0]).__name__)
            await asyncio.sleep(self._poll_s)

    async def _tell(self, number: int, subject: int, event: int, attempts: int, url: str, key_id: str) -> None:
        now = self._clock.now()
        try:
            async with asyncio.timeout(self._timeout_s):
                is_taken = await self._is_taken(number, subject, event, url, key_id, now)
        except Exception as error:
            log.warning("result %s was not taken: %s", number, type(error).__name__)
            is_taken = False
        if is_taken:
            await self._rows(_TOLD, (now, number))
            return
        waits: list[Any] = figure(figures(FILE), "retry_s", branch_date(now)).value
        is_over = attempts >= len(waits)
        await self._rows(_AGAIN, (now + timedelta(seconds=waits[min(attempts, len(waits) - 1)]), now if is_over else None, number))

    async def _is_taken(self, number: int, subject: int, event: int, url: str, key_id: str, now: datetime) -> bool:
        secret = await self._secret_of(key_id)
        if secret is None:
            return False
        kind = "refund" if event == Step.REFUND else "payment"
        body = orjson.dumps({"notification": number, kind: ids.shown_id(kind, subject), "event": EVENTS[Step(event)], "told_at": now})
        address = httpx.URL(url)
        headers = {**signed_headers(key_id, secret, "POST", address.raw_path.decode(), body, now), "content-type": "application/json"}
        return (await self._client.post(address, content=body, headers=headers)).is_success
