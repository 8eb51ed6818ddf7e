"""Reversals that are sent until they are answered: across timeouts, outages of the link and restarts of the switch.

A reversal is a row before it is a message. Its own key (DE 7 and 11) stands in the row, so every sending, also one after a restart, carries
the same key, and the scheme takes it back once. A sending is noted before it leaves: what may have been sent is repeated as a repeat.
An answer that the scheme is ill counts as none; a refusal ends the sending, and is told to the desk.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol

from yizhan.kernel.clock import Clock, branch_date
from yizhan.kernel.money import Money
from yizhan.payments.ids import shown_id
from yizhan.payments.messages.authorisation import PURCHASE, REQUEST, Terminal
from yizhan.payments.messages.exchange import Key
from yizhan.payments.messages.reversal import Original, Reversal, ReversalType
from yizhan.payments.reversal_answers import Sending, codes_repeated, sending_after
from yizhan.payments.states import Alarm
from yizhan.switch.finishing import ended
from yizhan.switch.links.link import SchemeLink

POLL_S = 1.0
SENDINGS_MAX = 200
ANSWER_LATE = "68"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OpenReversal:
    """A reversal that is not answered for good. `attempt` counts its sendings so far; `own` was taken by `SchemeLink.take_number`."""

    payment_id: int
    scheme: str
    card_token: str
    original: Key
    own: Key
    amount: Money
    attempt: int
    due_at: datetime


class ReversalStore(Protocol):
    """Where reversals wait."""

    async def open_reversals(self) -> list[OpenReversal]:
        """All that are not answered, due or not."""
        ...

    async def note_attempt(self, payment_id: int, due_at: datetime) -> None:
        """One more sending; the next is due then. Kept for good before returning."""
        ...

    async def raise_alarm(self, kind: Alarm, payment_id: int, facts: dict[str, Any]) -> None:
        """Tell the desk."""
        ...

    async def close(self, payment_id: int, response_code: str, is_refused: bool) -> None:
        """Answered for good; a refusal raises an alarm together with it. Closing twice does no harm, and raises no second alarm."""
        ...


Make = Callable[[OpenReversal], Awaitable[Reversal]]


def reversal_message(row: OpenReversal, card_number: str, local: str, terminal: Terminal, is_advice: bool = False,
                     processing_code: str = PURCHASE) -> Reversal:
    """The message of a row, with what the row does not hold: number, and time and place of the payment."""
    original = Original(REQUEST, row.original.transmitted, row.original.stan, row.original.acquirer_id)
    kind = ReversalType.ADVICE if is_advice else ReversalType.REQUEST
    return Reversal(kind, row.own, card_number, row.amount, local, terminal, original, ANSWER_LATE, processing_code)


class Reverser:
    """Sends what is due. `make` opens the card and builds the first message (0400 or 0420); repeats are made of it.

    Order at a start: `take_over`, the links' `start`, `start`. After each new row: `wake`.
    """

    def __init__(self, store: ReversalStore, links: Mapping[str, SchemeLink], make: Make, clock: Clock, poll_s: float = POLL_S) -> None:
        self._store = store
        self._links = links
        self._make = make
        self._clock = clock
        self._poll_s = poll_s
        self._wake = asyncio.Event()
        self._sending: dict[int, asyncio.Task[None]] = {}
        self._answered: dict[int, str] = {}
        self._slots = asyncio.Semaphore(SENDINGS_MAX)
        self._task: asyncio.Task[None] | None = None

    async def take_over(self) -> None:
        """Hold the numbers of open reversals and of their originals, before the links issue any. Originals get the payment's id as item.

        A number that is held for another already is told to the desk: it keeps nothing else from starting.
        """
        for row in await self._store.open_reversals():
            link = self._links.get(row.scheme)
            if link is None:
                log.error("%s: no link, but reversals are open", row.scheme)
                continue
            for key, hold in ((row.original, partial(link.hold, item=row.payment_id)), (row.own, link.hold_reversal)):
                try:
                    hold(key)
                except ValueError as error:  # The other one goes on; this one has to wait until it has ended.
                    log.error("%s: a reversal of %s is not held: %s", row.scheme, shown_id("payment", row.payment_id), error)
                    await self._store.raise_alarm(Alarm.NUMBER_TAKEN, row.payment_id, {"number": key.stan, "reference": key.reference})

    def start(self) -> None:
        """Begin to send."""
        for link in self._links.values():
            link.when_up(self.wake)
        self._task = asyncio.get_running_loop().create_task(self._run())

    def wake(self) -> None:
        """Look at the store now."""
        self._wake.set()

    async def stop(self, grace_s: float = 1.0) -> None:
        """Send nothing more; what is under way has a moment to be answered, the rest stays open in the store."""
        await ended(self._task)
        tasks = tuple(self._sending.values())
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=grace_s)
            await ended(*late)

    async def _run(self) -> None:
        while True:
            self._wake.clear()
            try:
                wait_s = await self._round()
            except Exception:
                log.exception("open reversals could not be read")
                wait_s = self._poll_s
            # Not `wait_for`: until Python 3.12 it loses a cancellation that comes with the waking.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait_s):
                    await self._wake.wait()

    async def _round(self) -> float:
        """Start what is due; seconds until the next look."""
        # A row that is closed while the store is read may still be in what it gives, so its sending is remembered from before.
        busy = set(self._sending)
        rows = await self._store.open_reversals()
        now, wait_s = self._clock.now(), self._poll_s
        for row in rows:
            link = self._links.get(row.scheme)
            if row.payment_id in busy or row.payment_id in self._sending or link is None or not link.is_up:
                continue
            if row.due_at > now:
                wait_s = min(wait_s, max((row.due_at - now).total_seconds(), 0.01))
                continue
            task = asyncio.get_running_loop().create_task(self._send_or_log(row, link))
            self._sending[row.payment_id] = task
        return wait_s

    async def _send_or_log(self, row: OpenReversal, link: SchemeLink) -> None:
        try:
            async with self._slots:
                await self._send(row, link)
        except Exception as error:
            # The type alone: what is inside may come from a message that holds a card number.
            log.error("%s: a reversal could not be sent: %s", row.scheme, type(error).__name__)
        finally:
            del self._sending[row.payment_id]

    async def _send(self, row: OpenReversal, link: SchemeLink) -> None:
        today = branch_date(self._clock.now())
        code = self._answered.get(row.payment_id) or await self._ask(row, link, codes_repeated(today))
        if code is None:
            return
        # The answer is kept until the store has it: a store that fails now is asked again, the scheme is not.
        self._answered[row.payment_id] = code
        is_refused = sending_after(code, today) is Sending.ALARM
        if is_refused:
            log.error("%s refuses the reversal of %s with %s", row.scheme, shown_id("payment", row.payment_id), code)
        await self._store.close(row.payment_id, code, is_refused)
        del self._answered[row.payment_id]

    async def _ask(self, row: OpenReversal, link: SchemeLink, repeated: frozenset[str]) -> str | None:
        """The answer to one sending; None where there is none, or one after which the same is sent again."""
        timeout_s = link.times.reversal_timeout_s
        wait_s = max(link.times.repeat_after(row.attempt + 1), timeout_s)
        await self._store.note_attempt(row.payment_id, self._clock.now() + timedelta(seconds=wait_s))
        message = await self._make(row)
        with contextlib.suppress(ValueError):  # Told by `take_over`. A row that had no number then has its original held from here on.
            link.hold(row.original, row.payment_id)
        answer = await link.reverse(message.repeated if row.attempt else message, timeout_s, repeated)
        return None if answer is None or answer.response_code in repeated else answer.response_code
