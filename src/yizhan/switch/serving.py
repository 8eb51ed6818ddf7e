"""The switch put together: rooms, links, reversals, notifications. What is in doubt at the start is reversed before anything is taken."""

import asyncio
import hashlib
import hmac
import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

import psycopg
from psycopg_pool import AsyncConnectionPool

from yizhan.kernel.clock import Clock, branch_date
from yizhan.payments import stored
from yizhan.payments.link_times import link_times
from yizhan.payments.messages.exchange import Key, local_stamp
from yizhan.payments.messages.reversal import Reversal
from yizhan.payments.refunds import number_kept
from yizhan.payments.states import Alarm
from yizhan.switch.authenticating import HolderCheck
from yizhan.switch.binding.checking import CheckItem
from yizhan.switch.binding.routes import BindingConfig, BindingRoutes
from yizhan.switch.charges import Charges, terminal_of
from yizhan.switch.finishing import ended
from yizhan.switch.gathered import Gathered
from yizhan.switch.http.app import Door
from yizhan.switch.http.payments import PaymentRoutes
from yizhan.switch.http.rates import RateRoutes
from yizhan.switch.http.registers import RegisterRoutes
from yizhan.switch.http.verify import VerifyRoutes
from yizhan.switch.links.exchanges import LinkAddress
from yizhan.switch.links.link import SchemeLink
from yizhan.switch.links.reversing import OpenReversal, Reverser, reversal_message
from yizhan.switch.notifying import Notifier
from yizhan.switch.rooms import Room, Rooms
from yizhan.switch.shard.collector import Collector
from yizhan.switch.shard.fixings import Fixings
from yizhan.switch.shard.lookups import Doubt, Lookups
from yizhan.switch.shard.registers import MerchantInfo, Registers
from yizhan.switch.shard.waiting import ShardNumbers, ShardReversals
from yizhan.switch.shard_locks import ShardLocks
from yizhan.switch.three_domain import DirectoryClient
from yizhan.switch.zone.callers import Callers
from yizhan.switch.zone.cards import CardUnknown, CardZone
from yizhan.switch.zone.keys import ZoneKeys
from yizhan.vault.card_number import BIN_SHORT
from yizhan.vault.cards import OpenCard
from yizhan.vault.master_keys import KeyService

log = logging.getLogger(__name__)
SWEEP_S: Final = 15.0
TIDY_S: Final = 60.0
VERIFY_S: Final = 1.0
POOL_MAX: Final = 8
SEALED_MAX: Final = 100_000
# Writers wait for the database as long as they must, so it is the system that has to notice one that is gone without a word.
LINE: Final = {"tcp_user_timeout": 30_000, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 4}


@dataclass(frozen=True, slots=True)
class SwitchConfig:
    """What the application tells the switch. `acquirer_id` is the branch's number at schemes, followed by one digit for each.

    Browsers post the card's form to `public_url` and are sent back to `return_origins` alone; `directory` is address and key of the
    3-D Secure directory server. `bin_digits` of a card number stay readable in front.
    """

    database_url: str = field(repr=False)
    open_keys: Callable[[], KeyService]
    branch_secret: str = field(repr=False)
    schemes: Mapping[str, tuple[str, int]]
    acquirer_id: str = "1000100"
    shards: tuple[int, ...] = (0,)
    patience_s: float = 4.0
    public_url: str = "http://127.0.0.1:8001"
    return_origins: frozenset[str] = frozenset()
    directory: tuple[str, str] | None = field(default=None, repr=False)
    authorisation_timeout_s: float | None = None
    bin_digits: int = BIN_SHORT


class Switch:
    """Start it, hand its `door` to the server, stop it."""

    def __init__(self, config: SwitchConfig, clock: Clock) -> None:
        self.config, self.clock = config, clock
        self.door: Door | None = None
        self.links: dict[str, SchemeLink] = {}
        self.rooms = Rooms(())
        self.on_locks_lost: Callable[[], None] = end_process
        self._tasks: list[asyncio.Task[None]] = []
        self._reversers: list[Reverser] = []
        self._notifiers: list[Notifier] = []
        self._payments: PaymentRoutes | None = None

    async def start(self) -> None:
        """Up and taking payments when it returns. Raises ShardBehind, or what the database or the vault say."""
        self._pool: AsyncConnectionPool[psycopg.AsyncConnection[Any]] = AsyncConnectionPool(
            self.config.database_url, min_size=1, max_size=POOL_MAX, open=False,
            kwargs={"autocommit": True, "application_name": "yizhan switch", **LINE})
        await self._pool.open(wait=True)
        self._locks = ShardLocks(self.config.shards, self._connect)
        await self._locks.take()
        fixings = Fixings(self.config.shards, self._pool.connection)
        await fixings.even_out(self.clock.now())
        keys = ZoneKeys(self.config.open_keys)
        async with self._pool.connection() as connection:
            await keys.load(connection)
        self.zone = CardZone(self._pool.connection, keys, self.config.bin_digits, SEALED_MAX)
        self._unsealed: Gathered[str, OpenCard] = Gathered(self.zone.open_cards)
        callers = Callers(self._pool.connection, keys, self.config.branch_secret)
        self._make_links()
        self._directory = DirectoryClient(*self.config.directory) if self.config.directory else None
        self._holder = HolderCheck(self._directory, self.config.public_url, self.clock)
        self.rooms = Rooms([await self._room(shard) for shard in self.config.shards])
        await self._take_over()
        code_key = hmac.digest(self.config.branch_secret.encode(), b"payment codes", hashlib.sha256)
        self._payments = PaymentRoutes(self.rooms, self.clock, code_key, self.config.patience_s, self.config.return_origins)
        self._notifiers = [Notifier(room.shard, self._pool.connection, callers.secret_of, self.clock) for room in self.rooms.all()]
        for notifier in self._notifiers:
            notifier.start()
        self._verify = VerifyRoutes(self.rooms, self._holder, self.clock, self.config.patience_s)
        config = BindingConfig(self.config.public_url, self.config.return_origins, self._timeout_s)
        self._binding = BindingRoutes(config, self.rooms, self.zone, keys, self._pool.connection, self.links, self._holder, self.clock)
        self._tasks = [asyncio.create_task(work()) for work in (self._sweep, self._watch_locks, self._tidy, self._end_verifications)]
        self._registers = RegisterRoutes(self.rooms, self.zone, self.clock, code_key)
        open_routes = {**self._binding.open, **self._verify.open}
        rates = RateRoutes(fixings, self.clock)
        signed = {**self._binding.signed, ("POST", "/v1/rates"): rates.keep}
        self.door = Door(callers, self._payments, self._registers, self.clock, signed, open_routes)
        log.info("the switch is open; shards %s", ", ".join(map(str, self.config.shards)))

    async def stop(self) -> None:
        """Take nothing more, let what is under way end, disconnect."""
        self.door = None
        await ended(*self._tasks)
        if self._payments is not None:
            await self._payments.settle()
            await self._binding.settle()
            await self._verify.settle()
        for stopping in (*self._notifiers, *self._reversers, *self.links.values()):
            await stopping.stop()
        for room in self.rooms.all():
            await room.charges.settle()
            await room.collector.stop()
        if self._directory is not None:
            await self._directory.close()
        await self._locks.close()
        await self._pool.close()

    async def _open_card(self, token: str) -> OpenCard:
        """Number and expiry for one message. Raises CardUnknown, KeyMissing or SealBroken."""
        opened = self.zone.remembered(token) or await self._unsealed.get(token)
        if opened is None:
            raise CardUnknown(f"no card stands under {token}")
        return opened

    def _connect(self) -> Any:
        return psycopg.AsyncConnection.connect(self.config.database_url, autocommit=True, application_name="yizhan switch writer", **LINE)

    async def _watch_locks(self) -> None:
        """Another switch that has a lock of ours has reversed what we had under way, and counts the numbers of messages: we end."""
        await self._locks.lost()
        log.critical("the locks of the shards were lost, and somebody has them; this switch ends")
        self.door = None
        self.on_locks_lost()

    def _make_links(self) -> None:
        times = link_times(branch_date(self.clock.now()))
        for scheme, (host, port) in self.config.schemes.items():
            acquirer = f"{self.config.acquirer_id}{stored.SCHEME_NUMBERS[scheme]}"
            numbers = ShardNumbers(self.config.shards[0], self._pool.connection, scheme)
            self.links[scheme] = SchemeLink(LinkAddress(scheme, host, port), acquirer, self.clock, numbers, self._late, times)
        self._timeout_s = self.config.authorisation_timeout_s or times.authorisation_timeout_s

    async def _room(self, shard: int) -> Room:
        collector = Collector(shard, self._connect, self.clock)
        await collector.start()
        registers = Registers(shard, self._pool.connection)
        await registers.load()
        lookups = Lookups(shard, self._pool.connection)
        charges = Charges(collector, lookups, registers, self.links, self._open_card, self.clock, self._timeout_s,
                          self._holder)
        store = ShardReversals(shard, self._pool.connection, self.links, self.clock)
        reverser = Reverser(store, self.links, lambda row: self._reversal(lookups, registers, row), self.clock)
        charges.on_reversal = reverser.wake
        self._reversers.append(reverser)
        return Room(shard, collector, lookups, registers, charges)

    async def _take_over(self) -> None:
        """What an earlier switch left: numbers first, then links, then every doubt is reversed."""
        doubts = [(room, doubt) for room in self.rooms.all() for doubt in await room.lookups.doubtful()]
        for reverser in self._reversers:
            await reverser.take_over()
        for room, doubt in doubts:
            link, key = self._asked(doubt)
            if link is not None and key is not None:
                await self._hold(room, link, key, doubt.payment_id)
        for link in self.links.values():
            await link.start()
        for room, doubt in doubts:
            await self._give_up(room, doubt)
        for reverser in self._reversers:
            reverser.start()
        if doubts:
            log.warning("%d payments were in doubt and are reversed", len(doubts))

    async def _hold(self, room: Room, link: SchemeLink, key: Key, payment_id: int) -> None:
        """A number that is held for another keeps the switch from nothing: the desk hears that a late answer may be missed."""
        try:
            link.hold(key, payment_id)
        except ValueError as error:
            log.error("%s: %s", link.address.scheme, error)
            facts = {"number": key.stan, "reference": key.reference}
            await room.lookups.raise_alarm(Alarm.NUMBER_TAKEN, payment_id, facts, self.clock.now())

    async def _sweep(self) -> None:
        """Payments that a failure left reserved while the switch went on."""
        while True:
            await asyncio.sleep(SWEEP_S)
            try:
                for room in self.rooms.all():
                    before = self.clock.now() - timedelta(seconds=self._timeout_s + SWEEP_S)
                    for doubt in await room.lookups.doubtful():
                        if doubt.created_at < before and doubt.payment_id not in room.charges.under_way:
                            await self._give_up(room, doubt)
            except Exception as error:
                log.error("doubts could not be swept: %s", type(error).__name__)

    async def _tidy(self) -> None:
        """What has run out, every minute."""
        while True:
            await asyncio.sleep(TIDY_S)
            try:
                await self.tidy()
            except Exception as error:
                log.error("the card zone could not be tidied: %s", type(error).__name__)

    async def tidy(self) -> None:
        """End bindings that have run out, free numbers whose unbinding was cut off, destroy those that no refund can need any more."""
        await self._binding.tidy()
        await self._registers.release_unbound()
        now = self.clock.now()
        await self.zone.forget_released(now - number_kept(branch_date(now)))

    async def _end_verifications(self) -> None:
        """Payments whose traveller did not come back from the bank's page in time."""
        while True:
            await asyncio.sleep(VERIFY_S)
            for room in self.rooms.all():
                try:
                    await room.charges.end_late()
                except Exception as error:
                    log.error("verifications could not be ended: %s", type(error).__name__)

    async def _give_up(self, room: Room, doubt: Doubt) -> None:
        link, key = self._asked(doubt)
        await room.charges.give_up(doubt.payment_id, doubt.payer_id, link, key)

    def _asked(self, doubt: Doubt) -> tuple[SchemeLink | None, Any]:
        scheme = stored.SCHEMES[doubt.scheme]
        return self.links.get(scheme), doubt.key(f"{self.config.acquirer_id}{doubt.scheme}")

    def _late(self, answer: Any, item: Any) -> None:
        if isinstance(item, CheckItem):
            return  # Nothing was charged by a check.
        payment_id = item if isinstance(item, int) else item.payment_id
        self.rooms.of_payment(payment_id).charges.late(answer, item)

    async def _reversal(self, lookups: Lookups, registers: Registers, row: OpenReversal) -> Reversal:
        paid = await lookups.payment(row.payment_id)
        if paid is None:
            raise LookupError("a reversal without its payment")
        merchant = registers.merchant(paid.merchant_id) or MerchantInfo(paid.merchant_id, paid.merchant_name, "", "0000", 1)
        opened = await self.zone.open_card(row.card_token)
        return reversal_message(row, opened.number.reveal(), local_stamp(paid.created_at), terminal_of(merchant))


def end_process() -> None:
    """At once, without a word to schemes or callers: whoever holds the locks speaks for the shard now."""
    os._exit(1)
