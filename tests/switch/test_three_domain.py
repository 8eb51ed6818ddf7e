"""The client against the fake directory server over HTTP: passed, challenged, refused, unavailable, and a server that talks nonsense."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from yizhan.kernel.money import Money
from yizhan.payments.three_domain import Authentication, TransStatus
from yizhan.simulators.directory import make_server
from yizhan.switch.three_domain import AuthenticationRequest, DirectoryClient

KEY = "a key for tests"
BACK = "http://127.0.0.1:9/back?step=3"


@contextmanager
def served(server: ThreadingHTTPServer) -> Iterator[str]:
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(make_server(0, KEY, silent_s=1.0)) as url:
        yield url


def request(ending: str, scheme: str = "visa", **more: object) -> AuthenticationRequest:
    return AuthenticationRequest("632708000124", scheme, f"400000******{ending}", Money.of("309.00"), "Tea <Stall>", BACK, **more)


def asked(url: str, ask: Callable, key: str = KEY, timeout_s: float = 2.0) -> Authentication:
    async def play() -> Authentication:
        client = DirectoryClient(url, key, timeout_s)
        try:
            return await ask(client)
        finally:
            await client.close()

    return asyncio.run(play())


@pytest.mark.parametrize(("ending", "scheme", "status", "eci"), [
    ("1111", "visa", "Y", "05"), ("4444", "mastercard", "Y", "02"), ("0403", "visa", "N", ""), ("0404", "visa", "R", ""),
    ("0405", "visa", "A", "06"), ("0405", "mastercard", "A", "01"), ("0406", "visa", "U", ""),
])
def test_the_card_decides_and_the_indicator_is_the_scheme_s(address: str, ending: str, scheme: str, status: str, eci: str) -> None:
    found = asked(address, lambda client: client.authenticate(request(ending, scheme)))
    assert (found.status, found.eci, bool(found.proof), found.challenge_url) == (TransStatus(status), eci, bool(eci), "")
    again = asked(address, lambda client: client.result(found.transaction))
    assert (again.status, again.eci) == (found.status, found.eci)


@pytest.mark.parametrize("ending", ["0401", "0065"])
def test_a_challenge_is_passed_with_the_code_and_comes_back(address: str, ending: str) -> None:
    begun = asked(address, lambda client: client.authenticate(request(ending)))
    assert begun.status is TransStatus.CHALLENGE and begun.challenge_url.startswith(address)
    page = httpx.get(begun.challenge_url).text
    assert "银行验证码" in page and "Code from your bank" in page and "Tea &lt;Stall&gt;" in page and "CNY 309.00" in page
    wrong = httpx.post(begun.challenge_url, data={"code": "111111"})
    assert wrong.status_code == 200 and "2 more" in wrong.text and "还可尝试 2 次" in wrong.text
    assert asked(address, lambda client: client.result(begun.transaction)).status is TransStatus.CHALLENGE
    right = httpx.post(begun.challenge_url, data={"code": "123456"})
    assert (right.status_code, right.headers["location"]) == (303, f"{BACK}&transaction={begun.transaction}")
    found = asked(address, lambda client: client.result(begun.transaction))
    assert (found.status, found.eci) == (TransStatus.AUTHENTICATED, "05")


@pytest.mark.parametrize(("ending", "tries"), [("0401", 3), ("0402", 1)])
def test_wrong_codes_end_a_challenge(address: str, ending: str, tries: int) -> None:
    begun = asked(address, lambda client: client.authenticate(request(ending)))
    answers = [httpx.post(begun.challenge_url, data={"code": "000000"}).status_code for _ in range(tries)]
    assert answers == [200] * (tries - 1) + [303]
    assert httpx.post(begun.challenge_url, data={"code": "123456"}).status_code == 303
    assert asked(address, lambda client: client.result(begun.transaction)).status is TransStatus.NOT_AUTHENTICATED


def test_a_server_that_is_silent_away_or_refuses_the_key_is_unavailable(address: str) -> None:
    unavailable = Authentication(TransStatus.UNAVAILABLE)
    assert asked(address, lambda client: client.authenticate(request("0407")), timeout_s=0.2) == unavailable
    assert asked("http://127.0.0.1:1", lambda client: client.authenticate(request("1111"))) == unavailable
    assert asked(address, lambda client: client.authenticate(request("1111")), key="another") == unavailable
    assert asked(address, lambda client: client.result("../healthz")) == unavailable
    assert asked(address, lambda client: client.authenticate(request("1111", scheme="nobody"))) == unavailable


@pytest.mark.parametrize("body", [
    b"", b"nonsense", b"[]", b"{}", b'{"trans_status": "X"}', b'{"trans_status": "Y", "eci": 5}', b"\xff\xfe",
    b'{"trans_status": "C", "challenge_url": "javascript:alert(1)"}', b'{"trans_status": ["Y"]}', b'"' + b"x" * 20_000 + b'"',
])
def test_nonsense_from_the_server_is_unavailable(body: bytes) -> None:
    class Nonsense(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None: ...

    with served(ThreadingHTTPServer(("127.0.0.1", 0), Nonsense)) as url:
        assert asked(url, lambda client: client.authenticate(request("1111"))) == Authentication(TransStatus.UNAVAILABLE)
