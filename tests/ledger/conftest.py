"""Cursors on this worker's database whose work is rolled back: most tests need no database of their own."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest


@contextmanager
def _undone(url: str) -> Iterator[psycopg.Cursor]:
    with (
        psycopg.connect(url, autocommit=True) as connection,
        connection.transaction(force_rollback=True),
        connection.cursor() as cursor,
    ):
        yield cursor


@pytest.fixture
def cursor(worker_database) -> Iterator[psycopg.Cursor]:
    """As the runtime role."""
    with _undone(worker_database.app_url) as cursor:
        yield cursor


@pytest.fixture
def owner(worker_database) -> Iterator[psycopg.Cursor]:
    """As the role that owns the book."""
    with _undone(worker_database.owner_url) as cursor:
        yield cursor
