"""Named queries from `sql/queries.sql`, bound to the schema of one book (`book`, or a shard `pay_NN`)."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from yizhan.kernel import sql_files
from yizhan.kernel.refusal import Refusal
from yizhan.kernel.sql_files import bind_schema

__all__ = ["SQL_FOLDER", "bind_schema", "execute", "named_queries", "refusal_from"]

SQL_FOLDER = Path(__file__).with_name("sql")


@cache
def named_queries(schema: str) -> Mapping[str, str]:
    """Query text by name for one schema."""
    return sql_files.named_queries(SQL_FOLDER, schema)


def execute(cursor: Any, schema: str, name: str, parameters: Sequence[Any] = ()) -> list[Any]:
    """The rows of a named query; works on a psycopg cursor and on Django's wrapper of one."""
    cursor.execute(named_queries(schema)[name], parameters)
    return cursor.fetchall()


def refusal_from(code: str | None, facts: Any) -> Refusal | None:
    """The refusal that a function of the book returned, if it did; Django hands JSON over as text."""
    if code is None:
        return None
    return Refusal(code, json.loads(facts) if isinstance(facts, str) else facts)
