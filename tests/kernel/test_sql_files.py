"""SQL files of a schema: applied once each, in order; rights are taken and given by role."""

from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from yizhan.kernel import sql_files
from yizhan.kernel.sql_files import bind_schema, migrations, named_queries

FIRST = """-- A shelf
CREATE SCHEMA :schema;
CREATE TABLE :schema.migration (number integer PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL);
CREATE TABLE :schema.thing (id integer PRIMARY KEY);
"""
SECOND = "-- A colour\nALTER TABLE :schema.thing ADD COLUMN colour text;\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "0001.sql").write_text(FIRST, encoding="utf-8")
    return tmp_path


@pytest.fixture
def owner(worker_database):
    with psycopg.connect(worker_database.owner_url, autocommit=True) as connection, connection.transaction(force_rollback=True):
        yield connection.cursor()


def apply(owner, folder: Path, functions: str = "", grants: tuple[str, ...] = ()) -> list[int]:
    statements = [sql.SQL(statement).format() for statement in grants]
    return sql_files.apply(owner.connection, "shelf", migrations(folder), functions, statements)


def test_each_migration_is_applied_once_and_recorded_under_its_first_line(owner, folder: Path) -> None:
    assert sql_files.version(owner, "shelf") == 0
    assert apply(owner, folder) == [1]
    (folder / "0002.sql").write_text(SECOND, encoding="utf-8")
    assert apply(owner, folder) == [2]
    assert apply(owner, folder) == []
    assert sql_files.version(owner, "shelf") == 2
    assert owner.execute("SELECT number, name FROM shelf.migration ORDER BY 1").fetchall() == [(1, "A shelf"), (2, "A colour")]


def test_only_those_who_are_granted_something_hold_it(owner, folder: Path) -> None:
    def held(role: str) -> bool:
        return owner.execute("SELECT has_table_privilege(%s, 'shelf.thing', 'SELECT')", (role,)).fetchone()[0]

    apply(owner, folder, grants=("GRANT SELECT ON shelf.thing TO yizhan_app",))
    assert (held("yizhan_app"), held("yizhan_switch")) == (True, False)
    owner.execute("GRANT SELECT ON shelf.thing TO PUBLIC")
    assert held("yizhan_switch")
    apply(owner, folder)
    assert not held("yizhan_switch")


def test_functions_are_applied_again_each_time(owner, folder: Path) -> None:
    for number in (1, 2):
        apply(owner, folder, f"CREATE OR REPLACE FUNCTION :schema.pick() RETURNS int LANGUAGE sql AS 'SELECT {number}';")
        assert owner.execute("SELECT shelf.pick()").fetchone() == (number,)


def test_queries_are_found_by_the_line_above_them(tmp_path: Path) -> None:
    text = "-- one --\nSELECT 1;\n\n-- things --\nSELECT id FROM :schema.thing;\n"
    (tmp_path / "queries.sql").write_text(text, encoding="utf-8")
    assert dict(named_queries(tmp_path, "shelf")) == {"one": "SELECT 1", "things": "SELECT id FROM shelf.thing"}
    assert bind_schema("SELECT 1::text FROM :schema.thing", "shelf") == "SELECT 1::text FROM shelf.thing"
