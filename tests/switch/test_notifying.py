"""Results told to a receiver of HTTP: signed, told once when taken, again by the dated schedule, given up at its end."""

import asyncio
import hmac
import json
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from tests.databases import TestDatabase
from tests.switch.counter import MERCHANT, Counter, play
from tests.switch.test_payments_over_http import until
from tests.vault.kept import on
from yizhan.connectors.switch_signature import KEY_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER
from yizhan.kernel.clock import FixedClock, SystemClock, branch_date
from yizhan.payments.figures import figure, figures
from yizhan.switch.addresses import is_callback
from yizhan.switch.notifying import AT_ONCE, EVENTS, FILE, Notifier
from yizhan.vault import store
from yizhan.vault.caller_keys import CallerKey, new_wallet_key

VISA = "4111111111111111"
UNTOLD = "SELECT attempts FROM pay_00.notification WHERE told_at IS NULL AND gave_up_at IS NULL"


class Receiver:
    """A caller's own server; it answers with `status`."""

    def __init__(self) -> None:
        self.status = 200
        self.heard: list[tuple[str, dict[str, str], bytes]] = []
        self.port = 0

    @asynccontextmanager
    async def open(self) -> Any:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        async with server:
            yield self

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line, *rest = (await reader.readuntil(b"\r\n\r\n")).decode().strip().split("\r\n")
        headers = {name.lower(): value for name, _, value in (item.partition(": ") for item in rest)}
        self.heard.append((line, headers, await reader.readexactly(int(headers.get("content-length", "0")))))
        writer.write(f"HTTP/1.1 {self.status} x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()


class Told:
    """A counter with a wallet whose results go to a receiver, and a notifier of the test's own: the switch's is stopped."""

    def __init__(self, counter: Counter, receiver: Receiver, key: CallerKey, secret: str) -> None:
        self.counter, self.receiver, self.key, self.secret = counter, receiver, key, secret

    async def begin(self) -> None:
        switch = self.counter.switch
        for notifier in switch._notifiers:
            await notifier.stop()
        callers = switch.door._callers
        self.notifier = Notifier(0, switch._pool.connection, callers.secret_of, self.counter.clock)
        switch._notifiers = [self.notifier]
        url = f"http://127.0.0.1:{self.receiver.port}/told?from=yizhan"
        assert (await self.counter.ask("POST", "/v1/callback", {"url": url}, key=self.key.id, secret=self.secret))[0] == 200

    async def pay(self, amount_minor: int) -> str:
        """A payment that the wallet asks for; its id."""
        card = await self.counter.card(VISA)
        wish = {"key": str(uuid4()), "card": card, "merchant_id": MERCHANT, "amount_minor": amount_minor, "channel": "in_app", "factors": 2}
        status, paid = await self.counter.ask("POST", "/v1/payments", wish, key=self.key.id, secret=self.secret)
        assert status == 201
        return paid["payment"]


@pytest.fixture
def counter(fresh_database: TestDatabase, tmp_path: Path) -> Counter:
    return Counter(fresh_database, tmp_path, FixedClock(SystemClock().now()))


def tell(counter: Counter, story: Any) -> None:
    """Play a story with a wallet's key in the vault and a receiver that listens."""
    async def whole(counter: Counter) -> None:
        key, secret = new_wallet_key(counter.switch.zone._keys.ring, "wechat_like", counter.clock.now())
        await asyncio.to_thread(on, counter.database.owner_url, lambda connection: store.add_caller_key(connection, key))
        receiver = Receiver()
        async with receiver.open():
            told = Told(counter, receiver, key, secret)
            await told.begin()
            await story(told)
    play(counter, whole)


def test_a_result_is_signed_and_told_once_when_it_is_taken(counter: Counter) -> None:
    async def story(told: Told) -> None:
        payment = await told.pay(30_000)
        assert await told.notifier.tell_due() == 1 and await told.notifier.tell_due() == 0
        (line, headers, body), = told.receiver.heard
        assert line == "POST /told?from=yizhan HTTP/1.1" and headers["content-type"] == "application/json"
        told_body = json.loads(body)
        assert (told_body["payment"], told_body["event"]) == (payment, "captured")
        message = f"POST\n/told?from=yizhan\n{headers[TIMESTAMP_HEADER]}\n".encode() + body
        assert headers[SIGNATURE_HEADER] == hmac.digest(told.secret.encode(), message, "sha256").hex()
        assert headers[KEY_HEADER] == told.key.id
        status, made = await told.counter.ask("POST", f"/v1/payments/{payment}/refunds", {"key": str(uuid4()), "amount_minor": 10_000},
                                              key=told.key.id, secret=told.secret)
        assert status == 201 and await told.notifier.tell_due() == 1
        refund = json.loads(told.receiver.heard[1][2])
        assert (refund["refund"], refund["event"]) == (made["refund"], "refunded") and refund["notification"] != told_body["notification"]
        assert told.counter.rows(UNTOLD) == []
    tell(counter, story)


def test_what_is_not_taken_is_told_again_by_the_schedule_and_given_up_at_its_end(counter: Counter) -> None:
    async def story(told: Told) -> None:
        clock, waits = told.counter.clock, figure(figures(FILE), "retry_s", branch_date(told.counter.clock.now())).value
        told.receiver.status = 503
        await told.pay(1_000)
        for attempt, wait in enumerate(waits):
            assert await told.notifier.tell_due() == 1, attempt
            clock.advance(timedelta(seconds=wait - 1))
            assert await told.notifier.tell_due() == 0, attempt
            clock.advance(timedelta(seconds=1))
        assert await told.notifier.tell_due() == 1, "the last one"
        clock.advance(timedelta(days=30))
        assert await told.notifier.tell_due() == 0
        assert len(told.receiver.heard) == len(waits) + 1 == 16
        assert len({json.loads(body)["notification"] for _, _, body in told.receiver.heard}) == 1, "a repeat has the number of the first"
        given_up = "SELECT attempts, told_at IS NULL FROM pay_00.notification WHERE gave_up_at IS NOT NULL"
        assert told.counter.rows(given_up) == [(16, True)]
    tell(counter, story)


def test_a_receiver_that_comes_back_hears_it_and_then_no_more(counter: Counter) -> None:
    async def story(told: Told) -> None:
        told.receiver.status = 500
        await told.pay(1_000)
        await told.notifier.tell_due()
        told.receiver.status = 204
        told.counter.clock.advance(timedelta(seconds=15))
        assert await told.notifier.tell_due() == 1 and told.counter.rows(UNTOLD) == []
        told.counter.clock.advance(timedelta(days=1))
        assert await told.notifier.tell_due() == 0 and len(told.receiver.heard) == 2
    tell(counter, story)


def test_nobody_listening_is_a_try_that_failed(counter: Counter) -> None:
    async def story(told: Told) -> None:
        gone = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{gone.sockets[0].getsockname()[1]}/"
        gone.close()
        await gone.wait_closed()
        await told.counter.ask("POST", "/v1/callback", {"url": url}, key=told.key.id, secret=told.secret)
        await told.pay(1_000)
        assert await told.notifier.tell_due() == 1 and told.counter.rows(UNTOLD) == [(1,)]
    tell(counter, story)


def test_under_a_revoked_key_nothing_is_told(counter: Counter) -> None:
    async def story(told: Told) -> None:
        await told.pay(1_000)
        await asyncio.to_thread(on, told.counter.database.owner_url,
                                lambda connection: store.revoke_caller_key(connection, told.key.id, told.counter.clock.now()))
        told.counter.switch.door._callers._known.clear()  # as fifteen seconds later
        assert await told.notifier.tell_due() == 1
        assert not told.receiver.heard and told.counter.rows(UNTOLD) == [(1,)]
    tell(counter, story)


class Other:
    """A second wallet that asks for payments, and gave an address of its own."""

    def __init__(self, told: Told) -> None:
        self.told = told

    async def begin(self, url: str) -> None:
        counter = self.told.counter
        key, secret = new_wallet_key(counter.switch.zone._keys.ring, "alipay_like", counter.clock.now())
        await asyncio.to_thread(on, counter.database.owner_url, lambda connection: store.add_caller_key(connection, key))
        self.asked = {"key": key.id, "secret": secret}
        assert (await counter.ask("POST", "/v1/callback", {"url": "https://wallet.example/told"}, **self.asked))[0] == 200
        with psycopg.connect(counter.database.owner_url, autocommit=True) as connection:  # as an earlier version took it
            connection.execute("UPDATE pay_00.callback SET url = %s WHERE url = 'https://wallet.example/told'", (url,))

    async def pay(self, count: int) -> None:
        card = await self.told.counter.card("4012888888881881", 2, programme="alipay_like")
        wish = {"card": card, "merchant_id": MERCHANT, "amount_minor": 100, "channel": "in_app"}
        items = [{**wish, "key": str(uuid4())} for _ in range(count)]
        status, answer = await self.told.counter.ask("POST", "/v1/payments/bulk", {"payments": items}, **self.asked)
        assert status == 200 and {one["status"] for one in answer["results"]} == {201}


@pytest.mark.parametrize("url", ["https://[wallet.example/told", "https://wallet.example:99999/", "no address", "https://:0/"])
def test_an_address_that_cannot_be_read_is_a_try_that_failed_and_holds_nobody_else(counter: Counter, url: str, caplog) -> None:
    async def story(told: Told) -> None:
        other = Other(told)
        await other.begin(url)
        await other.pay(30)
        told.counter.clock.advance(timedelta(seconds=5))
        await told.pay(30_000)
        assert await told.notifier.tell_due() == AT_ONCE + 1 and len(told.receiver.heard) == 1
        assert await told.notifier.tell_due() == 30 - AT_ONCE
        assert told.counter.rows(UNTOLD) == [(1,)] * 30
        assert "was not taken: " in caplog.text and url not in caplog.text
    tell(counter, story)


def test_a_wallet_that_hangs_does_not_keep_the_others_waiting(counter: Counter) -> None:
    async def story(told: Told) -> None:
        reached = asyncio.Event()

        async def hang(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            reached.set()
            await asyncio.sleep(4.0)
            writer.close()

        hanging, other = await asyncio.start_server(hang, "127.0.0.1", 0), Other(told)
        async with hanging:
            await other.begin(f"http://127.0.0.1:{hanging.sockets[0].getsockname()[1]}/")
            await other.pay(30)
            told.notifier.start()
            await asyncio.wait_for(reached.wait(), 10)
            began = asyncio.get_running_loop().time()
            for heard in (1, 2):
                await told.pay(30_000)
                async with asyncio.timeout(10):
                    while len(told.receiver.heard) < heard:
                        await asyncio.sleep(0.02)
            assert asyncio.get_running_loop().time() - began < 3.5, "heard while the other one hangs"
            await until(lambda: told.counter.rows(UNTOLD) == [(0,)] * 30)  # what was heard is noted a moment later
    tell(counter, story)


TAKEN = ["https://wallet.example/told?from=yizhan", "https://wallet.example", "https://wallet.example:8443/", "HTTPS://8.8.8.8/a/b",
         "http://127.0.0.1:8080/told"]
NOT_TAKEN = ["https://[wallet.example/told", "https://wallet.example:99999/", "https://wallet.example:0/", "https://wallet.example:x/",
             "https:///told", "https://wallet.example/a b", "https://wallet.example/\u00e9", "https://who:secret@wallet.example/",
             "https://wallet.example/#part", "https://wallet.example/a/../b", "https://wallet_example/", "https://wallet..example/",
             "http://wallet.example/", "http://127.0.0.1/", "http://127.0.0.1:8080@wallet.example/", "http://127.0.0.1:99999/", "ftp://wallet.example/",
             "https://wallet.example:/", "wallet.example", "", "https://xn--/", "https://wallet.example/<x>", "https://-/"]
PRIVATE = ["https://169.254.169.254/", "https://10.0.0.5:5432/", "https://192.168.1.1/", "https://100.64.0.1/", "https://0.0.0.0/",
           "https://127.0.0.1:8443/", "https://127.1/", "https://2130706433/", "https://0x7f000001/", "https://127.0.0.0x1/", "https://8.8.8.08/",
           "https://8.8.8.8.8/", "https://224.0.0.1/", "https://255.255.255.255/", "https://localhost/", "https://LocalHost:8443/",
           "https://wallet.localhost/", "https://printer.local/", "http://127.1:8080/", "http://localhost:8080/", "http://8.8.8.8:8080/"]
PUBLIC = ["https://8.8.8.8/", "https://localhost.example/", "https://local.example/", "https://0x7f000001.example/", "http://127.0.0.1:8080/"]


@pytest.mark.parametrize(("url", "is_taken"), [*((url, False) for url in PRIVATE), *((url, True) for url in PUBLIC)])
def test_results_are_told_to_no_private_address(url: str, is_taken: bool) -> None:
    assert is_callback(url) is is_taken


def test_an_address_is_read_when_it_is_set_and_refused_by_its_field(counter: Counter) -> None:
    async def story(told: Told) -> None:
        asked = {"key": told.key.id, "secret": told.secret}
        for url in TAKEN:
            assert await told.counter.ask("POST", "/v1/callback", {"url": url}, **asked) == (200, {"url": url})
        for url in NOT_TAKEN:
            status, refused = await told.counter.ask("POST", "/v1/callback", {"url": url}, **asked)
            assert (status, refused["code"], refused["facts"]["field"]) == (422, "field_malformed", "url"), url
        assert told.counter.rows("SELECT url FROM pay_00.callback") == [(TAKEN[-1],)]
    tell(counter, story)


def test_an_address_without_a_path_is_signed_as_it_is_asked_for(counter: Counter) -> None:
    async def story(told: Told) -> None:
        url = f"http://127.0.0.1:{told.receiver.port}"
        await told.counter.ask("POST", "/v1/callback", {"url": url}, key=told.key.id, secret=told.secret)
        await told.pay(1_000)
        await told.notifier.tell_due()
        (line, headers, body), = told.receiver.heard
        message = f"POST\n/\n{headers[TIMESTAMP_HEADER]}\n".encode() + body
        assert line == "POST / HTTP/1.1" and headers[SIGNATURE_HEADER] == hmac.digest(told.secret.encode(), message, "sha256").hex()
    tell(counter, story)


def test_who_gave_no_address_is_told_nothing(counter: Counter) -> None:
    async def story(told: Told) -> None:
        await told.counter.pay(await told.counter.card(VISA), 1_000)  # asked for by the branch
        assert await told.notifier.tell_due() == 0
    tell(counter, story)


def test_every_event_that_is_kept_for_telling_has_a_word() -> None:
    """The shard's functions keep all steps but these."""
    assert {step.value for step in EVENTS} == set(range(1, 14)) - {1, 2, 6, 7}
