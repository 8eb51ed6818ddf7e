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
    """The addresses by role; `server` is None when the database is not ours to keep."""

    owner_url: str
    app_url: str
    server: Server | None = None


@contextmanager
def branch_database(environment: Environment) -> Iterator[BranchDatabase]:
    """The database, reachable until the block ends. Raises EmbeddedError when the embedded one cannot be started."""
    if environment.database_url:
        yield BranchDatabase(environment.database_owner_url or environment.database_url, environment.database_url)
        return
    with embedded_database(environment.home) as server:
        yield BranchDatabase(server.owner_url, server.app_url, server)


def set_up_django(database: BranchDatabase) -> None:
    """Hand the address on in DATABASE_URL and set Django up; for commands, before they import records."""
    os.environ["DATABASE_URL"] = database.app_url
    os.environ["DATABASE_OWNER_URL"] = database.owner_url
    os.environ["DJANGO_SETTINGS_MODULE"] = "yizhan.app.settings"
    import django

    django.setup()
