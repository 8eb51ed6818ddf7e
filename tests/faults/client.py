"""Callers of a fault run: each pays over a connection of its own and asks again under the same key until it knows how the payment ended."""

import asyncio
import json
import random
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from tests.faults.log import ClientLog
from tests.faults.park import MERCHANTS, Park
from yizhan.connectors.switch_signature import signed_headers
from yizhan.kernel.clock import Clock

SECRET: Final = "a secret of the branch for fault runs alone"
ANSWER_S, FINAL_S = 6.0, 75.0
UNCLEAR: Final = frozenset({202, 500, 502, 503, 504})
DUPLICATES, REFUNDS, QUERIES, GIVEN_UP, OTHER_CONTENT, REPEATED = 0.01, 0.03, 0.3, 0.03, 0.003, 0.01


class Lost(Exception):
    """The connection broke, or no answer came in time; `was_sent` when the switch may have read the request."""

    def __init__(self, why: str, was_sent: bool) -> None:
        super().__init__(why)
        self.was_sent = was_sent


class NeverFinal(AssertionError):
    """A key got no final answer in time."""


class Line:
    """One connection, made when it is needed."""

    def __init__(self, port: int, clock: Clock) -> None:
        self._port, self._clock = port, clock
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def open(self) -> None:
        """Connect; Lost when nobody listens."""
        if self._writer is None:
            try:
                self._reader, self._writer = await asyncio.wait_for(asyncio.open_connection("127.0.0.1", self._port), ANSWER_S)
            except (OSError, TimeoutError) as error:
                raise Lost(type(error).__name__, was_sent=False) from None

    async def ask(self, method: str, target: str, content: Any = None) -> tuple[int, dict[str, Any]]:
        """Status and content; Lost after the request may have left."""
        body = b"" if content is None else json.dumps(content).encode()
        headers = signed_headers("branch", SECRET, method, target, body, self._clock.now())
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        whole = f"{method} {target} HTTP/1.1\r\nhost: switch\r\ncontent-length: {len(body)}\r\n{head}\r\n".encode() + body
        try:
            return await asyncio.wait_for(self._exchange(whole), ANSWER_S)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, ValueError) as error:
            self.close()
            raise Lost(type(error).__name__, was_sent=True) from None

    def close(self) -> None:
        """Forget the connection."""
        if self._writer is not None:
            with suppress(OSError, RuntimeError):
                self._writer.close()
        self._reader = self._writer = None

    async def _exchange(self, whole: bytes) -> tuple[int, dict[str, Any]]:
        self._writer.write(whole)
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = int(head.split("content-length:")[1].split("\r\n")[0])
        body = await self._reader.readexactly(length)
        return int(head.split(" ", 2)[1]), json.loads(body) if body[:1] == b"{" else {}


@dataclass(slots=True)
class Wish:
    """A payment that a caller wants."""

    key: str
    body: dict[str, Any]


class Callers:
    """Many callers at once, until they are told to stop; each then ends the payment it is at."""

    def __init__(self, port: int, park: Park, log: ClientLog, clock: Clock, seed: int) -> None:
        self._port, self._park, self._log, self._clock = port, park, log, clock
        self._random = random.Random(seed)
        self._is_over = False

    async def play(self, callers: int, over: asyncio.Event) -> None:
        """Pay until it is over."""
        tasks = [asyncio.create_task(self._call()) for _ in range(callers)]
        stopping = asyncio.create_task(over.wait())
        await asyncio.wait([*tasks, stopping], return_when=asyncio.FIRST_COMPLETED)
        self._is_over = True
        stopping.cancel()
        await asyncio.gather(*tasks)

    async def _call(self) -> None:
        line, other = Line(self._port, self._clock), Line(self._port, self._clock)
        try:
            while not self._is_over:
                await asyncio.sleep(self._random.random() * 0.1)
                await self._one(line, other)
        finally:
            line.close()
            other.close()

    async def _one(self, line: Line, other: Line) -> None:
        draw, wish = self._random.random, self._wish()
        if draw() < DUPLICATES:  # The same key twice at once, each until its own final answer.
            (status, content), _ = await asyncio.gather(self._until_final(line, wish), self._until_final(other, wish))
        else:
            status, content = await self._until_final(line, wish)
        if status and draw() < OTHER_CONTENT:
            await self._asked(line, "other", wish.key, "POST", "/v1/payments", {**wish.body, "amount_minor": wish.body["amount_minor"] + 1})
        if status and draw() < REPEATED:
            await self._asked(line, "pay", wish.key, "POST", "/v1/payments", wish.body)
        if status == 201 and draw() < REFUNDS:
            await self._refund(line, content["payment"], wish.body["amount_minor"])

    async def _until_final(self, line: Line, wish: Wish) -> tuple[int, dict[str, Any]]:
        """Pay, and ask again while it is not clear what became of it. Some give up for good after a first unclear answer."""
        found = await self._asked(line, "pay", wish.key, "POST", "/v1/payments", wish.body)
        if _is_unclear(found) and self._random.random() < GIVEN_UP:
            return 0, {}
        deadline = asyncio.get_running_loop().time() + FINAL_S
        while _is_unclear(found):
            if asyncio.get_running_loop().time() > deadline:
                raise NeverFinal(f"{wish.key}: {found}")
            await asyncio.sleep(0.1 + self._random.random() * 0.3)
            if self._random.random() < QUERIES:
                asked = await self._asked(line, "find", wish.key, "GET", f"/v1/payments?card={wish.body['card']}&key={wish.key}")
                found = None if asked and asked[0] in (200, 404) and asked[1].get("code", "unknown_key") == "unknown_key" else asked
            else:
                found = await self._asked(line, "pay", wish.key, "POST", "/v1/payments", wish.body)
        return found

    async def _refund(self, line: Line, payment: str, order_minor: int) -> None:
        body = {"key": self._key(), "amount_minor": max(1, order_minor // self._random.choice((1, 2, 3)))}
        deadline, found = asyncio.get_running_loop().time() + FINAL_S, None
        while _is_unclear(found):
            if asyncio.get_running_loop().time() > deadline:
                raise NeverFinal(f"refund {body['key']}")
            await asyncio.sleep(0.05 + self._random.random() * 0.2)
            found = await self._asked(line, "refund", body["key"], "POST", f"/v1/payments/{payment}/refunds", body)

    async def _asked(self, line: Line, purpose: str, key: str, method: str, target: str, body: Any = None) -> tuple[int, dict] | None:
        """One request, written down before and after; None where no answer came."""
        try:
            await line.open()
        except Lost:
            return None  # Nobody listens: nothing was sent.
        facts = {"order_minor": body["amount_minor"]} if body else {}
        self._log.sent(key, purpose, self._clock.now(), **facts)
        try:
            status, content = await line.ask(method, target, body)
        except Lost as loss:
            self._log.lost(key, purpose, self._clock.now(), str(loss))
            return None
        self._log.answered(key, purpose, self._clock.now(), status, content)
        return status, content

    def _wish(self) -> Wish:
        # Small and large orders: above CNY 200.00 a fee is charged.
        amount = self._random.choice((self._random.randint(100, 9_000), self._random.randint(5_000, 40_000)))
        key = self._key()
        return Wish(key, {"key": key, "card": self._random.choice(self._park.cards), "merchant_id": self._random.choice(MERCHANTS),
                          "amount_minor": amount, "channel": "in_app", "factors": 2})

    def _key(self) -> str:
        return str(UUID(int=self._random.getrandbits(128), version=4))


def _is_unclear(found: tuple[int, dict] | None) -> bool:
    return found is None or found[0] in UNCLEAR
