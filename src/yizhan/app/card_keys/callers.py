"""Keys of those who call the switch: wallet programmes and the terminals of merchants."""

from datetime import datetime

from yizhan.app.branch_database import BranchDatabase
from yizhan.app.card_keys.work import as_owner
from yizhan.app.environment import Environment
from yizhan.vault import store
from yizhan.vault.caller_keys import CallerKey, new_terminal_key, new_wallet_key
from yizhan.vault.data_keys import KeyRing
from yizhan.vault.master_keys import read_key_file


def create(environment: Environment, database: BranchDatabase, owner: str | int, now: datetime) -> tuple[CallerKey, str]:
    """A key for a wallet programme (a name) or for a merchant's terminals (a number), and its secret, which nobody sees again."""
    async def work(connection: store.Connection) -> tuple[CallerKey, str]:
        ring = KeyRing.open(read_key_file(environment.vault_keys), await store.data_keys(connection))
        key, secret = new_terminal_key(ring, owner, now) if isinstance(owner, int) else new_wallet_key(ring, owner, now)
        await store.add_caller_key(connection, key)
        return key, secret

    return as_owner(database, work)


def revoke(database: BranchDatabase, key_id: str, now: datetime) -> bool:
    """Close a key for good; False when there is none of this id."""
    return as_owner(database, lambda connection: store.revoke_caller_key(connection, key_id, now))


def all_keys(database: BranchDatabase) -> list[CallerKey]:
    """Every key, revoked ones too."""
    return as_owner(database, store.caller_keys)
