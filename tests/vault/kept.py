"""A vault in a database of a test: data keys of a key file, kept as the owner, and connections for asynchronous work."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import psycopg

from tests.databases import TestDatabase
from tests.vault.rings import NOW, data_keys, key_file
from yizhan.vault import store
from yizhan.vault.data_keys import KeyRing
from yizhan.vault.master_keys import MasterKeyFile

Work = Callable[[psycopg.AsyncConnection], Awaitable[Any]]


def on(url: str, work: Work) -> Any:
    """What the work returns on a connection of its own, each statement a transaction."""
    async def whole() -> Any:
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
            return await work(connection)

    return asyncio.run(whole())


def filled(database: TestDatabase, folder: Path) -> tuple[MasterKeyFile, KeyRing]:
    """A key file and one data key of each purpose in the database."""
    service = key_file(folder)
    keys = data_keys(service, now=NOW)
    on(database.owner_url, lambda connection: store.add_data_keys(connection, keys))
    return service, KeyRing.open(service, keys)
