"""A shard with a few payers, cards and merchants, on a cursor whose work is rolled back."""

from collections.abc import Iterator

import psycopg
import pytest

from tests.payments.shard.till import Till


@pytest.fixture(scope="module")
def shard_connection(worker_database) -> Iterator[psycopg.Connection]:
    """As the owner, in one transaction that is undone after the module: two would wait for each other's rows."""
    with psycopg.connect(worker_database.owner_url, autocommit=True) as connection, connection.transaction(force_rollback=True):
        yield connection


@pytest.fixture(scope="module")
def shared_till(shard_connection) -> Till:
    """One shard for all examples of a property; each takes payers of its own."""
    return Till(shard_connection.cursor())


@pytest.fixture
def till(shard_connection) -> Iterator[Till]:
    """A shard of one test's own."""
    with shard_connection.transaction(force_rollback=True), shard_connection.cursor() as cursor:
        yield Till(cursor, merchant=8)
