"""A load over HTTP/1.1 in a process of its own: connections that send prepared requests one after the other, and time each answer.

    python -m bench._payments_load JOB.json      prints one JSON line
"""

import asyncio
import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from bench._payments_app import SECRET
from bench._payments_shop import Draw, shown
from yizhan.connectors.switch_signature import signed_headers


class Caller(asyncio.Protocol):
    """One connection: at most one request under way."""

    def __init__(self, load: "Load") -> None:
        self.load, self.sent_at, self.buffer = load, 0.0, b""

    def connection_made(self, transport) -> None:
        self.transport = transport
        self.load.callers.append(self)

    def send(self) -> None:
        self.sent_at = time.perf_counter()
        self.transport.write(self.load.request())

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, found, rest = self.buffer.partition(b"\r\n\r\n")
        if not found:
            return
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        if len(rest) < length:
            return
        self.buffer = b""
        self.load.answered(int(head[9:12]), rest, time.perf_counter() - self.sent_at)
        if self.load.paced:
            self.load.free.append(self)
        else:
            self.send()


class Load:
    """`bulk` payments a request; `rate` requests a second, or as fast as answers come where it is 0."""

    def __init__(self, job: dict) -> None:
        self.job, self.paced = job, job["rate"] > 0
        self.draw = Draw(job["cards"])
        self.callers: list[Caller] = []
        self.free: list[Caller] = []
        self.measuring, self.times, self.statuses, self.payments, self.missed = False, [], {}, 0, 0

    def request(self) -> bytes:
        items = []
        for _ in range(max(1, self.job["bulk"])):
            card, merchant, amount = self.draw.one()
            items.append({"key": str(uuid4()), "card": shown(card), "merchant_id": merchant, "amount_minor": amount, "channel": "in_app"})
        target = "/v1/payments/bulk" if self.job["bulk"] else "/v1/payments"
        body = json.dumps({"payments": items} if self.job["bulk"] else items[0]).encode()
        headers = signed_headers("branch", SECRET, "POST", target, body, datetime.now(UTC))
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"POST {target} HTTP/1.1\r\nhost: bench\r\ncontent-length: {len(body)}\r\n{lines}\r\n".encode() + body

    def answered(self, status: int, body: bytes, seconds: float) -> None:
        if not self.measuring:
            return
        self.times.append(seconds)
        self.statuses[status] = self.statuses.get(status, 0) + 1
        self.payments += body.count(b'"state":"captured"')

    async def run(self) -> dict:
        loop = asyncio.get_running_loop()
        for _ in range(self.job["connections"]):
            await loop.create_connection(lambda: Caller(self), "127.0.0.1", self.job["port"])
        pacing = asyncio.create_task(self._pace()) if self.paced else None
        if not self.paced:
            for caller in self.callers:
                caller.send()
        await asyncio.sleep(self.job["warm_s"])
        self.measuring, start = True, time.perf_counter()
        await asyncio.sleep(self.job["seconds"])
        self.measuring, elapsed = False, time.perf_counter() - start
        if pacing:
            pacing.cancel()
        times = sorted(self.times)
        return {"payments_s": self.payments / elapsed, "p50_ms": times[len(times) // 2] * 1000,
                "p99_ms": times[int(len(times) * 0.99)] * 1000, "statuses": self.statuses, "missed": self.missed}

    async def _pace(self) -> None:
        """Requests are due at their moments, however late the answers are; one that finds no free connection counts as late."""
        self.free, start, number = list(self.callers), time.perf_counter(), 0
        while True:
            number += 1
            await asyncio.sleep(max(0.0, start + number / self.job["rate"] - time.perf_counter()))
            if self.free:
                self.free.pop().send()
            else:
                self.missed += 1


if __name__ == "__main__":
    print(json.dumps(asyncio.run(Load(json.loads(Path(sys.argv[1]).read_text())).run())))
