"""The first keys of a branch, and what is wrong with those that it has."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg

from yizhan.app.branch_database import BranchDatabase
from yizhan.app.card_keys.work import add_new_data_keys, as_owner, next_id
from yizhan.app.environment import Environment
from yizhan.vault import store
from yizhan.vault.data_keys import DataKey, KeyRing
from yizhan.vault.errors import KeyFileError, KeyMissing, SealBroken, VaultError
from yizhan.vault.master_keys import KeyService, create_key_file, read_key_file

HELP = "docs/howto/keys.md"


@dataclass(frozen=True, slots=True)
class KeyTrouble:
    """What is wrong with the keys and what to do; `is_grave` when bound cards cannot be used."""

    message: str
    mend: str
    is_grave: bool = True


def make_first_keys(environment: Environment, database: BranchDatabase, now: datetime) -> KeyTrouble | None:
    """The key file and the first data keys, where there are none; what is wrong with those that are there.

    A file is never made beside data keys that need another one: it would hide that theirs is lost.
    """
    async def work(connection: store.Connection) -> KeyTrouble | None:
        keys = await store.data_keys(connection)
        if not keys:
            service = read_key_file(environment.vault_keys) if environment.vault_keys.exists() else _new_file(environment.vault_keys, now)
            keys = await add_new_data_keys(connection, service, (), now)
        return trouble_with(environment, keys)

    return as_owner(database, work)


def look_at_keys(environment: Environment, database: BranchDatabase) -> KeyTrouble | None:
    """What is wrong with the keys of a branch; None when all open."""
    try:
        return trouble_with(environment, as_owner(database, store.data_keys))
    except psycopg.errors.UndefinedTable:
        return KeyTrouble("there is no card vault yet", "yizhan migrate", is_grave=False)


def trouble_with(environment: Environment, keys: list[DataKey]) -> KeyTrouble | None:
    """What stands between these data keys and the key file."""
    path = environment.vault_keys
    if not keys:
        return KeyTrouble("the card vault has no keys yet", "they are made at the next `yizhan run`", is_grave=False)
    needed = ", ".join(sorted({key.wrapped.master_key_id for key in keys}))
    if not path.exists():
        return KeyTrouble(f"the key file {path} is missing: cards that are bound cannot be used",
                          f"put the file with the master key {needed} back, readable for its owner alone ({HELP})")
    try:
        KeyRing.open(read_key_file(path), keys)
    except KeyFileError as error:
        return KeyTrouble(str(error), f"mend {path} ({HELP})")
    except (KeyMissing, SealBroken):
        return KeyTrouble(f"the key file {path} is of another branch or older than the database: it does not open the data keys",
                          f"put the file with the master key {needed} in its place ({HELP})")
    if path.is_relative_to(environment.home) and not environment.demo:
        return KeyTrouble(f"the key file {path} lies beside the database: who has both has the cards",
                          f"move it to another disk and set YIZHAN_VAULT_KEYS ({HELP})", is_grave=False)
    return None


def _new_file(path: Path, now: datetime):
    if not path.parent.is_dir():
        raise VaultError(f"YIZHAN_VAULT_KEYS: there is no folder {path.parent} for the key file; make it, or mount it.")
    return create_key_file(path, next_id((), now))


def open_keys(environment: Environment) -> KeyService:
    """The master keys as they stand in the file now; KeyFileError says what is wrong with it."""
    return read_key_file(environment.vault_keys)
