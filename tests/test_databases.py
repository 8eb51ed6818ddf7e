"""The tests' own databases: migrated, separate, with the runtime role's rights and no more."""

from pathlib import Path

import psycopg
import pytest

from tests import databases
from tests.databases import TestDatabase


def test_the_runtime_role_works_on_a_migrated_copy(app_cursor) -> None:
    app_cursor.execute("SELECT current_user, current_database()")
    user, name = app_cursor.fetchone()
    assert user == "yizhan_app"
    assert name.startswith("run_")


def test_the_runtime_role_may_not_create_tables(app_cursor) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app_cursor.execute("CREATE TABLE public.surprise (id integer)")


def test_owner_and_runtime_cursor_share_one_database(owner_cursor, app_cursor) -> None:
    owner_cursor.execute("CREATE TABLE public.seen (id integer)")
    app_cursor.execute("SELECT count(*) FROM public.seen")
    assert app_cursor.fetchone() == (0,)


def test_a_fresh_database_knows_nothing_of_the_last_one(owner_cursor) -> None:
    owner_cursor.execute("SELECT to_regclass('public.seen')")
    assert owner_cursor.fetchone() == (None,)


@pytest.mark.django_db
def test_the_db_fixture_works_as_the_runtime_role_on_the_workers_database(worker_database: TestDatabase) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_database()")
        assert cursor.fetchone() == ("yizhan_app", worker_database.name)


def test_committing_db_is_seen_from_another_connection(committing_db: TestDatabase) -> None:
    from django.contrib.contenttypes.models import ContentType

    ContentType.objects.create(app_label="tests", model="witness")
    with psycopg.connect(committing_db.app_url) as other:
        row = other.execute("SELECT count(*) FROM django_content_type WHERE app_label = 'tests'").fetchone()
    assert row == (1,)


def test_the_fingerprint_follows_the_sql_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ledger" / "sql").mkdir(parents=True)
    file = tmp_path / "ledger" / "sql" / "functions.sql"
    file.write_text("SELECT 1")
    monkeypatch.setattr(databases, "SOURCE", tmp_path)
    before = databases.schema_fingerprint()
    assert databases.schema_fingerprint() == before
    file.write_text("SELECT 2")
    assert databases.schema_fingerprint() != before
