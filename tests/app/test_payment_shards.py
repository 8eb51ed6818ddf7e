"""`yizhan shards`: a second shard beside the first, a payment in each through one switch, and the proof of both."""

import asyncio
import os
import subprocess
import sys

import psycopg
import pytest

from tests.databases import TestDatabase
from tests.switch.counter import MERCHANT, Counter, play
from yizhan.app import payment_shards
from yizhan.app.branch_database import BranchDatabase
from yizhan.app.command_failed import CommandFailed
from yizhan.app.commands import shards as commands
from yizhan.payments import ids
from yizhan.switch.shard_locks import ShardBehind

assert commands.shards
VISA = "4111111111111111"
MASTERCARD = "5555555555554444"
OTHER = 1 << 40 | 5  # a payer of shard 1
KEYS = ("0198c2a4-0000-7000-8000-000000000001", "0198c2a4-0000-7000-8000-000000000002")


@pytest.fixture
def database(fresh_database: TestDatabase) -> BranchDatabase:
    return BranchDatabase(fresh_database.owner_url, fresh_database.app_url, fresh_database.switch_url)


@pytest.fixture
def yizhan(fresh_database: TestDatabase, tmp_path):
    """The command on the test's database; status and lines."""
    def run(*arguments: str) -> tuple[int, list[str]]:
        variables = {**os.environ, "YIZHAN_HOME": str(tmp_path / "home"), "DATABASE_URL": fresh_database.app_url,
                     "DATABASE_OWNER_URL": fresh_database.owner_url, "YIZHAN_SWITCH_DATABASE_URL": fresh_database.switch_url}
        command = [sys.executable, "-m", "yizhan.app.cli", *arguments]
        done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
        return done.returncode, (done.stdout or done.stderr).splitlines()
    return run


@pytest.fixture
def yizhan_shards(yizhan):
    """`yizhan shards`."""
    return lambda *arguments: yizhan("shards", *arguments)


def test_one_switch_serves_two_shards_and_both_are_proven(fresh_database: TestDatabase, tmp_path, yizhan, yizhan_shards) -> None:
    counter = Counter(fresh_database, tmp_path)

    async def both(counter: Counter) -> None:
        assert (await counter.pay(await counter.card(VISA), 30_000))[0] == 201
        status, lines = await asyncio.to_thread(yizhan_shards, "add", "1")
        assert (status, lines) == (0, ["Shard 1 stands, with 1 merchants. Name it in YIZHAN_SHARDS and start the switch again."])
        status, refused = await counter.ask("GET", f"/v1/payments?card={ids.shown_id('card', OTHER << 4)}&key={KEYS[0]}")
        assert (status, refused["facts"]) == (422, {"kind": "shard"})
        await counter.switch.stop()
        counter.wiring = {"shards": (0, 1)}
        await counter.start()
        assert (await counter.pay(await counter.card(VISA), 20_000))[0] == 201
        other = await counter.card(MASTERCARD, OTHER)
        status, paid = await counter.pay(other, 10_000)
        assert status == 201
        refund = {"key": KEYS[0], "amount_minor": 4_000}
        status, made = await counter.ask("POST", f"/v1/payments/{paid['payment']}/refunds", refund)
        assert (status, made["to_card_minor"]) == (201, 4_000)
        code = (await counter.ask("POST", "/v1/payment-codes", {"card": other}))[1]["code"]
        wish = {"key": KEYS[1], "code": code, "merchant_id": MERCHANT, "amount_minor": 500}
        assert (await counter.ask("POST", "/v1/payments", wish))[0] == 201
        assert (await counter.ask("GET", f"/v1/payments/{paid['payment']}"))[1]["state"] == "partly_refunded"
    play(counter, both)
    assert yizhan_shards("list")[1] == ["shard 0: version 6, 1 payers, 2 payments", "shard 1: version 6, 1 payers, 2 payments"]
    assert yizhan_shards("migrate") == (0, ["shard 0: up to date", "shard 1: up to date"])
    status, lines = yizhan_shards("verify")
    assert status == 0 and "shard 0 is proven." in lines and "shard 1 is proven." in lines
    assert {"shard 1 is proven.", "book_empty: {}"} < set(yizhan("ledger", "verify")[1])
    with psycopg.connect(fresh_database.owner_url, autocommit=True) as connection:
        connection.execute("UPDATE pay_01.account SET balance_minor = balance_minor + 1 WHERE version > 0 AND code = 'merchant_payable'")
    status, lines = yizhan_shards("verify")
    assert status == 1 and "shard 1 is NOT proven." in lines and any("balance_differs_from_entries" in line for line in lines)


def test_a_shard_that_stands_with_payers_is_not_made_again(fresh_database: TestDatabase, database: BranchDatabase) -> None:
    assert payment_shards.add(database, 3) == 0 and payment_shards.add(database, 3) == 0
    with psycopg.connect(fresh_database.owner_url, autocommit=True) as connection:
        connection.execute("INSERT INTO pay_03.payer (id, programme, tier, changed_at) VALUES (3::bigint << 40, 1, 0, now())")
    with pytest.raises(CommandFailed, match="Shard 3 stands and has payers"):
        payment_shards.add(database, 3)


def test_a_shard_added_later_counts_with_the_fixings_that_stand(fresh_database: TestDatabase, database: BranchDatabase) -> None:
    with psycopg.connect(fresh_database.owner_url, autocommit=True) as connection:
        connection.execute("SELECT pay_00.keep_fixing('2026-12-01', 72000, '中国货币网', now(), '2026-11-30')")
        payment_shards.add(database, 3)
        payment_shards.add(database, 3)
        first, added = (connection.execute(f"SELECT * FROM {schema}.rate_fixing").fetchall() for schema in ("pay_00", "pay_03"))
    assert len(first) == 1 and first == added


def test_a_shard_is_not_added_beside_one_that_is_behind(database: BranchDatabase, monkeypatch) -> None:
    monkeypatch.setattr("yizhan.payments.shards.expected_version", lambda: 99)
    with pytest.raises(CommandFailed, match="Shard 0 is older"):
        payment_shards.add(database, 1)


def test_an_empty_branch_is_told_as_empty(yizhan_shards) -> None:
    assert yizhan_shards("verify") == (1, ["shard 0: 0 payers, 0 payments, 0 refunds, 0 entries, 184 accounts",
                                           "shard 0 is empty, so nothing is proven."])


@pytest.mark.parametrize(("served", "told"), [((0, 9), "run yizhan shards add 9"), ((0,), "run yizhan shards migrate")])
def test_a_switch_does_not_open_over_a_shard_that_is_behind(fresh_database: TestDatabase, tmp_path, monkeypatch, served, told) -> None:
    counter = Counter(fresh_database, tmp_path)
    counter.wiring = {"shards": served}
    if served == (0,):
        monkeypatch.setattr("yizhan.payments.shards.expected_version", lambda: 99)

    async def never(_: Counter) -> None:
        raise AssertionError("the switch opened")
    with pytest.raises(ShardBehind, match=told):
        play(counter, never)
