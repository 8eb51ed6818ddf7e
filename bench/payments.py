"""Payments a second through a shard's writers, over HTTP and along the whole path, with a plain function and TPC-B in the same run.

Everything runs on the same machine: PostgreSQL with fsync and synchronous_commit, the switch, the simulated scheme and the load. After
each part the entries have to add up. BENCH_SECONDS (4) is how long each part is measured, BENCH_SOAK_SECONDS (30) the soak at 500/s;
BENCH_FILLED (1000000) how many payments `after_filled_ratio` puts into the tables first.
"""

import asyncio
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from tests.databases import TestDatabase

from bench._payments_shop import OPEN_CARDS, Draw, bench_database, fill, fill_vault
from yizhan.app.locks import free_port
from yizhan.kernel.clock import SystemClock
from yizhan.payments.ids import first_id
from yizhan.payments.stored import Outcome, Step
from yizhan.simulators.scheme.serving import scheme_process
from yizhan.switch.shard.collector import Collector
from yizhan.switch.shard.items import Move, Wanted

SECONDS = float(os.environ.get("BENCH_SECONDS", "4"))
SOAK_S = float(os.environ.get("BENCH_SOAK_SECONDS", "30"))
FILLED = int(os.environ.get("BENCH_FILLED", "1000000"))
CALLERS, WARM_S = 1_024, 1.5
PROOF = """SELECT (SELECT coalesce(sum(balance_minor), 0) FROM pay_00.account) = 0 AND NOT EXISTS (
    SELECT 1 FROM pay_00.account FULL JOIN (SELECT number, sum(amount) AS amount FROM (SELECT debit AS number, amount_minor AS amount
        FROM pay_00.entry UNION ALL SELECT credit, -amount_minor FROM pay_00.entry) AS half GROUP BY number) AS booked
    ON booked.number = account.id WHERE coalesce(account.balance_minor, 0) <> coalesce(booked.amount, 0))"""


def run() -> list[dict]:
    """All figures, each with its peer where there is one."""
    figures = []
    with bench_database() as (_, made), tempfile.TemporaryDirectory() as folder:
        fill(made.owner_url)
        plain = asyncio.run(_plain(made))
        tpcb = _tpcb(made)
        one, _ = asyncio.run(_collected(made, one_step=True))
        two, cpu_us = asyncio.run(_collected(made, one_step=False))
        hot, _ = asyncio.run(_collected(made, one_step=True, merchants=1))
        hot_card, _ = asyncio.run(_collected(made, one_step=True, cards=1))
        _prove(made)
        figures += [
            _figure("one_step", "payments/s", one, "one transaction a payment, same function, 8 connections", plain),
            _figure("two_step", "payments/s", two, "TPC-B, 8 connections", tpcb),
            _figure("two_step_client_cpu", "us/payment", cpu_us),
            _figure("hot_merchant_ratio", "of uniform", hot / one, digits=2),
            _figure("hot_card", "payments/s", hot_card),
        ]
        keys = fill_vault(made.owner_url, Path(folder))
        with _switch(made, Path(folder), keys, 0) as port:
            figures += _http("http_single", port, connections=256)
            figures += _http("http_bulk", port, connections=16, bulk=50)
        with scheme_process("--journal", str(Path(folder) / "scheme.journal")) as scheme, \
                _switch(made, Path(folder), keys, scheme.port) as port:
            figures += _http("whole_path", port, connections=256)
            figures += _http("soak_500", port, connections=256, rate=500, seconds=SOAK_S)
        _prove(made)
        if FILLED:
            _pad(made, FILLED)
            after, _ = asyncio.run(_collected(made, one_step=True))
            figures.append(_figure(f"after_{FILLED // 1_000_000}M_ratio", "of before", after / one, digits=2))
    return figures


async def _collected(made: TestDatabase, one_step: bool, merchants: int = 0, cards: int = 0) -> tuple[float, float]:
    """Payments a second of callers in this process, and the processor time that it takes for each."""
    collector = Collector(0, lambda: psycopg.AsyncConnection.connect(made.switch_url, autocommit=True), SystemClock())
    await collector.start()
    draw, state = Draw(), {"stop": False, "measuring": False, "count": 0, "refused": 0}

    async def caller() -> None:
        while not state["stop"]:
            card, merchant, amount = draw.one()
            if cards == 1:  # one fen each, so that the limits of one payer hold long enough
                card, amount = 16, 1
            wanted = Wanted(str(uuid4()), 1, 1, card, 1 if merchants == 1 else merchant, amount, 1,
                            approval_code="A12345" if one_step else None)
            taken = await collector.take(wanted)
            if taken.outcome is not Outcome.DONE:
                state["refused"] += 1
            elif not one_step:
                moved = await collector.move(card >> 4, Move(taken.payment_id, Step.PURCHASE, "00", "A12345"))
                if not moved.changed:
                    raise RuntimeError("a payment did not move")
            state["count"] += state["measuring"]

    tasks = [asyncio.create_task(caller()) for _ in range(CALLERS)]
    await asyncio.sleep(WARM_S)
    state["measuring"], start, used = True, time.perf_counter(), time.process_time()
    await asyncio.sleep(SECONDS)
    state["measuring"] = False
    elapsed, used = time.perf_counter() - start, time.process_time() - used
    state["stop"] = True
    await asyncio.gather(*tasks)
    await collector.stop()
    return state["count"] / elapsed, used / max(state["count"], 1) * 1e6


async def _plain(made: TestDatabase) -> float:
    """The peer: the same function with one payment, one transaction and one round trip each, eight connections."""
    draw, count, stop = Draw(seed=2), 0, False
    ids = itertools.count(first_id(0, int(time.time() * 1000) - 3_600_000, 6), 1 << 15)

    async def caller(number: int) -> None:
        nonlocal count
        async with await psycopg.AsyncConnection.connect(made.switch_url, autocommit=True) as connection:
            while not stop:
                card, merchant, amount = draw.one()
                await connection.execute(
                    "SELECT ids FROM pay_00.reserve(ARRAY[%s::uuid], '{1}', '{1}', ARRAY[%s::bigint], ARRAY[%s], ARRAY[%s::bigint], '{1}', "
                    "'{f}', '{0}', ARRAY[''], '{0}', ARRAY[''], ARRAY['A12345'], %s::bigint, %s::smallint, 0, now(), current_date)",
                    (uuid4(), card, merchant, amount, next(ids), number % 3), prepare=True)
                count += 1

    tasks = [asyncio.create_task(caller(number)) for number in range(8)]
    await asyncio.sleep(WARM_S)
    before, start = count, time.perf_counter()
    await asyncio.sleep(SECONDS)
    rate = (count - before) / (time.perf_counter() - start)
    stop = True
    await asyncio.gather(*tasks)
    return rate


def _tpcb(made: TestDatabase) -> float | None:
    """pgbench's TPC-B at scale 10 with 8 clients, where the machine has pgbench; the wheel of PostgreSQL has none."""
    found = next((path for path in (*Path("/usr/lib/postgresql").glob("*/bin/pgbench"),) if path.is_file()), None)
    if found is None:
        return None
    subprocess.run([found, "-i", "-q", "-s", "10", made.owner_url], check=True, capture_output=True)
    command = [found, "-c", "8", "-T", str(int(SECONDS) + 1), made.owner_url]
    told = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(next(line for line in told.stdout.splitlines() if line.startswith("tps")).split("=")[1].split("(")[0])


@contextmanager
def _switch(made: TestDatabase, folder: Path, keys: Path, scheme_port: int) -> Iterator[int]:
    """The switch in a process of its own."""
    port, told = free_port(), folder / "switch.json"
    told.write_text(json.dumps({"database": made.switch_url, "keys": str(keys), "scheme_port": scheme_port}))
    command = [sys.executable, "-m", "granian", "--interface", "rsgi", "--port", str(port), "--http", "1", "--no-ws", "--workers", "1",
               "--log-level", "error", "bench._payments_app:application"]
    process = subprocess.Popen(command, env={**os.environ, "BENCH_SWITCH": str(told)}, stderr=(folder / "switch.log").open("a"))
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _wait(port: int) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).read()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def _http(name: str, port: int, connections: int, bulk: int = 0, rate: int = 0, seconds: float = SECONDS) -> list[dict]:
    """One load from a process of its own."""
    job = {"port": port, "connections": connections, "bulk": bulk, "rate": rate, "seconds": seconds, "warm_s": WARM_S, "cards": OPEN_CARDS}
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(job, file)
        file.flush()
        told = json.loads(subprocess.run([sys.executable, "-m", "bench._payments_load", file.name], check=True, capture_output=True).stdout)
    if set(told["statuses"]) - {"200", "201"}:
        print(f"  {name}: answers {told['statuses']}", file=sys.stderr)
    if rate:
        return [_figure(f"{name}_p99_ms", "ms", told["p99_ms"], digits=1), _figure(f"{name}_rate", "payments/s", told["payments_s"])]
    return [_figure(name, "payments/s", told["payments_s"]), _figure(f"{name}_p99_ms", "ms", told["p99_ms"], digits=1)]


def _pad(made: TestDatabase, count: int) -> None:
    """Payments of the past, with key and entries, in sets: what they look like to the indexes is what counts."""
    with psycopg.connect(made.owner_url, autocommit=True) as connection:
        connection.execute(
            """WITH made AS (
                INSERT INTO pay_00.payment (id, payer_id, card_id, order_minor, user_fee_minor, merchant_fee_minor, contribution_minor,
                    interchange_minor, assessments_minor, usd_micro, created_at, changed_at, captured_at, on_day, merchant_id, caller,
                    programme, scheme, strength, stage, response_code, transmitted, stan, reference)
                SELECT g::bigint << 12, 1 + g %% 100000, (1 + g %% 100000)::bigint << 4, 5000, 0, 0, 75, 80, 22, 7042253, now(), now(),
                    now(), '2026-01-01', 1 + g %% 10000, 1, 1, 1, 1, 3, '00', '', 0, ''
                FROM generate_series(1, %s) g RETURNING id, merchant_id)
            INSERT INTO pay_00.entry (payment_id, event, line, debit, credit, amount_minor, booked_at)
            SELECT id, 11, line, debit, credit, amount, now() FROM made, LATERAL (VALUES
                (2, pay_00.account_number(1, 1, 0), pay_00.account_number(5, merchant_id, 0), 5000::bigint),
                (5, pay_00.account_number(4, 1, 0), pay_00.account_number(10, 0, 0), 75)) AS drawn (line, debit, credit, amount)""",
            (count,))
        connection.execute("INSERT INTO pay_00.payment_key (key, caller, fingerprint, payment_id) "
                           "SELECT gen_random_uuid(), 1, 1, g::bigint << 12 FROM generate_series(1, %s) g", (count,))
        connection.execute("VACUUM ANALYZE pay_00.payment, pay_00.entry")


def _prove(made: TestDatabase) -> None:
    with psycopg.connect(made.owner_url) as connection:
        if connection.execute(PROOF).fetchone() != (True,):
            raise RuntimeError("the shard's balances are not its entries")


def _figure(name: str, unit: str, value: float, peer: str = "", peer_value: float | None = None, digits: int = 0) -> dict:
    figure = {"bench": "payments", "figure": name, "unit": unit, "value": round(value, digits) if digits else round(value)}
    return figure | ({"peer": peer, "peer_value": round(peer_value)} if peer_value is not None else {})
