"""AES-GCM: opens under its key and in its place only."""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yizhan.vault.errors import KeyMissing, SealBroken
from yizhan.vault.sealing import open_sealed, seal_bytes

KEYS = {"k": b"k" * 32, "other": b"o" * 32}


@settings(deadline=None, max_examples=40)
@given(st.binary(max_size=64), st.binary(max_size=32))
def test_what_is_sealed_opens_again_and_never_looks_the_same_twice(secret: bytes, place: bytes) -> None:
    blob = seal_bytes(KEYS["k"], secret, place, os.urandom)
    assert open_sealed(KEYS, "k", blob, place) == secret and blob != seal_bytes(KEYS["k"], secret, place, os.urandom)


def test_every_changed_byte_a_cut_and_another_place_break_the_seal() -> None:
    blob = seal_bytes(KEYS["k"], b"secret", b"here", os.urandom)
    broken = [blob[:index] + bytes([blob[index] ^ 1]) + blob[index + 1 :] for index in range(len(blob))]
    cut = [blob[:-1], blob[:11], b""]
    cases = [*((data, b"here", "k") for data in broken + cut), (blob, b"there", "k"), (blob, b"here", "other")]
    for data, place, key_id in cases:
        with pytest.raises(SealBroken) as caught:
            open_sealed(KEYS, key_id, data, place)
        assert caught.value.__cause__ is None


def test_an_absent_key_is_named_by_its_id() -> None:
    with pytest.raises(KeyMissing, match="the key gone is not here"):
        open_sealed(KEYS, "gone", b"x" * 40, b"here")
