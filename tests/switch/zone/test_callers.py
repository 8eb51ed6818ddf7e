"""Signed requests: who signed, within five minutes, with a key that is not revoked. Covers connectors.switch_signature."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from tests.databases import TestDatabase
from tests.switch.zone.zones import connections
from tests.vault.kept import filled, on
from tests.vault.rings import NOW
from yizhan.connectors.switch_signature import SIGNATURE_HEADER, signature, signed_headers
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.switch.zone.callers import REMEMBERED_S, Caller, Callers, CallerScope
from yizhan.switch.zone.keys import ZoneKeys
from yizhan.vault import store
from yizhan.vault.caller_keys import new_terminal_key, new_wallet_key

BRANCH_SECRET = "b" * 40
METHOD, TARGET, BODY = "POST", "/v1/payments?x=1", b'{"amount_minor": 300}'


@pytest.fixture
def called(fresh_database: TestDatabase, tmp_path: Path):
    """Callers of the switch, a wallet's and a terminal's key, and the monotonic seconds that the test sets."""
    service, ring = filled(fresh_database, tmp_path)
    keys = [new_wallet_key(ring, "panda_wallet", NOW), new_terminal_key(ring, 42, NOW)]
    for key, _ in keys:
        on(fresh_database.owner_url, lambda connection, key=key: store.add_caller_key(connection, key))
    seconds = [0.0]
    callers = Callers(connections(fresh_database.switch_url), ZoneKeys(lambda: service), BRANCH_SECRET, lambda: seconds[0])
    return fresh_database, callers, keys, seconds


def check(callers: Callers, headers, method: str = METHOD, target: str = TARGET, body: bytes = BODY, now=NOW) -> Caller | Refusal:
    return asyncio.run(callers.check(method, target, headers, body, now))


def signed(key_id: str, secret: str, now=NOW):
    return dict(signed_headers(key_id, secret, METHOD, TARGET, BODY, now))


def test_each_kind_of_caller_is_known_by_its_key(called) -> None:
    _, callers, [(wallet, wallet_secret), (terminal, terminal_secret)], _ = called
    assert check(callers, signed("branch", BRANCH_SECRET)) == Caller("branch", CallerScope.BRANCH)
    assert check(callers, signed(wallet.id, wallet_secret)) == Caller(wallet.id, CallerScope.WALLET, programme="panda_wallet")
    assert check(callers, signed(terminal.id, terminal_secret)) == Caller(terminal.id, CallerScope.TERMINAL, merchant_id=42)


def test_the_signature_covers_method_target_time_and_body(called) -> None:
    _, callers, _, _ = called
    headers = signed("branch", BRANCH_SECRET)
    assert check(callers, headers, method="GET") == refuse("signature_wrong")
    assert check(callers, headers, target="/v1/payments?x=2") == refuse("signature_wrong")
    assert check(callers, headers, body=BODY + b" ") == refuse("signature_wrong")
    later = {**headers, "yizhan-timestamp": str(int(NOW.timestamp()) + 1)}
    assert check(callers, later) == refuse("signature_wrong")


def test_the_signature_is_the_one_that_openssl_makes() -> None:
    """printf 'GET\\n/v1/payments/pay_0000000000001\\n1795420800\\n' | openssl dgst -sha256 -hmac kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk"""
    made = signature("k" * 32, "GET", "/v1/payments/pay_0000000000001", "1795420800", b"")
    assert made == "7ad3b5362a8a3fd5992c7a51ebe2ac43403f4b5f4e21f3747049b22a091a8eb9"


@pytest.mark.parametrize(("seconds", "accepted"), [(-61, False), (-60, True), (300, True), (301, False)])
def test_a_request_is_good_for_five_minutes_and_from_a_clock_that_is_a_minute_ahead(called, seconds: int, accepted: bool) -> None:
    _, callers, _, _ = called
    found = check(callers, signed("branch", BRANCH_SECRET), now=NOW + timedelta(seconds=seconds))
    assert found == (Caller("branch", CallerScope.BRANCH) if accepted else refuse("signature_stale", window_s=300, ahead_s=60))


@pytest.mark.parametrize("timestamp", ["", "soon", "-5", "1e9", "9" * 400, "１２３"])
def test_a_time_that_is_none_is_refused(called, timestamp: str) -> None:
    _, callers, _, _ = called
    found = check(callers, {**signed("branch", BRANCH_SECRET), "yizhan-timestamp": timestamp})
    assert isinstance(found, Refusal) and found.code in ("signature_missing", "signature_stale")


@pytest.mark.parametrize("key_id", ["key_0123456789abcdef", "nobody", "key_\0", "branch ", "key_" + "0" * 4000])
def test_an_unknown_key_is_answered_like_a_wrong_signature(called, key_id: str) -> None:
    _, callers, _, _ = called
    assert check(callers, signed(key_id, "anything")) == refuse("signature_wrong")
    assert check(callers, signed(key_id, "")) == refuse("signature_wrong")


def test_a_missing_header_is_named(called) -> None:
    _, callers, _, _ = called
    headers = signed("branch", BRANCH_SECRET)
    del headers[SIGNATURE_HEADER]
    found = check(callers, headers)
    assert isinstance(found, Refusal) and found.code == "signature_missing" and SIGNATURE_HEADER in found.facts["headers"]


def test_a_revoked_key_is_refused_once_the_memory_of_it_is_old(called) -> None:
    database, callers, [(wallet, secret), _], seconds = called
    assert isinstance(check(callers, signed(wallet.id, secret)), Caller)
    on(database.owner_url, lambda connection: store.revoke_caller_key(connection, wallet.id, NOW))
    assert isinstance(check(callers, signed(wallet.id, secret)), Caller)
    seconds[0] += REMEMBERED_S + 1
    assert check(callers, signed(wallet.id, secret)) == refuse("caller_key_revoked")
    assert check(callers, signed(wallet.id, "wrong")) == refuse("signature_wrong")
