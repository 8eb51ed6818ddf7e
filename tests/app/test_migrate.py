"""Migrations: repeatable, and they leave the runtime role with less than the owner."""

import psycopg
import pytest
from django.apps import apps

from tests.databases import TestDatabase
from yizhan.app.migrate import django_connected_to, migrate_all
from yizhan.records.base import AppendOnly

APPEND_ONLY = sorted(model._meta.db_table for model in apps.get_models() if issubclass(model, AppendOnly))


def test_a_second_migration_changes_nothing(fresh_database: TestDatabase, django_db_blocker) -> None:
    with django_db_blocker.unblock():
        migrate_all(fresh_database.owner_url, fresh_database.app_url, fresh_database.switch_url)


def test_there_are_append_only_records() -> None:
    assert "records_auditrow" in APPEND_ONLY


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.django_db
def test_the_runtime_role_may_add_to_an_append_only_table_but_not_change_it(table: str, worker_database: TestDatabase) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT p, has_table_privilege(current_user, %s, p) FROM "
                       "unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) p", (f"public.{table}",))
        assert dict(cursor.fetchall()) == {"SELECT": True, "INSERT": True, "UPDATE": False, "DELETE": False, "TRUNCATE": False}


def test_nobody_else_may_run_our_functions(owner_cursor) -> None:
    owner_cursor.execute("""
        SELECT f.oid::regprocedure::text FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace
        WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname NOT IN ('information_schema', 'trigrams')
            AND has_function_privilege('public', f.oid, 'EXECUTE')""")
    assert owner_cursor.fetchall() == []


def test_each_schema_is_entered_by_the_role_that_works_there_and_nobody_else(owner_cursor) -> None:
    owner_cursor.execute("""
        SELECT nspname, role FROM pg_namespace, unnest(ARRAY['yizhan_app', 'yizhan_switch', 'public']) role
        WHERE nspname !~ '^pg_|^information_schema$|^trigrams$' AND nspname !~ '^pay_[0-9]+$' AND has_schema_privilege(role, oid, 'USAGE')
        ORDER BY 1""")
    assert owner_cursor.fetchall() == [("book", "yizhan_app"), ("public", "yizhan_app"), ("vault", "yizhan_switch")]


def test_the_switch_has_no_right_on_any_record_or_account(owner_cursor) -> None:
    owner_cursor.execute("""
        SELECT c.oid::regclass::text, p FROM pg_class c, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) p
        WHERE relnamespace IN ('public'::regnamespace, 'book'::regnamespace) AND relkind IN ('r', 'v', 'm', 'p', 'f')
            AND has_table_privilege('yizhan_switch', c.oid, p)""")
    assert owner_cursor.fetchall() == []


def test_the_switch_cannot_read_a_record(switch_cursor) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        switch_cursor.execute("SELECT count(*) FROM public.records_user")


def test_one_role_for_both_addresses_migrates_without_grants(owner_cursor, fresh_database: TestDatabase, django_db_blocker) -> None:
    with django_db_blocker.unblock():
        migrate_all(*[fresh_database.owner_url] * 3)
    owner_cursor.execute("SELECT has_table_privilege('records_auditrow', 'UPDATE')")
    assert owner_cursor.fetchone() == (True,)


def test_django_goes_back_to_where_it_was(fresh_database: TestDatabase, django_db_blocker) -> None:
    from django.db import connections

    before = dict(connections.settings["default"])
    with django_db_blocker.unblock(), django_connected_to(fresh_database.app_url), connections["default"].cursor() as cursor:
        cursor.execute("SELECT current_database()")
        assert cursor.fetchone() == (fresh_database.name,)
    assert connections.settings["default"] == before


def test_a_migration_waits_for_another_one(fresh_database: TestDatabase) -> None:
    from yizhan.app.migrate import LOCK

    with psycopg.connect(fresh_database.owner_url, autocommit=True) as first, psycopg.connect(fresh_database.owner_url) as second:
        first.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
        assert second.execute("SELECT pg_try_advisory_lock(%s)", (LOCK,)).fetchone() == (False,)
