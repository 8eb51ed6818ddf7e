"""Turning keys: a new master key, new data keys, an old master key out of use. Each can be run again after it was cut off."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from yizhan.app.branch_database import BranchDatabase
from yizhan.app.card_keys.work import add_new_data_keys, as_owner, next_id
from yizhan.app.command_failed import CommandFailed
from yizhan.app.environment import Environment
from yizhan.vault import store
from yizhan.vault.caller_keys import resealed_caller
from yizhan.vault.cards import resealed
from yizhan.vault.data_keys import DataKey, KeyRing, Purpose, rewrapped
from yizhan.vault.master_keys import read_key_file

CHUNK = 500


@dataclass(frozen=True, slots=True)
class KeyStatus:
    """All keys of a branch; `cards` counts the cards under each data key."""

    active_master: str
    masters: tuple[str, ...]
    data_keys: tuple[DataKey, ...]
    cards: dict[str, int]


@dataclass(frozen=True, slots=True)
class Renewed:
    """What a renewal of data keys did."""

    new_ids: tuple[str, ...]
    cards: int
    callers: int
    removed_ids: tuple[str, ...]
    kept_ids: tuple[str, ...]


def status(environment: Environment, database: BranchDatabase) -> KeyStatus:
    """The keys as they stand. Raises KeyFileError, KeyMissing or SealBroken when they do not open."""
    async def work(connection: store.Connection) -> KeyStatus:
        service = read_key_file(environment.vault_keys)
        keys = await store.data_keys(connection)
        KeyRing.open(service, keys)
        counts = await store.cards_by_key(connection)
        return KeyStatus(service.active_id, service.ids, tuple(keys), {key_id: cards for key_id, _, cards in counts})

    return as_owner(database, work)


def rotate_master(environment: Environment, database: BranchDatabase, now: datetime) -> tuple[str, int]:
    """A new master key, and every data key under it; the id and how many were wrapped anew.

    A rotation that was cut off is finished without another key. Older master keys stay in the file until they are retired.
    """
    async def work(connection: store.Connection) -> tuple[str, int]:
        service = read_key_file(environment.vault_keys)
        keys = await store.data_keys(connection)
        KeyRing.open(service, keys)  # before anything is written: a key that is missing now would be missing for ever
        if all(key.wrapped.master_key_id == service.active_id for key in keys):
            service = service.with_new_key(next_id(service.ids, now))
        older = [key for key in keys if key.wrapped.master_key_id != service.active_id]
        async with connection.transaction():
            await store.put_under_master_key(connection, rewrapped(service, older))
        return service.active_id, len(older)

    return as_owner(database, work)


def retire_master(environment: Environment, database: BranchDatabase, key_id: str) -> bool:
    """Take a master key that wraps nothing any more out of the file; False when it is not there (any more)."""
    async def work(connection: store.Connection) -> bool:
        service = read_key_file(environment.vault_keys)
        if any(key.wrapped.master_key_id == key_id for key in await store.data_keys(connection)):
            raise CommandFailed(f"Data keys are still under the master key {key_id}; run `yizhan keys rotate-master` first.")
        if key_id == service.active_id:
            raise CommandFailed(f"The master key {key_id} is the active one; run `yizhan keys rotate-master` first.")
        if key_id not in service.ids:
            return False
        service.without_key(key_id)
        return True

    return as_owner(database, work)


def renew_data(environment: Environment, database: BranchDatabase, now: datetime, chunk: int = CHUNK,
               told: Callable[[int], None] = lambda cards: None) -> Renewed:
    """New data keys, everything under them chunk by chunk, and the old ones removed; `told` hears how many cards are done.

    While older data keys are there, a renewal was cut off, and is finished without others.
    """
    async def work(connection: store.Connection) -> Renewed:
        service = read_key_file(environment.vault_keys)
        keys = await store.data_keys(connection)
        KeyRing.open(service, keys)
        new: list[DataKey] = []
        if len(keys) == len(Purpose):
            later = max(now, max(key.created_at for key in keys) + timedelta(microseconds=1))
            new = await add_new_data_keys(connection, service, {key.id for key in keys}, later)
        ring = KeyRing.open(service, [*keys, *new])
        cards = await _seal_cards_anew(connection, ring, chunk, told)
        callers = await _seal_callers_anew(connection, ring)
        removed = await store.remove_unused_data_keys(connection, (ring.seal_id, ring.hash_id))
        kept = {key.id for key in await store.data_keys(connection)} - {ring.seal_id, ring.hash_id}
        return Renewed((ring.seal_id, ring.hash_id), cards, callers, tuple(sorted(removed)), tuple(sorted(kept)))

    return as_owner(database, work)


async def _seal_cards_anew(connection: store.Connection, ring: KeyRing, chunk: int, told: Callable[[int], None]) -> int:
    after, done = "", 0
    while True:
        async with connection.transaction():
            cards = await store.cards_to_seal_anew(connection, after, ring.seal_id, ring.hash_id, chunk)
            for card in cards:
                await store.replace_seal(connection, resealed(ring, card))
        if not cards:
            return done
        after, done = cards[-1].token, done + len(cards)
        told(done)


async def _seal_callers_anew(connection: store.Connection, ring: KeyRing) -> int:
    keys = [key for key in await store.caller_keys(connection) if key.seal_key_id != ring.seal_id]
    async with connection.transaction():
        for key in keys:
            await store.replace_caller_seal(connection, resealed_caller(ring, key))
    return len(keys)
