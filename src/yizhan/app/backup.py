"""`yizhan backup`: one consistent moment of the database, with its uploaded files, while the branch goes on working."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg import sql

from yizhan import __version__
from yizhan.app.archive import ArchiveError, Manifest, write_archive
from yizhan.app.branch_database import BranchDatabase
from yizhan.app.postgres_programs import arguments, find_program, run_program

_TABLES = """
SELECT schemaname, tablename FROM pg_tables
WHERE schemaname NOT IN ('pg_catalog', 'information_schema') AND schemaname NOT LIKE 'pg\\_%' ORDER BY 1, 2
"""


def back_up(database: BranchDatabase, home: Path, target: Path) -> Manifest:
    """Write a backup; the manifest counts exactly the rows that are in the dump.

    The dump comes before the files: a file is stored before its record, so every record in the dump finds its file.
    Raises ArchiveError or ProgramFailed.
    """
    if not target.parent.is_dir():
        raise ArchiveError(f"there is no folder {target.parent}.")
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".yizhan-backup-") as folder:
        dump = Path(folder) / "dump"
        manifest = _dump(database, dump)
        write_archive(target, manifest, dump, home / "files")
    return manifest


def row_counts(connection: psycopg.Connection) -> dict[str, int]:
    """Rows of every table of ours, by schema.table."""
    counts = {}
    for schema, table in connection.execute(_TABLES).fetchall():
        query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table))
        counts[f"{schema}.{table}"] = connection.execute(query).fetchone()[0]
    return counts


def _dump(database: BranchDatabase, dump: Path) -> Manifest:
    with psycopg.connect(database.owner_url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        (snapshot,) = connection.execute("SELECT pg_export_snapshot()").fetchone()
        version = connection.info.server_version // 10000
        command, variables = arguments(database.owner_url)
        run_program([str(find_program("pg_dump", database, version)), "--format=custom", f"--snapshot={snapshot}",
                     f"--file={dump}", *command], variables)
        return Manifest(datetime.now(UTC).isoformat(timespec="seconds"), __version__, version, row_counts(connection))
