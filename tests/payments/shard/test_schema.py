"""A shard's tables: migrations equal the schema file, each role holds exactly what it needs, rules stand as the files say."""

import os

import psycopg
import pytest

from tests.databases import create_database, drop_database
from tests.ledger.test_sql_migrations import CATALOGUE, GRANTS
from yizhan.kernel.sql_files import bind_schema
from yizhan.payments import shard_rules, shards
from yizhan.payments.shard_accounts import CODES, account_number, account_of, house_accounts

HIDDEN = {"payment_code", *(f"payment_key{part}" for part in ("", *(f"_{number}" for number in range(8))))}


def rows(connection: psycopg.Connection, query: str) -> list[tuple]:
    return connection.execute(query.replace("'book'", "'pay_00'")).fetchall()


@pytest.fixture
def owner(worker_database):
    with psycopg.connect(worker_database.owner_url, autocommit=True) as connection, connection.transaction(force_rollback=True):
        yield connection


@pytest.fixture
def empty(cluster):
    """The owner on a database without a shard."""
    name = f"run_{os.getpid()}_shard"
    with psycopg.connect(create_database(cluster, name).owner_url, autocommit=True) as connection:
        yield connection
    drop_database(cluster, name)


def test_the_migrations_and_the_schema_file_build_the_same_tables(owner, empty) -> None:
    empty.execute(bind_schema((shards.SQL_FOLDER / "schema.sql").read_text(encoding="utf-8"), "pay_00"))
    for what, query in CATALOGUE.items():
        assert rows(owner, query) == rows(empty, query), what


def test_applying_again_changes_nothing_and_another_shard_stands_beside(owner) -> None:
    assert shards.apply(owner, 0, "yizhan_app", "yizhan_switch") == []
    before = {name for (name,) in rows(owner, "SELECT relname FROM pg_class WHERE relnamespace = 'book'::regnamespace")}
    assert shards.apply(owner, 7) == list(range(1, shards.expected_version() + 1))
    assert shards.standing(owner.cursor()) == [0, 7] and shards.version(owner.cursor(), 7) == shards.expected_version()
    assert {name for (name,) in owner.execute("SELECT relname FROM pg_class WHERE relnamespace = 'pay_07'::regnamespace")} == before


def test_each_role_holds_what_it_needs_and_nothing_more(owner) -> None:
    tables = {name for name, kind, *_ in rows(owner, CATALOGUE["relations"]) if kind in "rp"}
    held = {(name, right, role) for name, right, role in rows(owner, GRANTS)}
    assert {(name, right) for name, right, role in held if role == "yizhan_app"} == {
        ("pay_00", "USAGE"), *((table, "SELECT") for table in tables - HIDDEN)}
    assert {(name, right) for name, right, role in held if role == "yizhan_switch"} == {
        ("pay_00", "USAGE"), *((table, "SELECT") for table in tables), ("account", "INSERT"),
        *((table, right) for table in shards.SWITCH_WRITES for right in ("INSERT", "UPDATE")),
        *((door, "EXECUTE") for door in shards.DOORS)}
    assert {role for *_, role in held} == {"yizhan_app", "yizhan_switch"}


def test_functions_with_the_owners_rights_are_the_doors_and_fix_their_search_path(owner) -> None:
    found = rows(owner, "SELECT proname, proconfig FROM pg_proc WHERE pronamespace = 'book'::regnamespace AND prosecdef ORDER BY 1")
    assert [name for name, _ in found] == sorted(shards.DOORS)
    assert all("search_path=pay_00, pg_temp" in settings for _, settings in found)


@pytest.mark.parametrize("table", shard_rules.TABLES)
def test_the_rules_of_the_files_stand_in_the_shard(owner, table: str) -> None:
    found = owner.execute(f"SELECT * FROM pay_00.{table}").fetchall()
    assert found and sorted(found) == sorted(shard_rules.rows_of(table))


def test_every_account_of_the_house_is_open_on_every_stripe(owner) -> None:
    open_now = {number for (number,) in owner.execute("SELECT id FROM pay_00.account").fetchall()}
    assert {account_number(code, account_owner, stripe) for code, account_owner in house_accounts() for stripe in range(4)} <= open_now


@pytest.mark.parametrize("code", CODES.values())
def test_an_accounts_number_tells_its_code_owner_and_stripe(owner, code: str) -> None:
    number = account_number(code, 123_456, 3)
    assert account_of(number) == (code, 123_456, 3)
    number_of_code = next(key for key, name in CODES.items() if name == code)
    assert owner.execute("SELECT pay_00.account_number(%s, 123456, 3)", (number_of_code,)).fetchone() == (number,)


def test_a_shards_name_has_two_digits_or_three() -> None:
    assert (shards.schema_name(0), shards.schema_name(255)) == ("pay_00", "pay_255")
    with pytest.raises(ValueError, match="0 to 255"):
        shards.schema_name(256)
