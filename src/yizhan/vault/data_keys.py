"""Data keys: what card numbers are sealed and hashed with. Stored wrapped under a master key, open only inside a `KeyRing`."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from yizhan.vault.errors import KeyMissing
from yizhan.vault.master_keys import KeyService, RandomBytes, Wrapped
from yizhan.vault.sealing import KEY_BYTES


class Purpose(StrEnum):
    """What a data key is for; one never serves the other."""

    SEAL = "seal"
    HASH = "hash"


@dataclass(frozen=True, slots=True)
class DataKey:
    """A data key as it is stored. The newest of a purpose is used for what is new; older ones still open what they sealed."""

    id: str
    purpose: Purpose
    created_at: datetime
    wrapped: Wrapped

    @property
    def context(self) -> bytes:
        """What the wrapping is bound to: a wrapped key cannot be passed off as another."""
        return f"data-key:{self.purpose}:{self.id}".encode()


def new_data_key(service: KeyService, key_id: str, purpose: Purpose, now: datetime, random_bytes: RandomBytes = os.urandom) -> DataKey:
    """A fresh data key, wrapped."""
    draft = DataKey(key_id, purpose, now, Wrapped("", b""))
    return replace(draft, wrapped=service.wrap(random_bytes(KEY_BYTES), draft.context))


def rewrapped(service: KeyService, data_keys: Iterable[DataKey]) -> tuple[DataKey, ...]:
    """The same keys, those under an older master key put under the active one. Sealed cards are not touched."""
    return tuple(key if key.wrapped.master_key_id == service.active_id else _rewrapped(service, key) for key in data_keys)


def _rewrapped(service: KeyService, key: DataKey) -> DataKey:
    return replace(key, wrapped=service.wrap(service.unwrap(key.wrapped, key.context), key.context))


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Open data keys in memory. Printed, it shows ids only."""

    seal_id: str
    hash_id: str
    seal_keys: Mapping[str, bytes] = field(repr=False)
    hash_keys: Mapping[str, bytes] = field(repr=False)

    @classmethod
    def open(cls, service: KeyService, data_keys: Iterable[DataKey]) -> "KeyRing":
        """All keys unwrapped, once; KeyMissing when there is none of a purpose."""
        opened: dict[Purpose, dict[str, bytes]] = {purpose: {} for purpose in Purpose}
        for key in sorted(data_keys, key=lambda item: item.created_at):
            opened[key.purpose][key.id] = service.unwrap(key.wrapped, key.context)
        for purpose, keys in opened.items():
            if not keys:
                raise KeyMissing(f"there is no data key for {purpose}")
        seal_keys, hash_keys = opened[Purpose.SEAL], opened[Purpose.HASH]
        return cls(list(seal_keys)[-1], list(hash_keys)[-1], seal_keys, hash_keys)
