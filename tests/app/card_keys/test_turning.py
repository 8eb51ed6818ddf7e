"""Turning keys: nothing is lost when a command is cut off anywhere, and what is out of use opens nothing any more."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from tests.app.card_keys.branches import NOW, branch, cards_of, keep_cards, number, opens_all
from tests.databases import TestDatabase
from tests.switch.zone.zones import OTHER_PAYER
from tests.vault.kept import on
from yizhan.app.card_keys import callers, turning
from yizhan.app.card_keys.making import look_at_keys, make_first_keys
from yizhan.app.command_failed import CommandFailed
from yizhan.kernel.refusal import refuse
from yizhan.vault import store
from yizhan.vault.caller_keys import open_secret
from yizhan.vault.cards import OpenCard
from yizhan.vault.data_keys import KeyRing
from yizhan.vault.master_keys import read_key_file


class CutOff(Exception):
    """What a test raises where the power fails."""


@pytest.fixture
def place(fresh_database: TestDatabase, tmp_path: Path):
    environment, database = branch(fresh_database, tmp_path)
    make_first_keys(environment, database, NOW)
    return environment, database


def test_a_new_master_key_wraps_every_data_key_and_leaves_the_cards_as_they_are(place) -> None:
    cards = keep_cards(*place, 3)
    sealed = [on(place[1].owner_url, lambda c, token=token: store.card(c, token)) for token in cards]
    assert turning.rotate_master(*place, NOW) == ("2026-11-23.2", 2)
    found = turning.status(*place)
    assert (found.active_master, found.masters) == ("2026-11-23.2", ("2026-11-23.1", "2026-11-23.2"))
    assert {key.wrapped.master_key_id for key in found.data_keys} == {"2026-11-23.2"}
    assert sealed == [on(place[1].owner_url, lambda c, token=token: store.card(c, token)) for token in cards]
    assert opens_all(*place, cards)


def test_a_rotation_cut_off_between_file_and_database_is_finished_without_another_key(place) -> None:
    cards = keep_cards(*place, 1)
    read_key_file(place[0].vault_keys).with_new_key("2026-11-23.2")
    assert opens_all(*place, cards), "in between, everything opens"
    assert turning.rotate_master(*place, NOW) == ("2026-11-23.2", 2)
    assert opens_all(*place, cards)


def test_a_master_key_is_retired_only_when_it_wraps_nothing_and_is_not_the_active_one(place) -> None:
    cards = keep_cards(*place, 1)
    with pytest.raises(CommandFailed, match="still under"):
        turning.retire_master(*place, "2026-11-23.1")
    turning.rotate_master(*place, NOW)
    assert turning.retire_master(*place, "2026-11-23.1") is True
    assert turning.retire_master(*place, "2026-11-23.1") is False
    assert turning.status(*place).masters == ("2026-11-23.2",)
    assert opens_all(*place, cards) and look_at_keys(*place) is None


def test_no_new_master_key_is_made_while_an_older_one_is_missing(place) -> None:
    turning.rotate_master(*place, NOW)
    turning.retire_master(*place, "2026-11-23.1")
    file = place[0].vault_keys
    file.write_text(file.read_text().replace("2026-11-23.2", "2020-01-01.1"))
    before = file.read_text()
    with pytest.raises(Exception, match="is not here"):
        turning.rotate_master(*place, NOW)
    assert file.read_text() == before


def test_renewed_data_keys_take_everything_over_and_the_old_ones_are_removed(place) -> None:
    cards = keep_cards(*place, 5)
    key, secret = callers.create(*place, "panda_wallet", NOW)
    heard: list[int] = []
    done = turning.renew_data(*place, NOW, chunk=2, told=heard.append)
    assert (done.cards, done.callers, heard) == (5, 1, [2, 4, 5])
    assert (done.new_ids, done.removed_ids, done.kept_ids) == (
        ("seal-2026-11-23.2", "hash-2026-11-23.2"), ("hash-2026-11-23.1", "seal-2026-11-23.1"), ())
    assert turning.status(*place).cards == {"seal-2026-11-23.2": 5, "hash-2026-11-23.2": 5}
    assert opens_all(*place, cards)
    again = on(place[1].owner_url, lambda c: store.caller_key(c, key.id))
    ring = KeyRing.open(read_key_file(place[0].vault_keys), on(place[1].owner_url, store.data_keys))
    assert (again.seal_key_id, open_secret(ring, again)) == ("seal-2026-11-23.2", secret)


@pytest.mark.parametrize("chunks", [0, 1, 2])
def test_a_renewal_cut_off_after_any_chunk_is_finished_with_the_same_keys(place, chunks: int) -> None:
    cards = keep_cards(*place, 5)

    def cut(done: int) -> None:
        if done >= 2 * chunks:
            raise CutOff

    with pytest.raises(CutOff):
        turning.renew_data(*place, NOW, chunk=2, told=cut)
    assert opens_all(*place, cards), "in between, everything opens"
    done = turning.renew_data(*place, NOW + timedelta(days=1), chunk=2)
    assert done.new_ids == ("seal-2026-11-23.2", "hash-2026-11-23.2")
    assert done.cards == 5 - max(2, 2 * chunks)
    assert turning.status(*place).cards == {"seal-2026-11-23.2": 5, "hash-2026-11-23.2": 5}
    assert opens_all(*place, cards)


def test_the_same_number_is_still_found_while_some_cards_stand_under_older_keys(place) -> None:
    keep_cards(*place, 4)

    def cut(done: int) -> None:
        raise CutOff

    with pytest.raises(CutOff):
        turning.renew_data(*place, NOW, chunk=2, told=cut)
    for item in range(4):
        found = asyncio.run(cards_of(*place).keep(OpenCard(number(item), "3001"), OTHER_PAYER, NOW))
        assert found == refuse("card_bound_elsewhere")
