"""Keys for tests of the vault: a key file in a folder of the test, and data keys under it."""

from datetime import UTC, datetime
from pathlib import Path

from yizhan.vault.data_keys import DataKey, KeyRing, Purpose, new_data_key
from yizhan.vault.master_keys import KeyService, MasterKeyFile, create_key_file

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def key_file(folder: Path) -> MasterKeyFile:
    return create_key_file(folder / "master-keys.json", "m1")


def data_keys(service: KeyService, suffix: str = "1", now: datetime = NOW) -> tuple[DataKey, ...]:
    return tuple(new_data_key(service, f"{purpose}{suffix}", purpose, now) for purpose in Purpose)


def ring(folder: Path) -> KeyRing:
    service = key_file(folder)
    return KeyRing.open(service, data_keys(service))
