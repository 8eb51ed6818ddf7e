"""Brings a database to the state this version of the code expects: Django's migrations, then the SQL ones, as the owner."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

LOCK = 7_104_921  # any number; two migrations of one database wait for each other

# The runtime role works on records, and what is append-only loses the rest below. The book grants what it allows by itself.
DEFAULT_PRIVILEGES = (
    "ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
    "GRANT USAGE ON SCHEMA public TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO {role}",
)


def migrate_all(owner_url: str, app_url: str) -> None:
    """Migrate records and book; a second run changes nothing. Django must be set up.

    With one role for both addresses, nothing is granted or revoked: the roles are then not separated, and `doctor` says so.
    """
    role = conninfo_to_dict(app_url)["user"]
    separated = role != conninfo_to_dict(owner_url)["user"]
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
        if separated:
            _grant_defaults(connection, role)
        _migrate_records(owner_url)
        _migrate_book(connection, role)
        if separated:
            _protect_append_only(connection, role)


@contextmanager
def django_connected_to(url: str) -> Iterator[None]:
    """Point Django's connection at another database or role until the block ends."""
    from django.db import connections

    wanted = conninfo_to_dict(url)
    settings = connections.settings["default"]
    before = dict(settings)
    connections["default"].close()
    settings.update(NAME=wanted["dbname"], USER=wanted.get("user", ""), PASSWORD=wanted.get("password", ""),
                    HOST=wanted.get("host", ""), PORT=str(wanted.get("port", "")))
    try:
        yield
    finally:
        connections["default"].close()
        settings.update(before)


def pending_migrations(owner_url: str) -> list[str]:
    """Names of the Django migrations that have not been applied yet."""
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    with django_connected_to(owner_url):
        executor = MigrationExecutor(connections["default"])
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def _grant_defaults(connection: psycopg.Connection, role: str) -> None:
    for statement in DEFAULT_PRIVILEGES:
        connection.execute(sql.SQL(statement).format(role=sql.Identifier(role)))


def _migrate_records(owner_url: str) -> None:
    from django.core.management import call_command

    with django_connected_to(owner_url):
        call_command("migrate", interactive=False, verbosity=0)


def _migrate_book(connection: psycopg.Connection, role: str) -> None:
    from yizhan.ledger import sql_migrations

    sql_migrations.apply(connection, runtime_role=role)


def _protect_append_only(connection: psycopg.Connection, role: str) -> None:
    from django.apps import apps

    from yizhan.records.base import AppendOnly

    tables = {model._meta.db_table for model in apps.get_models() if issubclass(model, AppendOnly)}
    present = {name for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}
    for table in sorted(tables & present):
        connection.execute(sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {role}")
                           .format(table=sql.Identifier("public", table), role=sql.Identifier(role)))
