"""Bindings under way: rows by the digest of their bind token, and the sealed card of one whose holder answers the bank's challenge."""

import hashlib
import os
from dataclasses import dataclass, field, replace
from datetime import datetime

from yizhan.vault.card_number import CardNumber
from yizhan.vault.cards import EXPIRY_DIGITS, OpenCard
from yizhan.vault.data_keys import KeyRing
from yizhan.vault.master_keys import RandomBytes
from yizhan.vault.sealing import open_sealed, seal_bytes
from yizhan.vault.store import Connection, rows


@dataclass(frozen=True, slots=True)
class Binding:
    """A binding as it stands. `state`: open, checking, challenge, bound or refused."""

    digest: bytes = field(repr=False)
    payer_id: int
    return_url: str
    language: str
    valid_until: datetime
    state: str
    code: str | None = None
    words: str | None = None
    offers: tuple[str, ...] = ()
    transaction_id: str | None = None
    card_id: int | None = None
    masked: str | None = None
    scheme: str | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """The sealed card of a challenge."""

    seal_key_id: str
    sealed: bytes = field(repr=False)


def digest_of(token: str) -> bytes:
    """What is kept of a bind token."""
    return hashlib.sha256(token.encode()).digest()


def seal_waiting(ring: KeyRing, card: OpenCard, digest: bytes, random_bytes: RandomBytes = os.urandom) -> Waiting:
    """The card under the newest key, bound to its binding."""
    secret = f"{card.expiry}{card.number.reveal()}".encode()
    return Waiting(ring.seal_id, seal_bytes(ring.seal_keys[ring.seal_id], secret, _place(digest, ring.seal_id), random_bytes))


def open_waiting(ring: KeyRing, waiting: Waiting, digest: bytes) -> OpenCard:
    """The card again. Raises KeyMissing or SealBroken."""
    secret = open_sealed(ring.seal_keys, waiting.seal_key_id, waiting.sealed, _place(digest, waiting.seal_key_id)).decode()
    return OpenCard(CardNumber(secret[EXPIRY_DIGITS:]), secret[:EXPIRY_DIGITS])


async def add(connection: Connection, binding: Binding, now: datetime) -> None:
    """Keep a binding that begins."""
    values = (binding.digest, binding.payer_id, binding.return_url, binding.language, now, binding.valid_until)
    await rows(connection, "add_binding", values)


async def find(connection: Connection, digest: bytes) -> Binding | None:
    """A binding as it stands."""
    found = await rows(connection, "binding", (digest,))
    if not found:
        return None
    binding = Binding(*found[0])
    return replace(binding, offers=tuple(binding.offers))


async def note_form_try(connection: Connection, digest: bytes) -> int:
    """One more form that could not be taken; how many there were. 0 where the binding is not open any more."""
    found = await rows(connection, "note_form_try", (digest,))
    return found[0][0] if found else 0


async def begin_check(connection: Connection, digest: bytes, now: datetime) -> bool:
    """Take an open binding to its check; False for all but one who try."""
    return bool(await rows(connection, "begin_check", (now, digest, now)))


async def checks_of_payer(connection: Connection, payer_id: int, since: datetime) -> int:
    """How many cards were checked for a payer since a moment."""
    found: int = (await rows(connection, "checks_of_payer", (payer_id, since)))[0][0]
    return found


async def await_challenge(connection: Connection, digest: bytes, transaction: str, valid_until: datetime, waiting: Waiting) -> bool:
    """The holder answers a challenge; the card waits sealed. ForeignKeyViolation where its key was removed meanwhile."""
    values = (transaction, valid_until, waiting.seal_key_id, waiting.sealed, digest)
    return bool(await rows(connection, "await_challenge", values))


async def take_challenge(connection: Connection, digest: bytes, now: datetime) -> Waiting | None:
    """The sealed card, which does not stand in the row any more; None for all but one who try."""
    found = await rows(connection, "take_challenge", (digest, now, now))
    return Waiting(*found[0]) if found else None


async def end(connection: Connection, binding: Binding) -> bool:
    """Write how a binding ended; a card is not in it any more."""
    values = (binding.state, binding.code, binding.words, list(binding.offers), binding.card_id, binding.masked, binding.scheme,
              binding.digest)
    return bool(await rows(connection, "end_binding", values))


async def end_late(connection: Connection, now: datetime, cut_off_before: datetime, expired: str, cut_off: str) -> int:
    """End what nobody will end any more: run out, or cut off in its check; how many."""
    return len(await rows(connection, "end_late_bindings", (cut_off, expired, now, cut_off_before)))


async def forget(connection: Connection, made_before: datetime) -> int:
    """Drop bindings that ended long ago; how many."""
    return len(await rows(connection, "forget_bindings", (made_before,)))


def _place(digest: bytes, key_id: str) -> bytes:
    return f"binding:{digest.hex()}:{key_id}".encode()
