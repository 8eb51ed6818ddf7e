"""A switch where cards are bound: real shard and vault, the scheme and the 3-D Secure directory on sockets, a browser's requests."""

import asyncio
import re
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx

from tests.databases import TestDatabase
from tests.switch.counter import Counter
from yizhan.payments import ids
from yizhan.simulators.directory import make_server
from yizhan.switch.binding.routes import BindingRoutes
from yizhan.switch.http.messages import Request, Response

PAGES = "https://wallet.example"
RETURN = f"{PAGES}/cards?step=2"
SWITCH = "https://switch.example"
DIRECTORY_KEY = "a key for tests"
CODE, AMEX_CODE = "839", "8391"
GOOD = {"number": "4111 1111 1111 1111", "expiry": "12/30", "security_code": CODE, "holder_name": "ANNA LINDQVIST"}
FORM = "application/x-www-form-urlencoded"


class MovedClock:
    """The real time, moved by what a test says."""

    def __init__(self) -> None:
        self.by = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.by


@dataclass
class Booth:
    """Asks for tokens as the branch, posts forms as a browser; `seen` is all that browsers and callers were told."""

    counter: Counter
    routes: BindingRoutes
    clock: MovedClock
    seen: list[str] = field(default_factory=list)

    async def payer(self, serial: int, programme: str = "wechat_like") -> str:
        """A payer that the shard knows; its shown id."""
        payer = ids.shown_id("payer", ids.payer_id(0, serial))
        assert (await self.counter.ask("POST", "/v1/payers", {"payer": payer, "programme": programme, "tier": "t2"}))[0] == 200
        return payer

    async def token(self, serial: int = 1, return_url: str = RETURN) -> str:
        """A bind token of a payer."""
        content = {"payer": await self.payer(serial), "return_url": return_url, "language": "en"}
        status, told = await self.counter.ask("POST", "/v1/bind-tokens", content)
        assert (status, told["action_url"], told["form_origins"]) == (201, f"{SWITCH}/bind", [SWITCH, PAGES]), told
        return told["bind_token"]

    async def post(self, token: str, **fields: str) -> Response:
        """The form, as a browser posts it."""
        body = urlencode({"bind_token": token, **GOOD, **fields}).encode()
        return await self.browse("POST", "/bind", body=body)

    async def browse(self, method: str, path: str, query: str = "", body: bytes = b"", kind: str = FORM) -> Response:
        """A request of a browser."""
        response = await self.counter.switch.door.handle(Request(method, path, query, {"content-type": kind}, body))
        self.seen += [f"{name}: {value}" for name, value in response.headers] + [response.body.decode()]
        return response

    async def state(self, token: str) -> dict[str, Any]:
        """What is told of a binding."""
        status, told = await self.counter.ask("GET", f"/v1/bind-tokens/{token}")
        assert status == 200
        self.seen.append(repr(told))
        return told

    async def bind(self, serial: int = 1, **fields: str) -> tuple[dict[str, str], dict[str, Any]]:
        """Token, form, and what came of it: the return address' parts and the state."""
        token = await self.token(serial)
        return outcome(await self.post(token, **fields)), await self.state(token)

    async def answer_challenge(self, url: str, code: str) -> str:
        """Type a code at the bank's page; where the browser is sent then."""
        async with httpx.AsyncClient() as client:
            return (await client.post(url, data={"code": code})).headers.get("location", "")

    async def come_back(self, location: str) -> Response:
        """Follow the way back from the challenge."""
        parts = urlsplit(location)
        assert (f"{parts.scheme}://{parts.netloc}", parts.path) == (SWITCH, "/bind/returned")
        return await self.browse("GET", parts.path, parts.query)


def outcome(response: Response) -> dict[str, str]:
    """The parts that the return address got."""
    location = location_of(response)
    assert location.startswith(RETURN), location
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


def location_of(response: Response) -> str:
    """Where a browser is sent."""
    assert response.status == 303, response
    return dict(response.headers)["location"]


def challenge_of(response: Response) -> str:
    """Where the page of a challenge leads."""
    assert response.status == 200, response
    return unescape(re.search(r'<a href="([^"]+)"', response.body.decode())[1])


@contextmanager
def directory() -> Iterator[str]:
    """The directory's address."""
    server = make_server(0, DIRECTORY_KEY, silent_s=0.5)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


@asynccontextmanager
async def opened(database: TestDatabase, folder: Path, with_directory: bool) -> AsyncIterator[Booth]:
    """A switch whose forms lead back to the pages, with or without a directory."""
    clock = MovedClock()
    counter = Counter(database, folder, clock)
    with directory() as url:
        counter.wiring = {"public_url": SWITCH, "return_origins": frozenset({PAGES}),
                          "directory": (url, DIRECTORY_KEY) if with_directory else None}
        async with counter.open():
            yield Booth(counter, counter.switch._binding, clock)


def play(database: TestDatabase, folder: Path, story: Callable[[Booth], Awaitable[None]], with_directory: bool = True) -> list[str]:
    """Play a story at an open booth; what was told to anybody."""
    async def whole() -> list[str]:
        async with opened(database, folder, with_directory) as booth:
            await story(booth)
            return booth.seen

    return asyncio.run(whole())
