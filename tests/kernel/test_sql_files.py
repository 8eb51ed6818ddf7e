"""SQL files of a schema: applied once each, in order; rights are taken and given by role."""

from pathlib import Path

import psycopg
import pytest

from yizhan.kernel.sql_files import applied_version, apply_files, close_to, named_queries, open_to, read_migrations, run_text

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


def test_each_migration_is_applied_once_and_recorded_under_its_first_line(owner, folder: Path) -> None:
    assert applied_version(owner, "shelf") == 0
    assert apply_files(owner.connection, "shelf", folder, None, lambda cursor: None) == [1]
    (folder / "0002.sql").write_text(SECOND, encoding="utf-8")
    assert apply_files(owner.connection, "shelf", folder, None, lambda cursor: None) == [2]
    assert apply_files(owner.connection, "shelf", folder, None, lambda cursor: None) == []
    assert applied_version(owner, "shelf") == 2
    assert owner.execute("SELECT number, name FROM shelf.migration ORDER BY 1").fetchall() == [(1, "A shelf"), (2, "A colour")]
    assert [migration.name for migration in read_migrations(folder)] == ["A shelf", "A colour"]


def test_rights_are_given_to_one_role_and_taken_from_another(owner, folder: Path) -> None:
    def held(role: str) -> bool:
        return owner.execute("SELECT has_table_privilege(%s, 'shelf.thing', 'SELECT')", (role,)).fetchone()[0]

    def grant_to(role: str):
        return lambda cursor: open_to(cursor, "shelf", role, ("GRANT SELECT ON {schema}.thing TO {role}",))

    apply_files(owner.connection, "shelf", folder, None, grant_to("yizhan_app"))
    assert (held("yizhan_app"), held("yizhan_switch")) == (True, False)
    apply_files(owner.connection, "shelf", folder, None, lambda cursor: close_to(cursor, "shelf", "yizhan_app"))
    assert not held("yizhan_app")
    run_text(owner, "GRANT SELECT ON :schema.thing TO PUBLIC", "shelf")
    close_to(owner, "shelf")
    assert not held("yizhan_switch")


def test_functions_are_applied_again_each_time(owner, folder: Path, tmp_path: Path) -> None:
    functions = tmp_path / "functions.txt"
    for number in (1, 2):
        functions.write_text(f"CREATE OR REPLACE FUNCTION :schema.pick() RETURNS int LANGUAGE sql AS 'SELECT {number}';", encoding="utf-8")
        apply_files(owner.connection, "shelf", folder, functions, lambda cursor: None)
        assert owner.execute("SELECT shelf.pick()").fetchone() == (number,)


def test_queries_are_found_by_the_line_above_them(tmp_path: Path) -> None:
    file = tmp_path / "queries.sql"
    file.write_text("-- one --\nSELECT 1;\n\n-- things --\nSELECT id FROM :schema.thing;\n", encoding="utf-8")
    assert dict(named_queries(file, "shelf")) == {"one": "SELECT 1", "things": "SELECT id FROM shelf.thing"}
