"""The branch's database: the embedded server, or whatever DATABASE_URL names."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from yizhan.app.environment import Environment
from yizhan.embedded import Server
from yizhan.embedded import database as embedded_database


@dataclass(frozen=True, slots=True)
class BranchDatabase:
    """The addresses by role: what migrates, what serves, and the switch with the card vault.

    `server` is None when the database is not ours to keep.
    """

    owner_url: str
    app_url: str
    switch_url: str
    server: Server | None = None


@contextmanager
def branch_database(environment: Environment) -> Iterator[BranchDatabase]:
    """The database, reachable until the block ends. Raises EmbeddedError when the embedded one cannot be started."""
    if environment.database_url:
        serving = environment.database_url
        yield BranchDatabase(environment.database_owner_url or serving, serving, environment.switch_database_url or serving)
        return
    with embedded_database(environment.home) as server:
        yield BranchDatabase(server.owner_url, server.app_url, server.switch_url, server)


def set_up_django(database: BranchDatabase) -> None:
    """Hand the addresses on in the environment and set Django up; for commands, before they import records."""
    os.environ["DATABASE_URL"] = database.app_url
    os.environ["DATABASE_OWNER_URL"] = database.owner_url
    os.environ["YIZHAN_SWITCH_DATABASE_URL"] = database.switch_url
    os.environ["DJANGO_SETTINGS_MODULE"] = "yizhan.app.settings"
    import django

    django.setup()
