"""A switch in this process that keeps what it was told over a real socket, as far as the outbox needs one."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from yizhan.connectors.switch_client import SwitchClient


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


def client_of(server: Listening) -> SwitchClient:
    """The branch's own client of it."""
    return SwitchClient(f"http://127.0.0.1:{server.server_address[1]}", "branch", "s" * 40, timeout_s=2)


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
