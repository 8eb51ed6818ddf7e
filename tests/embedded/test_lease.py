"""Leases by themselves."""

import stat
from pathlib import Path

import pytest

from yizhan.embedded.cluster import read_passwords
from yizhan.embedded.keeper import take_lock
from yizhan.embedded.lease import Lease
from yizhan.embedded.places import places_of

pytestmark = pytest.mark.xdist_group("lease")  # one worker, since the module shares a home

def test_a_lease_is_held_from_take_to_release(modules_home: Path) -> None:
    lease = Lease(modules_home, places_of(modules_home))
    assert not lease.held()
    lease.take()
    assert lease.held()
    assert take_lock(places_of(modules_home).lock) is None
    lease.release()
    assert not lease.held()


def test_every_role_has_a_password_of_its_own_that_only_we_can_read(modules_home: Path) -> None:
    places = places_of(modules_home)
    Lease(modules_home, places).take()
    passwords = read_passwords(places)
    assert set(passwords) == {"postgres", "yizhan_owner", "yizhan_app", "yizhan_switch"}
    assert len(set(passwords.values())) == 4
    assert stat.S_IMODE(places.passwords.stat().st_mode) == 0o600
