"""SQL files of a schema (the book, a payment shard, the card vault): numbered migrations, functions, named queries.

Migrations are never edited once applied; functions are applied again each time. `:schema` in the files stands for the schema's name.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import psycopg
from psycopg import sql

_RECORD = "INSERT INTO :schema.migration (number, name, sha256) VALUES (%s, %s, %s)"
_SCHEMA_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_PLACEHOLDER = re.compile(r"(?<!:):schema\b")
_HEADING = re.compile(r"^-- (\w+) --$", re.MULTILINE)
_CLOSED_TO_ALL = ("REVOKE ALL ON SCHEMA :schema FROM {role}; REVOKE ALL ON ALL TABLES IN SCHEMA :schema FROM {role};"
                  "REVOKE ALL ON ALL FUNCTIONS IN SCHEMA :schema FROM {role}")


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
def named_queries(file: Path, schema: str) -> Mapping[str, str]:
    """Query text by name; each query stands below a line `-- name --`."""
    _, *parts = _HEADING.split(bind_schema(file.read_text(encoding="utf-8"), schema))
    bodies = (body.strip().rstrip(";") for body in parts[1::2])
    return MappingProxyType(dict(zip(parts[0::2], bodies, strict=True)))


def read_migrations(folder: Path) -> list[Migration]:
    """All migrations in order; a gap in the numbers raises MigrationError."""
    paths = sorted(folder.glob("[0-9]*.sql"))
    numbers = [int(path.stem) for path in paths]
    if numbers != list(range(1, len(paths) + 1)):
        raise MigrationError(f"the migrations are numbered {numbers}; expected 1, 2, 3 …")
    texts = [path.read_text(encoding="utf-8") for path in paths]
    return [Migration(number, text.splitlines()[0].removeprefix("--").strip(), text)
            for number, text in zip(numbers, texts, strict=True)]


def apply_files(connection: psycopg.Connection[Any], schema: str, folder: Path, functions: Path | None,
                grant: Callable[[Any], None]) -> list[int]:
    """Apply what is missing of a folder's migrations, then functions and `grant(cursor)`, in one transaction; the numbers applied.

    The connection's role becomes the owner. Raises MigrationError. Two programs that start at once wait for each other.
    """
    files = read_migrations(folder)
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"yizhan sql {schema}",))
        waiting = _waiting(files, _applied(cursor, schema))
        for migration in waiting:
            run_text(cursor, migration.text, schema)
            run_text(cursor, _RECORD, schema, (migration.number, migration.name, migration.sha256))
        if functions is not None:
            run_text(cursor, functions.read_text(encoding="utf-8"), schema)
        grant(cursor)
    return [migration.number for migration in waiting]


def applied_version(cursor: Any, schema: str) -> int:
    """The number of the last migration that was applied; 0 when the schema is not there."""
    return max(_applied(cursor, schema), default=0)


def run_text(cursor: Any, text: str, schema: str, parameters: tuple[Any, ...] | None = None) -> None:
    """Run SQL of a file of ours, bound to a schema."""
    cursor.execute(bind_schema(text, schema), parameters)


def close_to(cursor: Any, schema: str, role: str | None = None) -> None:
    """Take every right on a schema from a role; from PUBLIC when none is named."""
    holder = sql.Identifier(role) if role else sql.SQL("PUBLIC")
    cursor.execute(sql.SQL(bind_schema(_CLOSED_TO_ALL, schema)).format(role=holder))


def open_to(cursor: Any, schema: str, role: str, statements: tuple[str, ...]) -> None:
    """Grant by statements in which {schema} and {role} stand for the names; nothing for the owner, who has all."""
    cursor.execute("SELECT current_user")
    if cursor.fetchall()[0][0] != role:
        for statement in statements:
            names = {"schema": sql.Identifier(schema), "role": sql.Identifier(role)}
            cursor.execute(sql.SQL(statement).format(**names))


def _applied(cursor: Any, schema: str) -> dict[int, str]:
    cursor.execute("SELECT to_regclass(%s)::text", (bind_schema(":schema.migration", schema),))
    if cursor.fetchall()[0][0] is None:
        return {}
    run_text(cursor, "SELECT number, sha256 FROM :schema.migration", schema)
    return dict(cursor.fetchall())


def _waiting(files: list[Migration], applied: dict[int, str]) -> list[Migration]:
    by_number = {migration.number: migration for migration in files}
    for number, sha256 in applied.items():
        if number not in by_number:
            raise MigrationError(f"migration {number:04} was applied by a newer program; "
                                 "install that version or restore a backup")
        if by_number[number].sha256 != sha256:
            raise MigrationError(f"migration {number:04} was edited after it was applied; "
                                 "restore the file and add a new one")
    return [migration for migration in files if migration.number not in applied]
