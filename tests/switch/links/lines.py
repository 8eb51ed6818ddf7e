"""A scheme and a link to it over real sockets, quick enough for tests."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from tests.payments.messages.sample import REQUEST
from yizhan.kernel.clock import SystemClock
from yizhan.kernel.money import Money
from yizhan.payments.link_times import LinkTimes
from yizhan.payments.messages.authorisation import AuthorisationRequest, AuthorisationResponse
from yizhan.payments.messages.exchange import Key
from yizhan.payments.messages.open_exchanges import STAN_MAX
from yizhan.simulators.scheme.issuer import card_number
from yizhan.simulators.scheme.server import Scheme, SchemeOptions
from yizhan.switch.links.exchanges import LinkAddress
from yizhan.switch.links.link import SchemeLink

QUICK = LinkTimes(0.3, 0.3, 0.5, 5, 5, 0.05, 0.05, (0.05,), (0.05, 0.1))
GOOD = "4111111111111111"
ACQUIRER = "12345678901"


class MemoryNumbers:
    """The mark of a link, as a store keeps it."""

    def __init__(self, last: int = 0) -> None:
        self.last = last

    async def last_number(self) -> int:
        return self.last

    async def note_last_number(self, number: int) -> None:
        self.last = number


@dataclass
class Line:
    """A link with what it said was late, and the keys that it made."""

    link: SchemeLink
    scheme: Scheme | None = None
    late: list[tuple[AuthorisationResponse, Any]] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)

    async def pay(self, card: str = GOOD, reference: str = "632708000124", amount: str = "309.00", timeout_s: float = 0.3, **more: Any):
        return await self.link.authorise(self.request(card, amount, **more), reference, reference, timeout_s)

    def request(self, card: str = GOOD, amount: str = "309.00", **more: Any) -> Callable[[Key], AuthorisationRequest]:
        def make(key: Key) -> AuthorisationRequest:
            self.keys.append(key)
            return replace(REQUEST, key=key, card_number=card, amount=Money.of(amount), **more)

        return make


def ending(digits: str) -> str:
    """A card of a simulated issuer, by its last four digits."""
    return card_number("4000", digits)


def make_line(port: int, numbers: MemoryNumbers | None = None, times: LinkTimes = QUICK, stan_max: int = STAN_MAX) -> Line:
    late: list = []
    address = LinkAddress("visa", "127.0.0.1", port)
    link = SchemeLink(address, ACQUIRER, SystemClock(), numbers or MemoryNumbers(),
                      lambda answer, item: late.append((answer, item)), times, stan_max)
    return Line(link, late=late)


@asynccontextmanager
async def line_up(options: SchemeOptions | None = None, **more: Any) -> AsyncIterator[Line]:
    """A scheme in this process and a link that is signed on."""
    scheme = Scheme(options or SchemeOptions(delay_s=0.5))
    line = make_line(await scheme.start(), **more)
    line.scheme = scheme
    await line.link.start()
    try:
        assert await line.link.wait_up(5)
        yield line
    finally:
        await line.link.stop(0.2)
        await scheme.stop()


async def until(condition: Callable[[], Any], timeout_s: float = 5) -> None:
    """Wait for something to become true."""
    async with asyncio.timeout(timeout_s):
        while not condition():
            await asyncio.sleep(0.01)
