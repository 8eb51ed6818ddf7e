"""The drill: back up, lose everything, restore, and find the same; and what a restore refuses."""

import json
import os
import zipfile
from pathlib import Path

import psycopg
import pytest

from tests.databases import TestDatabase, create_database, drop_database
from tests.ledger import parties
from yizhan.app import locks
from yizhan.app.archive import ArchiveError, extract_files, read_manifest
from yizhan.app.backup import back_up, row_counts
from yizhan.app.branch_database import BranchDatabase
from yizhan.app.migrate import migrate_all
from yizhan.app.postgres_programs import ProgramFailed, arguments
from yizhan.app.restore import restore
from yizhan.embedded import Server
from yizhan.ledger.verify import verify


@pytest.fixture
def branch(cluster: Server, fresh_database: TestDatabase, tmp_path: Path) -> BranchDatabase:
    """A branch with a few rows, two journals and one uploaded file."""
    with psycopg.connect(fresh_database.app_url) as connection:
        accounts = parties.open_branch(connection.cursor())
        posted = parties.post(connection.cursor(), parties.transfer(accounts.deposit, accounts.loan, 500_000_00),
                              parties.transfer(accounts.other_deposit, accounts.deposit, 120_000_01))
        assert isinstance(posted, list)
        connection.execute("INSERT INTO django_content_type (app_label, model) SELECT 'drill', 'm' || i FROM generate_series(1, 500) i")
    (tmp_path / "home" / "files" / "invoices").mkdir(parents=True)
    (tmp_path / "home" / "files" / "invoices" / "ab12").write_bytes(b"an invoice")
    return BranchDatabase(fresh_database.owner_url, fresh_database.app_url, fresh_database.switch_url, cluster)


def counts(url: str) -> dict[str, int]:
    with psycopg.connect(url) as connection:
        return row_counts(connection)


def test_the_drill_restores_every_row_file_and_right(branch: BranchDatabase, cluster: Server, tmp_path: Path, django_db_blocker) -> None:
    before = counts(branch.owner_url)
    archive = tmp_path / "branch.zip"
    assert back_up(branch, tmp_path / "home", archive).rows == before
    empty = create_database(cluster, f"{psycopg.conninfo.conninfo_to_dict(branch.app_url)['dbname']}_drill")
    try:
        target = BranchDatabase(empty.owner_url, empty.app_url, empty.switch_url, cluster)
        (tmp_path / "new_home").mkdir()
        restore(target, tmp_path / "new_home", archive)
        assert counts(empty.owner_url) == before
        with psycopg.connect(empty.app_url) as connection:
            proof = verify(connection.cursor())
        assert (proof.journals, proof.entries, proof.findings) == (2, 4, ())
        assert (tmp_path / "new_home" / "files" / "invoices" / "ab12").read_bytes() == b"an invoice"
        with django_db_blocker.unblock():
            migrate_all(empty.owner_url, empty.app_url, empty.switch_url)
        assert rights(empty.owner_url) == rights(branch.owner_url)
        restore(target, tmp_path / "new_home", archive, replace=True)  # twice: the first restore left nothing in the way
        assert rights(empty.owner_url) == rights(branch.owner_url)
    finally:
        drop_database(cluster, empty.name)


def rights(url: str) -> list[tuple]:
    """What the runtime role may do with each table and function."""
    query = """
        SELECT n.nspname || '.' || c.relname, has_table_privilege('yizhan_app', c.oid, p) , p
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) p
        WHERE c.relkind IN ('r', 'v') AND n.nspname NOT LIKE 'pg\\_%%' AND n.nspname <> 'information_schema'
        UNION ALL
        SELECT f.oid::regprocedure::text, has_function_privilege('yizhan_app', f.oid, 'EXECUTE'), 'EXECUTE'
        FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace
        WHERE n.nspname NOT LIKE 'pg\\_%%' AND n.nspname <> 'information_schema' ORDER BY 1, 3, 2"""
    with psycopg.connect(url) as connection:
        return connection.execute(query, ()).fetchall()


def test_a_database_with_tables_is_refused_and_untouched(branch: BranchDatabase, tmp_path: Path) -> None:
    archive = tmp_path / "branch.zip"
    back_up(branch, tmp_path / "home", archive)
    with psycopg.connect(branch.app_url) as connection:
        connection.execute("INSERT INTO django_content_type (app_label, model) VALUES ('drill', 'later')")
    before = counts(branch.owner_url)
    with pytest.raises(ArchiveError, match="--replace"):
        restore(branch, tmp_path / "home", archive)
    assert counts(branch.owner_url) == before


def test_replace_goes_back_to_the_moment_of_the_backup(branch: BranchDatabase, tmp_path: Path) -> None:
    archive = tmp_path / "branch.zip"
    manifest = back_up(branch, tmp_path / "home", archive)
    with psycopg.connect(branch.owner_url) as connection:
        connection.execute("DELETE FROM django_content_type WHERE app_label = 'drill'")
        connection.execute("CREATE TABLE later (id integer)")
    restore(branch, tmp_path / "home", archive, replace=True)
    assert counts(branch.owner_url) == manifest.rows


def test_a_broken_dump_leaves_the_database_as_it_was(branch: BranchDatabase, tmp_path: Path) -> None:
    archive = tmp_path / "branch.zip"
    back_up(branch, tmp_path / "home", archive)
    broken = tmp_path / "broken.zip"
    with zipfile.ZipFile(archive) as good, zipfile.ZipFile(broken, "w") as bad:
        bad.writestr("manifest.json", good.read("manifest.json"))
        bad.writestr("database.dump", good.read("database.dump")[:-2000])
    before = counts(branch.owner_url)
    with pytest.raises(ProgramFailed, match="the database is as it was"):
        restore(branch, tmp_path / "home", broken, replace=True)
    assert counts(branch.owner_url) == before


def test_a_damaged_archive_is_refused_before_anything_is_touched(branch: BranchDatabase, tmp_path: Path) -> None:
    archive = tmp_path / "branch.zip"
    back_up(branch, tmp_path / "home", archive)
    content = bytearray(archive.read_bytes())
    content[len(content) // 2] ^= 1
    archive.write_bytes(content)
    before = counts(branch.owner_url)
    with pytest.raises(ArchiveError, match="damaged"):
        restore(branch, tmp_path / "home", archive, replace=True)
    assert counts(branch.owner_url) == before


def test_a_path_that_would_leave_the_home_stays_inside(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "evil.zip", "w") as archive:
        archive.writestr("files/../../escaped", "x")
    (tmp_path / "home").mkdir()
    extract_files(tmp_path / "evil.zip", tmp_path / "home")
    assert not (tmp_path / "escaped").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["evil.zip", "home"]


def test_a_running_branch_is_not_restored(branch: BranchDatabase, tmp_path: Path) -> None:
    archive = tmp_path / "branch.zip"
    back_up(branch, tmp_path / "home", archive)
    held = locks.hold(locks.home_lock_path(tmp_path / "home"), "")
    with pytest.raises(ArchiveError, match="stop it"):
        restore(branch, tmp_path / "home", archive, replace=True)

    os.close(held)


def test_an_existing_file_is_never_overwritten(branch: BranchDatabase, tmp_path: Path) -> None:
    archive = tmp_path / "branch.zip"
    archive.write_text("something dear")
    with pytest.raises(ArchiveError, match="exists already"):
        back_up(branch, tmp_path / "home", archive)
    assert archive.read_text() == "something dear"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["branch.zip", "home"]


@pytest.mark.parametrize("content", [b"", b"no tar at all", b"\0" * 10240])
def test_a_file_that_is_no_backup_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "photo.jpg").write_bytes(content)
    with pytest.raises(ArchiveError, match=r"photo\.jpg is not a backup"):
        read_manifest(tmp_path / "photo.jpg")


def test_a_backup_of_a_newer_format_is_refused(tmp_path: Path) -> None:
    manifest = {"made_at": "2030-01-01", "yizhan_version": "9", "server_version": 18, "rows": {}, "format": 2}
    with zipfile.ZipFile(tmp_path / "newer.zip", "w") as archive:
        archive.writestr("manifest.json", json.dumps(manifest))
    with pytest.raises(ArchiveError, match="Install a newer Yizhan"):
        read_manifest(tmp_path / "newer.zip")


def test_a_password_is_never_on_the_command_line() -> None:
    command, variables = arguments("postgresql://yizhan_owner:open-sesame@/yizhan?host=%2Frun%2Fx")
    assert "open-sesame" not in " ".join(command)
    assert variables["PGPASSWORD"] == "open-sesame"
