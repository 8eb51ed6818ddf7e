"""The surroundings of a command that works on records: database reachable, Django set up."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yizhan.app.branch_database import BranchDatabase


@contextmanager
def django_work(migrate: bool = True) -> "Iterator[BranchDatabase]":
    """Hold the database and set Django up as the runtime role until the block ends; its addresses.

    A command that somebody types brings the database to this version first; a process of the supervisor, which hands down the
    runtime role's address alone, finds it prepared.
    """
    from yizhan.app.branch_database import branch_database, set_up_django
    from yizhan.app.environment import read_environment
    from yizhan.app.migrate import migrate_all

    with branch_database(read_environment()) as database:
        set_up_django(database)
        if migrate:
            migrate_all(database.owner_url, database.app_url, database.switch_url)
        try:
            yield database
        finally:
            from django.db import connections

            connections.close_all()
