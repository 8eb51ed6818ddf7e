"""Brings the vault's tables up to date, as the owner role, and says who may do what with them."""

from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from yizhan.kernel import sql_files

SCHEMA = "vault"
SQL_FOLDER = Path(__file__).with_name("sql")
# Nothing is deleted but bindings that are over and, by functions, cards whose binding failed or that were unbound long ago.
SWITCH_RIGHTS = (
    "GRANT USAGE ON SCHEMA {schema} TO {role}",
    "GRANT SELECT ON {schema}.data_key, {schema}.caller_key TO {role}",
    "GRANT SELECT, INSERT ON {schema}.card TO {role}",
    "GRANT UPDATE (card_id, seal_key_id, sealed, hash_key_id, number_hash, released_at) ON {schema}.card TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON {schema}.binding TO {role}",
    "GRANT EXECUTE ON FUNCTION {schema}.forget_unbound, {schema}.forget_released TO {role}",
)
NO_RIGHTS = (
    "REVOKE ALL ON SCHEMA {schema} FROM {role}",
    "REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {role}",
    "REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {schema} FROM {role}",
)


def apply(connection: psycopg.Connection[Any], app_role: str | None = None, switch_role: str | None = None) -> list[int]:
    """Apply what is missing, functions and grants; the numbers of the migrations that were applied.

    The runtime role loses what it may have had from a time when the roles were not separated. The owner needs no grant.
    Raises MigrationError.
    """
    owner = connection.execute("SELECT current_user").fetchall()[0][0]
    grants = []
    if app_role not in (None, owner, switch_role):
        grants += _bound(NO_RIGHTS, str(app_role))
    if switch_role not in (None, owner):
        grants += _bound((*NO_RIGHTS, *SWITCH_RIGHTS), str(switch_role))
    functions = (SQL_FOLDER / "functions.sql").read_text(encoding="utf-8")
    return sql_files.apply(connection, SCHEMA, sql_files.migrations(SQL_FOLDER / "migrations"), functions, grants)


def version(cursor: Any) -> int:
    """The number of the last migration that was applied; 0 where there is no vault."""
    return sql_files.version(cursor, SCHEMA)


def _bound(statements: tuple[str, ...], role: str) -> list[sql.Composed]:
    names = {"schema": sql.Identifier(SCHEMA), "role": sql.Identifier(role)}
    return [sql.SQL(statement).format(**names) for statement in statements]
