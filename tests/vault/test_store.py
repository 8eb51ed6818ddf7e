"""The vault's rows: kept and found under a token or a keyed hash, forgotten only while no shard knows them."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from tests.databases import TestDatabase
from tests.vault.kept import filled, on
from tests.vault.rings import NOW, data_keys
from yizhan.vault import store
from yizhan.vault.caller_keys import new_terminal_key, new_wallet_key
from yizhan.vault.card_number import CardNumber
from yizhan.vault.cards import OpenCard, new_token, number_hash, seal, unseal, with_expiry
from yizhan.vault.data_keys import KeyRing
from yizhan.vault.master_keys import MasterKeyFile

CARD = OpenCard(CardNumber("4111111111111111"), "2912")
PAYER, OTHER = 7, 8


@pytest.fixture
def vault(fresh_database: TestDatabase, tmp_path: Path) -> tuple[TestDatabase, MasterKeyFile, KeyRing]:
    return fresh_database, *filled(fresh_database, tmp_path)


def test_a_card_is_found_by_its_token_and_by_the_hash_of_its_number(vault) -> None:
    database, _, ring = vault
    sealed = seal(ring, CARD, new_token())
    assert on(database.switch_url, lambda c: store.add_card(c, sealed, PAYER, NOW))
    hashes = [(ring.hash_id, number_hash(ring, CARD.number))]
    kept = on(database.switch_url, lambda c: store.card_of_hashes(c, hashes))
    assert kept == on(database.switch_url, lambda c: store.card(c, sealed.token)) == store.KeptCard(sealed, PAYER, None)
    assert unseal(ring, kept.card).number == CARD.number
    assert on(database.switch_url, lambda c: store.card(c, new_token())) is None


def test_the_same_number_is_kept_once_whoever_comes_first(vault) -> None:
    database, _, ring = vault
    first, second = (seal(ring, CARD, new_token()) for _ in range(2))
    assert on(database.switch_url, lambda c: store.add_card(c, first, PAYER, NOW))
    assert not on(database.switch_url, lambda c: store.add_card(c, second, OTHER, NOW))


def test_a_card_that_stands_in_a_shard_is_not_forgotten(vault) -> None:
    database, _, ring = vault
    sealed = seal(ring, CARD, new_token())

    async def work(connection):
        await store.add_card(connection, sealed, PAYER, NOW)
        first = await store.forget_unbound(connection, sealed.token)
        await store.add_card(connection, sealed, PAYER, NOW)
        await store.note_card_id(connection, sealed.token, 113)
        return first, await store.forget_unbound(connection, sealed.token), (await store.card(connection, sealed.token)).card_id

    assert on(database.switch_url, work) == (True, False, 113)


def test_a_new_expiry_takes_the_place_of_the_old_one_under_the_same_token(vault) -> None:
    database, _, ring = vault
    sealed = seal(ring, CARD, new_token())

    async def work(connection):
        await store.add_card(connection, sealed, PAYER, NOW)
        await store.replace_seal(connection, with_expiry(ring, sealed, "3101"))
        return (await store.card(connection, sealed.token)).card

    assert unseal(ring, on(database.switch_url, work)) == replace(CARD, expiry="3101")


def test_a_data_key_under_which_a_card_stands_cannot_be_removed_nor_a_removed_one_be_used(vault) -> None:
    database, service, ring = vault
    newer = data_keys(service, "2", NOW + timedelta(days=1))
    on(database.owner_url, lambda c: store.add_data_keys(c, newer))
    sealed = seal(ring, CARD, new_token())
    on(database.switch_url, lambda c: store.add_card(c, sealed, PAYER, NOW))
    kept = [key.id for key in newer]
    assert on(database.owner_url, lambda c: store.remove_unused_data_keys(c, kept)) == []
    assert on(database.owner_url, lambda c: store.newest_key_at(c)) == NOW + timedelta(days=1)
    assert on(database.owner_url, store.cards_by_key) == [
        ("hash1", "hash", 1), ("seal1", "seal", 1), ("hash2", "hash", 0), ("seal2", "seal", 0)]
    on(database.switch_url, lambda c: store.forget_unbound(c, sealed.token))
    assert sorted(on(database.owner_url, lambda c: store.remove_unused_data_keys(c, kept))) == ["hash1", "seal1"]
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        on(database.switch_url, lambda c: store.add_card(c, sealed, PAYER, NOW))
    assert set(on(database.owner_url, store.data_keys)) == set(newer)


def test_callers_keys_are_kept_and_closed(vault) -> None:
    database, _, ring = vault
    wallet, _ = new_wallet_key(ring, "panda_wallet", NOW)
    terminal, _ = new_terminal_key(ring, 42, NOW + timedelta(seconds=1))

    async def work(connection):
        for key in (wallet, terminal):
            await store.add_caller_key(connection, key)
        closed = [await store.revoke_caller_key(connection, key_id, NOW) for key_id in (wallet.id, "key_0000000000000000")]
        return closed, await store.caller_keys(connection), await store.caller_key(connection, wallet.id)

    assert on(database.owner_url, work) == ([True, False], [replace(wallet, revoked_at=NOW), terminal], replace(wallet, revoked_at=NOW))
