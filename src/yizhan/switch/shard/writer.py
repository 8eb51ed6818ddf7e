"""One writer: takes what has gathered, asks the shard for all of it in one statement, hands the answers out.

A writer owns its payers (payer modulo writers), so that two batches never wait for one row. While a batch is under way the next one
gathers; an idle writer waits a moment for company. An answer that was lost with the connection is asked for again: keys and stages make
that safe.
"""

import asyncio
import json
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any, Final

import psycopg

from yizhan.kernel.clock import Clock, branch_date
from yizhan.kernel.sql_files import bind_schema
from yizhan.payments import ids
from yizhan.payments.shards import schema_name
from yizhan.payments.stored import STAGES, Outcome
from yizhan.switch.finishing import ended
from yizhan.switch.shard.items import ENDS, Move, Moved, Taken, Wanted

log = logging.getLogger(__name__)
Connect = Callable[[], Awaitable[psycopg.AsyncConnection[Any]]]
BATCH_MAX: Final = 1024
GATHER_S: Final = 0.002
RECONNECT_S: Final = 0.25
_RESERVE = """:schema.reserve(%s::uuid[], %s::integer[], %s::bigint[], %s::bigint[], %s::integer[], %s::bigint[], %s::smallint[],
    %s::boolean[], %s::bigint[], %s::text[], %s::integer[], %s::text[], %s::text[], %s::bigint, %s::smallint, %s::bigint,
    %s::timestamptz, %s::date, %s::bytea[])"""
_ADVANCE = """:schema.advance(%s::bigint[], %s::smallint[], %s::text[], %s::text[], %s::bigint[], %s::text[], %s::jsonb, %s::smallint,
    %s::timestamptz)"""
_MARK = "SELECT last_id FROM :schema.writer_mark WHERE writer = %s"
_OUTCOMES = {int(outcome): outcome for outcome in Outcome}

_WANTED = attrgetter("key", "caller", "fingerprint", "card_id", "merchant_id", "order_minor", "strength", "is_without_password",
                     "agreed_minor", "transmitted", "stan", "reference", "approval_code", "code")
_MOVE = attrgetter("payment_id", "step", "response_code", "approval_code", "billing_minor", "billing_currency", "reversing")

Asked = tuple[Wanted, "asyncio.Future[Taken]"]
Asks = tuple[Move, "asyncio.Future[Moved]"]


class Writer:
    """Give it items with `take` and `move`; futures get the answers."""

    def __init__(self, number: int, shard: int, connect: Connect, clock: Clock) -> None:
        self.open_ids: dict[int, None] = {}  # in the order of their ids
        self.batches = 0
        self.items = 0
        self._number, self._shard, self._connect, self._clock = number, shard, connect, clock
        self._connection: psycopg.AsyncConnection[Any] | None = None
        self._wanted: deque[Asked] = deque()
        self._approved: deque[Asked] = deque()
        self._moves: deque[Asks] = deque()
        self._wake = asyncio.Event()
        self._last_ms = 0
        self._task: asyncio.Task[None] | None = None
        schema = schema_name(shard)
        self._reserve, self._advance, self._mark = (bind_schema(text, schema) for text in (_RESERVE, _ADVANCE, _MARK))

    async def start(self) -> None:
        """Connect, go on after the last id, begin to write."""
        connection = await self._connected()
        row = await (await connection.execute(self._mark, (self._number,))).fetchone()  # type: ignore[arg-type]
        self._last_ms = ids.milliseconds_of(row[0]) if row else 0
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def stop(self) -> None:
        """Write what is waiting, then disconnect."""
        while self._task is not None and (self._wanted or self._moves or self._approved) and not self._task.done():
            await asyncio.sleep(0.005)
        await ended(self._task)
        if self._connection is not None:
            await self._connection.close()

    def take(self, wanted: Wanted, answer: "asyncio.Future[Taken]") -> None:
        """Queue a payment."""
        (self._wanted if wanted.approval_code is None else self._approved).append((wanted, answer))
        self._wake.set()

    def move(self, move: Move, answer: "asyncio.Future[Moved]") -> None:
        """Queue a step."""
        self._moves.append((move, answer))
        self._wake.set()

    async def _run(self) -> None:
        while True:
            if not self._wanted and not self._moves and not self._approved:
                self._wake.clear()
                await self._wake.wait()
                if len(self._wanted) + len(self._moves) + len(self._approved) < BATCH_MAX:
                    await asyncio.sleep(GATHER_S)
            moves = _drawn(self._moves)
            wanted = _drawn(self._wanted) if self._wanted or not self._approved else _drawn(self._approved)
            try:
                await self._write(wanted, moves)
            except Exception:  # of any kind: a writer that ends would leave its payers waiting for ever
                log.exception("a batch of writer %s failed; its items are tried one by one", self._number)
                await self._write_one_by_one(wanted, moves)

    async def _write_one_by_one(self, wanted: Sequence[Asked], moves: Sequence[Asks]) -> None:
        """One item that the shard cannot take must not stop the others."""
        for asked, steps in [*(([item], []) for item in wanted), *(([], [item]) for item in moves)]:
            try:
                await self._write(asked, steps)
            except Exception as error:
                for _, answer in [*asked, *steps]:
                    if not answer.done():
                        answer.set_exception(error)

    async def _write(self, wanted: Sequence[Asked], moves: Sequence[Asks]) -> None:
        lost: set[int] = set()  # ids that an earlier try of this batch may have used
        is_again = False
        while True:
            first = self._first_id()
            try:
                connection = await self._connected()
                statement, parameters = self._statement(wanted, moves, first, min(lost, default=first))
                cursor = await connection.execute(statement, parameters, prepare=True, binary=True)  # type: ignore[arg-type]
                row = await cursor.fetchone()
                break
            except (psycopg.OperationalError, psycopg.InterfaceError) as error:
                log.warning("writer %s lost its batch: %s; asking again", self._number, type(error).__name__)
                lost.update(range(first, first + len(wanted)))
                is_again = True
                if not isinstance(error, psycopg.errors.DeadlockDetected | psycopg.errors.SerializationFailure):
                    await self._disconnect()
                await asyncio.sleep(RECONNECT_S)
        self.batches += 1
        self.items += len(wanted) + len(moves)
        columns = list(row or ())
        if wanted:
            self._hand_out(wanted, columns[:4], lost)
            columns = columns[4:]
        if moves:
            self._tell(moves, columns, is_again)

    def _hand_out(self, wanted: Sequence[Asked], columns: Sequence[Any], lost: set[int]) -> None:
        for (item, answer), found, outcome, charged, fee in zip(wanted, *columns, strict=True):
            if outcome == Outcome.REPLAY and found in lost:
                outcome = Outcome.DONE
            if outcome == Outcome.DONE and item.approval_code is None:
                self.open_ids[found] = None
            if not answer.done():
                answer.set_result(Taken(found, _OUTCOMES[outcome], charged or 0, fee or 0))

    def _tell(self, moves: Sequence[Asks], columns: Sequence[Any], is_again: bool) -> None:
        for (move, answer), stage_number, changed in zip(moves, *columns, strict=True):
            stage = STAGES.get(stage_number)
            self.open_ids.pop(move.payment_id, None)
            if not answer.done():
                answer.set_result(Moved(stage, changed or (is_again and stage is ENDS[move.step])))

    def _statement(self, wanted: Sequence[Asked], moves: Sequence[Asks], first: int, oldest: int) -> tuple[str, list[Any]]:
        """`oldest` is the first id of the batch's first try: what that try committed may be in doubt, so the mark stays before it."""
        now = self._clock.now()
        names, parameters = [], []
        if wanted:
            names.append(self._reserve)
            parameters += self._reserve_parameters([item for item, _ in wanted], first, oldest, now)
        if moves:
            names.append(self._advance)
            parameters += _advance_parameters([item for item, _ in moves], self._number, now)
        return f"SELECT * FROM {', '.join(names)}", parameters  # noqa: S608 - our own functions

    def _reserve_parameters(self, items: Sequence[Wanted], first: int, oldest: int, now: Any) -> list[Any]:
        (keys, callers, fingerprints, cards, merchants, orders, strengths, without_passwords, agreed, transmitted, stans, references,
         approvals, codes) = zip(*map(_WANTED, items), strict=True)
        open_from = min(next(iter(self.open_ids), oldest), oldest)
        return [
            _plain(keys), _plain(callers), _plain(fingerprints), _plain(cards), _plain(merchants), _plain(orders), _plain(strengths),
            _plain(without_passwords), _plain(agreed), _texts(transmitted), _plain(stans), _texts(references),
            None if approvals[0] is None else _texts(approvals), first, self._number, open_from, now, branch_date(now),
            _hashes(codes) if any(codes) else None,
        ]

    def _first_id(self) -> int:
        self._last_ms = max(self._last_ms + 1, int(self._clock.now().timestamp() * 1000))
        return ids.first_id(self._shard, self._last_ms, self._number)

    async def _connected(self) -> psycopg.AsyncConnection[Any]:
        if self._connection is None:
            self._connection = await self._connect()
        return self._connection

    async def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()


def _drawn(queue: deque[Any]) -> list[Any]:
    return [queue.popleft() for _ in range(min(len(queue), BATCH_MAX))]


def _advance_parameters(items: Sequence[Move], writer: int, now: Any) -> list[Any]:
    payments, steps, responses, approvals, billings, currencies, reversing = zip(*map(_MOVE, items), strict=True)
    reversals = [{"id": payment, "transmitted": one.transmitted, "stan": one.stan, "acquirer_id": one.acquirer_id,
                  "reference": one.reference, "own_transmitted": one.own_transmitted, "own_stan": one.own_stan}
                 for payment, one in zip(payments, reversing, strict=True) if one is not None]
    return [_plain(payments), _plain(steps), _texts(responses), _texts(approvals), _nullable(billings), _texts(currencies),
            json.dumps(reversals) if reversals else None, writer, now]


# Arrays travel as text: for numbers and keys that is several times cheaper to make than adapting each element.
def _plain(values: Iterable[Any]) -> str:
    return f"{{{','.join(map(str, values))}}}"


def _nullable(values: Iterable[int | None]) -> str:
    return _plain("NULL" if value is None else value for value in values)


def _hashes(values: Iterable[bytes | None]) -> str:
    return _plain("NULL" if value is None else f'"\\\\x{value.hex()}"' for value in values)


def _texts(values: Sequence[str | None]) -> str:
    """Each text in quotes; where one holds a quote or a backslash, or none is there, they are looked at one by one."""
    if None in values or '"' in (joined := "".join(values)) or "\\" in joined:  # type: ignore[arg-type]
        return _plain("NULL" if value is None else _quoted(value) for value in values)
    return '{"' + '","'.join(values) + '"}'  # type: ignore[arg-type]


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
