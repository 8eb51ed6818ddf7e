"""Sealed cards: what is stored of a bound card. A token stands for it everywhere outside the card-data zone.

The security code is no part of any value or call here: it goes from the form into one message and is gone.
"""

import hmac
import os
from dataclasses import dataclass, field, replace

from yizhan.vault.card_number import BIN_SHORT, CardNumber
from yizhan.vault.data_keys import KeyRing
from yizhan.vault.errors import SealBroken
from yizhan.vault.master_keys import RandomBytes
from yizhan.vault.sealing import open_sealed, seal_bytes

TOKEN_BYTES = 16
EXPIRY_DIGITS = 4


@dataclass(frozen=True, slots=True)
class SealedCard:
    """A card as it is stored. `number_hash` finds the same number again under the same key; `masked` may be shown."""

    token: str
    masked: str
    seal_key_id: str
    sealed: bytes = field(repr=False)
    hash_key_id: str
    number_hash: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class OpenCard:
    """A card for one message: number and expiry (YYMM)."""

    number: CardNumber
    expiry: str = field(repr=False)


def new_token(random_bytes: RandomBytes = os.urandom) -> str:
    """A random token, `card_` and 32 hex digits: cannot be taken for a number, and tells nothing of it."""
    return f"card_{random_bytes(TOKEN_BYTES).hex()}"


def seal(ring: KeyRing, card: OpenCard, token: str, bin_digits: int = BIN_SHORT, random_bytes: RandomBytes = os.urandom) -> SealedCard:
    """The card under the newest keys of the ring, bound to its token. ValueError for an expiry that is not four digits."""
    if not (card.expiry.isascii() and card.expiry.isdigit() and len(card.expiry) == EXPIRY_DIGITS):
        raise ValueError("an expiry is four digits, year and month")
    secret = f"{card.expiry}{card.number.reveal()}".encode()
    sealed = seal_bytes(ring.seal_keys[ring.seal_id], secret, _place(token, ring.seal_id), random_bytes)
    return SealedCard(token, card.number.masked(bin_digits), ring.seal_id, sealed, ring.hash_id, number_hash(ring, card.number))


def unseal(ring: KeyRing, card: SealedCard) -> OpenCard:
    """Number and expiry again. Raises KeyMissing, or SealBroken for a card that was changed or stands under another's token."""
    secret = open_sealed(ring.seal_keys, card.seal_key_id, card.sealed, _place(card.token, card.seal_key_id)).decode()
    opened = OpenCard(CardNumber(secret[EXPIRY_DIGITS:]), secret[:EXPIRY_DIGITS])
    if card.hash_key_id in ring.hash_keys and not hmac.compare_digest(_hash(ring, card.hash_key_id, opened.number), card.number_hash):
        raise SealBroken("a card's hash is not that of its number")
    return opened


def resealed(ring: KeyRing, card: SealedCard, random_bytes: RandomBytes = os.urandom) -> SealedCard:
    """The same card under the newest keys, token and mask kept; the same value where it is under them already."""
    if (card.seal_key_id, card.hash_key_id) == (ring.seal_id, ring.hash_id):
        return card
    return replace(seal(ring, unseal(ring, card), card.token, random_bytes=random_bytes), masked=card.masked)


def with_expiry(ring: KeyRing, card: SealedCard, expiry: str, random_bytes: RandomBytes = os.urandom) -> SealedCard:
    """The same card with a new expiry, under the same token."""
    opened = replace(unseal(ring, card), expiry=expiry)
    return replace(seal(ring, opened, card.token, random_bytes=random_bytes), masked=card.masked)


def number_hash(ring: KeyRing, number: CardNumber) -> bytes:
    """32 bytes by which a number is found again; keyed, because plain hashes of card numbers can be tried out (PCI DSS 3.5.1.1)."""
    return _hash(ring, ring.hash_id, number)


def hashes_of(ring: KeyRing, number: CardNumber) -> list[tuple[str, bytes]]:
    """The hash under each key of the ring: while keys are renewed, a card may still stand under an older one."""
    return [(key_id, _hash(ring, key_id, number)) for key_id in ring.hash_keys]


def _hash(ring: KeyRing, key_id: str, number: CardNumber) -> bytes:
    return hmac.digest(ring.hash_keys[key_id], b"card-number:" + number.reveal().encode(), "sha256")


def _place(token: str, key_id: str) -> bytes:
    return f"card:{token}:{key_id}".encode()
