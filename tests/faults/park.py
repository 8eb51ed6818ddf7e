"""Who pays in a fault run: travellers with a card each, of several schemes and tiers, and a few shops. Put there before a switch runs."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psycopg
from psycopg_pool import AsyncConnectionPool

from tests.vault.rings import data_keys, key_file
from yizhan.embedded import APP_ROLE, SWITCH_ROLE, Server
from yizhan.kernel.clock import Clock
from yizhan.payments import ids, shards
from yizhan.payments.tiers import Tier
from yizhan.simulators.scheme.issuer import card_number
from yizhan.switch.shard.registers import MerchantInfo, Registers
from yizhan.switch.zone.cards import CardZone
from yizhan.switch.zone.keys import ZoneKeys
from yizhan.vault import schema as vault
from yizhan.vault import store
from yizhan.vault.card_number import CardNumber
from yizhan.vault.cards import OpenCard
from yizhan.vault.master_keys import KeyService

PAYERS: Final = 100
MERCHANTS: Final = (11, 12, 13, 14, 15)
SCHEMES: Final = (("visa", "4"), ("visa", "4"), ("mastercard", "5"), ("jcb", "3"), ("unionpay", "6"))
# Two in five may spend 500 US dollars a year, which they reach within the run; one in five 2,000.
TIERS: Final = (Tier.T0, Tier.T0, Tier.T1, Tier.T2, Tier.T2)
# Answered 51 always; answered 91 at the first try and approved at the second, which the switch makes by itself.
REFUSED, REFUSED_ONCE = "0051", "0091"


@dataclass(frozen=True, slots=True)
class Park:
    """Shown ids of cards, and the key file."""

    cards: tuple[str, ...]
    key_file: Path


def settle(server: Server, folder: Path, clock: Clock) -> Park:
    """Shard, vault, shops, travellers, cards."""
    service = key_file(folder)
    with psycopg.connect(server.owner_url, autocommit=True) as connection:
        vault.apply(connection, APP_ROLE, SWITCH_ROLE)
        shards.apply(connection, 0, APP_ROLE, SWITCH_ROLE)
    return Park(asyncio.run(_fill(server, service, clock)), folder / "master-keys.json")


async def _fill(server: Server, service: KeyService, clock: Clock) -> tuple[str, ...]:
    async with await psycopg.AsyncConnection.connect(server.owner_url, autocommit=True) as owner:
        await store.add_data_keys(owner, data_keys(service))
    async with AsyncConnectionPool(server.switch_url, min_size=1, max_size=4, open=False, kwargs={"autocommit": True}) as pool:
        keys = ZoneKeys(lambda: service)
        async with pool.connection() as connection:
            await keys.load(connection)
        registers, zone = Registers(0, pool.connection), CardZone(pool.connection, keys)
        for number in MERCHANTS:
            await registers.keep_merchant(MerchantInfo(number, f"Tea Stall {number}", "SHENZHEN", "5812", 1), 6_000, clock.now())
        return tuple([await _traveller(registers, zone, serial, clock.now) for serial in range(PAYERS)])


async def _traveller(registers: Registers, zone: CardZone, serial: int, now: Callable) -> str:
    payer, (scheme, prefix) = ids.payer_id(0, serial + 1), SCHEMES[serial // 2 % len(SCHEMES)]
    await registers.keep_payer(payer, ("wechat_like", "alipay_like")[serial // 10 % 2], TIERS[serial % len(TIERS)], now())
    ending = {7: REFUSED, 13: REFUSED_ONCE, 18: REFUSED_ONCE}.get(serial % 25, f"{2000 + serial}")
    kept = await zone.keep(OpenCard(CardNumber(card_number(f"{prefix}5{serial:04d}", ending)), "6912"), payer, now())
    card = await registers.add_card(None, payer, kept.card.token, kept.card.masked, scheme, "", "6912", now())
    await zone.bound(kept.card.token, card)
    return ids.shown_id("card", card)
