"""`yizhan restore`: puts a backup back in one transaction, so that a failure leaves the database as it was."""

import contextlib
import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg
from psycopg import sql

from yizhan.app.archive import ArchiveError, Manifest, extract_dump, extract_files, read_manifest
from yizhan.app.backup import row_counts
from yizhan.app.branch_database import BranchDatabase
from yizhan.app.locks import home_lock_path, is_held
from yizhan.app.postgres_programs import ProgramFailed, arguments, find_program

_SCHEMAS = """
SELECT nspname FROM pg_namespace WHERE nspname <> 'information_schema' AND nspname NOT LIKE 'pg\\_%' ORDER BY 1
"""


def restore(database: BranchDatabase, home: Path, source: Path, replace: bool = False) -> Manifest:
    """Put a backup back: files first, then the database, then compare every table's rows with the manifest.

    A database with tables is refused unless `replace`. Raises ArchiveError or ProgramFailed.
    """
    manifest = read_manifest(source)
    if is_held(home_lock_path(home)):
        raise ArchiveError(f"Yizhan is running for {home}; stop it before you restore.")
    with psycopg.connect(database.owner_url) as connection:
        if row_counts(connection) and not replace:
            raise ArchiveError("the database is not empty; use --replace to put the backup in its place.")
        clearing = _clearing(connection)
        version = connection.info.server_version // 10000
    with tempfile.TemporaryDirectory(dir=home, prefix=".restore-") as folder:
        dump = extract_dump(source, Path(folder))
        extract_files(source, home)
        _load(database, version, clearing, dump)
    _compare(database, manifest)
    return manifest


def _clearing(connection: psycopg.Connection) -> str:
    """Statements that empty the database; they run in the restore's own transaction."""
    drops = [sql.SQL("DROP SCHEMA {} CASCADE;").format(sql.Identifier(name))
             for (name,) in connection.execute(_SCHEMAS)]
    statements = [sql.SQL("BEGIN; SET client_min_messages = warning;"), *drops,
                  sql.SQL("CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC;\n")]
    return sql.SQL("\n").join(statements).as_string(connection)


def _load(database: BranchDatabase, version: int, clearing: str, dump: Path) -> None:
    """Stream the dump into psql; only when it has arrived whole do we say COMMIT."""
    target, variables = arguments(database.owner_url)
    reader_command = [str(find_program("pg_restore", database, version)), "--no-owner", "--file=-", str(dump)]
    writer_command = [str(find_program("psql", database, version)), "--no-psqlrc", "--quiet", "--output=/dev/null",
                      "--set=ON_ERROR_STOP=1", *target]
    with tempfile.TemporaryFile() as complaints:
        reader = subprocess.Popen(reader_command, stdout=subprocess.PIPE, stderr=complaints)  # noqa: S603
        writer = subprocess.Popen(writer_command, stdin=subprocess.PIPE, stderr=complaints, env=variables)  # noqa: S603
        with contextlib.suppress(BrokenPipeError):  # psql has met an error and ended; its status says so
            writer.stdin.write(clearing.encode())
            shutil.copyfileobj(reader.stdout, writer.stdin)
            writer.stdin.write(b"\nCOMMIT;\n" if reader.wait() == 0 else b"\nROLLBACK;\n")
        reader.stdout.close()
        with contextlib.suppress(BrokenPipeError):
            writer.stdin.close()
        if writer.wait() or reader.wait():
            complaints.seek(0)
            raise ProgramFailed("the backup was not restored, the database is as it was: "
                                f"{complaints.read().decode(errors='replace').strip()[-2000:]}")


def _compare(database: BranchDatabase, manifest: Manifest) -> None:
    with psycopg.connect(database.owner_url) as connection:
        found = row_counts(connection)
    different = sorted(table for table in found.keys() | manifest.rows.keys()
                       if found.get(table) != manifest.rows.get(table))
    if different:
        raise ArchiveError(f"restored, but the rows of these tables differ from the manifest: {', '.join(different)}.")
