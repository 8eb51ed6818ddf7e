"""Bring the tables and functions of a book up to date, as the owner role; see `docs/algorithms/ledger.md`.

Migrations are numbered files that are never edited once applied; functions are applied again each time.
"""

from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from yizhan.kernel import sql_files
from yizhan.kernel.sql_files import Migration, MigrationError
from yizhan.ledger.queries import SQL_FOLDER

__all__ = ["DOORS", "Migration", "MigrationError", "apply", "migrations", "version"]

# What the runtime role may execute; the other functions are steps of these.
DOORS = ("close_account", "open_accounts", "post_journals")


def migrations(folder: Path = SQL_FOLDER / "migrations") -> list[Migration]:
    """All migrations in order; a gap in the numbers raises MigrationError."""
    return sql_files.migrations(folder)


def apply(connection: psycopg.Connection, schema: str = "book", runtime_role: str | None = None,
          folder: Path = SQL_FOLDER / "migrations") -> list[int]:
    """Apply what is missing, then functions and grants, in one transaction; the numbers that were applied.

    The connection's role becomes the owner. Grants are skipped without a `runtime_role`, or when it is
    the owner. Raises MigrationError. Two programs that start at once wait for each other.
    """
    functions = (SQL_FOLDER / "functions.sql").read_text(encoding="utf-8")
    return sql_files.apply(connection, schema, migrations(folder), functions, _grants(connection, schema, runtime_role))


def version(cursor: Any, schema: str = "book") -> int:
    """The number of the last migration that was applied; 0 when the book is not there."""
    return sql_files.version(cursor, schema)


def _grants(connection: psycopg.Connection, schema: str, runtime_role: str | None) -> list[sql.Composed]:
    """The runtime role gains reading and the doors; also for tables to come."""
    if runtime_role is None or connection.execute("SELECT current_user").fetchall()[0][0] == runtime_role:
        return []
    statements = ("GRANT USAGE ON SCHEMA {schema} TO {role}",
                  "GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {role}",
                  "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT SELECT ON TABLES TO {role}",
                  *(f"GRANT EXECUTE ON FUNCTION {{schema}}.{door} TO {{role}}" for door in DOORS))
    names = {"schema": sql.Identifier(schema), "role": sql.Identifier(runtime_role)}
    return [sql.SQL(statement).format(**names) for statement in statements]
