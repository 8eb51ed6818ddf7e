"""A core bank that accepts, rejects, delays, answers twice as late as one waits, and hangs up, in a process of its own.

    python -m yizhan.simulators.core_bank --port 0 --state FILE

The payee's account decides: it ends in …001 rejected (account closed), …002 rejected (name mismatch), …003 booked but the
connection is dropped before the answer, …004 answered after a delay, …005 answers "pending" to the first two questions.
Everything else is accepted. What was ordered is kept in FILE, so that a restart forgets nothing.
"""

import argparse
import hmac
import json
import os
import sqlite3
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from yizhan.connectors.core_bank import sign

REJECTIONS = {"001": "account_closed", "002": "payee_name_mismatch"}
TIMESTAMP_TOLERANCE_S = 300
BODY_BYTES_MAX = 64 * 1024


class TransferStore:
    """Ordered transfers in SQLite: reference, content, answer and how often it was asked for."""

    def __init__(self, path: str) -> None:
        self._lock = threading.Lock()
        self._database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._database.execute("CREATE TABLE IF NOT EXISTS transfer (reference TEXT PRIMARY KEY, content TEXT, asked INTEGER DEFAULT 0)")

    def order(self, reference: str, content: str) -> bool:
        """Keep an order; False when the reference stands already with other content."""
        with self._lock:
            self._database.execute("INSERT OR IGNORE INTO transfer (reference, content) VALUES (?, ?)", (reference, content))
            (stored,) = self._database.execute("SELECT content FROM transfer WHERE reference = ?", (reference,)).fetchone()
        return stored == content

    def find(self, reference: str) -> tuple[dict, int] | None:
        """An order and how often it was asked for before, or None."""
        with self._lock:
            row = self._database.execute("SELECT content, asked FROM transfer WHERE reference = ?", (reference,)).fetchone()
            self._database.execute("UPDATE transfer SET asked = asked + 1 WHERE reference = ?", (reference,))
        return (json.loads(row[0]), row[1]) if row else None


def answer_for(content: dict, asked: int) -> tuple[int, dict]:
    """The core bank's answer to an order, by the end of the payee's account."""
    ending = content["payee_account"][-3:]
    if ending in REJECTIONS:
        return 200, {"state": "rejected", "code": REJECTIONS[ending]}
    if ending == "005" and asked < 2:
        return 202, {"state": "pending", "code": "pending"}
    return 200, {"state": "accepted", "bank_reference": f"CB{content['reference'][-16:]}"}


class Handler(BaseHTTPRequestHandler):
    """One request of the transfer interface."""

    protocol_version = "HTTP/1.1"
    store: TransferStore
    key: str
    delay_s: float

    def do_GET(self) -> None:
        """Health, or what became of a transfer."""
        if self.path == "/healthz":
            self._send(200, {"ok": True})
        elif self._signed(b""):
            found = self.store.find(self.path.rsplit("/", 1)[-1])
            self._send(*(answer_for(*found) if found else (404, {"code": "not_found"})))

    def do_POST(self) -> None:
        """Order a transfer."""
        length = int(self.headers.get("Content-Length") or 0)
        if not 0 < length <= BODY_BYTES_MAX:
            self._send(413, {"code": "body_size"})
            return
        body = self.rfile.read(length)
        if self._signed(body):
            self._order(body)

    def _order(self, body: bytes) -> None:
        content = json.loads(body)
        if not self.store.order(content["reference"], body.decode()):
            self._send(409, {"code": "reference_reused"})
            return
        ending = content["payee_account"][-3:]
        if ending == "003":
            self.close_connection = True
            self.connection.close()
            return
        if ending == "004":
            time.sleep(self.delay_s)
        self._send(*answer_for(*self.store.find(content["reference"])))

    def _signed(self, body: bytes) -> bool:
        timestamp = self.headers.get("X-Timestamp", "0")
        fresh = timestamp.isdigit() and abs(time.time() - int(timestamp)) <= TIMESTAMP_TOLERANCE_S
        expected = sign(self.key, self.command, self.path, timestamp, body)
        if fresh and hmac.compare_digest(expected, self.headers.get("X-Signature", "")):
            return True
        self._send(401, {"code": "bad_signature"})
        return False

    def _send(self, status: int, content: dict) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args) -> None:
        """Say nothing of each request; account numbers stay out of the log."""


def make_server(port: int, key: str, state: str = ":memory:", delay_s: float = 8.0) -> ThreadingHTTPServer:
    """A server on loopback, not yet serving; port 0 takes a free one."""
    handler = type("BoundHandler", (Handler,), {"store": TransferStore(state), "key": key, "delay_s": delay_s})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    return server


def main() -> None:
    """Serve until the process is ended; the shared key comes in YIZHAN_CORE_BANK_KEY."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--state", type=Path, default=None)
    options = parser.parse_args()
    server = make_server(options.port, os.environ["YIZHAN_CORE_BANK_KEY"], str(options.state or ":memory:"))
    print(f"core bank simulator on 127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
