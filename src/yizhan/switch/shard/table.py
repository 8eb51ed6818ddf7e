"""Statements of the switch on one shard, each a transaction of its own."""

from typing import Any, Final

import psycopg

from yizhan.kernel.sql_files import bind_schema
from yizhan.payments.shards import schema_name
from yizhan.switch.zone.keys import Connections

# A connection of the pool may be one that a restart of the database has cut; every statement here may be made twice.
TRIES: Final = 3


class ShardTable:
    """What everything beside the writers is built on."""

    def __init__(self, shard: int, connections: Connections) -> None:
        self._shard, self._connections, self._schema = shard, connections, schema_name(shard)

    async def _rows(self, text: str, parameters: tuple[Any, ...] | dict[str, Any] = ()) -> list[Any]:
        for tries_left in reversed(range(TRIES)):
            try:
                async with self._connections() as connection:
                    cursor = await connection.execute(bind_schema(text, self._schema), parameters)  # type: ignore[arg-type]
                    return await cursor.fetchall() if cursor.description else []
            except psycopg.OperationalError:
                if not tries_left:
                    raise
        raise AssertionError("unreachable")
