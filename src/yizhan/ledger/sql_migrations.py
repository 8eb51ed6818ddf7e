"""Bring the tables and functions of a book up to date, as the owner role; see `docs/algorithms/ledger.md`."""

from pathlib import Path
from typing import Any

import psycopg

from yizhan.kernel.sql_files import Migration, MigrationError, applied_version, apply_files, close_to, open_to, read_migrations
from yizhan.ledger.queries import SQL_FOLDER

__all__ = ["DOORS", "Migration", "MigrationError", "apply", "migrations", "version"]

# What the runtime role may execute; the other functions are steps of these.
DOORS = ("close_account", "open_accounts", "post_journals")
# Reading and the doors; also for tables to come.
GRANTS = ("GRANT USAGE ON SCHEMA {schema} TO {role}",
          "GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {role}",
          "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT SELECT ON TABLES TO {role}",
          *(f"GRANT EXECUTE ON FUNCTION {{schema}}.{door} TO {{role}}" for door in DOORS))


def migrations(folder: Path = SQL_FOLDER / "migrations") -> list[Migration]:
    """All migrations in order; a gap in the numbers raises MigrationError."""
    return read_migrations(folder)


def apply(connection: psycopg.Connection, schema: str = "book", runtime_role: str | None = None,
          folder: Path = SQL_FOLDER / "migrations") -> list[int]:
    """Apply what is missing, then functions and grants, in one transaction; the numbers that were applied.

    The connection's role becomes the owner. Grants are skipped without a `runtime_role`, or when it is
    the owner. Raises MigrationError. Two programs that start at once wait for each other.
    """
    def grant(cursor: Any) -> None:
        close_to(cursor, schema)
        if runtime_role is not None:
            open_to(cursor, schema, runtime_role, GRANTS)

    return apply_files(connection, schema, folder, SQL_FOLDER / "functions.sql", grant)


def version(cursor: Any, schema: str = "book") -> int:
    """The number of the last migration that was applied; 0 when the book is not there."""
    return applied_version(cursor, schema)
