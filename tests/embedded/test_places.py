"""Where a home's cluster lives, for root and for an ordinary user, and what is never touched."""

import os
import stat
from pathlib import Path

import pytest

from yizhan.embedded import places
from yizhan.embedded.account import run_as, service_account
from yizhan.embedded.errors import EmbeddedError
from yizhan.embedded.places import SOCKET_BYTES_MAX, places_of

AS_ROOT = os.geteuid() == 0
only_root = pytest.mark.skipif(not AS_ROOT, reason="runs as root only")
only_users = pytest.mark.skipif(AS_ROOT, reason="runs as an ordinary user only")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_sockets_fit_into_the_kernels_limit_however_long_the_home(tmp_path: Path) -> None:
    home = tmp_path / ("h" * 100)
    found = places._places_of_user(home)
    assert len(os.fsencode(found.sockets / ".s.PGSQL.5432.lock")) <= SOCKET_BYTES_MAX
    assert mode(found.run) == 0o700
    assert found.run == places._places_of_user(home).run, "the next process must find the same folder"
    found.sockets.rmdir()
    found.run.rmdir()


def test_a_link_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "postgres").symlink_to(tmp_path)
    with pytest.raises(EmbeddedError, match="remove it or choose another YIZHAN_HOME"):
        places._places_of_user(home)


@only_users
def test_a_users_cluster_lives_in_the_home(own_home: Path) -> None:
    found = places_of(own_home)
    assert found.state == own_home / "postgres"
    assert found.account is None
    assert run_as(found.account) == {}


@only_root
def test_roots_cluster_lives_outside_the_home_and_the_home_points_to_it(own_home: Path) -> None:
    parents = {folder: mode(folder) for folder in own_home.parents}
    found = places_of(own_home)
    assert found.state.parent == Path("/var/lib/yizhan")
    assert (own_home / "postgres.pointer").read_text() == f"{found.state}\n"
    assert mode(found.sockets) == 0o700
    assert found.sockets.stat().st_uid == service_account().user_id
    assert {folder: mode(folder) for folder in own_home.parents} == parents, "no folder above is opened"


@only_root
def test_a_home_that_was_moved_finds_its_cluster_by_the_pointer(own_home: Path, tmp_path: Path) -> None:
    before = places_of(own_home).state
    moved = own_home.rename(tmp_path / "moved")
    assert places_of(moved).state == before
    moved.rename(own_home)
