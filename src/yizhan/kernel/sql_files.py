"""SQL in files: tables in numbered files that are never edited, functions applied again after them, queries by name.

A folder holds `migrations/0001.sql …`, `functions.sql` and, where there are any, `queries.sql`; `:schema` stands for the schema's
name. The book, the payment shards and the vault are kept so.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import psycopg
from psycopg import sql

_SCHEMA_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_PLACEHOLDER = re.compile(r"(?<!:):schema\b")
_HEADING = re.compile(r"^-- (\w+) --$", re.MULTILINE)
_RECORD = "INSERT INTO :schema.migration (number, name, sha256) VALUES (%s, %s, %s)"


class MigrationError(Exception):
    """An applied migration was edited, a number is missing, or the database is ahead of this program."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered file; its name is what its first line says."""

    number: int
    name: str
    text: str

    @property
    def sha256(self) -> str:
        """The digest that shows whether the file is the one that was applied."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def bind_schema(text: str, schema: str) -> str:
    """SQL text with the schema's name filled in; a name that would need quoting raises ValueError."""
    if not _SCHEMA_NAME.fullmatch(schema):
        raise ValueError(f"{schema!r} is not a plain schema name (lower-case letters, digits, underscores)")
    return _PLACEHOLDER.sub(schema, text)


@cache
def named_queries(folder: Path, schema: str) -> Mapping[str, str]:
    """The queries of a folder by name, for one schema."""
    text = (folder / "queries.sql").read_text(encoding="utf-8")
    _, *parts = _HEADING.split(bind_schema(text, schema))
    bodies = (body.strip().rstrip(";") for body in parts[1::2])
    return MappingProxyType(dict(zip(parts[0::2], bodies, strict=True)))


def migrations(folder: Path) -> list[Migration]:
    """All migrations of a folder in order; a gap in the numbers raises MigrationError."""
    paths = sorted(folder.glob("[0-9]*.sql"))
    numbers = [int(path.stem) for path in paths]
    if numbers != list(range(1, len(paths) + 1)):
        raise MigrationError(f"the migrations are numbered {numbers}; expected 1, 2, 3 …")
    texts = [path.read_text(encoding="utf-8") for path in paths]
    return [Migration(number, text.splitlines()[0].removeprefix("--").strip(), text)
            for number, text in zip(numbers, texts, strict=True)]


def apply(connection: psycopg.Connection[Any], schema: str, files: Sequence[Migration], functions: str,
          grants: Sequence[sql.Composed]) -> list[int]:
    """Apply what is missing, then functions and grants, in one transaction; the numbers that were applied.

    The connection's role becomes the owner; everybody else loses all rights before `grants` give some back. Raises MigrationError.
    Two programs that start at once wait for each other.
    """
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"yizhan sql {schema}",))
        waiting = _waiting(files, _applied(cursor, schema))
        for migration in waiting:
            cursor.execute(bind_schema(migration.text, schema))
            cursor.execute(bind_schema(_RECORD, schema), (migration.number, migration.name, migration.sha256))
        cursor.execute(bind_schema(functions, schema))
        for kind in ("SCHEMA {schema}", "ALL TABLES IN SCHEMA {schema}", "ALL FUNCTIONS IN SCHEMA {schema}"):
            cursor.execute(sql.SQL(f"REVOKE ALL ON {kind} FROM PUBLIC").format(schema=sql.Identifier(schema)))
        for statement in grants:
            cursor.execute(statement)
    return [migration.number for migration in waiting]


def version(cursor: Any, schema: str) -> int:
    """The number of the last migration that was applied; 0 when the schema is not there."""
    return max(_applied(cursor, schema), default=0)


def _applied(cursor: Any, schema: str) -> dict[int, str]:
    cursor.execute("SELECT to_regclass(%s)::text", (bind_schema(":schema.migration", schema),))
    if cursor.fetchall()[0][0] is None:
        return {}
    cursor.execute(bind_schema("SELECT number, sha256 FROM :schema.migration", schema))
    return dict(cursor.fetchall())


def _waiting(files: Sequence[Migration], applied: dict[int, str]) -> list[Migration]:
    by_number = {migration.number: migration for migration in files}
    for number, sha256 in applied.items():
        if number not in by_number:
            raise MigrationError(f"migration {number:04} was applied by a newer program; "
                                 "install that version or restore a backup")
        if by_number[number].sha256 != sha256:
            raise MigrationError(f"migration {number:04} was edited after it was applied; "
                                 "restore the file and add a new one")
    return [migration for migration in files if migration.number not in applied]
