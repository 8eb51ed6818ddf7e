"""Read one item ahead in a thread, so that reading a file and writing to the database overlap."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
_END = object()


def one_ahead(items: Iterator[T]) -> Iterator[T]:
    """The same items in the same order; while one is worked on, the next is being made. Errors come where they belong."""
    with ThreadPoolExecutor(1, thread_name_prefix="one-ahead") as pool:
        upcoming = pool.submit(next, items, _END)
        while (item := upcoming.result()) is not _END:
            upcoming = pool.submit(next, items, _END)
            yield item
