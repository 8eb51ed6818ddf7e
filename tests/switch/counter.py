"""A whole switch in this process: real shard, real vault, a real scheme on a socket, and signed requests at its door."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

from tests.databases import TestDatabase
from tests.vault.kept import filled
from yizhan.connectors.switch_signature import signed_headers
from yizhan.kernel.clock import SystemClock
from yizhan.payments import ids
from yizhan.simulators.scheme.journal import totals
from yizhan.simulators.scheme.server import Scheme, SchemeOptions
from yizhan.switch.binding.keeping import keep_bound
from yizhan.switch.http.messages import Request, Response
from yizhan.switch.serving import Switch, SwitchConfig
from yizhan.vault.card_number import CardNumber
from yizhan.vault.cards import OpenCard

SECRET = "a secret of the branch for tests alone"
MERCHANT = 7
Play = Callable[["Counter"], Awaitable[None]]


class Counter:
    """Asks the switch as the branch does. `restart` gives a new switch on the same data, as after a crash."""

    def __init__(self, database: TestDatabase, folder: Path, clock: Any = None, timeout_s: float = 5.0, patience_s: float = 12.0) -> None:
        self.database, self.folder, self.clock = database, folder, clock or SystemClock()
        self.timeout_s, self.patience_s = timeout_s, patience_s
        self.journal = folder / "scheme.journal"
        self.wiring: dict[str, Any] = {}  # what else the switch's configuration says
        self.switch: Switch
        self._service: Any = None
        self._port = 0

    @asynccontextmanager
    async def open(self, **options: Any) -> AsyncIterator["Counter"]:
        """Scheme and switch for the time of the block, with a merchant."""
        self._service, _ = await asyncio.to_thread(filled, self.database, self.folder)
        scheme = Scheme(SchemeOptions("visa", journal=self.journal, **options))
        self._port = await scheme.start()
        await self.start()
        await self.ask("POST", "/v1/merchants", {"merchant_id": MERCHANT, "name_latin": "Tea Stall 01", "city_latin": "SHENZHEN",
                                                 "category_code": "5812", "rate": "0.0060", "status": "active"})
        try:
            yield self
        finally:
            await self.switch.stop()
            await scheme.stop()

    async def start(self) -> None:
        """A switch, with its links up."""
        names = ("visa", "mastercard", "amex", "jcb", "diners", "discover", "unionpay")
        config = SwitchConfig(self.database.switch_url, lambda: self._service, SECRET, dict.fromkeys(names, ("127.0.0.1", self._port)),
                              patience_s=self.patience_s, authorisation_timeout_s=self.timeout_s, **self.wiring)
        self.switch = Switch(config, self.clock)
        await self.switch.start()
        for link in self.switch.links.values():
            assert await link.wait_up(30)

    async def ask(self, method: str, target: str, content: Any = None, *, key: str = "branch", secret: str = SECRET) -> tuple[int, Any]:
        """Status and content of a signed request's answer."""
        response = await self.raw(method, target, b"" if content is None else json.dumps(content).encode(), key=key, secret=secret)
        return response.status, json.loads(response.body)

    async def raw(self, method: str, target: str, body: bytes, *, key: str = "branch", secret: str = SECRET) -> Response:
        """The answer to any bytes."""
        path, _, query = target.partition("?")
        headers = signed_headers(key, secret, method, target, body, self.clock.now())
        return await self.switch.door.handle(Request(method, path, query, headers, body))

    async def card(self, number: str, serial: int = 1, tier: str = "t2", programme: str = "wechat_like") -> str:
        """A card of a payer, bound; its shown id."""
        payer = ids.payer_id(0, serial)  # a serial above 40 bits names a payer of another shard
        await self.ask("POST", "/v1/payers", {"payer": ids.shown_id("payer", payer), "programme": programme, "tier": tier})
        scheme = "visa" if number[0] == "4" else "mastercard"
        registers = self.switch.rooms.of_payer(payer).registers
        kept = await keep_bound(self.switch.zone, registers, OpenCard(CardNumber(number), "3012"), payer, scheme, "", self.clock.now())
        return ids.shown_id("card", kept.card_id)

    async def pay(self, card: str, amount_minor: int, key: str = "", **fields: Any) -> tuple[int, Any]:
        """One payment at the merchant."""
        return await self.ask("POST", "/v1/payments", {"key": key or str(uuid4()), "card": card, "merchant_id": MERCHANT,
                                                       "amount_minor": amount_minor, "channel": "in_app", "factors": 2, **fields})

    def rows(self, query: str, *parameters: Any) -> list[tuple]:
        """Rows of the shard, as the owner."""
        with psycopg.connect(self.database.owner_url, autocommit=True) as connection:
            return connection.execute(query, parameters).fetchall()

    def charged(self) -> int:
        """What the scheme has charged in all, by its own books."""
        return totals(self.journal).charged_minor if self.journal.exists() else 0


async def die(switch: Switch) -> None:
    """As of a killed process: its own tasks go no further, and its locks end with their session."""
    for task in switch._tasks:
        task.cancel()
    await switch._locks.close()


def play(counter: Counter, story: Play, **options: Any) -> None:
    """Play a story at an open counter."""
    async def whole() -> None:
        async with counter.open(**options):
            await story(counter)

    asyncio.run(whole())
