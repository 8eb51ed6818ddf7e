"""The running server as a client sees it: addresses for each role, for as long as the lease is held."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from yizhan.embedded.binaries import packaged_programs
from yizhan.embedded.cluster import APP_ROLE, DATABASE, OWNER_ROLE, SUPERUSER, SWITCH_ROLE, read_passwords
from yizhan.embedded.later_roles import ensure_later_roles
from yizhan.embedded.lease import Lease
from yizhan.embedded.places import Places, places_of


class Server:
    """Addresses of the embedded server. They stay the same over restarts of the server and the keeper."""

    def __init__(self, places: Places, lease: Lease) -> None:
        self.socket_dir = places.sockets
        self.log_file = places.log
        self._passwords = read_passwords(places)
        self._lease = lease

    def url(self, role: str, database_name: str = DATABASE) -> str:
        """An address for libpq, psycopg and pg_dump: postgresql://role:password@/database?host=folder."""
        host = quote(str(self.socket_dir), safe="")
        return f"postgresql://{role}:{quote(self._passwords[role], safe='')}@/{quote(database_name, safe='')}?host={host}"

    @property
    def superuser_url(self) -> str:
        """The server's superuser, for tests and for repair; the branch never connects as it."""
        return self.url(SUPERUSER)

    @property
    def owner_url(self) -> str:
        """The role that migrates."""
        return self.url(OWNER_ROLE)

    @property
    def app_url(self) -> str:
        """The role the branch runs as."""
        return self.url(APP_ROLE)

    @property
    def switch_url(self) -> str:
        """The role of the switch: payments and card vault, and nothing else."""
        return self.url(SWITCH_ROLE)

    @property
    def programs(self) -> Path:
        """The folder of psql, pg_dump and pg_restore."""
        return packaged_programs()

    def held(self) -> bool:
        """Whether the lease stands; False after the keeper has died."""
        return self._lease.held()

    def renew(self) -> None:
        """Take the lease anew after the keeper has died; the next keeper ends the old server first."""
        self._lease.take()


@contextmanager
def database(home: Path) -> Iterator[Server]:
    """The embedded server of a home, up and accepting connections until the block ends.

    Raises EmbeddedError with the reason when it cannot be started.
    """
    places = places_of(home)
    lease = Lease(home, places)
    lease.take()
    try:
        ensure_later_roles(places)
        yield Server(places, lease)
    finally:
        lease.release()
