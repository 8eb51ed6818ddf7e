"""The doctor: healthy is ok, and each ailment is named with what mends it."""

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import psycopg
import pytest

from tests.databases import TestDatabase, create_database, drop_database
from yizhan.app import doctor, locks
from yizhan.app.branch_database import BranchDatabase
from yizhan.app.database_checks import UnsuitableDatabase, complaints, require_suitable
from yizhan.app.doctor import Level
from yizhan.app.environment import Environment, read_environment
from yizhan.embedded import Server


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    """A healthy home with a free port."""
    return read_environment({"YIZHAN_HOME": str(tmp_path / "home"), "YIZHAN_PORT": str(locks.free_port())})


def test_a_healthy_machine_has_nothing_to_mend(environment: Environment) -> None:
    findings = [check(environment) for check in doctor.MACHINE_CHECKS]
    assert [finding for finding in findings if finding.level is Level.FAIL] == []
    assert [finding for finding in findings if (finding.level is Level.OK) != (finding.mend == "")] == []


def test_a_home_that_others_can_look_into_is_a_warning(environment: Environment) -> None:
    environment.home.chmod(0o755)
    finding = doctor.home_writable(environment)
    assert finding.level is Level.WARN
    assert finding.mend == f"chmod 700 {environment.home}"


def test_a_home_that_is_gone_fails(environment: Environment, tmp_path: Path) -> None:
    assert doctor.home_writable(replace(environment, home=tmp_path / "gone")).level is Level.FAIL


def test_a_port_taken_by_somebody_else_fails_and_ours_does_not(environment: Environment) -> None:
    import socket

    with socket.create_server(("127.0.0.1", environment.port)):
        assert doctor.port(environment).level is Level.FAIL
        held = [locks.hold(locks.home_lock_path(environment.home), ""), locks.hold(locks.port_lock_path(environment.port), "")]
        assert doctor.port(environment).level is Level.OK
        for descriptor in held:
            os.close(descriptor)


def test_a_lock_whose_supervisor_has_ended_is_found(environment: Environment) -> None:
    path = locks.home_lock_path(environment.home)
    held = locks.hold(path, "")
    assert doctor.old_processes(environment).level is Level.OK
    path.write_text("4194304\n")  # above the kernel's largest process number
    assert doctor.old_processes(environment).level is Level.FAIL
    os.close(held)


def test_the_migrated_database_passes_every_check_that_is_not_about_files(
        cluster: Server, committing_db: TestDatabase) -> None:
    database = BranchDatabase(committing_db.owner_url, committing_db.app_url, committing_db.switch_url, cluster)
    with psycopg.connect(committing_db.owner_url) as connection:
        for check in (doctor.suitable, doctor.clock, doctor.roles, doctor.migrations):
            finding = check(database, connection)
            assert finding.level is Level.OK, finding


def test_pending_migrations_fail(cluster: Server, committing_db: TestDatabase) -> None:
    empty = create_database(cluster, f"{committing_db.name}_empty")
    try:
        with psycopg.connect(empty.owner_url) as connection:
            finding = doctor.migrations(BranchDatabase(empty.owner_url, empty.app_url, empty.switch_url, cluster), connection)
        assert finding.level is Level.FAIL
        assert finding.mend == "yizhan migrate"
    finally:
        drop_database(cluster, empty.name)


def test_one_role_for_both_is_a_warning_and_a_powerful_one_a_failure(cluster: Server, fresh_database: TestDatabase) -> None:
    with psycopg.connect(fresh_database.app_url) as connection:
        same = doctor.roles(BranchDatabase(*[fresh_database.app_url] * 3), connection)
    with psycopg.connect(fresh_database.superuser_url) as connection:
        powerful = doctor.roles(BranchDatabase(*[fresh_database.superuser_url] * 3), connection)
    assert (same.level, powerful.level) == (Level.WARN, Level.FAIL)


def test_pages_and_switch_under_one_role_are_a_warning_with_the_setting_that_parts_them(fresh_database: TestDatabase) -> None:
    with psycopg.connect(fresh_database.owner_url) as connection:
        shared = doctor.roles(BranchDatabase(fresh_database.owner_url, fresh_database.app_url, fresh_database.app_url), connection)
    assert shared.level is Level.WARN
    assert "YIZHAN_SWITCH_DATABASE_URL" in shared.mend


def test_a_year_without_a_calendar_is_announced_two_months_ahead() -> None:
    assert doctor._years_ahead(date(2026, 10, 31)) == [2026]
    assert doctor._years_ahead(date(2026, 11, 23)) == [2026, 2027]


def test_an_encoding_that_cannot_hold_chinese_is_refused_with_the_fix(cluster: Server, fresh_database: TestDatabase) -> None:
    name = f"{fresh_database.name}_latin"
    with psycopg.connect(cluster.url("postgres", "postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0")
    try:
        with pytest.raises(UnsuitableDatabase, match="ENCODING 'UTF8'"):
            require_suitable(cluster.url("postgres", name))
    finally:
        drop_database(cluster, name)


def test_a_database_that_does_not_answer_is_a_sentence_and_no_traceback() -> None:
    with pytest.raises(UnsuitableDatabase, match="does not answer"):
        require_suitable("postgresql://nobody@127.0.0.1:1/none")


def test_the_embedded_database_is_suitable(cluster: Server) -> None:
    with psycopg.connect(cluster.app_url) as connection:
        assert complaints(connection) == []


def test_a_search_without_its_extension_is_a_warning_with_the_fix(cluster: Server, fresh_database: TestDatabase) -> None:
    branch = BranchDatabase(fresh_database.owner_url, fresh_database.app_url, fresh_database.switch_url, cluster)
    with psycopg.connect(fresh_database.owner_url) as connection:
        assert doctor.trigrams(branch, connection).level is Level.OK
        connection.execute("DROP EXTENSION pg_trgm")
        missing = doctor.trigrams(branch, connection)
        assert (missing.level, missing.mend) == (Level.WARN, "as a superuser: CREATE EXTENSION pg_trgm WITH SCHEMA trigrams")
        connection.execute("CREATE EXTENSION pg_trgm WITH SCHEMA public")
        assert "schema public" in doctor.trigrams(branch, connection).message
