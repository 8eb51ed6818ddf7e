"""Rounds in which switch, database and connections are killed under load: nothing acknowledged is lost, nothing is charged twice.

Then the judge is shown the same run with one lie in it, again and again, and has to find each.
"""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from tests.faults.judge import judge
from tests.faults.machine import RATES
from tests.faults.rounds import POSTGRES, SWITCH, WRITERS, FaultRun, play
from yizhan.embedded import database

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]
ROUNDS = 21
UNDER_WAY_MIN = 1_000


@pytest.fixture(scope="module")
def run(modules_home: Path, tmp_path_factory: pytest.TempPathFactory) -> FaultRun:
    return play(modules_home, tmp_path_factory.mktemp("faults"), ROUNDS)


def test_every_key_ends_once_and_as_it_was_acknowledged_whatever_is_killed(run: FaultRun, capsys: pytest.CaptureFixture) -> None:
    with capsys.disabled():
        print(f"\n{run.table()}")
    assert run.verdict.wrong == ()


def test_every_kind_of_fault_was_in_the_run(run: FaultRun) -> None:
    counts = run.verdict.counts
    kinds = [*(f"blows: {blow}" for blow in (SWITCH, POSTGRES, WRITERS)), *(f"scheme: {fault}" for fault in RATES)]
    told = ["under way at midnight", "under way at New Year", "approvals that came late", "refused by a year's limit", "refunds",
            "keys sent more than once", "keys never acknowledged", "keys reused with other content", "requests without an answer"]
    assert not [kind for kind in (*kinds, *told) if not counts[kind]]
    assert len(run.rounds) >= 20
    assert all(one.writers_cut for one in run.rounds)
    assert counts["under way at the kills"] >= UNDER_WAY_MIN
    assert counts["of these committed, not acknowledged"] > 0
    assert counts["of these ended captured"] > 0


def _of_log(folder: Path, lie: Callable[[dict], bool]) -> None:
    """Change the first line of the client's log that the lie takes."""
    path = folder / "client.log"
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert any(lie(line) for line in lines)
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


def _is_captured(line: dict) -> bool:
    return line.get("status") == 201 and line["purpose"] == "pay" and line["content"].get("state") == "captured"


def _another_key(line: dict) -> bool:
    if _is_captured(line):
        line["key"] = "00000000-0000-4000-8000-000000000001"
    return "status" in line and line["key"].startswith("00000000-0000")


def _another_charge(line: dict) -> bool:
    if _is_captured(line):
        line["content"]["charged_minor"] += 1
        return True
    return False


def _a_second_payment(line: dict) -> bool:
    if _is_captured(line):
        line["content"]["payment"] = "pay_0000000000001"
    return line.get("status") == 201 and line["content"].get("payment") == "pay_0000000000001"


def _again_at_the_scheme(folder: Path) -> None:
    path = folder / "scheme.journal"
    line = next(line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("authorised"))
    kind, _, rest = line.split("\t", 2)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{kind}\t0101000000-000000-10001001\t{rest}\n")


FORGED = {
    "an acknowledged payment that the shard does not have": (lambda folder: _of_log(folder, _another_key), "is in the shard no more"),
    "another charge than was told": (lambda folder: _of_log(folder, _another_charge), "was told a charge of"),
    "a second charge at the scheme": (_again_at_the_scheme, "at the scheme"),
}
SPOILED = {
    "a payment left reserved": ("UPDATE pay_00.payment SET stage = 1 WHERE id = (SELECT min(id) FROM pay_00.payment WHERE stage = 3)",
                                "is left at stage 1"),
    "a balance that is off by one": ("UPDATE pay_00.account SET balance_minor = balance_minor + 1 WHERE code = 'merchant_payable' "
                                     "AND balance_minor <> 0", "differ from the sum of their entries"),
    "an entry that is gone": ("DELETE FROM pay_00.entry WHERE event = 11 AND line = 2", "have not the entries of their stage"),
    "a payment beyond a limit": ("UPDATE pay_00.payment SET usd_micro = usd_micro + 60000000000 WHERE id = "
                                 "(SELECT min(id) FROM pay_00.payment WHERE stage = 3)", "the limit is"),
    "a payment that is gone": ("DELETE FROM pay_00.payment WHERE id = (SELECT min(id) FROM pay_00.payment WHERE stage = 3)",
                               "which the shard does not know"),
    "a refund that is gone": ("DELETE FROM pay_00.refund", "was acknowledged and is not in the shard"),
    "a reversal left open": ("UPDATE pay_00.reversal SET closed_at = NULL", "reversals are open"),
}


@pytest.mark.parametrize("lie", FORGED)
def test_the_judge_finds_a_lie_in_the_files(run: FaultRun, modules_home: Path, tmp_path: Path, lie: str) -> None:
    folder = tmp_path / "forged"
    shutil.copytree(run.folder, folder)
    forge, sentence = FORGED[lie]
    forge(folder)
    with database(modules_home) as server:
        wrong = judge(server.owner_url, folder).wrong
    assert any(sentence in text for text in wrong), wrong


@pytest.mark.parametrize("lie", SPOILED)
def test_the_judge_finds_a_lie_in_the_shard(run: FaultRun, modules_home: Path, lie: str) -> None:
    spoil, sentence = SPOILED[lie]
    with database(modules_home) as server:
        copy = f"spoiled_{list(SPOILED).index(lie)}"
        with psycopg.connect(server.superuser_url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {copy} TEMPLATE yizhan OWNER yizhan_owner")
        url = server.url("yizhan_owner", copy)
        with psycopg.connect(url, autocommit=True) as connection:
            assert connection.execute(spoil).rowcount > 0
        wrong = judge(url, run.folder).wrong
    assert any(sentence in text for text in wrong), wrong
