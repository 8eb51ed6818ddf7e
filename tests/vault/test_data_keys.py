"""Data keys: wrapped at rest, renewed, and put under a new master key without touching a card."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.vault.rings import NOW, data_keys, key_file
from yizhan.vault.card_number import CardNumber
from yizhan.vault.cards import OpenCard, new_token, seal, unseal
from yizhan.vault.data_keys import KeyRing, Purpose, new_data_key, rewrapped
from yizhan.vault.errors import KeyMissing, SealBroken

CARD = OpenCard(CardNumber("4111111111111111"), "2912")


def test_the_newest_key_of_a_purpose_is_used_whatever_their_order(tmp_path: Path) -> None:
    service = key_file(tmp_path)
    keys = (*data_keys(service, "2", NOW + timedelta(days=1)), *data_keys(service, "1"))
    ring = KeyRing.open(service, keys)
    assert (ring.seal_id, ring.hash_id, set(ring.seal_keys)) == ("seal2", "hash2", {"seal1", "seal2"})


def test_a_new_master_key_takes_the_data_keys_over_and_the_cards_stay_as_they_are(tmp_path: Path) -> None:
    """Rotation: new master key, re-wrap, throw the old one away; the sealed card is the same bytes and opens."""
    old = key_file(tmp_path)
    keys = data_keys(old)
    sealed = seal(KeyRing.open(old, keys), CARD, new_token())
    new = old.with_new_key("m2")
    wrapped_anew = rewrapped(new, keys)
    assert {key.wrapped.master_key_id for key in wrapped_anew} == {"m2"}
    assert [(key.id, key.created_at) for key in wrapped_anew] == [(key.id, key.created_at) for key in keys]
    alone = new.without_key("m1")
    assert unseal(KeyRing.open(alone, wrapped_anew), sealed) == CARD
    with pytest.raises(KeyMissing, match="m1"):
        KeyRing.open(alone, keys)


def test_wrapping_again_what_is_under_the_active_key_changes_nothing(tmp_path: Path) -> None:
    """So a rotation that was cut off can be run again from the start."""
    service = key_file(tmp_path)
    keys = data_keys(service)
    assert rewrapped(service, keys) == keys


def test_a_key_cannot_be_passed_off_for_another_purpose_or_id(tmp_path: Path) -> None:
    service = key_file(tmp_path)
    key = new_data_key(service, "seal1", Purpose.SEAL, NOW)
    for other in (replace(key, purpose=Purpose.HASH), replace(key, id="seal2")):
        with pytest.raises(SealBroken):
            KeyRing.open(service, [other])


def test_a_ring_needs_a_key_for_each_purpose(tmp_path: Path) -> None:
    service = key_file(tmp_path)
    with pytest.raises(KeyMissing, match="no data key for hash"):
        KeyRing.open(service, [new_data_key(service, "seal1", Purpose.SEAL, NOW)])


def test_a_printed_ring_shows_ids_only(tmp_path: Path) -> None:
    service = key_file(tmp_path)
    assert repr(KeyRing.open(service, data_keys(service))) == "KeyRing(seal_id='seal1', hash_id='hash1')"
