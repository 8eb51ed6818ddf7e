"""The card zone: one token a number, opened for a message, through renewals of its keys while it runs. Covers switch.zone.keys."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.databases import TestDatabase
from tests.switch.zone.zones import AMEX, MASTERCARD, OTHER_PAYER, PAYER, VISA, zone
from tests.vault.kept import filled, on
from tests.vault.rings import NOW, data_keys
from yizhan.kernel.refusal import refuse
from yizhan.switch.zone.cards import CardUnknown, Kept
from yizhan.switch.zone.keys import ZoneKeys
from yizhan.vault import store
from yizhan.vault.card_number import CardNumber
from yizhan.vault.cards import OpenCard, new_token, resealed
from yizhan.vault.data_keys import KeyRing
from yizhan.vault.errors import KeyMissing

CARD = OpenCard(CardNumber(VISA), "2912")


@pytest.fixture
def vault(fresh_database: TestDatabase, tmp_path: Path):
    service, _ = filled(fresh_database, tmp_path)
    return fresh_database, service


def keep(vault, card: OpenCard = CARD, payer: int = PAYER):
    database, service = vault
    return asyncio.run(zone(database.switch_url, service).keep(card, payer, NOW))


def test_a_card_is_kept_sealed_and_opened_under_its_token(vault) -> None:
    database, service = vault
    kept = keep(vault)
    assert isinstance(kept, Kept) and kept.is_new and kept.card_id is None
    assert asyncio.run(zone(database.switch_url, service).open_card(kept.card.token)) == CARD
    assert (kept.card.masked, VISA in repr(kept)) == ("411111******1111", False)


def test_the_mask_shows_eight_digits_where_that_is_set_and_the_number_is_long_enough(vault) -> None:
    database, service = vault
    cards = zone(database.switch_url, service, bin_digits=8)
    masks = [asyncio.run(cards.keep(OpenCard(CardNumber(number), "2912"), PAYER, NOW)).card.masked for number in (VISA, AMEX)]
    assert masks == ["41111111****1111", "378282*****0005"]


def test_the_same_payer_gets_the_same_card_under_its_token_with_the_new_expiry(vault) -> None:
    database, service = vault
    cards = zone(database.switch_url, service)

    async def work():
        first = await cards.keep(CARD, PAYER, NOW)
        await cards.open_card(first.card.token)
        await cards.bound(first.card.token, 113)
        second = await cards.keep(replace(CARD, expiry="3101"), PAYER, NOW)
        return first, second, await cards.open_card(first.card.token)

    first, second, opened = asyncio.run(work())
    assert (second.card.token, second.card_id, second.is_new) == (first.card.token, 113, False)
    assert opened.expiry == "3101"


def test_another_payer_is_refused_the_number(vault) -> None:
    keep(vault)
    assert keep(vault, payer=OTHER_PAYER) == refuse("card_bound_elsewhere")


def test_of_many_who_bind_the_same_number_at_once_one_has_it(vault) -> None:
    database, service = vault

    async def work():
        rivals = [zone(database.switch_url, service) for _ in range(8)]
        return await asyncio.gather(*(rival.keep(CARD, PAYER + number, NOW) for number, rival in enumerate(rivals)))

    outcomes = asyncio.run(work())
    assert sum(isinstance(outcome, Kept) for outcome in outcomes) == 1
    assert outcomes.count(refuse("card_bound_elsewhere")) == 7


def test_a_card_whose_binding_failed_is_forgotten_and_may_be_bound_by_another(vault) -> None:
    database, service = vault
    kept = keep(vault)
    asyncio.run(zone(database.switch_url, service).forget_unbound(kept.card.token))
    assert isinstance(keep(vault, payer=OTHER_PAYER), Kept)


def test_an_unknown_token_is_an_error_that_names_the_token_only(vault) -> None:
    database, service = vault
    with pytest.raises(CardUnknown, match=r"card_[0-9a-f]{32}"):
        asyncio.run(zone(database.switch_url, service).open_card(new_token()))


def test_only_so_many_sealed_cards_stay_in_memory_and_none_in_the_clear(vault) -> None:
    database, service = vault
    cards = zone(database.switch_url, service, sealed_max=2)

    async def work():
        tokens = [(await cards.keep(OpenCard(CardNumber(number), "2912"), PAYER, NOW)).card.token for number in numbers]
        return tokens, await cards.open_cards(tokens)

    numbers = [VISA, AMEX, MASTERCARD]
    tokens, opened = asyncio.run(work())
    assert [opened[token].number.reveal() for token in tokens] == numbers
    assert list(cards._sealed) == tokens[1:]
    assert not any(VISA.encode() in card.sealed for card in cards._sealed.values())


def turn_keys(database: TestDatabase, service, token: str) -> None:
    """What `yizhan keys renew-data` does: new keys, the card under them, the old ones removed."""
    newer = data_keys(service, "2", NOW + timedelta(days=1))

    async def work(connection):
        ring = KeyRing.open(service, [*await store.data_keys(connection), *newer])
        await store.add_data_keys(connection, newer)
        await store.replace_seal(connection, resealed(ring, (await store.card(connection, token)).card))
        return await store.remove_unused_data_keys(connection, [key.id for key in newer])

    assert sorted(on(database.owner_url, work)) == ["hash1", "seal1"]


def test_a_running_switch_follows_when_its_keys_are_turned_and_the_old_ones_removed(vault) -> None:
    database, service = vault
    cards = zone(database.switch_url, service)
    with asyncio.Runner() as runner:
        token = runner.run(cards.keep(CARD, PAYER, NOW)).card.token
        runner.run(cards.open_card(token))
        turn_keys(database, service, token)
        assert runner.run(cards.open_card(token)) == CARD  # from memory: the ring still has its key
        assert runner.run(cards.keep(CARD, OTHER_PAYER, NOW)) == refuse("card_bound_elsewhere")  # which loads the newest keys
        assert runner.run(cards.open_card(token)) == CARD  # the remembered seal is of a key that is gone
        assert runner.run(cards.keep(OpenCard(CardNumber(AMEX), "2912"), PAYER, NOW)).card.seal_key_id == "seal2"


def test_a_ring_that_was_never_loaded_opens_nothing(vault) -> None:
    _, service = vault
    with pytest.raises(KeyMissing):
        _ = ZoneKeys(lambda: service).ring
