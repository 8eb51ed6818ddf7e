"""The switch as a process: made from the settings, ready when it takes payments, heard only when signed."""

import re
import select
import socket
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.databases import TestDatabase
from tests.served import served
from yizhan.app import switching
from yizhan.app.branch_database import BranchDatabase
from yizhan.app.card_keys.making import make_first_keys
from yizhan.app.environment import read_environment
from yizhan.connectors.switch_client import SwitchClient
from yizhan.kernel.clock import SystemClock
from yizhan.kernel.refusal import Refusal
from yizhan.payments import ids
from yizhan.switch.application import Application


def test_the_module_that_granian_loads_makes_no_connection_by_itself() -> None:
    assert isinstance(switching.application, Application)


def test_how_many_digits_a_mask_shows_in_front_is_a_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Worked example 27."""
    monkeypatch.setenv("YIZHAN_HOME", str(tmp_path))
    assert switching.make_switch().config.bin_digits == 6
    monkeypatch.setenv("YIZHAN_CARD_BIN_DIGITS", "8")
    assert switching.make_switch().config.bin_digits == 8


def in_pieces(port: int, path: str, pieces: int) -> tuple[int, int]:
    """Post pieces of a kilobyte without telling the length, until there is an answer; its status, and how many were sent."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as peer:
        peer.sendall(f"POST {path} HTTP/1.1\r\nhost: here\r\ncontent-type: application/x-www-form-urlencoded\r\n"
                     "transfer-encoding: chunked\r\n\r\n".encode())
        sent = 0
        with suppress(ConnectionError):  # It hangs up once it has answered; the answer can still be read.
            while sent < pieces and not select.select([peer], [], [], 0)[0]:
                peer.sendall(b"400\r\n" + b"x" * 1024 + b"\r\n")
                sent += 1
            if sent == pieces:
                peer.sendall(b"0\r\n\r\n")
        return int(peer.recv(100).split(b" ")[1]), sent


def test_a_switch_beside_its_scheme_takes_signed_requests_alone(fresh_database: TestDatabase, tmp_path: Path) -> None:
    keys = tmp_path / "vault_keys.json"
    environment = read_environment({"YIZHAN_HOME": str(tmp_path), "YIZHAN_VAULT_KEYS": str(keys)})
    database = BranchDatabase(fresh_database.owner_url, fresh_database.app_url, fresh_database.switch_url)
    make_first_keys(environment, database, SystemClock().now())
    with served(fresh_database, tmp_path, "scheme", "directory", "switch", YIZHAN_VAULT_KEYS=str(keys),
                YIZHAN_SWITCH_KEY=environment.switch_key) as branch:
        address = f"http://127.0.0.1:{branch.switch_port}"
        client = SwitchClient(address, "branch", environment.switch_key)
        payer = ids.shown_id("payer", ids.payer_id(0, 7))
        assert client.upsert_payer(payer, "wechat_like", "t0") == {"payer": payer, "programme": "wechat_like", "tier": "t0"}
        assert client.find_payment(ids.shown_id("card", 112), "0198c2a4-0000-7000-8000-000000000000") == Refusal("unknown_key", {})
        assert isinstance(SwitchClient(address, "branch", "x" * 40).upsert_payer(payer, "wechat_like", "t2"), Refusal)
        client.close()
        assert in_pieces(branch.switch_port, "/bind", pieces=4)[0] == 404, "an open route reads a form that comes in pieces"
        status, sent = in_pieces(branch.switch_port, "/bind", pieces=10_000)
        assert status == 413 and sent < 9_000, "it is answered long before the last piece"
        assert in_pieces(branch.switch_port, "/v1/payments", pieces=10_000)[0] == 413, "before any signature is looked at"
        worker = psutil.Process(branch.processes["switch"].pid).children(recursive=True)[-1]
        limits = Path(f"/proc/{worker.pid}/limits").read_text()
        assert re.search(r"Max core file size +0 +0 ", limits), "keys and numbers in memory never reach the disk"

