"""Messages to the switch over a real socket: each is told until it is answered, in order, and nothing is done twice."""

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from tests.cast import Cast, clock, make_cast
from tests.stories.journey import done
from tests.workflows.shops import shop
from yizhan.kernel.clock import FixedClock
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.records.models import AuditRow, Merchant, OutboxMessage
from yizhan.workflows.merchants import propose_merchant_change, take_merchant_proposal
from yizhan.workflows.switch_outbox import claim_switch_message, send_due_messages, settle_switch_message

pytestmark = pytest.mark.django_db


class Listening(ThreadingHTTPServer):
    """A switch that keeps what it was told; `answers` says how it answers next, (200, {}) when nothing is said."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.told: list[tuple[str, dict]] = []
        self.answers: list[tuple[int, dict] | None] = []


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.told.append((self.path, body))
        answer = self.server.answers.pop(0) if self.server.answers else (200, {})
        if answer is None:
            self.connection.close()  # It may have done it; nobody knows.
            return
        content = json.dumps(answer[1]).encode()
        self.send_response(answer[0])
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


class Caller:
    """The plainest client with the methods that the outbox needs."""

    def __init__(self, port: int) -> None:
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=2, trust_env=False)

    def upsert_merchant(self, merchant_id: int, name_latin: str, city_latin: str, category_code: str, rate: str, status: str):
        return self._post("/v1/merchants", {"merchant_id": merchant_id, "name_latin": name_latin, "city_latin": city_latin,
                                            "category_code": category_code, "rate": rate, "status": status})

    def refund(self, payment_id: int, key: str, amount: Money):
        return self._post(f"/v1/payments/{payment_id}/refunds", {"key": key, "amount_minor": amount.amount_minor})

    def _post(self, path: str, body: dict):
        try:
            response = self.client.post(path, json=body)
        except httpx.HTTPError as error:
            return type(error).__name__
        return response.json() if response.status_code < 400 else Refusal(response.json()["code"], response.json().get("facts", {}))


@pytest.fixture
def switch() -> Iterator[Listening]:
    server = Listening()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def caller(switch: Listening) -> Caller:
    return Caller(switch.server_address[1])


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def suspend(cast: Cast, merchant: Merchant, now: FixedClock) -> None:
    proposal = done(propose_merchant_change(cast.manager, now, merchant.pk, "suspension", {}, "投诉"))
    done(take_merchant_proposal(cast.branch, now, proposal.pk, "approved"))


def test_a_merchant_taken_on_is_told_as_it_stands(cast: Cast, switch: Listening, caller: Caller) -> None:
    merchant = shop(cast, clock())
    assert send_due_messages(clock(), caller) == 1
    assert switch.told == [("/v1/merchants", {"merchant_id": merchant.pk, "name_latin": "Tea Stall 01", "city_latin": "SHENZHEN",
                                              "category_code": "5812", "rate": "0.00600", "status": "active"})]
    assert OutboxMessage.objects.get().state == "accepted"
    assert send_due_messages(clock(), caller) == 0


def test_an_answer_that_does_not_come_is_asked_for_again_later_and_the_newer_state_waits_its_turn(
        cast: Cast, switch: Listening, caller: Caller) -> None:
    now = clock()
    merchant = shop(cast, now)
    switch.answers = [None]
    send_due_messages(now, caller)
    assert OutboxMessage.objects.get().state == "unknown"
    now.advance(timedelta(seconds=1))
    suspend(cast, merchant, now)
    assert send_due_messages(now, caller) == 0, "the older message is not due yet, and the newer one must not pass it"
    now.advance(timedelta(minutes=1))
    assert [send_due_messages(now, caller), send_due_messages(now, caller), send_due_messages(now, caller)] == [1, 1, 0]
    assert [body["status"] for _path, body in switch.told] == ["active", "suspended", "suspended"]
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {"accepted"}


def test_a_refused_message_is_closed_with_its_code_and_stands_in_the_trail(cast: Cast, switch: Listening, caller: Caller) -> None:
    shop(cast, clock())
    switch.answers = [(422, {"code": "category_blocked", "facts": {}})]
    send_due_messages(clock(), caller)
    message = OutboxMessage.objects.get()
    assert (message.state, message.last_error) == ("rejected", "category_blocked")
    assert AuditRow.objects.filter(action="switch.settle", after__code="category_blocked").exists()


def test_a_message_is_claimed_and_settled_once(cast: Cast) -> None:
    shop(cast, clock())
    message = OutboxMessage.objects.get()
    done(claim_switch_message(None, clock(), message.pk))
    again = claim_switch_message(None, clock(), message.pk)
    assert isinstance(again, Refusal) and again.code == "message_not_due"
    done(settle_switch_message(None, clock(), message.pk, "accepted", {}))
    late = settle_switch_message(None, clock(), message.pk, "rejected", {"code": "x"})
    assert isinstance(late, Refusal) and late.code == "message_closed_already"
