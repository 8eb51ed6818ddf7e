"""Migrations equal the schema file; an edited file is refused; the runtime role has only the doors."""

import os
import shutil
from pathlib import Path

import psycopg
import pytest

from tests.databases import create_database, drop_database
from tests.ledger.parties import open_branch, post, transfer
from yizhan.kernel.sql_files import bind_schema
from yizhan.ledger import sql_migrations
from yizhan.ledger.queries import SQL_FOLDER
from yizhan.ledger.sql_migrations import DOORS, MigrationError

TABLES = {"account", "entry", "journal", "migration"}
CATALOGUE = {
    "columns": """
        SELECT c.relname, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
            pg_get_expr(d.adbin, d.adrelid)
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relnamespace = 'book'::regnamespace AND c.relkind = 'r' ORDER BY 1, 2""",
    "relations": """
        SELECT relname, relkind, reloptions, relhastriggers, relrowsecurity
        FROM pg_class WHERE relnamespace = 'book'::regnamespace ORDER BY 1""",
    "constraints": """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'book'::regnamespace ORDER BY 1, 2""",
    "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'book' ORDER BY indexname",
}
# Object, right and who holds it, for all but the owner itself; no list of rights at all means the defaults.
GRANTS = """
    SELECT object, privilege, coalesce(nullif(grantee, 0)::regrole::text, 'PUBLIC') FROM (
        SELECT relname AS object,
            (aclexplode(coalesce(relacl, acldefault('r', relowner)))).privilege_type AS privilege,
            (aclexplode(coalesce(relacl, acldefault('r', relowner)))).grantee, relowner AS owner
        FROM pg_class WHERE relnamespace = 'book'::regnamespace AND relkind IN ('r', 'v', 'm', 'S', 'p', 'f')
        UNION ALL
        SELECT proname, (aclexplode(coalesce(proacl, acldefault('f', proowner)))).privilege_type,
            (aclexplode(coalesce(proacl, acldefault('f', proowner)))).grantee, proowner
        FROM pg_proc WHERE pronamespace = 'book'::regnamespace
        UNION ALL
        SELECT nspname, (aclexplode(coalesce(nspacl, acldefault('n', nspowner)))).privilege_type,
            (aclexplode(coalesce(nspacl, acldefault('n', nspowner)))).grantee, nspowner
        FROM pg_namespace WHERE nspname = 'book') AS rights
    WHERE grantee <> owner"""


@pytest.fixture
def empty_cursor(cluster):
    """The owner's cursor on a database without a book."""
    name = f"run_{os.getpid()}_schema"
    database = create_database(cluster, name)
    with psycopg.connect(database.owner_url, autocommit=True) as connection:
        yield connection.cursor()
    drop_database(cluster, name)


def rows(cursor, query: str) -> list:
    cursor.execute(query)
    return cursor.fetchall()


def test_the_migrations_and_the_schema_file_build_the_same_tables(owner, empty_cursor) -> None:
    empty_cursor.execute(bind_schema((SQL_FOLDER / "schema.sql").read_text(encoding="utf-8"), "book"))
    for what, query in CATALOGUE.items():
        assert rows(owner, query) == rows(empty_cursor, query), what
    assert {name for name, kind, *_ in rows(empty_cursor, CATALOGUE["relations"]) if kind == "r"} == TABLES


def test_applying_again_changes_nothing(owner) -> None:
    assert sql_migrations.version(owner) == len(sql_migrations.migrations())
    assert sql_migrations.apply(owner.connection, runtime_role="yizhan_app") == []


def test_a_database_without_a_book_is_at_version_zero_and_then_at_the_last(empty_cursor) -> None:
    assert sql_migrations.version(empty_cursor) == 0
    applied = sql_migrations.apply(empty_cursor.connection, runtime_role="yizhan_app")
    assert applied == [migration.number for migration in sql_migrations.migrations()]
    assert sql_migrations.version(empty_cursor) == applied[-1]
    assert set(rows(empty_cursor, "SELECT number, name, sha256 FROM book.migration")) == {
        (one.number, one.name, one.sha256) for one in sql_migrations.migrations()
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the migrations that a test may change."""
    return Path(shutil.copytree(SQL_FOLDER / "migrations", tmp_path / "migrations"))


def test_an_edited_migration_is_refused_and_named(owner, folder: Path) -> None:
    with (folder / "0001.sql").open("a", encoding="utf-8") as file:
        file.write("-- one more word\n")
    with pytest.raises(MigrationError, match="0001 was edited"):
        sql_migrations.apply(owner.connection, folder=folder)


def test_a_database_that_is_ahead_of_the_program_is_refused(owner, folder: Path) -> None:
    number = len(sql_migrations.migrations()) + 1
    extra = folder / f"{number:04}.sql"
    extra.write_text(
        "-- A remark on accounts\nALTER TABLE :schema.account ADD COLUMN remark text;\n", encoding="utf-8"
    )
    assert sql_migrations.apply(owner.connection, folder=folder) == [number]
    with pytest.raises(MigrationError, match="newer program"):
        sql_migrations.apply(owner.connection)


def test_a_migration_that_fails_leaves_nothing_behind(owner, folder: Path) -> None:
    before = rows(owner, CATALOGUE["columns"])
    text = "-- Half a step\nALTER TABLE :schema.account ADD COLUMN remark text;\nSELECT 1 / 0;\n"
    (folder / f"{len(sql_migrations.migrations()) + 1:04}.sql").write_text(text, encoding="utf-8")
    with pytest.raises(psycopg.errors.DivisionByZero):
        sql_migrations.apply(owner.connection, folder=folder)
    assert rows(owner, CATALOGUE["columns"]) == before


def test_a_gap_in_the_numbers_is_refused(folder: Path) -> None:
    (folder / "0099.sql").write_text("-- Far ahead\n", encoding="utf-8")
    with pytest.raises(MigrationError, match=r"expected 1, 2, 3"):
        sql_migrations.migrations(folder)


def test_no_table_or_function_of_the_book_carries_a_surprising_grant(owner) -> None:
    expected = {("book", "USAGE", "yizhan_app")}
    expected |= {(table, "SELECT", "yizhan_app") for table in TABLES}
    expected |= {(door, "EXECUTE", "yizhan_app") for door in DOORS}
    assert set(rows(owner, GRANTS)) == expected


def test_functions_with_the_owners_rights_are_the_doors_and_fix_their_search_path(owner) -> None:
    found = rows(
        owner,
        """SELECT proname, proconfig FROM pg_proc
        WHERE pronamespace = 'book'::regnamespace AND prosecdef ORDER BY proname""",
    )
    assert found == [(door, ["search_path=book, pg_temp"]) for door in DOORS]


def test_the_owner_owns_everything_and_no_table_has_a_trigger(owner) -> None:
    assert rows(
        owner,
        """SELECT DISTINCT relowner::regrole::text FROM pg_class
        WHERE relnamespace = 'book'::regnamespace""",
    ) == [("yizhan_owner",)]
    assert (
        rows(
            owner,
            """SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
        WHERE relnamespace = 'book'::regnamespace""",
        )
        == []
    )


def test_a_table_to_come_can_be_read_and_not_written(owner) -> None:
    owner.execute("CREATE TABLE book.later (id integer)")
    rights = rows(
        owner,
        """SELECT right_name, has_table_privilege('yizhan_app', 'book.later', right_name)
        FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) AS asked (right_name)""",
    )
    assert [name for name, is_held in rights if is_held] == ["SELECT"]


@pytest.mark.parametrize(
    "statement",
    [
        *(
            text.format(table)
            for table in sorted(TABLES)
            for text in ("DELETE FROM book.{}", "TRUNCATE book.{}")
        ),
        "UPDATE book.entry SET amount_minor = amount_minor + 1",
        "UPDATE book.account SET balance_minor = 0",
        "UPDATE book.journal SET booked_on = booked_on + 1",
        "SELECT * FROM book.account FOR UPDATE",
        "INSERT INTO book.entry SELECT journal_id, 9, account_id, currency, 1, booked_on, 99 FROM book.entry",
        "CREATE TABLE book.mine (id integer)",
        "DROP TABLE book.entry",
        "ALTER TABLE book.entry DISABLE TRIGGER ALL",
        "SELECT book.write_entries('{}', '{}', '{}', '{}', '{}', '{}')",
        "CREATE OR REPLACE FUNCTION book.close_account(uuid, date) RETURNS int LANGUAGE sql AS 'SELECT 1'",
    ],
)
def test_the_runtime_role_cannot_write_past_the_doors(cursor, statement: str) -> None:
    branch = open_branch(cursor)
    post(cursor, transfer(branch.head_office, branch.loan, 1))
    with pytest.raises(psycopg.errors.InsufficientPrivilege), cursor.connection.transaction():
        cursor.execute(statement)


def test_a_table_of_the_callers_own_cannot_take_the_place_of_the_books(cursor) -> None:
    """The search path of the doors ends in pg_temp, so a temporary `account` is never found first."""
    branch = open_branch(cursor)
    cursor.execute("CREATE TEMPORARY TABLE account (LIKE book.account INCLUDING ALL)")
    cursor.execute("SET search_path = pg_temp, book")
    post(cursor, transfer(branch.head_office, branch.loan, 7))
    assert rows(cursor, "SELECT count(*) FROM pg_temp.account") == [(0,)]
    assert rows(cursor, "SELECT balance_minor FROM book.account WHERE code = '130301'") == [(7,)]


def test_with_one_role_for_all_grants_are_skipped(empty_cursor) -> None:
    sql_migrations.apply(empty_cursor.connection, runtime_role="yizhan_owner")
    assert rows(empty_cursor, GRANTS) == []
    sql_migrations.apply(empty_cursor.connection, runtime_role=None)
    assert rows(empty_cursor, GRANTS) == []
