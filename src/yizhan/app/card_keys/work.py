"""The surroundings of work on keys: the owner's connection, one such work at a time, and names of new keys."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime
from typing import TypeVar

import psycopg

from yizhan.app.branch_database import BranchDatabase
from yizhan.kernel.clock import SHANGHAI
from yizhan.vault import store
from yizhan.vault.data_keys import DataKey, Purpose, new_data_key
from yizhan.vault.master_keys import KeyService

T = TypeVar("T")
LOCK = "SELECT pg_advisory_lock(hashtextextended('yizhan vault keys', 0))"


def as_owner(database: BranchDatabase, work: Callable[[store.Connection], Awaitable[T]]) -> T:
    """What the work returns. Each statement is a transaction; other work on keys waits until this one is done."""
    async def whole() -> T:
        async with await psycopg.AsyncConnection.connect(database.owner_url, autocommit=True) as connection:
            await connection.execute(LOCK)
            return await work(connection)

    return asyncio.run(whole())


def next_id(taken: Collection[str], now: datetime, kind: str = "") -> str:
    """A name of the day with a number: 2026-11-23.1, or seal-2026-11-23.1."""
    day = f"{now.astimezone(SHANGHAI):%Y-%m-%d}"
    numbers = iter(range(1, len(taken) + 2))
    return next(name for number in numbers if (name := f"{kind}{day}.{number}") not in taken)


async def add_new_data_keys(connection: store.Connection, service: KeyService, taken: Collection[str], now: datetime) -> list[DataKey]:
    """One fresh data key of each purpose, both or none."""
    keys = [new_data_key(service, next_id(taken, now, f"{purpose}-"), purpose, now) for purpose in Purpose]
    async with connection.transaction():
        await store.add_data_keys(connection, keys)
    return keys
