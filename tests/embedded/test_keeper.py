"""Deaths of the keeper and of the server: nothing acknowledged is lost, and one server runs afterwards."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import psycopg
import pytest

from tests.databases import stop_keeper
from yizhan.embedded import EmbeddedError, Server, database, postmaster
from yizhan.embedded.binaries import server_programs
from yizhan.embedded.keeper import keeper_process
from yizhan.embedded.places import places_of

pytestmark = pytest.mark.xdist_group("keeper")  # one worker, since the module shares a home

def heads(data: Path) -> list[psutil.Process]:
    """Postmasters of a cluster: its processes whose parent is not one of them."""
    processes = postmaster.processes_in(data)
    numbers = {process.pid for process in processes}
    found = []
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):  # a backend that ends while it is looked at
            if process.ppid() not in numbers:
                found.append(process)
    return found


def remember(server: Server, number: int) -> None:
    """Commit a number; the first one begins a new table."""
    with psycopg.connect(server.owner_url) as connection:
        if number == 1:
            connection.execute("DROP TABLE IF EXISTS kept")
            connection.execute("CREATE TABLE kept (number integer)")
        connection.execute("INSERT INTO kept VALUES (%s)", (number,))


def remembered(server: Server) -> list[int]:
    """What is there, as soon as the server answers again."""
    deadline = time.monotonic() + 30
    while True:
        try:
            with psycopg.connect(server.owner_url) as connection:
                return [number for (number,) in connection.execute("SELECT number FROM kept ORDER BY 1")]
        except psycopg.OperationalError:
            assert time.monotonic() < deadline
            time.sleep(0.1)


def test_after_the_keepers_death_the_next_lease_brings_one_server_with_all_data(modules_home: Path) -> None:
    places = places_of(modules_home)
    with database(modules_home) as server:
        remember(server, 1)
        before = heads(places.data)
        os.kill(keeper_process(places.lock), signal.SIGKILL)
        while server.held():
            time.sleep(0.01)
        server.renew()
        assert remembered(server) == [1]
        after = heads(places.data)
        assert len(after) == 1
        assert after != before


def test_the_keeper_restarts_a_killed_server_and_reaps_it(modules_home: Path) -> None:
    places = places_of(modules_home)
    with database(modules_home) as server:
        remember(server, 1)
        (head,) = heads(places.data)
        head.kill()
        while psutil.pid_exists(head.pid):
            time.sleep(0.01)  # a zombie would stay here for ever
        assert remembered(server) == [1]
        assert server.held()
        assert len(heads(places.data)) == 1


def test_a_server_without_a_keeper_is_ended_before_the_next_one_starts(modules_home: Path) -> None:
    with database(modules_home) as server:
        remember(server, 1)
    places = places_of(modules_home)
    stop_keeper(modules_home)
    orphan = postmaster.start(places, server_programs(places.account))
    try:
        while not postmaster.is_ready(places, orphan):
            time.sleep(0.02)
        remember(server, 2)
        with database(modules_home) as server:
            assert remembered(server) == [1, 2]
            assert [head.pid for head in heads(places.data)] != [orphan.pid]
            assert len(heads(places.data)) == 1
    finally:
        orphan.wait()


def test_a_killed_server_whose_parent_does_not_reap_it_is_not_taken_for_a_running_one(modules_home: Path) -> None:
    with database(modules_home):
        pass
    places = places_of(modules_home)
    stop_keeper(modules_home)
    zombie = postmaster.start(places, server_programs(places.account))
    while not postmaster.is_ready(places, zombie):
        time.sleep(0.02)
    zombie.kill()
    try:
        with database(modules_home) as server, psycopg.connect(server.app_url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
            assert psutil.Process(zombie.pid).status() == psutil.STATUS_ZOMBIE
    finally:
        zombie.wait()


def test_a_cluster_half_made_is_made_anew(own_home: Path) -> None:
    places = places_of(own_home)
    (places.state / "data.new").mkdir()
    (places.state / "data.new" / "rubbish").write_text("from a killed initdb")
    with database(own_home) as server, psycopg.connect(server.app_url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert not (places.state / "data.new").exists()


def test_a_server_that_cannot_start_is_reported_with_the_end_of_its_log(own_home: Path) -> None:
    with database(own_home):
        pass
    stop_keeper(own_home)
    places = places_of(own_home)
    (places.data / "global" / "pg_control").rename(places.data / "global" / "pg_control.away")
    try:
        with database(own_home):
            raise AssertionError("it must not start without pg_control")
    except EmbeddedError as error:
        assert "could not find the database system" in str(error)


def test_a_keeper_told_to_stop_stops_its_server_first(modules_home: Path) -> None:
    places = places_of(modules_home)
    with database(modules_home):
        stop_keeper(modules_home)
        assert postmaster.processes_in(places.data) == []


def test_a_second_keeper_says_busy(modules_home: Path) -> None:
    with database(modules_home):
        second = subprocess.run([sys.executable, "-m", "yizhan.embedded.keeper", str(modules_home)], timeout=20)
        assert second.returncode == 75
