"""Payment shards as an operator handles them: added, brought to this version, listed, proven. All as the owner."""

from collections.abc import Callable
from dataclasses import dataclass

import psycopg
from psycopg.conninfo import conninfo_to_dict

from yizhan.app.branch_database import BranchDatabase
from yizhan.app.command_failed import CommandFailed
from yizhan.app.migrate import LOCK
from yizhan.kernel.sql_files import named_queries
from yizhan.payments import shard_accounts, shard_verify, shards


@dataclass(frozen=True, slots=True)
class ShardState:
    """A shard as it stands."""

    shard: int
    version: int
    payers: int
    payments: int


def add(database: BranchDatabase, shard: int) -> int:
    """Make a shard with the merchants and callbacks of shard 0; the number of merchants. Raises CommandFailed.

    A command that was cut off may be given again until the switch has begun to tell the shard by itself.
    """
    with psycopg.connect(database.owner_url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
        if shard and shards.version(connection.cursor(), 0) < shards.expected_version():
            raise CommandFailed("Shard 0 is older than this program; `yizhan shards migrate` brings it to this version first.")
        if _counts(connection, shard).payers:
            raise CommandFailed(f"Shard {shard} stands and has payers; `yizhan shards migrate` brings it to this version.")
        shards.apply(connection, shard, *_roles(database))
        if shard == 0:
            return 0
        schema = shards.schema_name(shard)
        with connection.transaction(), connection.cursor() as cursor:
            cursor.execute(named_queries(shards.SQL_FOLDER, schema)["copy_registers"])
            copied = [number for (number,) in cursor.fetchall()]
            if copied:
                cursor.execute(*shard_accounts.open_statement(schema, [("merchant_payable", number) for number in copied]))
        return len(copied)


def migrate(database: BranchDatabase) -> dict[int, list[int]]:
    """Bring every standing shard to this version: by shard, the numbers of the migrations that were applied."""
    with psycopg.connect(database.owner_url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
        return {shard: shards.apply(connection, shard, *_roles(database)) for shard in shards.standing(connection.cursor())}


def states(database: BranchDatabase) -> list[ShardState]:
    """Every standing shard."""
    with psycopg.connect(database.owner_url, autocommit=True) as connection:
        return [_counts(connection, shard) for shard in shards.standing(connection.cursor())]


def prove(database: BranchDatabase, say: Callable[[int], None] = lambda _: None) -> list[shard_verify.ShardProof]:
    """Prove every standing shard, each in one snapshot; `say` hears of each before it is read."""
    proofs = []
    with psycopg.connect(database.owner_url, autocommit=True) as connection:
        connection.isolation_level, connection.read_only = psycopg.IsolationLevel.REPEATABLE_READ, True
        for shard in shards.standing(connection.cursor()):
            say(shard)
            with connection.transaction(), connection.cursor() as cursor:
                proofs.append(shard_verify.verify(cursor, shard))
    return proofs


def _counts(connection: psycopg.Connection, shard: int) -> ShardState:
    cursor = connection.cursor()
    version = shards.version(cursor, shard)
    if not version:
        return ShardState(shard, 0, 0, 0)
    cursor.execute(named_queries(shards.SQL_FOLDER, shards.schema_name(shard))["shard_counts"])
    payers, payments, *_ = cursor.fetchall()[0]
    return ShardState(shard, version, payers, payments)


def _roles(database: BranchDatabase) -> tuple[str | None, str | None]:
    app_role, switch_role = (conninfo_to_dict(url).get("user") for url in (database.app_url, database.switch_url))
    return app_role, switch_role
