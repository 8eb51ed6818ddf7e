"""Keys of callers: the secret is sealed to its key, scope and owner."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.vault.rings import NOW, data_keys, key_file
from yizhan.vault.caller_keys import Scope, new_terminal_key, new_wallet_key, open_secret, resealed_caller
from yizhan.vault.data_keys import KeyRing
from yizhan.vault.errors import SealBroken


@pytest.fixture
def service(tmp_path: Path):
    return key_file(tmp_path)


def test_a_secret_is_long_opens_again_and_does_not_show(service) -> None:
    ring = KeyRing.open(service, data_keys(service))
    key, secret = new_wallet_key(ring, "panda_wallet", NOW)
    assert (key.scope, key.programme, key.merchant_id) == (Scope.WALLET, "panda_wallet", None)
    assert open_secret(ring, key) == secret and len(secret) >= 32
    assert secret not in repr(key) and secret.encode() not in key.sealed


def test_a_wallets_key_cannot_be_made_a_terminals_by_changing_its_row(service) -> None:
    ring = KeyRing.open(service, data_keys(service))
    wallet, _ = new_wallet_key(ring, "panda_wallet", NOW)
    terminal, _ = new_terminal_key(ring, 42, NOW)
    for changed in (replace(wallet, programme="other"), replace(wallet, scope=Scope.TERMINAL), replace(terminal, merchant_id=43),
                    replace(wallet, sealed=terminal.sealed)):
        with pytest.raises(SealBroken):
            open_secret(ring, changed)


def test_a_secret_moves_under_newer_keys_and_stays_the_same(service) -> None:
    old = data_keys(service)
    key, secret = new_terminal_key(KeyRing.open(service, old), 42, NOW)
    newest = data_keys(service, "2", NOW + timedelta(days=1))
    moved = resealed_caller(KeyRing.open(service, old + newest), key)
    assert (moved.seal_key_id, open_secret(KeyRing.open(service, newest), moved)) == ("seal2", secret)
    assert resealed_caller(KeyRing.open(service, old + newest), moved) is moved
