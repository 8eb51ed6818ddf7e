"""Bring the tables and functions of a book up to date, as the owner role; see `docs/algorithms/ledger.md`.

Migrations are numbered files that are never edited once applied; functions are applied again each time.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from yizhan.ledger.queries import SQL_FOLDER, bind_schema

# What the runtime role may execute; the other functions are steps of these.
DOORS = ("close_account", "open_accounts", "post_journals")
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


def migrations(folder: Path = SQL_FOLDER / "migrations") -> list[Migration]:
    """All migrations in order; a gap in the numbers raises MigrationError."""
    paths = sorted(folder.glob("[0-9]*.sql"))
    numbers = [int(path.stem) for path in paths]
    if numbers != list(range(1, len(paths) + 1)):
        raise MigrationError(f"the migrations are numbered {numbers}; expected 1, 2, 3 …")
    texts = [path.read_text(encoding="utf-8") for path in paths]
    return [Migration(number, text.splitlines()[0].removeprefix("--").strip(), text)
            for number, text in zip(numbers, texts, strict=True)]


def apply(connection: psycopg.Connection, schema: str = "book", runtime_role: str | None = None,
          folder: Path = SQL_FOLDER / "migrations") -> list[int]:
    """Apply what is missing, then functions and grants, in one transaction; the numbers that were applied.

    The connection's role becomes the owner. Grants are skipped without a `runtime_role`, or when it is
    the owner. Raises MigrationError. Two programs that start at once wait for each other.
    """
    files = migrations(folder)
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"yizhan ledger {schema}",))
        waiting = _waiting(files, _applied(cursor, schema))
        for migration in waiting:
            cursor.execute(bind_schema(migration.text, schema))
            cursor.execute(bind_schema(_RECORD, schema), (migration.number, migration.name, migration.sha256))
        cursor.execute(bind_schema((SQL_FOLDER / "functions.sql").read_text(encoding="utf-8"), schema))
        _grant(cursor, schema, runtime_role)
    return [migration.number for migration in waiting]


def version(cursor: Any, schema: str = "book") -> int:
    """The number of the last migration that was applied; 0 when the book is not there."""
    return max(_applied(cursor, schema), default=0)


def _applied(cursor: Any, schema: str) -> dict[int, str]:
    cursor.execute("SELECT to_regclass(%s)::text", (bind_schema(":schema.migration", schema),))
    if cursor.fetchall()[0][0] is None:
        return {}
    cursor.execute(bind_schema("SELECT number, sha256 FROM :schema.migration", schema))
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


def _grant(cursor: Any, schema: str, runtime_role: str | None) -> None:
    """Everybody loses all rights, the runtime role gains reading and the doors; also for tables to come."""
    cursor.execute(bind_schema("REVOKE ALL ON SCHEMA :schema FROM PUBLIC;"
                               "REVOKE ALL ON ALL TABLES IN SCHEMA :schema FROM PUBLIC;"
                               "REVOKE ALL ON ALL FUNCTIONS IN SCHEMA :schema FROM PUBLIC", schema))
    cursor.execute("SELECT current_user")
    if runtime_role is None or cursor.fetchall()[0][0] == runtime_role:
        return
    statements = ("GRANT USAGE ON SCHEMA {schema} TO {role}",
                  "GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {role}",
                  "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT SELECT ON TABLES TO {role}",
                  *(f"GRANT EXECUTE ON FUNCTION {{schema}}.{door} TO {{role}}" for door in DOORS))
    names = {"schema": sql.Identifier(schema), "role": sql.Identifier(runtime_role)}
    for statement in statements:
        cursor.execute(sql.SQL(statement).format(**names))
