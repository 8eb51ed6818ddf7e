"""The switch's client on a real socket: signed requests, answers, refusals, and what nobody knows."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from yizhan.connectors.switch_client import SwitchClient, Unknown
from yizhan.connectors.switch_signature import KEY_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER, signature
from yizhan.kernel.refusal import Refusal

SECRET = "s" * 40


class Answering:
    """What the server says next, and what it was asked."""

    status, content = 200, b"{}"
    asked: list[tuple[str, str, dict]]


@pytest.fixture
def served() -> Iterator[tuple[Answering, SwitchClient]]:
    says = Answering()
    says.asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            expected = signature(SECRET, self.command, self.path, self.headers[TIMESTAMP_HEADER], body)
            assert (self.headers[KEY_HEADER], self.headers[SIGNATURE_HEADER]) == ("branch", expected)
            says.asked.append((self.command, self.path, json.loads(body or b"{}")))
            if says.status == 0:
                return
            self.send_response(says.status)
            self.send_header("content-length", str(len(says.content)))
            self.end_headers()
            self.wfile.write(says.content)

        do_GET = do_POST

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    client = SwitchClient(f"http://127.0.0.1:{server.server_address[1]}", "branch", SECRET, timeout_s=5)
    yield says, client
    client.close()
    server.shutdown()
    server.server_close()


def test_a_payment_is_asked_for_with_its_key_and_signed(served) -> None:
    says, client = served
    says.status, says.content = 201, b'{"payment": "pay_0000000000001", "state": "captured"}'
    assert client.pay("key", "crd_1", 7, 4200, "dynamic_code", 2, 4200)["state"] == "captured"
    method, path, body = says.asked[0]
    assert (method, path) == ("POST", "/v1/payments")
    assert body == {"key": "key", "card": "crd_1", "merchant_id": 7, "amount_minor": 4200, "channel": "dynamic_code", "factors": 2,
                    "has_certificate": False, "function": "purchase", "agreed_minor": 4200}


def test_every_question_has_its_address(served) -> None:
    says, client = served
    client.upsert_payer("pyr_1", "wechat_like", "t0")
    client.upsert_merchant(7, "Tea Stall", "SHENZHEN", "5812", "0.0060", "active")
    client.refund("pay_1", "key", 100, 7)
    client.make_bind_token("pyr_1", "http://here/", "en")
    client.bind_state("tok")
    client.payment("pay_1")
    client.find_payment("crd_1", "a b")
    client.make_payment_code("crd_1", 2)
    assert says.asked[-1][2] == {"card": "crd_1", "factors": 2, "has_password": False}
    assert [(method, path) for method, path, _ in says.asked] == [
        ("POST", "/v1/payers"), ("POST", "/v1/merchants"), ("POST", "/v1/payments/pay_1/refunds"),
        ("POST", "/v1/bind-tokens"), ("GET", "/v1/bind-tokens/tok"), ("GET", "/v1/payments/pay_1"),
        ("GET", "/v1/payments?card=crd_1&key=a+b"), ("POST", "/v1/payment-codes")]


@pytest.mark.parametrize(("status", "content", "answer"), [
    (402, b'{"payment": "pay_1", "state": "declined"}', {"payment": "pay_1", "state": "declined"}),
    (422, b'{"code": "limit_year", "facts": {"room": "1.00"}}', Refusal("limit_year", {"room": "1.00"})),
    (404, b'{"code": "unknown_key"}', Refusal("unknown_key")),
    (500, b'{"code": "broken"}', Unknown("http_500")),
    (200, b"not json", Unknown("JSONDecodeError")),
    (200, b"[]", Unknown("http_200")),
    (422, b'{"error": 1}', Unknown("http_422")),
    (402, b'{"code": "limit_year", "facts": 3}', Refusal("limit_year")),
])
def test_an_answer_is_what_it_says_or_unknown_but_never_a_guess(served, status: int, content: bytes, answer) -> None:
    says, client = served
    says.status, says.content = status, content
    assert client.payment("pay_1") == answer


def test_an_answer_that_is_lost_is_unknown(served) -> None:
    says, client = served
    says.status = 0
    assert isinstance(client.make_payment_code("crd_1", 1), Unknown)


def test_a_switch_that_is_not_there_is_unknown() -> None:
    assert isinstance(SwitchClient("http://127.0.0.1:9", "branch", SECRET).payment("pay_1"), Unknown)
