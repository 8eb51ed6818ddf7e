"""A switch in this process that keeps what it was told over a real socket, and the plainest client with what the outbox needs."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal


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


@contextmanager
def listening() -> Iterator[Listening]:
    """A switch at a free port until the block ends."""
    server = Listening()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
