"""The vault's tables: migrations equal the schema file, and each role holds exactly what it needs."""

import os

import psycopg
import pytest

from tests.databases import create_database, drop_database
from tests.ledger.test_sql_migrations import CATALOGUE, GRANTS
from yizhan.kernel.sql_files import bind_schema
from yizhan.vault import schema

TABLES = ("binding", "caller_key", "card", "data_key", "migration")
EXPECTED = {
    ("vault", "USAGE"), ("data_key", "SELECT"), ("caller_key", "SELECT"), ("card", "SELECT"), ("card", "INSERT"),
    ("binding", "SELECT"), ("binding", "INSERT"), ("binding", "UPDATE"), ("binding", "DELETE"), ("forget_unbound", "EXECUTE"),
    ("forget_released", "EXECUTE"),
}
UPDATABLE = {"card_id", "seal_key_id", "sealed", "hash_key_id", "number_hash", "released_at"}


def rows(connection: psycopg.Connection, query: str) -> list[tuple]:
    return connection.execute(query.replace("'book'", "'vault'")).fetchall()


@pytest.fixture
def owner(worker_database):
    with psycopg.connect(worker_database.owner_url, autocommit=True) as connection, connection.transaction(force_rollback=True):
        yield connection


@pytest.fixture
def empty(cluster):
    """The owner on a database without a vault."""
    name = f"run_{os.getpid()}_vault"
    with psycopg.connect(create_database(cluster, name).owner_url, autocommit=True) as connection:
        yield connection
    drop_database(cluster, name)


def test_the_migrations_and_the_schema_file_build_the_same_tables(owner, empty) -> None:
    empty.execute(bind_schema((schema.SQL_FOLDER / "schema.sql").read_text(encoding="utf-8"), "vault"))
    for what, query in CATALOGUE.items():
        assert rows(owner, query) == rows(empty, query), what
    assert tuple(name for name, kind, *_ in rows(empty, CATALOGUE["relations"]) if kind == "r") == TABLES


def test_applying_again_changes_nothing(owner) -> None:
    assert schema.apply(owner, "yizhan_app", "yizhan_switch") == []
    assert schema.version(owner.cursor()) == 2
    assert {(name, right, role) for name, right, role in rows(owner, GRANTS)} == {(*one, "yizhan_switch") for one in EXPECTED}


def test_the_switch_changes_seals_and_numbers_of_cards_but_neither_mask_nor_payer(owner) -> None:
    found = rows(owner, "SELECT attname FROM pg_attribute WHERE attrelid = 'vault.card'::regclass AND attnum > 0 "
                        "AND has_column_privilege('yizhan_switch', attrelid, attname, 'UPDATE')")
    assert {name for (name,) in found} == UPDATABLE


def test_no_table_has_a_column_for_a_security_code(owner) -> None:
    names = {name for _, _, name, *_ in rows(owner, CATALOGUE["columns"])}
    assert not {name for name in names if any(word in name for word in ("cvv", "cvc", "code", "security"))} - {"code"}


@pytest.mark.parametrize("statement", [
    *(f"SELECT * FROM vault.{table}" for table in TABLES), "SELECT vault.forget_unbound('x')", "CREATE TABLE vault.mine (id integer)",
    "INSERT INTO vault.card (token) VALUES ('x')", "DELETE FROM vault.card",
])
def test_the_runtime_role_cannot_even_enter_the_vault(worker_database, statement: str) -> None:
    with psycopg.connect(worker_database.app_url) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege, match="schema vault"):
        connection.execute(statement)


@pytest.mark.parametrize("statement", [
    "DELETE FROM vault.card", "TRUNCATE vault.card", "UPDATE vault.card SET masked = ''", "UPDATE vault.card SET payer_id = 1",
    "UPDATE vault.data_key SET wrapped = ''", "INSERT INTO vault.data_key (id) VALUES ('x')", "DELETE FROM vault.data_key",
    "UPDATE vault.caller_key SET revoked_at = NULL", "INSERT INTO vault.caller_key (id) VALUES ('x')",
    "CREATE TABLE vault.mine (id integer)",
])
def test_the_switch_can_neither_delete_cards_nor_touch_keys(worker_database, statement: str) -> None:
    with psycopg.connect(worker_database.switch_url) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)


def test_roles_that_are_parted_later_lose_what_they_had_together(owner) -> None:
    def reads(role: str) -> bool:
        query = f"SELECT has_schema_privilege('{role}', 'vault', 'USAGE') AND has_table_privilege('{role}', 'vault.card', 'SELECT')"
        return rows(owner, query) == [(True,)]

    schema.apply(owner, "yizhan_app", "yizhan_app")
    assert reads("yizhan_app")
    schema.apply(owner, "yizhan_app", "yizhan_switch")
    assert (reads("yizhan_app"), reads("yizhan_switch")) == (False, True)


def test_one_role_for_all_is_granted_nothing(empty) -> None:
    schema.apply(empty, "yizhan_owner", "yizhan_owner")
    assert rows(empty, GRANTS) == []
