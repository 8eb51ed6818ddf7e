"""A 3-D Secure directory server with the issuers' access control behind it, over HTTP, in a process of its own.

    python -m yizhan.simulators.directory --port 0        the key of whoever asks is in YIZHAN_DIRECTORY_KEY

POST /authenticate {reference, scheme, masked, merchant_name, amount_minor, currency, return_url, language}
    → {transaction, trans_status, eci, cavv?, challenge_url?}; GET /results/TRANSACTION → the same.
The card's last four digits decide: 0401 and 0402 are challenged (at 0402 the first wrong code ends it), 0403 is not authenticated (N),
0404 rejected (R), 0405 attempted (A), 0406 unavailable (U), 0407 gets no answer; 0065, 0365 and 0665, which the issuer answers with 65, are
challenged, of its other cards 0965 is attempted (A) and 1065 not authenticated (N); others pass.
The code of every challenge is 123456.
"""

import argparse
import hmac
import json
import os
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from yizhan.kernel.money import Money
from yizhan.payments.three_domain import eci_of
from yizhan.simulators.directory_page import CODE_FIELD, challenge_page

CODE = "123456"
CODE_TRIES_MAX = 3
STATUS_BY_ENDING = {"0401": "C", "0402": "C", "0403": "N", "0404": "R", "0405": "A", "0406": "U", "0065": "C", "0365": "C", "0665": "C",
                    "0965": "A", "1065": "N"}
SILENT_ENDING, ONE_TRY_ENDING = "0407", "0402"
STRENGTH_BY_STATUS = {"Y": "full", "A": "attempted"}
BODY_BYTES_MAX, TRANSACTIONS_MAX = 16_384, 10_000
TEXTS = ("reference", "scheme", "masked", "merchant_name", "currency", "return_url")


@dataclass(slots=True)
class Transaction:
    """One authentication as it stands."""

    request: dict[str, Any]
    status: str
    tries_left: int

    @property
    def ending(self) -> str:
        """The last four digits of the card."""
        return self.request["masked"][-4:]


class Directory:
    """All authentications of this process."""

    def __init__(self, silent_s: float) -> None:
        self.silent_s = silent_s
        self._transactions: dict[str, Transaction] = {}

    def begin(self, request: dict[str, Any]) -> str:
        """Take a request that has its parts; the transaction's name."""
        name, ending = secrets.token_urlsafe(18), request["masked"][-4:]
        tries = 1 if ending == ONE_TRY_ENDING else CODE_TRIES_MAX
        if len(self._transactions) >= TRANSACTIONS_MAX:
            del self._transactions[next(iter(self._transactions))]
        self._transactions[name] = Transaction(request, STATUS_BY_ENDING.get(ending, "Y"), tries)
        return name

    def find(self, name: str) -> Transaction | None:
        """A transaction, or None."""
        return self._transactions.get(name)

    def try_code(self, transaction: Transaction, code: str) -> None:
        """The holder has typed a code."""
        if transaction.status != "C":
            return
        if hmac.compare_digest(code.strip().encode(), CODE.encode()):
            transaction.status = "Y"
            return
        transaction.tries_left -= 1
        if transaction.tries_left <= 0:
            transaction.status = "N"

    def answer(self, name: str, transaction: Transaction, address: str) -> dict[str, str]:
        """What is told of a transaction."""
        told = {"transaction": name, "trans_status": transaction.status, "eci": ""}
        strength = STRENGTH_BY_STATUS.get(transaction.status)
        if strength:
            today = datetime.now(UTC).date()
            told |= {"eci": eci_of(transaction.request["scheme"], strength, today), "cavv": secrets.token_urlsafe(20)}
        if transaction.status == "C":
            told["challenge_url"] = f"{address}/challenge/{name}"
        return told


def problem_of(request: Any) -> str | None:
    """The first part of a request that is missing or wrong."""
    if not isinstance(request, dict):
        return "body"
    for name in TEXTS:
        if not isinstance(request.get(name), str) or not request[name]:
            return name
    if type(request.get("amount_minor")) is not int or request["amount_minor"] < 0:
        return "amount_minor"
    if urlsplit(request["return_url"]).scheme not in ("http", "https"):
        return "return_url"
    try:
        eci_of(request["scheme"], "full", datetime.now(UTC).date())
        Money(request["amount_minor"], request["currency"])
    except (KeyError, ValueError):
        return "scheme or currency"
    return None


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    directory: Directory
    key: str

    def do_GET(self) -> None:
        """Health, a result, or the page of a challenge."""
        if self.path == "/healthz":
            self._send_json(200, {"ok": True})
            return
        kind, name, transaction = self._named()
        if transaction is None:
            self._send_json(404, {"code": "not_found"})
        elif kind == "challenge":
            self._challenge(name, transaction)
        elif self._is_allowed():
            self._send_json(200, self.directory.answer(name, transaction, self._address()))

    def do_POST(self) -> None:
        """Begin an authentication, or take the holder's code."""
        length = int(self.headers.get("Content-Length") or 0)
        if not 0 < length <= BODY_BYTES_MAX:
            self._send_json(413, {"code": "body_size"})
            return
        body = self.rfile.read(length)
        if self.path == "/authenticate":
            if self._is_allowed():
                self._begin(body)
            return
        kind, name, transaction = self._named()
        if kind != "challenge" or transaction is None:
            self._send_json(404, {"code": "not_found"})
            return
        code = parse_qs(body.decode("utf-8", "replace")).get(CODE_FIELD, [""])[0]
        self.directory.try_code(transaction, code)
        self._challenge(name, transaction, is_wrong=True)

    def _begin(self, body: bytes) -> None:
        try:
            request = json.loads(body)
        except ValueError:
            request = None
        problem = problem_of(request)
        if problem:
            self._send_json(422, {"code": "malformed", "field": problem})
            return
        if request["masked"][-4:] == SILENT_ENDING:
            time.sleep(self.directory.silent_s)
        name = self.directory.begin(request)
        self._send_json(200, self.directory.answer(name, self.directory.find(name), self._address()))

    def _challenge(self, name: str, transaction: Transaction, is_wrong: bool = False) -> None:
        """The page while it is open, then back to where the holder came from."""
        if transaction.status == "C":
            page = challenge_page(transaction.request, is_wrong, transaction.tries_left)
            self._send(200, "text/html; charset=utf-8", page.encode())
            return
        back = transaction.request["return_url"]
        joint = "&" if urlsplit(back).query else "?"
        self.send_response(303)
        self.send_header("Location", f"{back}{joint}{urlencode({'transaction': name})}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _named(self) -> tuple[str, str, Transaction | None]:
        kind, _, name = urlsplit(self.path).path.strip("/").partition("/")
        return kind, name, self.directory.find(name) if kind in ("results", "challenge") else None

    def _is_allowed(self) -> bool:
        if hmac.compare_digest(self.headers.get("Authorization", "").encode(), f"Bearer {self.key}".encode()):
            return True
        self._send_json(401, {"code": "key"})
        return False

    def _address(self) -> str:
        return f"http://{self.headers.get('Host', '')}"

    def _send_json(self, status: int, content: dict) -> None:
        self._send(status, "application/json", json.dumps(content).encode())

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing of each request."""


def make_server(port: int, key: str, silent_s: float = 8.0) -> ThreadingHTTPServer:
    """A server on loopback, not yet serving; port 0 takes a free one."""
    handler = type("BoundHandler", (Handler,), {"directory": Directory(silent_s), "key": key})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    return server


def main() -> None:
    """Serve until the process is ended."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=0)
    server = make_server(parser.parse_args().port, os.environ["YIZHAN_DIRECTORY_KEY"])
    print(f"directory server on 127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
