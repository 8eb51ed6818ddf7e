"""Keys with which wallets and terminals sign their requests: sealed like cards, because the switch has to know the secret itself."""

import os
import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from yizhan.vault.data_keys import KeyRing
from yizhan.vault.master_keys import RandomBytes
from yizhan.vault.sealing import open_sealed, seal_bytes

ID_BYTES = 8
SECRET_BYTES = 32


class Scope(StrEnum):
    """What a signed key may ask for."""

    WALLET = "wallet"
    TERMINAL = "terminal"


@dataclass(frozen=True, slots=True)
class CallerKey:
    """A key as it is stored: of a wallet programme, or of a merchant's terminal."""

    id: str
    scope: Scope
    programme: str | None
    merchant_id: int | None
    seal_key_id: str
    sealed: bytes = field(repr=False)
    created_at: datetime
    revoked_at: datetime | None = None


def new_wallet_key(ring: KeyRing, programme: str, now: datetime) -> tuple[CallerKey, str]:
    """A key for a wallet programme, and its secret, which is shown once and kept sealed only."""
    return _new(ring, Scope.WALLET, programme, None, now)


def new_terminal_key(ring: KeyRing, merchant_id: int, now: datetime) -> tuple[CallerKey, str]:
    """A key for the terminals of a merchant, and its secret."""
    return _new(ring, Scope.TERMINAL, None, merchant_id, now)


def open_secret(ring: KeyRing, key: CallerKey) -> str:
    """The secret. Raises KeyMissing or SealBroken."""
    return open_sealed(ring.seal_keys, key.seal_key_id, key.sealed, _place(key, key.seal_key_id)).decode()


def resealed_caller(ring: KeyRing, key: CallerKey, random_bytes: RandomBytes = os.urandom) -> CallerKey:
    """The same key under the newest data key; the same value where it is under it already."""
    if key.seal_key_id == ring.seal_id:
        return key
    return _sealed(ring, key, open_secret(ring, key), random_bytes)


def _new(ring: KeyRing, scope: Scope, programme: str | None, merchant_id: int | None, now: datetime) -> tuple[CallerKey, str]:
    secret = secrets.token_urlsafe(SECRET_BYTES)
    draft = CallerKey(f"key_{secrets.token_hex(ID_BYTES)}", scope, programme, merchant_id, ring.seal_id, b"", now)
    return _sealed(ring, draft, secret, os.urandom), secret


def _sealed(ring: KeyRing, key: CallerKey, secret: str, random_bytes: RandomBytes) -> CallerKey:
    sealed = seal_bytes(ring.seal_keys[ring.seal_id], secret.encode(), _place(key, ring.seal_id), random_bytes)
    return replace(key, seal_key_id=ring.seal_id, sealed=sealed)


def _place(key: CallerKey, seal_key_id: str) -> bytes:
    """Scope and owner belong to the place: a wallet's key cannot be made a terminal's by changing its row."""
    return f"caller:{key.id}:{key.scope}:{key.programme or ''}:{key.merchant_id or ''}:{seal_key_id}".encode()
