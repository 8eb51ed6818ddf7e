"""The collector of one shard: sends each payer's items to the writer that owns the payer, and merges equal keys that are under way.

It is one of the two owners of a transaction: a batch of a writer is one statement on a connection of its own. Its permission is the
scope of the signed key, checked before; its audit is the payment with its entries.
"""

import asyncio
from typing import Final

from yizhan.kernel.clock import Clock
from yizhan.payments.ids import payer_of
from yizhan.payments.stored import Outcome
from yizhan.switch.shard.items import Move, Moved, Taken, Wanted
from yizhan.switch.shard.writer import Connect, Writer

WRITERS: Final = 2


class Collector:
    """Group commit for one shard. `take` and `move` give futures; nothing is done twice for one key."""

    def __init__(self, shard: int, connect: Connect, clock: Clock, writers: int = WRITERS) -> None:
        self.shard = shard
        self._writers = [Writer(number, shard, connect, clock) for number in range(writers)]
        self._under_way: dict[tuple[str, int], tuple[int, asyncio.Future[Taken]]] = {}

    async def start(self) -> None:
        """Connect all writers."""
        for writer in self._writers:
            await writer.start()

    async def stop(self) -> None:
        """Write what is waiting and disconnect."""
        for writer in self._writers:
            await writer.stop()

    @property
    def batch_mean(self) -> float:
        """Items a batch so far."""
        batches = sum(writer.batches for writer in self._writers)
        return sum(writer.items for writer in self._writers) / batches if batches else 0.0

    def take(self, wanted: Wanted) -> "asyncio.Future[Taken]":
        """Take a payment on. A second call with the key while the first is under way gets the same answer, as a replay."""
        name = (wanted.key, wanted.caller)
        held = self._under_way.get(name)
        if held is not None:
            return self._same(held, wanted)
        answer: asyncio.Future[Taken] = asyncio.get_running_loop().create_future()
        self._under_way[name] = (wanted.fingerprint, answer)
        answer.add_done_callback(lambda _: self._under_way.pop(name, None))
        self._writer_of(payer_of(wanted.card_id)).take(wanted, answer)
        return answer

    def is_under_way(self, key: str, caller: int) -> bool:
        """Whether a payment with this key waits for its writer or is being written."""
        return (key, caller) in self._under_way

    def move(self, payer_id: int, move: Move) -> "asyncio.Future[Moved]":
        """Take one step with a payment of a payer."""
        answer: asyncio.Future[Moved] = asyncio.get_running_loop().create_future()
        self._writer_of(payer_id).move(move, answer)
        return answer

    def _writer_of(self, payer_id: int) -> Writer:
        return self._writers[payer_id % len(self._writers)]

    def _same(self, held: "tuple[int, asyncio.Future[Taken]]", wanted: Wanted) -> "asyncio.Future[Taken]":
        """Other content waits and is asked for by itself: the one under way may be the wrong one, and only the shard knows."""
        fingerprint, first = held
        again: asyncio.Future[Taken] = asyncio.get_running_loop().create_future()

        def follow(done: "asyncio.Future[Taken]") -> None:
            if again.done():
                return
            if done.cancelled() or done.exception() is not None:
                again.set_exception(done.exception() or ConnectionError("the payment under way was given up"))
                return
            taken = done.result()
            again.set_result(taken._replace(outcome=Outcome.REPLAY) if taken.outcome is Outcome.DONE and done is first else taken)

        if fingerprint == wanted.fingerprint:
            first.add_done_callback(follow)
        else:
            first.add_done_callback(lambda _: self.take(wanted).add_done_callback(follow))
        return again
