"""Payment shards: a schema each, `pay_00` to `pay_255`, brought up to date by the owner; see `docs/algorithms/payment-shards.md`."""

from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import sql

from yizhan.kernel import sql_files
from yizhan.payments import shard_accounts, shard_rules

SQL_FOLDER: Final = Path(__file__).with_name("sql")
# What the switch may execute, and the tables that it may write by itself because no money moves in them.
DOORS: Final = ("advance", "keep_fixing", "refund_payments", "renew_exchange", "reserve")
SWITCH_WRITES: Final = ("alarm", "callback", "card", "link_mark", "merchant", "notification", "payer", "payment_code", "reversal")
# Read by the pages: not the keys of callers, nor the codes of one minute.
HIDDEN_FROM_PAGES: Final = ("payment_key", "payment_code")


def schema_name(shard: int) -> str:
    """pay_00 for shard 0."""
    if not 0 <= shard <= 255:
        raise ValueError(f"shards are numbered 0 to 255, not {shard}")
    return f"pay_{shard:02d}"


def apply(connection: psycopg.Connection, shard: int, app_role: str | None = None, switch_role: str | None = None) -> list[int]:
    """Apply what is missing, functions, grants and the rules of this program; the numbers of the migrations that were applied.

    Roles that are None, or the owner itself, are granted nothing. Raises MigrationError.
    """
    schema = schema_name(shard)
    files = sql_files.migrations(SQL_FOLDER / "migrations")
    functions = (SQL_FOLDER / "functions.sql").read_text(encoding="utf-8")
    applied = sql_files.apply(connection, schema, files, functions, _grants(connection, schema, app_role, switch_role))
    with connection.transaction(), connection.cursor() as cursor:
        shard_rules.write(cursor, schema)
        cursor.execute(*shard_accounts.open_statement(schema, shard_accounts.house_accounts()))
    return applied


def version(cursor: Any, shard: int) -> int:
    """The number of the last migration of a shard; 0 where there is none."""
    return sql_files.version(cursor, schema_name(shard))


def expected_version() -> int:
    """The version that this program works with."""
    return len(sql_files.migrations(SQL_FOLDER / "migrations"))


def standing(cursor: Any) -> list[int]:
    """The shards that a database holds."""
    cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname ~ '^pay_[0-9]{2,3}$' ORDER BY 1")
    return sorted(int(name.removeprefix("pay_")) for (name,) in cursor.fetchall())


def _grants(connection: psycopg.Connection, schema: str, app_role: str | None, switch_role: str | None) -> list[sql.Composed]:
    owner = connection.execute("SELECT current_user").fetchall()[0][0]
    statements = [(role, f"GRANT {right}") for role, rights in ((app_role, _app_rights()), (switch_role, _switch_rights()))
                  if role is not None and role != owner for right in rights]
    return [sql.SQL(statement).format(schema=sql.Identifier(schema), role=sql.Identifier(role)) for role, statement in statements]


def _app_rights() -> list[str]:
    shown = sorted(_tables() - set(HIDDEN_FROM_PAGES))
    return ["USAGE ON SCHEMA {schema} TO {role}", *(f"SELECT ON {{schema}}.{table} TO {{role}}" for table in shown)]


def _switch_rights() -> list[str]:
    return ["USAGE ON SCHEMA {schema} TO {role}", "SELECT ON ALL TABLES IN SCHEMA {schema} TO {role}",
            *(f"INSERT, UPDATE ON {{schema}}.{table} TO {{role}}" for table in SWITCH_WRITES),
            "INSERT ON {schema}.account TO {role}",
            *(f"EXECUTE ON FUNCTION {{schema}}.{door} TO {{role}}" for door in DOORS)]


def _tables() -> set[str]:
    text = "".join(migration.text for migration in sql_files.migrations(SQL_FOLDER / "migrations"))
    return {line.split(".")[1].split(" ")[0] for line in text.splitlines()
            if line.startswith("CREATE TABLE :schema.") and " PARTITION OF " not in line}
