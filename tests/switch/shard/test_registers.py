"""Cards of a payer at the shard: numbers one after the other, whoever comes at the same time."""

import asyncio

import pytest

from tests.switch.shard.shop import Shop
from tests.switch.zone.zones import connections
from yizhan.kernel.refusal import refuse
from yizhan.payments import ids
from yizhan.payments.tiers import Tier
from yizhan.switch.shard.registers import Registers

PAYER = ids.payer_id(0, 7)


def bind(registers: Registers, shop: Shop, token: str, card_id: int | None = None):
    return registers.add_card(card_id, PAYER, token, "411111******1111", "visa", "", "3012", shop.clock.now())


def test_cards_bound_at_the_same_time_get_numbers_of_their_own_and_the_same_card_keeps_its(shop: Shop) -> None:
    async def play() -> None:
        registers = Registers(0, connections(shop.switch_url))
        await registers.keep_payer(PAYER, "wechat_like", Tier.T0, shop.clock.now())
        numbers = await asyncio.gather(*(bind(registers, shop, f"card_{place}") for place in range(5)))
        assert sorted(numbers) == [ids.card_id(PAYER, place) for place in range(5)]
        assert await bind(registers, shop, "card_3") == numbers[3]
        with pytest.raises(ValueError, match="another token"):
            await bind(registers, shop, "card_9", numbers[0])
        assert await registers.card(999) is None and (await registers.card(numbers[1])).token == "card_1"
    asyncio.run(play())
    assert shop.count("card WHERE payer_id = %s", PAYER) == 5


def test_sixteen_cards_are_bound_at_a_time_and_what_was_unbound_keeps_its_number_and_does_not_count(shop: Shop) -> None:
    async def play() -> None:
        registers = Registers(0, connections(shop.switch_url))
        await registers.keep_payer(PAYER, "wechat_like", Tier.T0, shop.clock.now())
        numbers = []
        for place in range(40):
            numbers.append(await bind(registers, shop, f"card_{place}"))
            if place >= 15:
                assert await bind(registers, shop, "one too many") == refuse("cards_at_most", cards_max=16)
                assert await bind(registers, shop, f"card_{place}") == numbers[-1], "its expiry may change"
                await registers.set_card_status(numbers[place - 15], "unbound", shop.clock.now())
        assert numbers == [ids.card_id(PAYER, place) for place in range(40)]
        found = await registers.card(numbers[39])
        assert (found.payer_id, found.token, found.programme) == (PAYER, "card_39", "wechat_like")
    asyncio.run(play())
    assert shop.count("card WHERE payer_id = %s AND status = 15", PAYER) == 25
