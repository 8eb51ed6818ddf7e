"""Sealed cards: found by a keyed hash, shown masked, opened for one message; a security code has no place."""

import ast
import re
from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import yizhan.vault
from tests.vault.rings import NOW, data_keys, key_file, ring
from yizhan.vault.card_number import CardNumber
from yizhan.vault.cards import OpenCard, SealedCard, new_token, number_hash, resealed, seal, unseal, with_expiry
from yizhan.vault.data_keys import KeyRing
from yizhan.vault.errors import KeyMissing, SealBroken

NUMBER = "4111111111111111"
CARD = OpenCard(CardNumber(NUMBER), "2912")


def test_what_is_stored_holds_neither_number_nor_expiry_in_clear(tmp_path: Path) -> None:
    sealed = seal(ring(tmp_path), CARD, new_token())
    values = [getattr(sealed, item.name) for item in fields(sealed)]
    stored = b"".join(value if isinstance(value, bytes) else value.encode() for value in values)
    assert NUMBER.encode() not in stored and b"2912" not in sealed.sealed and sealed.masked == "411111******1111"
    assert NUMBER not in repr(sealed) and not re.search(r"\d{13}", sealed.masked)


def test_a_sealed_card_opens_again(tmp_path: Path) -> None:
    keys = ring(tmp_path)
    assert unseal(keys, seal(keys, CARD, new_token())) == CARD
    assert seal(keys, CARD, new_token(), bin_digits=8).masked == "41111111****1111"


def test_a_card_under_another_s_token_or_with_another_s_hash_does_not_open(tmp_path: Path) -> None:
    keys = ring(tmp_path)
    sealed = seal(keys, CARD, new_token())
    other = seal(keys, OpenCard(CardNumber("5555555555554444"), "3001"), new_token())
    for moved in (replace(sealed, token=other.token), replace(sealed, sealed=other.sealed), replace(sealed, number_hash=other.number_hash)):
        with pytest.raises(SealBroken):
            unseal(keys, moved)
    with pytest.raises(KeyMissing):
        unseal(keys, replace(sealed, seal_key_id="gone"))


def test_the_same_number_has_the_same_hash_under_one_key_and_another_under_another(tmp_path: Path) -> None:
    """E27."""
    (tmp_path / "other").mkdir()
    keys, other = ring(tmp_path), ring(tmp_path / "other")
    assert seal(keys, CARD, new_token()).number_hash == number_hash(keys, CardNumber(NUMBER))
    assert number_hash(keys, CardNumber(NUMBER)) != number_hash(other, CardNumber(NUMBER))
    assert number_hash(keys, CardNumber(NUMBER)) != number_hash(keys, CardNumber("4111111111111129"))


def test_renewed_data_keys_take_a_card_over_under_its_token(tmp_path: Path) -> None:
    service = key_file(tmp_path)
    old_keys = data_keys(service, "1")
    old = KeyRing.open(service, old_keys)
    sealed = seal(old, CARD, new_token(), bin_digits=8)
    both = KeyRing.open(service, (*old_keys, *data_keys(service, "2", NOW + timedelta(days=1))))
    renewed = resealed(both, sealed)
    assert (renewed.token, renewed.masked, renewed.seal_key_id, renewed.hash_key_id) == (sealed.token, sealed.masked, "seal2", "hash2")
    assert renewed.number_hash != sealed.number_hash and unseal(both, renewed) == CARD
    assert resealed(both, renewed) is renewed


def test_a_new_expiry_keeps_the_token(tmp_path: Path) -> None:
    keys = ring(tmp_path)
    sealed = seal(keys, CARD, new_token())
    renewed = with_expiry(keys, sealed, "3101")
    assert (renewed.token, renewed.number_hash, unseal(keys, renewed).expiry) == (sealed.token, sealed.number_hash, "3101")


@pytest.mark.parametrize("expiry", ["", "29", "29124", "29/12", "２９１２"])
def test_an_expiry_is_four_digits(tmp_path: Path, expiry: str) -> None:
    with pytest.raises(ValueError, match="four digits"):
        seal(ring(tmp_path), OpenCard(CardNumber(NUMBER), expiry), new_token())


def test_a_token_cannot_be_taken_for_a_number_and_none_comes_twice() -> None:
    tokens = {new_token() for _ in range(1000)}
    assert len(tokens) == 1000 and all(re.fullmatch(r"card_[0-9a-f]{32}", token) for token in tokens)


def test_a_security_code_has_no_place_in_the_vault() -> None:
    """PCI DSS 3.3.1: no field, argument or variable of the vault is named after it, and a sealed card has no spare place."""
    names = set()
    for path in Path(yizhan.vault.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            found = (getattr(node, attribute, None) for attribute in ("id", "arg", "attr", "name"))
            names |= {name for name in found if isinstance(name, str)}
    assert not {name for name in names if re.search(r"cvv|cvc|cvn|csc|security_?code", name, re.IGNORECASE)}
    assert [item.name for item in fields(SealedCard)] == ["token", "masked", "seal_key_id", "sealed", "hash_key_id", "number_hash"]
    assert [item.name for item in fields(OpenCard)] == ["number", "expiry"]


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(number=st.text(alphabet="0123456789", min_size=12, max_size=19), expiry=st.text(alphabet="0123456789", min_size=4, max_size=4))
def test_any_card_is_sealed_and_opened(tmp_path_factory: pytest.TempPathFactory, number: str, expiry: str) -> None:
    keys = ring(tmp_path_factory.mktemp("keys"))
    card = OpenCard(CardNumber(number), expiry)
    assert unseal(keys, seal(keys, card, new_token())) == card
