"""How many authorisations a second one link carries to a scheme in a process of its own, and what a message costs.

Up to 256 payments are under way at once. The processor time is that of this process alone: writing the request, framing, matching,
reading the answer, waking the caller. Each answer has to approve, and the scheme's own journal has to agree afterwards.
"""

import asyncio
import json
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from yizhan.kernel.clock import SystemClock
from yizhan.kernel.money import Money
from yizhan.payments.link_times import link_times
from yizhan.payments.messages.authorisation import AuthorisationRequest, AuthorisationResponse, Terminal
from yizhan.payments.messages.exchange import Key, local_stamp, transmission_stamp
from yizhan.payments.messages.read import read_message
from yizhan.simulators.scheme.journal import totals
from yizhan.simulators.scheme.serving import scheme_process
from yizhan.switch.links.exchanges import LinkAddress
from yizhan.switch.links.link import SchemeLink
from yizhan.switch.links.numbers import FileNumbers

PAYMENTS, UNDER_WAY, ROUNDS = 20_000, 256, 5_000
TERMINAL = Terminal("5812", "T0000001", "M000000001", "TEA STALL 01           SHENZHEN      CN")


def run() -> list[dict]:
    """Three figures."""
    with tempfile.TemporaryDirectory() as folder:
        journal = Path(folder) / "scheme.journal"
        with scheme_process("--journal", str(journal)) as scheme:
            rate, cost_us = asyncio.run(_load(scheme.port, Path(folder)))
        found = totals(journal)
    if sum(found.approvals_by_reference.values()) != PAYMENTS or max(found.approvals_by_reference.values()) != 1:
        raise RuntimeError("the scheme's journal does not agree")
    return [
        _figure("authorisations_s", "authorisations/s", round(rate)),
        _figure("link_cpu_us", "us/authorisation", round(cost_us, 1)),
        _figure("codec_cpu_us", "us/authorisation", round(_codec_us(), 1)),
    ]


def _request(key: Key, moment: datetime) -> AuthorisationRequest:
    return AuthorisationRequest(key, "4111111111111111", "4912", Money(10_000 + key.stan % 977), local_stamp(moment), TERMINAL, "010", "59")


async def _load(port: int, folder: Path) -> tuple[float, float]:
    link = SchemeLink(LinkAddress("visa", "127.0.0.1", port), "12345678901", SystemClock(), FileNumbers(folder / "numbers"),
                      lambda answer, item: None, link_times(datetime.now(UTC).date()))
    await link.start()
    if not await link.wait_up(10):
        raise RuntimeError("the link does not come up")
    numbers = iter(range(PAYMENTS))

    async def caller() -> None:
        for number in numbers:
            moment = datetime.now(UTC)
            answer = await link.authorise(lambda key, at=moment: _request(key, at), f"{number:012d}", number, 10.0)
            if not isinstance(answer, AuthorisationResponse) or answer.response_code != "00":
                raise RuntimeError(f"payment {number}: {answer}")

    started, used = time.perf_counter(), time.process_time()
    await asyncio.gather(*(caller() for _ in range(UNDER_WAY)))
    elapsed, used = time.perf_counter() - started, time.process_time() - used
    await link.stop()
    return PAYMENTS / elapsed, used / PAYMENTS * 1e6


def _codec_us() -> float:
    """Writing a request and reading its answer."""
    moment = datetime.now(UTC)
    key = Key(transmission_stamp(moment), 1, "12345678901", "632708000124")
    request = _request(key, moment)
    answer = AuthorisationResponse(key, "00", request.amount, "A1B2C3", Money.of("43.52", "USD")).to_wire()
    used = time.process_time()
    for stan in range(ROUNDS):
        replace(request, key=replace(key, stan=stan)).to_wire()
        read_message(answer)
    return (time.process_time() - used) / ROUNDS * 1e6


def _figure(name: str, unit: str, value: float) -> dict:
    return {"bench": "scheme_link", "figure": name, "unit": unit, "value": value}


if __name__ == "__main__":
    for figure in run():
        print(json.dumps(figure))
