"""The open data keys of a running switch, read anew when a command has turned them."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from pathlib import Path

from yizhan.vault import store
from yizhan.vault.data_keys import KeyRing
from yizhan.vault.errors import KeyMissing
from yizhan.vault.master_keys import KeyService, read_key_file

# Connections of the switch's role on which each statement is a transaction of its own (a pool's `connection`, for one).
Connections = Callable[[], AbstractAsyncContextManager[store.Connection]]


class ZoneKeys:
    """The ring in memory. `open_service` gives the master keys as they are now: the file may have got another one."""

    def __init__(self, open_service: Callable[[], KeyService]) -> None:
        self._open_service = open_service
        self._ring: KeyRing | None = None
        self._newest_at: datetime | None = None

    @classmethod
    def of_file(cls, path: Path) -> "ZoneKeys":
        """With the master keys of a key file."""
        return cls(lambda: read_key_file(path))

    @property
    def ring(self) -> KeyRing:
        """The open keys; KeyMissing before `load`."""
        if self._ring is None:
            raise KeyMissing("the data keys have not been opened")
        return self._ring

    async def load(self, connection: store.Connection) -> None:
        """Open all data keys. Raises KeyFileError, KeyMissing or SealBroken, and keeps the ring that was."""
        keys = await store.data_keys(connection)
        self._ring = KeyRing.open(self._open_service(), keys)
        self._newest_at = max(key.created_at for key in keys)

    async def refresh(self, connection: store.Connection) -> None:
        """Load when there are newer keys than those in memory: what is sealed from now on has to be under the newest."""
        if self._ring is None or await store.newest_key_at(connection) != self._newest_at:
            await self.load(connection)

    async def load_for(self, connection: store.Connection, seal_key_id: str) -> KeyRing:
        """The ring with a key that something is sealed under, loaded when it is not in memory."""
        if self._ring is None or seal_key_id not in self._ring.seal_keys:
            await self.load(connection)
        return self.ring
