"""One switch a shard: locks of a database session, taken at the start and watched as long as the switch serves."""

import asyncio
import contextlib
from collections.abc import Sequence
from typing import Any, Final

import psycopg

from yizhan.payments import shards
from yizhan.switch.shard.writer import Connect

LOCK: Final = 7_104_922  # any number; with a shard's number it names the one switch of a shard
LOOK_S: Final = 1.0
AGAIN_S: Final = 0.25
_TRY = "SELECT pg_try_advisory_lock(%s, %s)"
# The server, too, has to notice a line that is gone without a word: its session would hold the locks against our own next try.
_WATCHED = "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 4"


class ShardBehind(RuntimeError):
    """A shard's tables are older than this program."""


class ShardLocks:
    """The locks of a switch's shards, all in one session."""

    def __init__(self, numbers: Sequence[int], connect: Connect) -> None:
        self._numbers, self._connect = numbers, connect
        self._session: psycopg.AsyncConnection[Any] | None = None

    async def take(self) -> None:
        """Take the locks: a second switch waits here until the first has ended. Raises ShardBehind."""
        session = await self._connect()
        try:
            await session.execute(_WATCHED)
            for number in self._numbers:
                await session.execute("SELECT pg_advisory_lock(%s, %s)", (LOCK, number))
                await _require_version(session, number)
        except BaseException:  # a lock that nobody knows of would keep the next try waiting
            await session.close()
            raise
        self._session = session

    async def lost(self) -> None:
        """Returns when another switch holds one of them.

        While the database is away nobody can take them, and they are taken again as soon as it is back.
        """
        while await self._is_held() or await self._taken_again():
            pass

    async def close(self) -> None:
        """Give the locks back."""
        if self._session is not None:
            await self._session.close()

    async def _is_held(self) -> bool:
        """False as soon as the session has ended, which is heard at once; true after a while."""
        assert self._session is not None
        try:
            async for _ in self._session.notifies(timeout=LOOK_S):
                pass  # Nobody tells us anything.
            await self._session.execute("SELECT 1")
        except psycopg.Error:
            return False
        return True

    async def _taken_again(self) -> bool:
        """Whether the locks are ours again, once the database can say."""
        await self.close()
        while True:
            session = None
            try:
                session = await self._connect()
                await session.execute(_WATCHED)
                if await _try_all(session, self._numbers):
                    self._session = session
                    return True
                await session.close()
                return False
            except psycopg.Error:
                if session is not None:
                    with contextlib.suppress(psycopg.Error):
                        await session.close()
                await asyncio.sleep(AGAIN_S)


async def _try_all(session: psycopg.AsyncConnection[Any], numbers: Sequence[int]) -> bool:
    for number in numbers:
        cursor = await session.execute(_TRY, (LOCK, number))
        if not (await cursor.fetchall())[0][0]:
            return False
    return True


async def _require_version(session: psycopg.AsyncConnection[Any], shard: int) -> None:
    standing, needed = await _version(session, shard), shards.expected_version()
    if standing < needed:
        command = "migrate" if standing else f"add {shard}"
        raise ShardBehind(f"shard {shard} is at {standing}, this program needs {needed}: run yizhan shards {command}")


async def _version(session: psycopg.AsyncConnection[Any], shard: int) -> int:
    """The number of a shard's last migration; 0 where there is no such shard."""
    table = f"{shards.schema_name(shard)}.migration"
    cursor = await session.execute("SELECT to_regclass(%s) IS NOT NULL", (table,))
    if not (await cursor.fetchall())[0][0]:
        return 0
    cursor = await session.execute(f"SELECT coalesce(max(number), 0) FROM {table}")  # type: ignore[arg-type]  # noqa: S608
    return int((await cursor.fetchall())[0][0])
