"""Master keys wrap data keys and nothing else. They live in a key management service; by default that is a file.

A service of a bank (KMS, HSM) stands in by offering `wrap` and `unwrap`; the master key then never reaches this program.
"""

import json
import os
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from yizhan.vault.errors import KeyFileError
from yizhan.vault.sealing import KEY_BYTES, open_sealed, seal_bytes

RandomBytes = Callable[[int], bytes]
OTHERS = 0o077


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A data key under a master key."""

    master_key_id: str
    blob: bytes


class KeyService(Protocol):
    """What a key management service has to offer."""

    @property
    def active_id(self) -> str:
        """The master key that wraps from now on."""
        ...

    def wrap(self, secret: bytes, context: bytes) -> Wrapped:
        """Put a data key under the active master key; it opens only with the same context."""
        ...

    def unwrap(self, wrapped: Wrapped, context: bytes) -> bytes:
        """The data key. Raises KeyMissing or SealBroken."""
        ...


@dataclass(frozen=True, slots=True)
class MasterKeyFile:
    """Master keys from a file that its owner alone may read: `{"active": "2026-11-23.1", "keys": {id: 32 bytes in base64}}`."""

    path: Path
    active_id: str
    _keys: Mapping[str, bytes] = field(repr=False)
    random_bytes: RandomBytes = field(default=os.urandom, repr=False)

    @property
    def ids(self) -> tuple[str, ...]:
        """All master keys of the file."""
        return tuple(self._keys)

    def wrap(self, secret: bytes, context: bytes) -> Wrapped:
        """AES-256-GCM under the active key; context and key id are authenticated."""
        blob = seal_bytes(self._keys[self.active_id], secret, _bound(self.active_id, context), self.random_bytes)
        return Wrapped(self.active_id, blob)

    def unwrap(self, wrapped: Wrapped, context: bytes) -> bytes:
        """The secret again, under whichever key of the file wrapped it."""
        return open_sealed(self._keys, wrapped.master_key_id, wrapped.blob, _bound(wrapped.master_key_id, context))

    def with_new_key(self, key_id: str) -> "MasterKeyFile":
        """The file with one more master key, active from now on. Written whole before it takes the old one's place."""
        if key_id in self._keys:
            raise KeyFileError(f"{self.path.name}: the key {key_id} is there already; choose another id")
        return _stored(self.path, key_id, {**self._keys, key_id: self.random_bytes(KEY_BYTES)}, self.random_bytes)

    def without_key(self, key_id: str) -> "MasterKeyFile":
        """The file without a key that wraps nothing any more: re-wrap every data key first, for this cannot be undone."""
        if key_id == self.active_id or key_id not in self._keys:
            raise KeyFileError(f"{self.path.name}: the key {key_id} is active or not there")
        kept = {other: key for other, key in self._keys.items() if other != key_id}
        return _stored(self.path, self.active_id, kept, self.random_bytes)


def create_key_file(path: Path, key_id: str, random_bytes: RandomBytes = os.urandom) -> MasterKeyFile:
    """A new file with one key; KeyFileError when there is one, because its keys would be lost."""
    if path.exists():
        raise KeyFileError(f"{path.name} exists; a key that is overwritten cannot be had again")
    return _stored(path, key_id, {key_id: random_bytes(KEY_BYTES)}, random_bytes)


def read_key_file(path: Path, random_bytes: RandomBytes = os.urandom) -> MasterKeyFile:
    """The keys of a file; KeyFileError when it is absent, readable by others, or not what it should be."""
    try:
        mode, text = path.stat().st_mode, path.read_text(encoding="utf-8")
    except OSError as error:
        raise KeyFileError(f"{path.name} cannot be read: {error.strerror}") from None
    if mode & OTHERS:
        raise KeyFileError(f"{path.name} is open to others; allow its owner alone (chmod 600)")
    try:
        content = json.loads(text)
        keys = {str(key_id): b64decode(key, validate=True) for key_id, key in content["keys"].items()}
        active = str(content["active"])
    except (ValueError, Base64Error, KeyError, TypeError, AttributeError):
        # The parser's error would show the text that it fell over: a key.
        raise KeyFileError(f'{path.name} is not of the form {{"active": id, "keys": {{id: base64}}}}') from None
    if active not in keys or any(len(key) != KEY_BYTES for key in keys.values()):
        raise KeyFileError(f"{path.name}: the active key is missing, or a key does not have {KEY_BYTES} bytes")
    return MasterKeyFile(path, active, keys, random_bytes)


def _stored(path: Path, active: str, keys: Mapping[str, bytes], random_bytes: RandomBytes) -> MasterKeyFile:
    content = {"active": active, "keys": {key_id: b64encode(key).decode() for key_id, key in keys.items()}}
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    return MasterKeyFile(path, active, dict(keys), random_bytes)


def _bound(master_key_id: str, context: bytes) -> bytes:
    return b"master:" + master_key_id.encode() + b":" + context
