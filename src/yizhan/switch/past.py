"""Payments of the past, written as the switch writes those of now: for the demo park, whose travellers have paid before anybody looks.

Registers, vault, writers and refunds are the switch's own; only the clock is set, and the issuer's answers are given. Moments come in
order, and all lie before now, so that the switch which starts afterwards goes on from there.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final
from uuid import uuid4

import psycopg

from yizhan.kernel.clock import FixedClock, branch_date
from yizhan.kernel.money import Money, Rounding
from yizhan.kernel.refusal import Refusal
from yizhan.payments import ids
from yizhan.payments.code_caps import Strength
from yizhan.payments.messages.exchange import transmission_stamp
from yizhan.payments.rates import DayRate
from yizhan.payments.response_codes import Outcome, handling
from yizhan.payments.stored import STRENGTH_NUMBERS, Step
from yizhan.payments.stored import Outcome as Said
from yizhan.payments.tiers import Tier
from yizhan.switch.binding.keeping import keep_bound
from yizhan.switch.http.wishes import fingerprint
from yizhan.switch.shard.collector import Collector
from yizhan.switch.shard.items import Move, Taken, Wanted
from yizhan.switch.shard.lookups import Lookups
from yizhan.switch.shard.registers import MerchantInfo, Registers
from yizhan.switch.shard_locks import LOCK
from yizhan.switch.zone.cards import CardZone
from yizhan.switch.zone.keys import ZoneKeys
from yizhan.vault.card_number import BIN_SHORT, CardNumber
from yizhan.vault.cards import OpenCard
from yizhan.vault.master_keys import KeyService

CALLER: Final = 0  # the branch's own pages


class NotWritten(RuntimeError):
    """The shard or the vault did not take what was to have happened."""


@dataclass(frozen=True, slots=True)
class PastPayment:
    """One payment: what was paid where, by which strength of code, and what the issuer answered. `billing` is the card's own currency."""

    at: datetime
    card_id: int
    merchant_id: int
    order_minor: int
    strength: Strength
    answer: str
    billing: DayRate


class Past:
    """One shard's past; made by `past_of`."""

    def __init__(self, zone: CardZone, registers: Registers, lookups: Lookups, collector: Collector, clock: FixedClock) -> None:
        self._zone, self._registers, self._lookups = zone, registers, lookups
        self._collector, self._clock, self._serial = collector, clock, 0

    async def keep_merchant(self, merchant: MerchantInfo, fee_ppm: int, at: datetime) -> None:
        """A merchant as it was taken on."""
        await self._registers.keep_merchant(merchant, fee_ppm, at)

    async def bind(self, payer_id: int, programme: str, tier: Tier, scheme: str, card: tuple[str, str], at: datetime) -> int:
        """A payer with a bound card, given as number and expiry (YYMM); the card's id."""
        number, expiry = card
        refusal = await self._registers.keep_payer(payer_id, programme, tier, at)
        kept = refusal or await keep_bound(self._zone, self._registers, OpenCard(CardNumber(number), expiry), payer_id, scheme, "", at)
        if isinstance(kept, Refusal):
            raise NotWritten(kept.code)
        return kept.card_id

    async def pay(self, payment: PastPayment) -> int:
        """The payment's id, once its end is written: captured, or declined. An answer that leaves a doubt has no place in a past."""
        self._clock.set(payment.at)
        self._serial += 1
        transmitted, reference = transmission_stamp(payment.at), ids.reference_at(int(payment.at.timestamp() * 1000), self._serial)
        told = (payment.card_id, payment.merchant_id, payment.order_minor, payment.strength.value)
        taken = await self._collector.take(Wanted(
            str(uuid4()), CALLER, fingerprint(told), payment.card_id, payment.merchant_id, payment.order_minor,
            STRENGTH_NUMBERS[payment.strength], transmitted=transmitted, stan=self._serial, reference=reference))
        if taken.outcome is not Said.DONE:
            raise NotWritten(taken.outcome.name)
        await self._collector.move(ids.payer_of(payment.card_id), _step(payment, taken, f"{self._serial * 7919 % 1_000_000:06d}"))
        return taken.payment_id

    async def refund(self, payment_id: int, part_minor: int, at: datetime) -> None:
        """A part that the merchant gave back."""
        told = fingerprint(("refund", payment_id, part_minor))
        done = await self._lookups.refund(str(uuid4()), CALLER, told, payment_id, part_minor, 0, at)
        if done.outcome is not Said.DONE:
            raise NotWritten(done.outcome.name)


def _step(payment: PastPayment, taken: Taken, approval_code: str) -> Move:
    if handling(payment.answer, branch_date(payment.at)).outcome is not Outcome.APPROVED:
        return Move(taken.payment_id, Step.DECLINE, payment.answer)
    billed = payment.billing.from_cny(Money(taken.charged_minor), Rounding.HALF_UP)
    return Move(taken.payment_id, Step.PURCHASE, payment.answer, approval_code, billed.amount_minor, billed.currency)


@asynccontextmanager
async def past_of(shard: int, switch_url: str, open_keys: Callable[[], KeyService], start: datetime,
                  bin_digits: int = BIN_SHORT) -> AsyncIterator[Past]:
    """A shard's past on a connection of the switch's role, for the time of the block; `bin_digits` as in `SwitchConfig`.

    NotWritten where a switch serves the shard.
    """
    clock = FixedClock(start)
    async with await psycopg.AsyncConnection.connect(switch_url, autocommit=True) as connection:
        keys = ZoneKeys(open_keys)
        await keys.load(connection)
        taken = await connection.execute("SELECT pg_try_advisory_lock(%s, %s)", (LOCK, shard))
        if await taken.fetchone() != (True,):
            raise NotWritten(f"a switch serves shard {shard}")
        connections = partial(nullcontext, connection)
        registers, lookups = Registers(shard, connections), Lookups(shard, connections)
        collector = Collector(shard, lambda: psycopg.AsyncConnection.connect(switch_url, autocommit=True), clock)
        await collector.start()
        try:
            yield Past(CardZone(connections, keys, bin_digits), registers, lookups, collector, clock)
        finally:
            await collector.stop()

