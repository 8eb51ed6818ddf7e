"""AES-256-GCM as the vault uses it: a random nonce of 96 bits before the ciphertext, the place of the data authenticated with them.

Random nonces are safe up to about four thousand million seals under one key (NIST SP 800-38D, 8.3); data keys are renewed long before.
"""

from collections.abc import Callable, Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from yizhan.vault.errors import KeyMissing, SealBroken

KEY_BYTES = 32
NONCE_BYTES = 12


def seal_bytes(key: bytes, secret: bytes, place: bytes, random_bytes: Callable[[int], bytes]) -> bytes:
    """Nonce and ciphertext; `place` says where the data belong, and must be the same to open them."""
    nonce = random_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, secret, place)


def open_sealed(keys: Mapping[str, bytes], key_id: str, blob: bytes, place: bytes) -> bytes:
    """The secret under the key of that id. Raises KeyMissing, or SealBroken for data that were changed or moved."""
    if key_id not in keys:
        raise KeyMissing(f"the key {key_id} is not here")
    try:
        return AESGCM(keys[key_id]).decrypt(blob[:NONCE_BYTES], blob[NONCE_BYTES:], place)
    except (InvalidTag, ValueError):
        raise SealBroken(f"data under the key {key_id} do not open: changed, or not in their place") from None
