"""The numbers of one link: open exchanges, and a mark kept outside so that after a restart the numbers go on where they stopped.

The mark is moved ahead in blocks before its numbers are issued: a link that is killed goes on behind the block, never inside it.
"""

import asyncio
import logging
import os
from pathlib import Path
from typing import Protocol

from yizhan.kernel.refusal import Refusal
from yizhan.payments.messages.exchange import Key
from yizhan.payments.messages.open_exchanges import STAN_MAX, OpenExchanges
from yizhan.switch.links.exchanges import Exchange

BLOCK = 5_000
log = logging.getLogger(__name__)


class NumberStore(Protocol):
    """Keeps the mark of one link."""

    async def last_number(self) -> int:
        """The number up to which numbers may have been issued; 0 in the beginning."""
        ...

    async def note_last_number(self, number: int) -> None:
        """Keep a mark for good before returning."""
        ...


class FileNumbers:
    """The mark in a small file, replaced as a whole."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def last_number(self) -> int:
        """The mark; 0 where there is no file yet. A file that holds no number raises ValueError."""
        return int(self._path.read_text(encoding="ascii")) if self._path.exists() else 0

    async def note_last_number(self, number: int) -> None:
        """Replace the file and wait until it is on the disk."""
        await asyncio.to_thread(self._write, number)

    def _write(self, number: int) -> None:
        new = self._path.with_suffix(".new")
        with new.open("w", encoding="ascii") as file:
            file.write(str(number))
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._path)


class LinkNumbers:
    """Opens exchanges under numbers of a block. `left` numbers may be issued before the mark has to move."""

    def __init__(self, acquirer_id: str, store: NumberStore, stan_max: int = STAN_MAX) -> None:
        self._acquirer_id = acquirer_id
        self._store = store
        self._max = stan_max
        self._block = max(1, min(BLOCK, stan_max // 2))
        self._open: OpenExchanges[Exchange] = OpenExchanges(acquirer_id, 0, stan_max)
        self._mark = self._last = self._left = 0
        self._is_loaded = False
        self._moving: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        return len(self._open)

    async def load(self) -> None:
        """Go on behind the mark, and reserve the first block. What was held before stays held."""
        self._mark = self._last = await self._store.last_number() % (self._max + 1)
        self._open.go_on_after(self._last)
        self._left, self._is_loaded = 0, True
        await self._move()

    def open(self, transmitted: str, reference: str, exchange: Exchange) -> Key | None:
        """A number for an exchange; None before `load`, when every number is open, or when the mark could not be moved."""
        if not self._is_loaded:
            return None  # A mark that is moved now would be moved from nothing, over the one that is kept.
        if self._left <= self._block // 2 and (self._moving is None or self._moving.done()):
            self._moving = asyncio.get_running_loop().create_task(self._move_or_log())
        key = self._open.open(transmitted, reference, exchange) if self._left > 0 else None
        if key is None or isinstance(key, Refusal):
            return None
        # Numbers that are still open were passed over: they count as well.
        self._left -= (key.stan - self._last) % self._max or self._max
        self._last = key.stan
        if self._left < 0:
            self._open.close(key)
            return None
        exchange.key = key
        return key

    def hold(self, key: Key, exchange: Exchange) -> None:
        """Take over an exchange from before a restart; ValueError where its number is open for another."""
        self._open.reopen(key, exchange)
        exchange.key = key

    def find(self, key: Key) -> Exchange | None:
        """The open exchange that an answer belongs to."""
        return self._open.find(key)

    def close(self, key: Key) -> None:
        """Free a number."""
        self._open.close(key)

    async def settle(self) -> None:
        """At a clean stop the mark comes back to the last number that was issued."""
        if self._moving is not None:
            await asyncio.wait([self._moving])
        if self._is_loaded:
            await self._store.note_last_number(self._last)

    async def _move(self) -> None:
        mark = (self._mark + self._block - 1) % self._max + 1
        await self._store.note_last_number(mark)
        self._mark, self._left = mark, self._left + self._block

    async def _move_or_log(self) -> None:
        try:
            await self._move()
        except Exception:
            log.exception("the mark of the numbers could not be kept; %d are left", self._left)
