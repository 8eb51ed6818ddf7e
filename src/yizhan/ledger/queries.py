"""Named queries from `sql/queries.sql`, bound to the schema of one book (`book`, or a shard `pay_NN`)."""

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from yizhan.kernel.refusal import Refusal

SQL_FOLDER = Path(__file__).with_name("sql")
_SCHEMA_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_PLACEHOLDER = re.compile(r"(?<!:):schema\b")
_HEADING = re.compile(r"^-- (\w+) --$", re.MULTILINE)


def bind_schema(text: str, schema: str) -> str:
    """SQL text with the schema's name filled in; a name that would need quoting raises ValueError."""
    if not _SCHEMA_NAME.fullmatch(schema):
        raise ValueError(f"{schema!r} is not a plain schema name (lower-case letters, digits, underscores)")
    return _PLACEHOLDER.sub(schema, text)


@cache
def named_queries(schema: str) -> Mapping[str, str]:
    """Query text by name for one schema."""
    text = (SQL_FOLDER / "queries.sql").read_text(encoding="utf-8")
    _, *parts = _HEADING.split(bind_schema(text, schema))
    bodies = (body.strip().rstrip(";") for body in parts[1::2])
    return MappingProxyType(dict(zip(parts[0::2], bodies, strict=True)))


def execute(cursor: Any, schema: str, name: str, parameters: Sequence[Any] = ()) -> list[Any]:
    """The rows of a named query; works on a psycopg cursor and on Django's wrapper of one."""
    cursor.execute(named_queries(schema)[name], parameters)
    return cursor.fetchall()


def refusal_from(code: str | None, facts: Any) -> Refusal | None:
    """The refusal that a function of the book returned, if it did; Django hands JSON over as text."""
    if code is None:
        return None
    return Refusal(code, json.loads(facts) if isinstance(facts, str) else facts)
