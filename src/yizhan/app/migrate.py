"""Brings a database to the state this version of the code expects: Django's migrations, then the SQL ones, as the owner.

Three roles: the owner migrates, the runtime role serves pages and work, the role of the switch has payments and the card vault.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

LOCK = 7_104_921  # any number; two migrations of one database wait for each other

# The runtime role works on records, and what is append-only loses the rest below. The book grants what it allows by itself.
DEFAULT_PRIVILEGES = (
    "ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
    "REVOKE ALL ON SCHEMA public FROM PUBLIC",
    "GRANT USAGE ON SCHEMA public TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO {role}",
)


def migrate_all(owner_url: str, app_url: str, switch_url: str) -> None:
    """Migrate everything; a second run changes nothing. Django must be set up.

    With the owner's role for another address too, nothing is granted to it or revoked: the roles are then not separated, and
    `doctor` says so.
    """
    owner, app_role, switch_role = (conninfo_to_dict(url)["user"] for url in (owner_url, app_url, switch_url))
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
        if app_role != owner:
            _grant_defaults(connection, app_role)
        _migrate_records(owner_url)
        _migrate_book(connection, app_role)
        _migrate_card_zone(connection, app_role, switch_role)
        if app_role != owner:
            _protect_append_only(connection, app_role)


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


def _migrate_card_zone(connection: psycopg.Connection, app_role: str, switch_role: str) -> None:
    """Vault and payment shards: what the switch works on. Each grants what it allows by itself."""
    from yizhan.payments import shards
    from yizhan.vault import schema as vault

    vault.apply(connection, app_role, switch_role)
    for shard in shards.standing(connection.cursor()) or [0]:
        shards.apply(connection, shard, app_role, switch_role)


def _protect_append_only(connection: psycopg.Connection, role: str) -> None:
    from django.apps import apps

    from yizhan.records.base import AppendOnly

    tables = {model._meta.db_table for model in apps.get_models() if issubclass(model, AppendOnly)}
    present = {name for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}
    for table in sorted(tables & present):
        connection.execute(sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {role}")
                           .format(table=sql.Identifier("public", table), role=sql.Identifier(role)))
