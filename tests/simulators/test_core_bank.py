"""One contract for the core bank: run against the simulator over TCP, and against a real one where YIZHAN_TEST_CORE_BANK_URL names it."""

import os
import threading
from collections.abc import Iterator

import httpx
import pytest

from yizhan.connectors.core_bank import CoreBank, Transfer, TransferState, sign
from yizhan.kernel.ids import new_id
from yizhan.kernel.money import Money
from yizhan.simulators.core_bank import make_server

KEY = "a key for tests"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    if url := os.environ.get("YIZHAN_TEST_CORE_BANK_URL"):
        yield url
        return
    server = make_server(0, KEY, delay_s=1.5)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def bank(address: str) -> Iterator[CoreBank]:
    client = CoreBank(address, os.environ.get("YIZHAN_TEST_CORE_BANK_KEY", KEY), timeout_s=0.7)
    yield client
    client.close()


def transfer(account: str = "6222000000000100", amount: str = "1000.00", reference: str = "") -> Transfer:
    return Transfer(reference or new_id().hex, Money.of(amount), "深圳市供应商有限公司", account, "某银行", "货款")


def test_an_ordinary_transfer_is_accepted_with_a_reference(bank: CoreBank) -> None:
    answer = bank.send(transfer())
    assert answer.state is TransferState.ACCEPTED
    assert answer.bank_reference


def test_a_closed_account_is_rejected_with_its_code(bank: CoreBank) -> None:
    assert bank.send(transfer("6222000000000001")).code == "account_closed"


def test_the_same_reference_again_gives_the_same_answer(bank: CoreBank) -> None:
    order = transfer()
    assert bank.send(order) == bank.send(order) == bank.query(order.reference)


def test_the_same_reference_with_another_amount_is_not_taken_for_an_answer(bank: CoreBank) -> None:
    order = transfer()
    bank.send(order)
    other = bank.send(transfer(amount="2000.00", reference=order.reference))
    assert (other.state, other.code) == (TransferState.UNKNOWN, "reference_reused")


def test_a_dropped_connection_is_unknown_until_asked(bank: CoreBank) -> None:
    order = transfer("6222000000000003")
    assert bank.send(order).state is TransferState.UNKNOWN
    assert bank.query(order.reference).state is TransferState.ACCEPTED


def test_a_late_answer_is_unknown_until_asked(bank: CoreBank) -> None:
    order = transfer("6222000000000004")
    assert bank.send(order).state is TransferState.UNKNOWN
    assert bank.query(order.reference).state is TransferState.ACCEPTED


def test_pending_is_unknown_and_ends_accepted(bank: CoreBank) -> None:
    order = transfer("6222000000000005")
    assert [bank.send(order).state, bank.query(order.reference).state, bank.query(order.reference).state] == [
        TransferState.UNKNOWN, TransferState.UNKNOWN, TransferState.ACCEPTED]


def test_a_reference_never_seen_is_not_found(bank: CoreBank) -> None:
    assert bank.query(new_id().hex).code == "not_found"


def test_a_wrong_key_is_refused_and_nothing_is_ordered(address: str, bank: CoreBank) -> None:
    order = transfer()
    stranger = CoreBank(address, "another key")
    assert stranger.send(order).code == "bad_signature"
    assert bank.query(order.reference).code == "not_found"


def test_an_old_timestamp_is_refused(address: str) -> None:
    headers = {"X-Timestamp": "1000000000", "X-Signature": sign(KEY, "GET", "/v1/transfers/x", "1000000000", b"")}
    assert httpx.get(f"{address}/v1/transfers/x", headers=headers, trust_env=False).status_code == 401


def test_orders_survive_a_restart_of_the_simulator(tmp_path) -> None:
    order = transfer()
    for step in ("send", "query"):
        server = make_server(0, KEY, str(tmp_path / "core_bank.sqlite"))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        client = CoreBank(f"http://127.0.0.1:{server.server_address[1]}", KEY)
        answer = client.send(order) if step == "send" else client.query(order.reference)
        assert answer.state is TransferState.ACCEPTED
        client.close()
        server.shutdown()
        server.server_close()
