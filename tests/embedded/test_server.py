"""A client's view of the embedded server: it is up while a lease is held, with the roles and settings promised."""

import concurrent.futures
import time
from pathlib import Path

import psycopg
import pytest

from yizhan.embedded import DATABASE, SWITCH_ROLE, Server, database
from yizhan.embedded.cluster import keep_passwords, read_passwords
from yizhan.embedded.keeper import LINGER_S, keeper_process
from yizhan.embedded.places import places_of
from yizhan.embedded.postmaster import processes_in

pytestmark = pytest.mark.xdist_group("server")  # one worker, since the module shares a home

def one(url: str, query: str):
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchone()


def test_every_role_reaches_the_branchs_database(cluster: Server) -> None:
    for url, role in ((cluster.superuser_url, "postgres"), (cluster.owner_url, "yizhan_owner"), (cluster.app_url, "yizhan_app"),
                      (cluster.switch_url, "yizhan_switch")):
        assert one(url, "SELECT current_user, current_database()") == (role, "yizhan")


def test_the_runtime_role_has_no_administrators_right(cluster: Server) -> None:
    query = "SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls FROM pg_roles WHERE rolname = current_user"
    assert one(cluster.app_url, query) == (False, False, False, False, False)
    assert one(cluster.switch_url, query) == (False, False, False, False, False)
    assert one(cluster.owner_url, query) == (False, True, False, False, False)


def test_a_wrong_password_is_refused(cluster: Server) -> None:
    wrong = cluster.app_url.replace("yizhan_app:", "yizhan_app:x")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)


def test_the_cluster_is_durable_and_closed_to_the_network(cluster: Server) -> None:
    query = "SELECT " + ", ".join(f"current_setting('{name}')" for name in (
        "data_checksums", "fsync", "full_page_writes", "synchronous_commit", "listen_addresses", "server_encoding",
        "password_encryption", "TimeZone"))
    assert one(cluster.app_url, query) == ("on", "on", "on", "on", "", "UTF8", "scram-sha-256", "UTC")


def test_sorting_follows_code_points_and_chinese_characters_count_as_letters(cluster: Server) -> None:
    query = "SELECT datlocprovider::text, datlocale FROM pg_database WHERE datname = current_database()"
    assert one(cluster.app_url, query) == ("b", "C.UTF-8")
    assert one(cluster.app_url, "SELECT upper('é'), '驿' ~ '[[:alpha:]]'") == ("É", True)


def test_the_server_starts_for_the_first_lease_and_ends_soon_after_the_last(modules_home: Path) -> None:
    with database(modules_home) as server, psycopg.connect(server.owner_url) as connection:
        connection.execute("CREATE TABLE kept (id integer)")
    places = places_of(modules_home)
    assert processes_in(places.data), "it lingers, in case the next command comes at once"
    began = time.monotonic()
    while keeper_process(places.lock) is not None:
        assert time.monotonic() - began < LINGER_S + 10
        time.sleep(0.1)
    assert processes_in(places.data) == []
    began = time.monotonic()
    with database(modules_home) as server:
        assert time.monotonic() - began < 3  # measured 0.3 s; the bound leaves room for a busy machine
        assert one(server.owner_url, "SELECT count(*) FROM kept") == (0,)


def test_a_cluster_of_an_older_version_gets_the_role_of_the_switch_and_keeps_its_passwords(modules_home: Path) -> None:
    with database(modules_home) as server:
        old = read_passwords(places_of(modules_home))
        with psycopg.connect(server.superuser_url, autocommit=True) as connection:
            connection.execute(f"REVOKE ALL ON DATABASE {DATABASE} FROM yizhan_switch")
            connection.execute("DROP ROLE yizhan_switch")
        keep_passwords(places_of(modules_home), {role: word for role, word in old.items() if role != SWITCH_ROLE})
    with database(modules_home) as server:
        assert one(server.switch_url, "SELECT current_user") == ("yizhan_switch",)
        passwords = read_passwords(places_of(modules_home))
    assert passwords == old | {SWITCH_ROLE: passwords[SWITCH_ROLE]}
    assert places_of(modules_home).passwords.stat().st_mode & 0o077 == 0


def test_a_role_whose_password_was_not_kept_gets_another_one(modules_home: Path) -> None:
    with database(modules_home):
        old = read_passwords(places_of(modules_home))
        keep_passwords(places_of(modules_home), {role: word for role, word in old.items() if role != SWITCH_ROLE})
        with database(modules_home) as server:
            assert one(server.switch_url, "SELECT current_user") == ("yizhan_switch",)
    assert read_passwords(places_of(modules_home))[SWITCH_ROLE] != old[SWITCH_ROLE]


def test_clients_that_start_together_share_one_keeper(modules_home: Path) -> None:
    def started_at(_: int):
        with database(modules_home) as server:
            return one(server.app_url, "SELECT pg_postmaster_start_time()")

    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(started_at, range(6)))) == 1
