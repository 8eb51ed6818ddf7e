"""A shop of one test's own."""

from collections.abc import Iterator

import psycopg
import pytest

from tests.switch.shard.shop import Shop


@pytest.fixture
def shop(fresh_database) -> Iterator[Shop]:
    """Committed, and gone with its database."""
    with psycopg.connect(fresh_database.owner_url, autocommit=True) as connection:
        yield Shop(fresh_database, connection)
