"""Results told to who asked for them (结果通知): signed, again and again by a dated schedule until they are taken, then given up.

Not guaranteed and perhaps twice: a caller that hears nothing asks, and takes a repeat for what it is.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

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
AT_ONCE: Final = 50
SecretOf = Callable[[str], Awaitable[str | None]]
_DUE = """SELECT notification.id, notification.subject_id, notification.event, notification.attempts, callback.url, callback.key_id
FROM :schema.notification JOIN :schema.callback USING (caller)
WHERE told_at IS NULL AND gave_up_at IS NULL AND due_at <= %s ORDER BY due_at LIMIT %s"""
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
        self._client = httpx.AsyncClient(timeout=float(figure(figures(FILE), "timeout_s", branch_date(clock.now())).value), trust_env=False)

    def start(self) -> None:
        """Begin to tell."""
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def stop(self) -> None:
        """Tell nothing more; what is untold waits in the shard."""
        await ended(self._task)
        await self._client.aclose()

    async def tell_due(self) -> int:
        """Tell what is due now; how many were tried."""
        due = await self._rows(_DUE, (self._clock.now(), AT_ONCE))
        await asyncio.gather(*(self._tell(*row) for row in due))
        return len(due)

    async def _run(self) -> None:
        while True:
            try:
                tried = await self.tell_due()
            except Exception as error:
                log.error("notifications could not be told: %s", type(error).__name__)
                tried = 0
            if tried < AT_ONCE:
                await asyncio.sleep(self._poll_s)

    async def _tell(self, number: int, subject: int, event: int, attempts: int, url: str, key_id: str) -> None:
        now = self._clock.now()
        kind = "refund" if event == Step.REFUND else "payment"
        body = orjson.dumps({"notification": number, kind: ids.shown_id(kind, subject), "event": EVENTS[Step(event)], "told_at": now})
        if await self._is_taken(url, key_id, body, now):
            await self._rows(_TOLD, (now, number))
            return
        waits: list[Any] = figure(figures(FILE), "retry_s", branch_date(now)).value
        is_over = attempts >= len(waits)
        await self._rows(_AGAIN, (now + timedelta(seconds=waits[min(attempts, len(waits) - 1)]), now if is_over else None, number))

    async def _is_taken(self, url: str, key_id: str, body: bytes, now: datetime) -> bool:
        secret = await self._secret_of(key_id)
        if secret is None:
            return False
        parts = urlsplit(url)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        headers = {**signed_headers(key_id, secret, "POST", target, body, now), "content-type": "application/json"}
        try:
            response = await self._client.post(url, content=body, headers=headers)
        except httpx.HTTPError:
            return False
        return response.is_success
